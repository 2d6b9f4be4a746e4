"""What a file really is: by its first bytes and inner parts, never by its name alone.

Refused: programs, scripts, documents with macros, encrypted archives, archive bombs, and whatever is not known.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

#: kind -> (names it may carry, content type, may be shown inside the browser)
KINDS: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "pdf": (("pdf",), "application/pdf", True),
    "png": (("png",), "image/png", True),
    "jpg": (("jpg", "jpeg"), "image/jpeg", True),
    "gif": (("gif",), "image/gif", True),
    "webp": (("webp",), "image/webp", True),
    "bmp": (("bmp",), "image/bmp", True),
    "tiff": (("tif", "tiff"), "image/tiff", False),
    "docx": (("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
    "xlsx": (("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
    "pptx": (("pptx",), "application/vnd.openxmlformats-officedocument.presentationml.presentation", False),
    "ofd": (("ofd",), "application/octet-stream", False),
    "ole": (("doc", "xls", "ppt", "wps", "et", "dps"), "application/octet-stream", False),
    "zip": (("zip",), "application/zip", False),
    "text": (("txt", "csv", "md"), "text/plain; charset=utf-8", True),
}
_MAGIC = [
    (b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"BM", "bmp"), (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
]  # fmt: skip
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"#!", b"\x00asm", b"dex\n")
_PROGRAM_NAMES = frozenset(
    "exe dll com scr msi bat cmd ps1 vbs vbe js jse wsf hta lnk jar apk sh py pl php so dylib reg cpl"
    " docm xlsm pptm".split()
)
#: Archive limits: parts, bytes unpacked, ratio of unpacked to packed, zip inside zip.
_PARTS, _UNPACKED, _RATIO = 5000, 600 << 20, 150
_SNIFF = 1 << 16


class FileRefused(ValueError):
    """A file that may not come in; the message is Chinese and says the way on."""


@dataclass(frozen=True)
class Sniffed:
    """What a file is."""

    kind: str
    content_type: str
    inline: bool


def extension(name: str) -> str:
    """Return the lower-case extension of a name."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def sniff(file: IO[bytes], name: str, size: int) -> Sniffed:
    """Return what a file is; raise FileRefused for what may not come in or is not what its name says."""
    file.seek(0)
    head = file.read(_SNIFF)
    if not head:
        raise FileRefused("文件是空的。")
    ext = extension(name)
    if ext in _PROGRAM_NAMES or (head.startswith(_PROGRAMS) and not head.startswith(b"#!")) or head.startswith(b"#!"):
        raise FileRefused("不收程序、脚本和带宏的文档。存成 PDF 或不带宏的格式再传。")
    kind = _kind(file, head, ext)
    names, content_type, inline = KINDS[kind]
    if ext not in names:
        what = "文本" if kind == "text" else kind.upper()
        raise FileRefused(f"文件内容是 {what}，文件名却以“{ext or '无扩展名'}”结尾。改正文件名再传。")
    return Sniffed(kind, content_type, inline)


def _kind(file: IO[bytes], head: bytes, ext: str) -> str:
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip_kind(file)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    for magic, kind in _MAGIC:
        if head.startswith(magic) and not (kind == "bmp" and ext != "bmp"):
            if kind == "ole":
                _refuse_old_macros(file)
            return kind
    if head.startswith((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b")):
        raise FileRefused("这种压缩包打不开检查。改用 zip，或逐个上传。")
    if ext in KINDS["text"][0] and _is_text(head):
        return "text"
    raise FileRefused("不认识这种文件。可以传 pdf、图片、docx、xlsx、pptx、ofd、doc、xls、txt、csv、zip。")


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) - 4 if len(head) == _SNIFF else None].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _refuse_old_macros(file: IO[bytes]) -> None:
    file.seek(0)
    tail = b""
    marks = ("_VBA_PROJECT".encode("utf-16-le"), "Macros".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    while chunk := file.read(1 << 20):
        block = tail + chunk
        if marks[2] in block:
            raise FileRefused("文件有密码，打不开。取消密码再传。")
        if any(m in block for m in marks[:2]):
            raise FileRefused("文档带宏。另存为不带宏的格式或 PDF 再传。")
        tail = block[-64:]


def _zip_kind(file: IO[bytes]) -> str:
    file.seek(0)
    try:
        archive = zipfile.ZipFile(file)
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("文件损坏，打不开。") from error
    if any(p.flag_bits & 0x1 for p in parts):
        raise FileRefused("压缩包有密码，打不开检查。取消密码再传。")
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    if len(parts) > _PARTS or unpacked > _UNPACKED or (unpacked > 10 << 20 and unpacked > packed * _RATIO):
        raise FileRefused("压缩包展开后过大，不收。逐个上传其中的文件。")
    names = {p.filename for p in parts}
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise FileRefused("文档带宏。另存为不带宏的格式或 PDF 再传。")
    bad = next((p.filename for p in parts if _program(archive, p)), "")
    if bad:
        raise FileRefused(f"压缩包里有程序或脚本（{bad[-40:]}），不收。")
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(n.startswith(folder) for n in names):
                return kind
    if any(extension(n) in ("zip", "rar", "7z") for n in names):
        raise FileRefused("压缩包里还有压缩包，查不到底。解开后再传。")
    return "zip"


def _program(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part of an archive is a program, by its name or by its first bytes."""
    if extension(part.filename) in _PROGRAM_NAMES:
        return True
    try:
        with archive.open(part) as content:
            return content.read(8).startswith(_PROGRAMS)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("文件损坏，打不开。") from error
