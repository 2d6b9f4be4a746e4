"""``yifa report compare``: the same items of several reports side by side; no database, no Django."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from yifa.site.cli import InputError
from yifa.site.commands.report_read import read_paper, write

if TYPE_CHECKING:
    from yifa.papers.compare import Change, Comparison, Item

FORMATS = ("text", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", metavar="文件", nargs="+", help="两份以上的报告：txt、md、html、docx、pdf、ofd")
    parser.add_argument("--region", metavar="代码", help="六位地区代码：叠加这一地区的规则包")
    parser.add_argument("--format", choices=FORMATS, default=None, help="text（给人看，默认）或 json")
    parser.add_argument("--json", action="store_true", help="等于 --format json --out -")
    parser.add_argument("--out", default=None, help="输出文件，- 为标准输出")


def run(args: argparse.Namespace) -> int:
    """Read the papers and print what they have in common and what they lack."""
    from yifa.papers.compare import compare, sides

    if len(args.files) < 2:
        raise InputError("比较要两份以上的报告。")
    if args.region and not (len(args.region) == 6 and args.region.isdigit()):
        raise InputError(f"地区代码“{args.region}”不是六位数字")
    out = "-" if args.json else args.out or "-"
    fmt = "json" if args.json else args.format or ("json" if Path(out).suffix == ".json" else "text")
    names = _names(args.files)
    found = compare(
        sides([(name, read_paper(file)) for name, file in zip(names, args.files, strict=True)]), region=args.region
    )
    write(json.dumps(found.as_json(), ensure_ascii=False, indent=2) + "\n" if fmt == "json" else _text(found), out)
    return 0


def _names(files: list[str]) -> list[str]:
    """The file names; the paths as given where two files have one name."""
    short = [Path(file).name for file in files]
    names = short if len(set(short)) == len(short) else list(files)
    if len(set(names)) < len(names):
        raise InputError("同一份文件给了两次。")
    return names


def _text(found: Comparison) -> str:
    lines = [f"比较 {len(found.sides)} 份报告"]
    for side in found.sides:
        lines.append(f"  {side.file}　{side.issuer or '（机关没有读到）'}　{side.year or '（年度没有读到）'}")
    lines += ["", f"同一事项 {len(found.shared)} 项"]
    for item in found.shared:
        lines += _item(item)
    changes = found.changes()
    if changes:
        lines += ["", f"年度变化 {len(changes)} 项"]
        lines += [f"  {_change(change)}" for change in changes]
    for index, side in enumerate(found.sides):
        gaps = [row.subject for row in found.missing if row.side == index]
        lines += ["", f"{side.file} 没有、别的报告有的 {len(gaps)} 项"]
        lines += [f"  {gap}" for gap in gaps]
    return "\n".join(lines) + "\n"


def _item(item: Item) -> list[str]:
    aim = "（安排）" if item.aim else ""
    return [f"  {item.subject}{aim}"] + [f"    {cell.file}　{cell.fact.text}" for cell in item.cells.values()]


def _change(change: Change) -> str:
    sign = "+" if change.difference > 0 else ""
    unit = "个百分点" if change.unit == "%" else change.unit or ""
    rate = f"（{'+' if change.rate > 0 else ''}{change.rate:f}%）" if change.rate is not None else ""
    said = f"{change.before.fact.text}；{change.after.fact.text}"
    first, second = change.years
    return f"{change.issuer} {first}—{second}　{change.subject}　{sign}{change.difference:f}{unit}{rate}　{said}"
