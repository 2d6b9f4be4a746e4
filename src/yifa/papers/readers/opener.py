"""From a file to a paper: what kind of file it is, the reader of that kind, then the structure.

The content decides, not the name; the name helps only between txt, md and html.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from yifa.papers.readers import genre, normal
from yifa.papers.readers.limits import Limits, Watch
from yifa.papers.readers.source import Source
from yifa.papers.reading.errors import PaperError
from yifa.papers.reading.model import Paper

_READERS = {"txt": "txt", "md": "md", "html": "html", "docx": "docx", "pdf": "pdf", "ofd": "ofd"}
_OLD_WORD = "是旧版 {what} 文件。请用 Word 或 WPS 打开，另存为 .docx 后再交。"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "图片"), (b"\xff\xd8\xff", "图片"), (b"GIF8", "图片"), (b"BM", "图片"), (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"), (b"RIFF", "音频、视频或图片"), (b"Rar!", "压缩包"), (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"), (b"BZh", "压缩包"), (b"\xfd7zXZ", "压缩包"), (b"MZ", "程序"), (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"), (b"ID3", "音频"), (b"\x00\x00\x00\x18ftyp", "视频"), (b"\x00\x00\x00 ftyp", "视频"),
    (b"AC10", "AutoCAD 图"), (b"%!PS", "PostScript"),
)  # fmt: skip


def open_paper(
    source: Path | bytes, *, name: str | None = None, year: int | None = None, limits: Limits | None = None
) -> Paper:
    """Open a file of any known format; see :func:`yifa.papers.reading.read`."""
    limits = limits or Limits()
    data, name = _bytes(source, name, limits)
    watch = Watch(limits)
    kind = sniff(data, name)
    reader = importlib.import_module(f"yifa.papers.readers.{_READERS[kind]}")
    opened: Source = reader.read(data, watch)
    watch.chars(len(opened.raw))
    watch.check()
    paper = normal.build(opened)
    paper.name = name
    genre.check_language(paper)
    from yifa.papers import structure

    structure.fill(paper, title=opened.title, year=year)
    genre.check_kind(paper)
    return paper


def _bytes(source: Path | bytes, name: str | None, limits: Limits) -> tuple[bytes, str]:
    too_big = PaperError(f"文件超过 {limits.file_mb} MB，不像一份报告。请去掉图片等附件后再交。")
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if source.is_dir():
                raise PaperError("这是文件夹，请给出一个文件。")
            if source.stat().st_size > limits.file_mb << 20:
                raise too_big
            with source.open("rb") as stream:
                data = stream.read((limits.file_mb << 20) + 1)
        except PaperError:
            raise
        except FileNotFoundError as error:
            raise PaperError("没有这个文件。") from error
        except PermissionError as error:
            raise PaperError("没有读这个文件的权限。") from error
        except OSError as error:
            raise PaperError(f"打不开：{error.strerror or error}。") from error
        except ValueError as error:
            raise PaperError("文件名有误。") from error
        name = name or source.name
    if len(data) > limits.file_mb << 20:
        raise too_big
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise PaperError("是空文件，里面没有内容。")
    return data, name or ""


def sniff(data: bytes, name: str) -> str:
    """Which format the bytes are; foreign ones raise with what to do."""
    suffix = Path(name).suffix.lower()
    if data[:4] == b"PK\x03\x04" or data[:4] in (b"PK\x05\x06", b"PK\x07\x08"):
        from yifa.papers.readers.package import kind as kind_of_package

        return kind_of_package(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise PaperError("文件加了密码，打不开。请去掉密码另存后再交。")
        if "Workbook".encode("utf-16-le") in data[: 1 << 22] or suffix in (".xls", ".et"):
            raise PaperError("是电子表格，不是报告。")
        if "PowerPoint Document".encode("utf-16-le") in data or suffix in (".ppt", ".dps"):
            raise PaperError("是演示文稿，不是报告。")
        raise PaperError(_OLD_WORD.format(what="WPS" if suffix == ".wps" else "Word（.doc）"))
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, what in _FOREIGN:
        if data.startswith(magic):
            if magic == b"BM" and b"\x00" not in data[:64]:
                continue
            hint = "图片里的文字读不出来，请交原来的文件。" if what == "图片" else "请交报告本身。"
            raise PaperError(f"内容其实是{what}，不是报告。{hint}")
    if data.lstrip()[:5] == b"{\\rtf":
        raise PaperError(_OLD_WORD.format(what="RTF"))
    head = data[:4096].lower().replace(b"\x00", b"")
    if b"mime-version:" in head and b"multipart/related" in head:
        raise PaperError("是 mht 网页存档。请在浏览器里另存为 html 后再交。")
    if any(tag in head for tag in (b"<!doctype html", b"<html", b"<head", b"<body")) or (
        suffix in (".html", ".htm", ".shtml", ".mht") and b"<" in head
    ):
        return "html"
    if b"<?mso-application" in head or b"w:worddocument" in head:
        raise PaperError(_OLD_WORD.format(what="Word XML"))
    if suffix in (".md", ".markdown"):
        return "md"
    if suffix in (".doc", ".wps", ".docx", ".pdf", ".ofd") and b"\x00" in data[:4096]:
        raise PaperError("文件损坏或不是它名字所说的格式，打不开。")
    return "txt"
