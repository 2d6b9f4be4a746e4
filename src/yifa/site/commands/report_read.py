"""``yifa report read``: a paper into structure, facts and citations; no database, no Django."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from yifa.site.cli import InputError
from yifa.site.commands import _report_batch

if TYPE_CHECKING:
    from yifa.papers.reading import Reading

FORMATS = ("text", "json")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", metavar="文件", nargs="+", help="报告：txt、md、html、docx、pdf、ofd；可以几份或整个文件夹"
    )
    parser.add_argument("--year", type=int, help="报告年度，默认从标题读出")
    parser.add_argument("--format", choices=FORMATS, default=None, help="text（给人看，默认）或 json")
    parser.add_argument("--json", action="store_true", help="等于 --format json --out -")
    parser.add_argument("--with-text", action="store_true", help="json 中带上整理后的正文 text，位置按它计")
    parser.add_argument("--out", default=None, help="输出文件，- 为标准输出；几份时是文件夹")
    parser.add_argument("--jobs", type=int, default=None, metavar="个", help="几份时同时用几个进程，默认每核一个")


def run(args: argparse.Namespace) -> int:
    """Read one paper and print what is in it; several into a folder."""
    paths = _report_batch.files_of(args.file)
    if len(paths) > 1 or Path(args.file[0]).is_dir():
        return _many(args, paths)
    out = "-" if args.json else args.out or "-"
    fmt = "json" if args.json else args.format or ("json" if Path(out).suffix == ".json" else "text")
    write(_printed(read_paper(args.file[0], year=args.year), fmt, args.with_text), out)
    return 0


def _printed(reading: Reading, fmt: str, with_text: bool) -> str:
    if fmt == "json":
        return json.dumps(reading.as_json(with_text=with_text), ensure_ascii=False, indent=2) + "\n"
    return _summary(reading)


def _many(args: argparse.Namespace, paths: list[Path]) -> int:
    """Several papers: results into a folder, or one JSON document; 1 where a file could not be read."""
    out = _report_batch.folder("-" if args.json else args.out)
    fmt = "json" if args.json else args.format or ("json" if out else "text")
    work = partial(read_one, year=args.year, fmt=fmt, with_text=args.with_text)
    jobs = _report_batch.workers(args.jobs, len(paths))
    done, whole = _report_batch.run(
        paths, _report_batch.each(paths, work, jobs, warm), out, "json" if fmt == "json" else "txt"
    )
    if out is None and fmt == "json":
        rows = [{"file": d.file, "error": d.error} if d.error else {"file": d.file, **json.loads(d.text)} for d in done]
        write(json.dumps({"files": rows}, ensure_ascii=False, indent=2) + "\n", "-")
    else:
        lines = [
            f"{d.file}　{d.error or '　'.join(f'{k}{v}' for k, v in d.counts.items())}"
            for d in sorted(done, key=by_file)
        ]
        write("\n".join([*lines, "", f"共 {len(paths)} 份，读出 {sum(not d.error for d in done)} 份"]) + "\n", "-")
    return int(not whole or any(d.error for d in done))


def by_file(done: _report_batch.Done) -> str:
    """The order of a summary."""
    return done.file


def warm() -> Reading:
    """Load what every reading needs, once for all processes."""
    from yifa.papers.reading import read

    text = "某市2023年法治政府建设情况报告\n\n一、举措和成效\n\n全年学习《中华人民共和国民法典》9次。\n"
    return read(text.encode(), name="report.txt")


def read_one(path: Path, *, year: int | None, fmt: str, with_text: bool) -> _report_batch.Done:
    """Read one paper of many; bad input is a row of its own."""
    try:
        reading = read_paper(str(path), year=year)
    except InputError as error:
        return _report_batch.Done(str(path), error=str(error))
    counts = {"事实": len(reading.facts), "引文": len(reading.citations)}
    return _report_batch.Done(str(path), _printed(reading, fmt, with_text), counts)


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
