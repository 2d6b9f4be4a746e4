"""``yifa clock``: statutory periods (法定期限) from the command line; needs no database."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.lawkit.clock import ClockError, ClockResult, Event, choose_part, fold
from yifa.lawkit.packs.loader import PackError
from yifa.lawkit.period import CST, UNIT_TEXT
from yifa.lawkit.rules import Part, Rule, UnknownRule, get_rule, load_rules
from yifa.site.cli import InputError, why_not
from yifa.site.commands import _form

if TYPE_CHECKING:
    from yifa.lawkit.calendar import WorkCalendar

HELP = "计算法定期限"

STATES = {"running": "进行中", "suspended": "停止计算", "overdue": "逾期", "stopped": "已办结"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``due`` and ``list``."""
    commands = parser.add_subparsers(dest="command", metavar="due|list")
    due = commands.add_parser("due", help="一条规则的到期日和算法", description="一条规则的到期日和算法")
    due.add_argument("rule", metavar="规则", help="规则编号，如 GID-02")
    due.add_argument("--from", dest="start", metavar="起算", help="起算日或时刻；倒算的写期日；每年固定日期写年份")
    due.add_argument("--part", default="1", metavar="N", help="一条规则有几段期限时，第几段（默认 1）")
    due.add_argument("--days", metavar="N", help="只规定算法的规则，期限多长")
    due.add_argument(
        "--event", action="append", default=[], metavar="种类=值",
        help="suspend=首日/末日、suspend=天数、extend=批准日[/天数]、restart=日期、stop=日期，可写多个",
    )  # fmt: skip
    due.add_argument("--close", metavar="HH:MM", help="下班时刻")
    due.add_argument("--today", metavar="日期", help="按哪一天说已用、还剩（默认不说）")
    show = commands.add_parser("list", help="全部规则", description="全部规则")
    for sub in (due, show):
        sub.add_argument("--region", metavar="代码", help="六位地区代码，叠加地方规则")
        _form.arguments(sub)


def run(args: argparse.Namespace) -> int:
    """Run the command; 0 done, 1 an event could not count, 2 (InputError) unusable input."""
    if args.command is None:
        raise InputError("请写明 yifa clock due 规则 --from 日期，或 yifa clock list")
    _form.settle(args)
    region = args.region or None
    if region and not re.fullmatch(r"\d{6}", region):
        raise InputError(f"地区代码“{region}”不是六位数字")
    try:
        return _list(args, region) if args.command == "list" else _due(args, region)
    except (ClockError, UnknownRule, PackError) as error:
        raise InputError(str(error.args[0])) from error


# -- reading the arguments ----------------------------------------------------------------------


def _date(text: str, what: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{what}“{text}”不是日期，请写成 2025-01-20") from None


def _whole(text: str, what: str, low: int = 0, high: int = 100_000) -> int:
    if not re.fullmatch(r"\d{1,9}", text.strip()) or not low <= int(text) <= high:
        raise InputError(f"{what}“{text}”不对，应是 {low} 到 {high} 的整数")
    return int(text)


def _start(text: str | None, part: Part) -> date | datetime:
    if not text:
        raise InputError("请用 --from 写明起算日")
    text = text.strip()
    if match := re.fullmatch(r"(\d{4})年?", text):
        if part.unit != "date":
            raise InputError(f"起算日“{text}”只有年份；这条规则不是每年固定日期，请写成 2025-01-20")
        return date(int(match[1]) or 1, 12, 31)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return moment.astimezone(CST) if moment.tzinfo else moment.replace(tzinfo=CST)
    except (ValueError, OverflowError):
        raise InputError(f"起算日“{text}”不是日期或时刻，请写成 2025-01-20 或 2025-01-20T09:30") from None


def parse_event(text: str) -> Event:
    """Read one ``KIND=VALUE``."""
    kind, sign, value = text.partition("=")
    kind, value = kind.strip(), value.strip()
    if not sign or not value:
        raise InputError(f"事件“{text}”应写成 种类=值，如 suspend=2025-03-20/2025-04-14")
    first, slash, second = value.partition("/")
    if kind == "suspend":
        if re.fullmatch(r"\d{1,6}", value):
            return Event("suspend", n=int(value))
        if not slash:
            raise InputError(f"停止计算“{value}”应写首日/末日，如 2025-03-20/2025-04-14，或者写天数")
        begin, end = _date(first, "停止计算的首日"), _date(second, "停止计算的末日")
        if end < begin:
            raise InputError(f"停止计算的末日 {end} 早于首日 {begin}")
        return Event("suspend", begin, end)
    if kind == "extend":
        return Event("extend", _date(first, "批准延长的日期"), n=_whole(second, "延长的天数", 1) if slash else None)
    if kind in ("restart", "stop"):
        return Event(kind, _date(value, "重新起算日" if kind == "restart" else "办结日"))
    raise InputError(f"不认识的事件“{kind}”，只有 suspend、extend、restart、stop")


def _close(text: str | None) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text.zfill(5)) if re.fullmatch(r"\d{1,2}:\d{2}", text) else time.fromisoformat("x")
    except ValueError:
        raise InputError(f"下班时刻“{text}”应写成 17:30") from None


# -- due ----------------------------------------------------------------------------------------


