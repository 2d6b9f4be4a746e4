"""Zip packages (docx, ofd) opened safely: no bombs, no entities, no network, no macros."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from yifa.papers.readers.limits import Limits, Watch
from yifa.papers.reading.errors import PaperError

if TYPE_CHECKING:
    from lxml.etree import _Element

BROKEN = "文件损坏，打不开。请重新保存后再交。"
BOMB = "文件解开后大得不正常，不能打开。"


def kind(data: bytes) -> str:
    """docx or ofd; other packages raise with what to do."""
    names = _names(data)
    low = {name.lower() for name in names}
    if any(name.endswith("ofd.xml") for name in low):
        return "ofd"
    if "word/document.xml" in low or any(name.startswith("word/") for name in low):
        return "docx"
    if any(name.startswith("xl/") for name in low):
        raise PaperError("是电子表格，不是报告。")
    if any(name.startswith("ppt/") for name in low):
        raise PaperError("是演示文稿，不是报告。")
    if "content.xml" in low and "mimetype" in low:
        raise PaperError("是 OpenDocument 文件。请另存为 .docx 后再交。")
    if "encryptedpackage" in low:
        raise PaperError("文件加了密码，打不开。请去掉密码另存后再交。")
    raise PaperError("是压缩包，不是报告。请解开后交里面的报告。")


def _names(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
        raise PaperError(BROKEN) from error


class Package:
    """A zip package whose parts are read one by one, each within bounds."""

    def __init__(self, data: bytes, watch: Watch) -> None:
        self.watch = watch
        limits: Limits = watch.limits
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, EOFError) as error:
            raise PaperError(BROKEN) from error
        infos = self.zip.infolist()
        if len(infos) > limits.parts or sum(info.file_size for info in infos) > limits.unpacked_mb << 20:
            raise PaperError(BOMB)
        self.infos = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        self._folded = {name.lower(): name for name in self.infos}
        self.unpacked = 0

    def has(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._folded

    def read(self, name: str) -> bytes | None:
        """One part, or ``None`` where there is none."""
        real = self._folded.get(name.lstrip("/").lower())
        if real is None:
            return None
        info = self.infos[real]
        if info.flag_bits & 1:
            raise PaperError("文件加了密码，打不开。请去掉密码另存后再交。")
        limits = self.watch.limits
        most = limits.part_mb << 20
        if info.file_size > most or (
            info.file_size > 1 << 20 and info.file_size > limits.ratio * max(info.compress_size, 1)
        ):
            raise PaperError(BOMB)
        self.watch.check()
        try:
            with self.zip.open(info) as stream:
                data = stream.read(most + 1)
        except (
            zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, KeyError,
            IndexError, OverflowError,
        ) as error:  # fmt: skip
            raise PaperError(BROKEN) from error
        self.unpacked += len(data)
        if len(data) > most or self.unpacked > limits.unpacked_mb << 20:
            raise PaperError(BOMB)
        return data

    def xml(self, name: str) -> _Element | None:
        """The root of an XML part, or ``None`` where there is none."""
        data = self.read(name)
        return None if data is None else parse(data)


def parse(data: bytes) -> _Element:
    """XML without entities, without network, without document types."""
    from lxml import etree

    head = data[:2048].replace(b"\x00", b"").lower()
    if b"<!doctype" in head or b"<!entity" in data[: 1 << 16].replace(b"\x00", b"").lower():
        raise PaperError("文件里夹带了不安全的声明（DTD 或外部实体），不能打开。")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PaperError(BROKEN) from error
    if root is None or root.getroottree().docinfo.doctype:
        raise PaperError(BROKEN)
    return root
