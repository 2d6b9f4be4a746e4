"""``yifa energy close-month|bulletin|forms``: close a period, print or check its bulletin, report it (database)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError


def arguments(actions: Any) -> None:
    """Declare the actions."""
    close = actions.add_parser(
        "close-month", help="核定一期（月、季、年）", description="核定一期，封存当时的系数和定额"
    )
    bulletin = actions.add_parser(
        "bulletin", help="能耗统计情况通报：重算核对、导出", description="按核定时的系数重算并核对，可导出通报"
    )
    forms = actions.add_parser("forms", help="把台账写成上报汇总的数据文件", description="供上级 roll-up 逐级汇总")
    for one in (close, bulletin, forms):
        one.add_argument("--bureau", help="机关代号；只有一个机关时不用写")
        one.add_argument("--period", required=True, help="报告期：2025、2025Q1 或 2025-03")
        one.add_argument("--as", dest="user", help="以哪个账号的岗位办理；不写则由命令行操作人办理")
        one.add_argument("--json", action="store_true", help="输出 JSON")
    bulletin.add_argument("--out", metavar="文件", help="导出通报，docx 或 json")
    forms.add_argument("--out", metavar="文件", required=True, help="写到这个文件（Parquet）")


def run(args: argparse.Namespace) -> int:
    """Run the action; 1 where a closed period no longer comes out as it was."""
    from yifa.site import boot

    boot.setup()
    from yifa.affairs.energy.engine.periods import period

    span = period(args.period)
    return {"close-month": _close, "bulletin": _bulletin, "forms": _forms}[args.action](args, span)


def _say(args: argparse.Namespace, data: dict[str, Any], line: str) -> int:
    print(json.dumps(data, ensure_ascii=False) if args.json else "\n".join([line, *data["warnings"]]))
    return 0 if data["ok"] else 1


def _counts(closing: Any) -> dict[str, int]:
    return {
        "reckoned": closing.reckoned,
        "judged": closing.judged,
        "over": closing.over,
        "missing": len(closing.missing),
    }


def _close(args: argparse.Namespace, span: Any) -> int:
    from yifa.kernel import registry
    from yifa.kernel.action import ActionError
    from yifa.kernel.action import run as do
    from yifa.kernel.resource.forms import form_of
    from yifa.site.commands.import_ import context

    ctx = context(args.bureau, args.user)
    action = registry.get_action("energy.closing", "record")
    form = form_of(action, ctx, None, {"period": span.text, "happened_on": ctx.day.isoformat()})
    if not form.is_valid():
        raise InputError("；".join(str(text) for texts in form.errors.values() for text in texts))
    try:
        closing = do(action, ctx, None, dict(form.cleaned_data)).obj
    except ActionError as error:
        raise InputError(str(error)) from error
    warnings = [f"{name}：{why}" for name, why in {**closing.missing, **closing.faults}.items()]
    data = {"ok": True, "counts": _counts(closing), "warnings": warnings}
    return _say(args, data, f"已核定{span.title}：{closing.reckoned} 家，超过约束值 {closing.over} 家")


def _bulletin(args: argparse.Namespace, span: Any) -> int:
    from yifa.affairs.energy.closings import bulletin, reckon
    from yifa.kernel.registry import get_resource
    from yifa.papers import writers
    from yifa.site.commands.import_ import context

    ctx = context(args.bureau, args.user)
    rows = get_resource("energy.closing").rows(ctx.scope).filter(life="live", period=span.text)
    closing = rows.first()
    if closing is None:
        raise InputError(f"{span.title}还没有核定。先用 yifa energy close-month 核定。")
    wrong = reckon.differing(closing)
    said = closing.body or bulletin.body(closing, ctx.day)
    if args.out:
        kind = Path(args.out).suffix.lower().lstrip(".")
        if kind not in ("docx", "json"):
            raise InputError("通报只能导出 docx 或 json，用文件名的后缀写明。")
        paper = bulletin.paper(closing, said, draft=not closing.issued_on)
        made = (
            json.dumps(said, ensure_ascii=False, indent=1).encode() if kind == "json" else writers.render(paper, "docx")
        )
        try:
            Path(args.out).write_bytes(made)
        except OSError as error:
            raise InputError(f"写不了文件 {args.out}。") from error
    warnings = [f"按核定时的系数重算不一致：{'、'.join(wrong)}"] if wrong else []
    data = {"ok": not wrong, "counts": _counts(closing) | {"differing": len(wrong)}, "warnings": warnings}
    line = f"{span.title}情况通报（{closing.number or '草稿'}）：{'重算不一致' if wrong else '重算一致'}"
    return _say(args, data, line)


def _forms(args: argparse.Namespace, span: Any) -> int:
    from yifa.affairs.energy.books import upwards
    from yifa.core.org.models import Unit
    from yifa.site.commands.import_ import context

    ctx = context(args.bureau, args.user)
    region = Unit.objects.get(pk=ctx.scope.bureau_id).region
    many, reporting = upwards.written(ctx.scope, region, span.months, Path(args.out))
    data = {"ok": True, "counts": {"forms": many, "reporting": reporting}, "warnings": []}
    return _say(args, data, f"写了{span.title}{many}行，其中{reporting}行有数，没有数的不作零")
