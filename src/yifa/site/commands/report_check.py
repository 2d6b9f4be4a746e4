"""``yifa report check``: what is wrong with a report; no database unless ``--against-bureau`` asks the records."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yifa.site.cli import InputError
from yifa.site.commands import _report_batch
from yifa.site.commands.report_read import by_file, read_paper, warm, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yifa.lawkit.checks import Finding
    from yifa.papers.reading import Reading

FORMATS = ("text", "json", "html", "sarif", "docx")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file", metavar="文件", nargs="+", help="报告：txt、md、html、docx、pdf、ofd；可以几份或整个文件夹"
    )
    parser.add_argument("--year", type=int, help="报告年度，默认从标题读出")
    parser.add_argument("--previous", metavar="文件", help="上年的报告，用来比对")
    parser.add_argument("--against-bureau", metavar="代号", help="与这个机关的记录核对（要数据库）")
    parser.add_argument("--region", metavar="代码", help="六位地区代码：叠加这一地区的规则包")
    parser.add_argument("--waive", metavar="编号=理由", action="append", default=[], help="放行一项检查，写明理由")
    parser.add_argument(
        "--format", choices=FORMATS, default=None, help="text（默认）、json、html、sarif、docx（带批注）"
    )
    parser.add_argument("--json", action="store_true", help="等于 --format json --out -")
    parser.add_argument("--out", default=None, help="输出文件，- 为标准输出；几份时是文件夹")
    parser.add_argument("--jobs", type=int, default=None, metavar="个", help="几份时同时用几个进程，默认每核一个")


def run(args: argparse.Namespace) -> int:
    """Check one paper; 1 where it holds an error. Several go into a folder, or into one JSON document."""
    from yifa.papers.checks import WaiverError, check

    if args.region and not (len(args.region) == 6 and args.region.isdigit()):
        raise InputError(f"地区代码“{args.region}”不是六位数字")
    paths = _report_batch.files_of(args.file)
    if len(paths) > 1 or Path(args.file[0]).is_dir():
        return _many(args, paths)
    file = args.file[0]
    out = "-" if args.json else args.out or "-"
    fmt = "json" if args.json else args.format or _by_name(out)
    if fmt == "docx" and out == "-":
        raise InputError("docx 要用 --out 写明文件。")
    reading = read_paper(file, year=args.year)
    previous = read_paper(args.previous) if args.previous else None
    evidence = _evidence(args.against_bureau, args.year or reading.paper.year) if args.against_bureau else None
    try:
        findings = check(
            reading, year=args.year, previous=previous, evidence=evidence, waivers=_waivers(args.waive),
            region=args.region,
        )  # fmt: skip
    except WaiverError as error:
        raise InputError(str(error)) from error
    if fmt == "docx":
        _write_docx(reading, findings, file, out)
    else:
        write(_printed(reading, findings, fmt), out)
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def _many(args: argparse.Namespace, paths: list[Path]) -> int:
    """Check several papers; 1 where one holds an error or could not be read."""
    from yifa.papers.checks import check

    if args.previous or args.against_bureau:
        raise InputError("与上年报告、与记录核对，一次只查一份。")
    out = _report_batch.folder("-" if args.json else args.out)
    fmt = "json" if args.json else args.format or ("html" if out else "text")
    if fmt == "docx" and out is None:
        raise InputError("docx 要用 --out 写明文件夹。")
    waivers = _waivers(args.waive)
    work = partial(check_one, year=args.year, fmt=fmt, waivers=waivers, region=args.region)
    jobs = _report_batch.workers(args.jobs, len(paths))
    suffix = "txt" if fmt == "text" else fmt
    done, whole = _report_batch.run(paths, _report_batch.each(paths, work, jobs, lambda: check(warm())), out, suffix)
    done.sort(key=by_file)
    if out is None and fmt in ("json", "sarif"):
        rows = [{"file": d.file, "error": d.error} if d.error else {"file": d.file, **json.loads(d.text)} for d in done]
        write(json.dumps({"files": rows}, ensure_ascii=False, indent=2) + "\n", "-")
    else:
        words = {"error": "错误", "warning": "请核", "info": "提示"}
        lines = [f"{d.file}　{d.error or '　'.join(f'{words[k]}{v}处' for k, v in d.counts.items())}" for d in done]
        total = {k: sum(d.counts.get(k, 0) for d in done) for k in words}
        lines += ["", f"共 {len(paths)} 份，查完 {sum(not d.error for d in done)} 份："
                  + "、".join(f"{words[k]}{v}处" for k, v in total.items())]  # fmt: skip
        write("\n".join(lines) + "\n", "-")
    return int(not whole or any(d.error or d.counts.get("error") for d in done))


def check_one(path: Path, *, year: int | None, fmt: str, waivers: list[Any], region: str | None) -> _report_batch.Done:
    """Check one paper of many; bad input is a row of its own."""
    from yifa.papers.checks import WaiverError, as_json, check, output

    try:
        reading = read_paper(str(path), year=year)
        findings = check(reading, year=year, waivers=waivers, region=region)
    except InputError as error:
        return _report_batch.Done(str(path), error=str(error))
    except WaiverError as error:
        raise InputError(str(error)) from error
    if fmt == "docx":
        source = path.read_bytes() if reading.paper.format == "docx" else None
        return _report_batch.Done(str(path), output.as_docx(reading, findings, source), as_json(findings)["summary"])
    return _report_batch.Done(str(path), _printed(reading, findings, fmt), as_json(findings)["summary"])


def _by_name(out: str) -> str:
    suffix = Path(out).suffix.lstrip(".").lower()
    return suffix if suffix in FORMATS else {"htm": "html"}.get(suffix, "text")


def _waivers(rows: list[str]) -> list[Any]:
    from yifa.papers.checks import Waiver, WaiverError

    made = []
    for row in rows:
        id, mark, reason = row.partition("=")
        if not mark:
            raise InputError(f"放行要写成 编号=理由，如 RPT-S11=网页版不署名：{row}")
        try:
            made.append(Waiver(id.strip(), reason))
        except WaiverError as error:
            raise InputError(str(error)) from error
    return made


def _printed(reading: Reading, findings: Sequence[Finding], fmt: str) -> str:
    from yifa.papers.checks import as_json, output

    if fmt == "json":
        return json.dumps(as_json(findings), ensure_ascii=False, indent=2) + "\n"
    if fmt == "sarif":
        return json.dumps(output.as_sarif(reading, findings, _version()), ensure_ascii=False, indent=2) + "\n"
    return output.as_html(reading, findings) if fmt == "html" else output.as_text(reading, findings)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("yifa")
    except PackageNotFoundError:
        return ""


def _write_docx(reading: Reading, findings: Sequence[Finding], file: str, out: str) -> None:
    from yifa.papers.checks import output

    data = output.as_docx(reading, findings, Path(file).read_bytes() if reading.paper.format == "docx" else None)
    try:
        Path(out).write_bytes(data)
    except OSError as error:
        raise InputError(f"写不进 {out}：{error.strerror or error}") from error


def _evidence(code: str, year: int | None) -> Any:
    """The records of a bureau in the report year."""
    if year is None:
        raise InputError("没有读到报告年度。请用 --year 写明，再与记录核对。")
    from yifa.site import boot

    boot.setup()
    if boot.pending_migrations():
        raise InputError("数据库还没有建好或版本较旧。先运行 yifa demo、yifa init 或 yifa upgrade。")
    from yifa.core.org.models import Unit
    from yifa.suites.annual_report.proof import Records

    bureau = Unit.objects.filter(code=code, bureau__isnull=True).first()
    if bureau is None:
        raise InputError(f"没有代号为“{code}”的机关。")
    return Records(bureau, year)
