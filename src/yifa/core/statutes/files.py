"""Statute files as downloaded: opened by the readers of papers, parsed by lawkit, named for the catalogue."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from dataclasses import dataclass, replace
from typing import Any

from yifa.lawkit import library
from yifa.lawkit.catalogue import KIND_TEXT, Catalogue
from yifa.lawkit.statute_text import StatuteText, TextError, parse

MOST_BYTES = 20 << 20
SUFFIXES = (".docx", ".md", ".txt", ".html", ".htm")


class FileError(ValueError):
    """A file that cannot be taken; the message is Chinese and says the way on."""


@dataclass(frozen=True)
class Draft:
    """A text read from a file, with the name it will bear in the library."""

    text: StatuteText
    slug: str
    year: int
    region: str
    in_packs: bool
    notes: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the text and its facts: the same content is imported once."""
        return digest_of(self.text, self.slug, self.region)

    @property
    def title(self) -> str:
        """《…》 with the year of the version."""
        return f"{self.text.title}（{self.year}年文本）"


def digest_of(text: StatuteText, slug: str, region: str) -> str:
    """Return the digest of a text as it is stored."""
    data = json.dumps([slug, region, text.as_json()], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()


def lines_of(data: bytes, name: str) -> list[str]:
    """Return the paragraphs of a file; raise FileError."""
    from yifa.papers.readers import opener
    from yifa.papers.readers.limits import Limits, Watch
    from yifa.papers.reading.errors import PaperError

    if len(data) > MOST_BYTES:
        raise FileError(f"文件超过 {MOST_BYTES >> 20} MB，不像一件法规。只要文本，去掉图片和附件再导入。")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FileError("文件是空的。重新下载再导入。")
    try:
        kind = opener.sniff(data, name)
        if kind not in ("docx", "md", "txt", "html"):
            raise FileError(f"是 {kind} 文件。法规文本请用 docx、md 或 txt；多数法规网站可以直接下载 docx。")
        reader = importlib.import_module(f"yifa.papers.readers.{kind}")
        return [line.text for line in reader.read(data, Watch(Limits())).lines]
    except PaperError as error:
        raise FileError(str(error).replace("报告", "法规文本")) from error


def read(data: bytes, name: str, *, region: str = "", kind: str = "") -> Draft:
    """Read one file into a draft for the library.

    Args:
        data: the content.
        name: its name; a date in it dates the version where the text does not.
        region: six-digit code of a local text, where the catalogue does not know it.
        kind: law, regulation, party, rule, normative or local, where neither text nor catalogue tells.

    Raises:
        FileError: unreadable, no statute, not whole, or not known by whom it was made.
    """
    try:
        text = parse(lines_of(data, name), name)
    except TextError as error:
        raise FileError(str(error)) from error
    known = library.catalogue(region or None)
    match = known.find(text.title)
    notes = list(text.notes)
    if match is not None:
        statute = match.statute
        text = replace(text, kind=statute.kind, issuer=text.issuer or statute.issuer)
        slug, area = statute.slug, statute.region or ""
    else:
        text = replace(text, kind=kind or text.kind)
        slug, area = _new_slug(text.title, known), region if text.kind == "local" else ""
        notes.append("法规目录里没有这个标题，导入后按文本所载事实列入目录")
    if text.kind not in KIND_TEXT:
        raise FileError("看不出由谁制定。在标题下一行写明“某年某月某日某机关公布”，或指明法规种类，再导入。")
    if text.kind == "local" and not re.fullmatch(r"\d{6}", area):
        raise FileError("是地方规定，要写明六位地区代码再导入。")
    if text.year is None:
        raise FileError(
            "文本和文件名里都没有公布日期。把公布日期写进标题下一行或文件名，如 某某条例(2024-05-01)，再导入。"
        )
    _compare(text, match, notes)
    return Draft(text, slug, text.year, area, slug in Catalogue.load(region or None).by_slug, tuple(notes))


def _new_slug(title: str, known: Catalogue) -> str:
    """A pinyin name for an act that no pack holds; stored with the text and never made anew."""
    from pypinyin import lazy_pinyin

    plain = re.sub(r"[^\u4e00-\u9fff0-9]", "", title.removeprefix("中华人民共和国"))
    slug = re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(plain)).replace("ü", "v"))[:100] or "wenben"
    while slug in known.by_slug:
        slug += "x"
    return slug


def _compare(text: StatuteText, match: Any, notes: list[str]) -> None:
    """Tell where the text and the catalogue differ on a date."""
    if match is None:
        return
    version = next((v for v in match.statute.versions if v.year == text.year), None)
    if version is None:
        return
    for name, label in (("published", "公布"), ("effective", "施行")):
        ours, theirs = getattr(text, name), getattr(version, name)
        if ours and theirs and len(str(theirs)) == 10 and str(theirs) != ours.isoformat():
            notes.append(f"{label}日期：文本为 {ours}，法规目录为 {theirs}，以目录为准，请核对")
