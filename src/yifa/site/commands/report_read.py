"""``yifa report read``: a paper into structure, facts and citations; no database, no Django."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from yifa.site.cli import InputError

if TYPE_CHECKING:
    from yifa.papers.reading import Reading

FORMATS = ("text", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="文件", help="报告：txt、md、html、docx、pdf、ofd")
    parser.add_argument("--year", type=int, help="报告年度，默认从标题读出")
    parser.add_argument("--format", choices=FORMATS, default=None, help="text（给人看，默认）或 json")
    parser.add_argument("--json", action="store_true", help="等于 --format json --out -")
    parser.add_argument("--with-text", action="store_true", help="json 中带上整理后的正文 text，位置按它计")
    parser.add_argument("--out", default=None, help="输出文件，- 为标准输出")


def run(args: argparse.Namespace) -> int:
    """Read one paper and print what is in it."""
    reading = read_paper(args.file, year=args.year)
    out = "-" if args.json else args.out or "-"
    fmt = "json" if args.json else args.format or ("json" if Path(out).suffix == ".json" else "text")
    if fmt == "json":
        text = json.dumps(reading.as_json(with_text=args.with_text), ensure_ascii=False, indent=2) + "\n"
    else:
        text = _summary(reading)
    write(text, out)
    return 0


def read_paper(file: str, *, year: int | None = None) -> Reading:
    """Read a file given on the command line; bad input is one clear Chinese line."""
    from yifa.papers.reading import PaperError, read
    from yifa.site.commands.law import use_texts

    use_texts()
    try:
        return read(Path(file), year=year)
    except PaperError as error:
        raise InputError(f"{Path(file).name}：{error}") from error


def write(text: str, out: str) -> None:
    """Write text to a file, or to standard output for ``-``."""
    if out == "-":
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    try:
        Path(out).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"写不进 {out}：{error.strerror or error}") from error


def _summary(reading: Reading) -> str:
    paper = reading.paper
    lines = [f"标题　　{paper.title or '（没有读到）'}"]
    lines.append(f"机关　　{paper.issuer or '（没有读到）'}")
    lines.append(f"年度　　{paper.year or '（没有读到）'}")
    lines.append(f"主送　　{paper.addressee or '（没有写）'}")
    lines += [f"{key}　{value}" for key, value in paper.header.items() if value]
    lines.append("")
    for section in paper.walk():
        mark = "" if section.number[0] in "（(" or section.number[-1:] == "是" else "、"
        lines.append(f"{'　' * (section.level - 1)}{section.number}{mark}{section.title}")
    lines += ["", f"数据 {len(reading.facts)} 条"]
    lines += [f"  {fact.section or '开头'}　{fact.text}" for fact in reading.facts]
    lines += ["", f"引文 {len(reading.citations)} 处"]
    lines += [f"  {c.text}　{c.status}" + (f"　应为 {c.suggestion}" if c.suggestion else "") for c in reading.citations]
    if paper.damage:
        lines += ["", "读入时的损伤"]
        lines += [f"  {damage.message}" for damage in paper.damage]
    return "\n".join(lines) + "\n"