def _due(args: argparse.Namespace, region: str | None) -> int:
    rule_id = args.rule.strip().upper()
    newest = get_rule(rule_id, region)
    number = _whole(args.part, "--part", 1, 99)
    start = _start(args.start, choose_part(newest, number))
    rule = get_rule(rule_id, region, on=start.date() if isinstance(start, datetime) else start)
    days = None if args.days is None else _whole(args.days, "--days", 1)
    events = [Event("start", start), *(parse_event(text) for text in args.event)]
    today = _date(args.today, "--today") if args.today else None
    result = fold(
        rule, events, part=number, days=days, close=_close(args.close), calendar=_calendar(region), today=today
    )
    if args.format == "json":
        _write(args.out, json.dumps(result.as_dict(), ensure_ascii=False, indent=1) + "\n")
    else:
        _write(args.out, "\n".join(_text(result)) + "\n")
    for problem in result.problems:
        print(f"注意：{problem}", file=sys.stderr)
    return 1 if result.problems else 0


def _calendar(region: str | None) -> WorkCalendar:
    from yifa.lawkit.calendar import WorkCalendar

    return WorkCalendar.load(region)


def _text(result: ClockResult) -> Iterable[str]:
    from yifa.lawkit.explain import weekday, zh_date

    rule, part = result.rule, result.part
    number = f"（第 {result.part_no} 段{'，' + part.label if part.label else ''}）" if len(rule.parts) > 1 else ""
    yield f"{rule.id} {rule.title}{number}"
    if result.due is None:
        yield "到期：停止计算中，恢复以前没有到期日"
    else:
        moment = f" {result.due_time:%H:%M}" if result.due_time else ""
        yield f"到期：{zh_date(result.due)}（周{weekday(result.due)}）{moment}" + (
            "  暂定" if result.provisional else ""
        )
    if result.safe and result.safe != result.due:
        yield f"稳妥：{zh_date(result.safe)}（周{weekday(result.safe)}）以前"
    tag = rule.force_text if rule.verified else f"{rule.force_text}，待核实"
    since = f"，{rule.basis.effective} 起施行" if rule.basis.effective else "，施行日待核实"
    yield f"依据：{rule.basis}{since}（{tag}）"
    yield f"算法：{result.sentence}"
    yield f"末日：{part.roll_reason}"
    if part.suspend:
        yield f"停算：{part.suspend}"
    if part.extend:
        by = f"，{part.extend.by}批准" if part.extend.by else ""
        notice = f"，{part.extend.notice}" if part.extend.notice else ""
        yield f"延长：最多 {part.extend.max} {UNIT_TEXT[part.extend.unit]}{by}{notice}"
    if result.used is not None or result.left is not None:
        yield _progress(result)
    for note in result.notes:
        yield f"核对：{note}"
    rows = result.trace
    if len(rows) <= 100:
        yield "逐日："
        for row in rows:
            count = f"{row.n:>4}" if row.counted and row.n else "   ·"
            yield f"  {row.date} 周{weekday(row.date)}{count}  {row.why}"


def _progress(result: ClockResult) -> str:
    unit = "个工作日" if result.part.unit == "workday" else "日"
    left = result.left
    words = f"状态：{STATES[result.state]}"
    if result.used is not None:
        words += f"，已用 {result.used} {unit}"
    if left is None:
        return words
    if left == 0 and result.state == "running":
        return words + "，今天到期"
    return words + (f"，剩 {left} {unit}" if left >= 0 else f"，逾期 {-left} {unit}")


# -- list ---------------------------------------------------------------------------------------


def _list(args: argparse.Namespace, region: str | None) -> int:
    rules = load_rules(region)
    if args.format == "json":
        _write(args.out, json.dumps([_row(rule) for rule in rules.values()], ensure_ascii=False, indent=1) + "\n")
        return 0
    lines = [f"共 {len(rules)} 条规则"]
    for rule in rules.values():
        parts = "；".join(part_text(part) for part in rule.parts) or "没有期限"
        lines.append(f"{rule.id:<8}{rule.title}  {parts}  {rule.basis}" + ("" if rule.verified else "  待核实"))
    _write(args.out, "\n".join(lines) + "\n")
    return 0


def part_text(part: Part) -> str:
    """Return one period in words: 20个工作日, 倒算7日, 每年1月31日前."""
    label = f"{part.label} " if part.label else ""
    if part.unit == "permanent":
        return "永久"
    if part.unit == "date":
        month, day = (int(piece) for piece in str(part.value).split("-"))
        return f"{label}每年{month}月{day}日{'之前' if part.boundary == 'before' else '前'}"
    value = part.value if part.value is not None else "按 --days 计"
    if value == 0:
        return label + "末日的截止时刻"
    words = f"{'不少于' if part.minimum else ''}{value}{UNIT_TEXT[part.unit]}"
    return label + ("倒算" if part.backward else "") + words


def _row(rule: Rule) -> dict[str, Any]:
    day = rule.basis.effective
    keys = ("label", "value", "unit", "direction", "roll", "roll_reason", "minimum", "free")
    return {
        "rule": rule.id,
        "title": rule.title,
        "term": rule.term,
        "domain": rule.domain,
        "kind": rule.kind,
        "force": rule.force,
        "verified": rule.verified,
        "confidence": rule.confidence,
        "basis": {
            "law": rule.basis.law,
            "article": rule.basis.article,
            "doc_no": rule.basis.doc_no,
            "effective": day.isoformat() if day else None,
        },
        "parts": [{key: getattr(part, key) for key in keys} for part in rule.parts],
    }


def _write(target: str, text: str) -> None:
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"写不了文件 {target}：{why_not(error)}") from error
