"""``yifa report``: compose from records; read, check and compare papers (no database).

Verbs without a database are modules of their own (``VERBS``), imported only when asked for.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from yifa.site.cli import InputError

HELP = "编制、读取、检查、比较报告"
FORMATS = ("docx", "pdf", "ofd", "html", "md", "json")
BINARY = ("docx", "pdf", "ofd")

#: verb -> module with ``arguments(parser)`` and ``run(args) -> int``, and its Chinese help
VERBS: dict[str, tuple[str, str]] = {
    "read": ("report_read", "读出报告的结构、数据和引文"),
    "check": ("report_check", "校核报告：结构、内容、法规、数字、用语、版面"),
    "compare": ("report_compare", "几份报告并排：同一事项、缺什么、年度变化"),
    "sign": ("report_sign", "给文件加完整性签名（SM2），不是用印"),
    "verify": ("report_verify", "核对文件与签名时是否一致"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    sub = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    c = sub.add_parser("compose", help="从记录编制报告")
    c.add_argument("--bureau", required=True, help="机关代号")
    c.add_argument("--year", required=True, type=int, help="报告年度")
    c.add_argument("--kind", default="fazhi", help="报告种类，默认 fazhi")
    c.add_argument("--edition", default="submit", choices=("submit", "public"), help="报送稿或公开稿")
    c.add_argument("--format", default=None, help="docx、pdf、ofd、html、md、json")
    c.add_argument("--json", action="store_true", help="等于 --format json --out -")
    c.add_argument("--out", default=None, help="输出文件，- 为标准输出")
    c.add_argument("--evidence", help="佐证册 .xlsx")
    c.add_argument("--annex", action="store_true", help="正文后附数据佐证目录")
    c.add_argument("--final", action="store_true", help="有受阻的句子时拒绝")
    for verb, (name, text) in VERBS.items():
        parser_of_verb = sub.add_parser(verb, help=text, description=text)
        _module(name).arguments(parser_of_verb)


def run(args: argparse.Namespace) -> int:
    """Run one sub-command."""
    if args.verb == "compose":
        return _compose(args)
    return int(_module(VERBS[args.verb][0]).run(args) or 0)


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"yifa.site.commands.{name}")


def _compose(args: argparse.Namespace) -> int:
    fmt = "json" if args.json else args.format
    out = "-" if args.json else args.out
    if fmt is None:
        fmt = Path(out).suffix.lstrip(".") if out and out != "-" else "json"
    if fmt not in FORMATS:
        raise InputError(f"不能输出 {fmt} 格式。可用：{'、'.join(FORMATS)}。")
    if out in (None, "-") and fmt in BINARY:
        raise InputError(f"{fmt} 要用 --out 写明文件。")
    if not 1949 <= args.year <= 2999:
        raise InputError(f"报告年度 {args.year} 不对，应写成 2023。")
    for path in (out if out != "-" else None, args.evidence):
        if path and not Path(path).resolve().parent.is_dir():
            raise InputError(f"写不了 {path}：没有这个目录。")
    from yifa.site import boot

    boot.setup()
    from yifa.core.org.models import Unit
    from yifa.kernel import clockwork
    from yifa.lawkit.packs.loader import PackError
    from yifa.papers.writers import CannotPrint
    from yifa.site.commands.import_ import context
    from yifa.suites.annual_report import papers
    from yifa.suites.annual_report.compose import compose

    missing = boot.pending_migrations()
    if missing:
        raise InputError("数据库还没有建好或版本较旧。先运行 yifa demo、yifa init 或 yifa upgrade。")
    bureau = Unit.objects.filter(code=args.bureau, bureau__isnull=True).first()
    if bureau is None:
        raise InputError(f"没有代号为“{args.bureau}”的机关。")
    if args.kind == "xxgk":
        return _disclosure(args, bureau, fmt, out)
    try:
        made = compose(bureau, args.year, day=clockwork.today(), kind=args.kind, edition=args.edition)
    except (LookupError, PackError) as error:
        raise InputError(str(error)) from error
    if args.final and made.blocking:
        print("有受阻的句子，不能定稿：", file=sys.stderr)
        for b in made.blocking:
            print(f"  {b.figure or '必备部分'}：{b.why}", file=sys.stderr)
        return 1
    paper: dict[str, Any] = {}
    if fmt != "json":  # as in the browser: a signed paper leaves as it was signed
        made, paper = papers.issued(made)
        paper["annex"] = args.annex
    try:
        data = papers.render(made, fmt, **paper)
        if fmt != "json":
            papers.enter(context(args.bureau, None), made, fmt, data)
    except CannotPrint as error:
        raise InputError(str(error)) from error
    if out in (None, "-"):
        sys.stdout.write(data.decode("utf-8"))
        sys.stdout.write("\n")
    else:
        Path(out).write_bytes(data)
    if args.evidence:
        papers.write_evidence(made, Path(args.evidence), now=clockwork.now())
    return 0


def _disclosure(args: argparse.Namespace, bureau: Any, fmt: str, out: str | None) -> int:
    """Compose the yearly report on disclosure (政府信息公开工作年度报告)."""
    from yifa.kernel import clockwork
    from yifa.papers.writers import CannotPrint
    from yifa.site.commands.import_ import context
    from yifa.suites.disclosure_report import compose as report
    from yifa.suites.disclosure_report import papers

    if args.evidence:
        raise InputError("信息公开年报没有佐证册：每个数的记录在网页上点开，或用 --format json 看清单地址。")
    made = report.compose(bureau, args.year, day=clockwork.today())
    if args.final and made.missing:
        print("必备部分缺内容，不能定稿：", file=sys.stderr)
        for why in made.missing:
            print(f"  {why}", file=sys.stderr)
        return 1
    try:
        data = papers.render(made, fmt, edition=args.edition)
    except CannotPrint as error:
        raise InputError(str(error)) from error
    if fmt != "json":
        papers.enter(context(args.bureau, None), made, fmt, args.edition, data)
    if out in (None, "-"):
        sys.stdout.write(data.decode("utf-8") + "\n")
    else:
        Path(out).write_bytes(data)
    return 0
