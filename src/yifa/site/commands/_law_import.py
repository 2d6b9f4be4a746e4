"""``yifa law import``: statute files as downloaded into the library, each as a whole or not at all."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError
from yifa.site.commands import _form

_MOST_FILES = 2000
KINDS = ("law", "regulation", "party", "rule", "normative", "interpretation", "standard", "local")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("paths", metavar="文件", nargs="+", help="下载的法规文件（docx、md、txt），或装着它们的文件夹")
    kinds = "、".join(KINDS)
    parser.add_argument("--kind", metavar="种类", default="", help=f"文本没写明制定机关时用：{kinds}")
    parser.add_argument("--region", metavar="代码", default="", help="地方规定的六位地区代码")
    parser.add_argument("--bureau", metavar="代号", help="由哪家机关导入（默认第一家）")
    parser.add_argument("--dry-run", action="store_true", help="只读不写")
    _form.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Read all files, then write those that are whole; 0 all in, 1 some refused, 2 none usable."""
    _form.settle(args)
    paths = _paths(args.paths)
    _check(args)
    from yifa.site import boot

    boot.setup()
    ctx = _context(args.bureau)
    done: list[dict[str, Any]] = []
    refused: list[tuple[str, str]] = []
    for path in paths:
        try:
            done.append(_one(path, args, ctx))
        except _Refusal as error:
            refused.append((str(path), str(error)))
    if done and not args.dry_run:
        from yifa.core.statutes import shelf

        shelf.write_all()  # also heals files lost since
    if not done:
        raise InputError("；".join(f"{path}：{why}" for path, why in refused[:5]))
    for name, why in refused:
        print(f"{name}：{why}", file=sys.stderr)
    data = {"ok": not refused, "texts": done, "refused": [{"file": p, "why": w} for p, w in refused]}
    text = json.dumps(data, ensure_ascii=False, indent=1) if args.format == "json" else "\n".join(_lines(done, refused))
    from yifa.site.commands.law import write

    write(text, args.out)
    return 1 if refused else 0


class _Refusal(Exception):
    """A file that does not come in; the message is Chinese."""


def _check(args: argparse.Namespace) -> None:
    if args.kind and args.kind not in KINDS:
        raise InputError(f"--kind 只能是 {'、'.join(KINDS)}。")
    if args.region and not (args.region.isdigit() and len(args.region) == 6):
        raise InputError("--region 要写六位地区代码，如 330100。")


def _paths(given: list[str]) -> list[Path]:
    """The files meant; a folder stands for the statute files in it."""
    out: list[Path] = []
    for text in given:
        path = Path(text)
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix.lower() in (".docx", ".md", ".txt", ".html", ".htm"))
            if not found:
                raise InputError(f"文件夹 {text} 里没有 docx、md 或 txt 文件。")
            out += found
        elif path.is_file():
            out.append(path)
        else:
            raise InputError(f"没有文件 {text}。")
    if len(out) > _MOST_FILES:
        raise InputError(f"一次最多导入 {_MOST_FILES} 个文件，分几次导入。")
    return out


def _context(code: str | None) -> Any:
    from yifa.core.org.models import Unit
    from yifa.site import boot
    from yifa.site.commands.import_ import context

    if boot.pending_migrations():
        raise InputError("数据库还没有建好或版本较旧。先运行 yifa demo、yifa init 或 yifa upgrade。")
    if code is None:
        first = Unit.objects.filter(bureau__isnull=True).order_by("sort", "id").first()
        code = first.code if first and Unit.objects.filter(bureau__isnull=True).count() > 1 else None
    return context(code, None)


def _one(path: Path, args: argparse.Namespace, ctx: Any) -> dict[str, Any]:
    """Read one file and, unless this is a dry run, put it into the library."""
    from django.core.exceptions import ValidationError
    from django.core.files.uploadedfile import SimpleUploadedFile

    from yifa.core.statutes import actions, files
    from yifa.kernel import registry
    from yifa.kernel.action import ActionError, errors_of, run

    try:
        if path.stat().st_size > files.MOST_BYTES:
            raise _Refusal(f"超过 {files.MOST_BYTES >> 20} MB，不像一件法规。")
        content = path.read_bytes()
    except OSError as error:
        raise _Refusal(f"读不了：{error.strerror}。") from error
    try:
        draft = files.read(content, path.name, region=args.region, kind=args.kind)
        before = actions.present(ctx.scope.bureau_id, draft)
        state = "same" if before is not None and before.digest == draft.digest else "changed" if before else "new"
        if not args.dry_run:
            data = {"file": SimpleUploadedFile(path.name, content), "kind": args.kind, "region": args.region}
            run(registry.get_action("core_statutes.text", "import"), ctx, None, data)
    except files.FileError as error:
        raise _Refusal(str(error)) from error
    except ValidationError as error:
        raise _Refusal("；".join(message for _, message in errors_of(error))) from error
    except ActionError as error:
        raise _Refusal(str(error)) from error
    text = draft.text
    return {
        "file": str(path), "state": state, "title": text.title, "slug": draft.slug, "year": draft.year,
        "kind": text.kind, "issuer": text.issuer, "published": str(text.published or "") or None,
        "effective": str(text.effective or "") or None, "articles": len(text.articles),
        "repeals": list(text.repeals), "notes": list(draft.notes),
    }  # fmt: skip


_STATE = {"new": "新增", "changed": "更新", "same": "已有，没有改动"}


def _lines(done: list[dict[str, Any]], refused: list[tuple[str, str]]) -> list[str]:
    lines = []
    for row in done:
        since = f"{row['effective']}起施行" if row["effective"] else "施行日期待核实"
        lines.append(f"《{row['title']}》{row['year']}年文本　{row['articles']}条　{since}　{_STATE[row['state']]}")
        lines += [f"　　{note}" for note in row["notes"]]
    lines.append(f"读了 {len(done) + len(refused)} 个文件，收 {len(done)} 件，不收 {len(refused)} 件")
    return lines
