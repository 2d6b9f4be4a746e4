"""Whether a package keeps the written rules we hold an OFD file to (GB/T 33190): structure, not certification.

No official schema or validator is at hand; ``RULES`` is what we read off the standard and can prove on any file. A file
without faults is “structure-checked” (结构检查通过), never “certified”.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont, TTLibError
from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

NS = "http://www.ofdspec.org/2016"
RULES: dict[str, str] = {
    "OFD-01": "文件是 zip 包，根上有 OFD.xml，包内没有重名，路径不出包",
    "OFD-02": f"每个 xml 都能解析，元素都在命名空间 {NS}",
    "OFD-03": "OFD.xml 写明 Version、DocType=OFD，至少一个 DocBody，有 32 位十六进制的 DocID 和 DocRoot",
    "OFD-04": "写到的位置（文档、资源、页、字体文件）包里都有",
    "OFD-05": "包里的每个文件都被引用",
    "OFD-06": "标识是正整数，一个文档内不重复",
    "OFD-07": "标识都不大于 MaxUnitID",
    "OFD-08": "引用（字体、模板、页）都指到同类的标识",
    "OFD-09": "页有 PhysicalBox，四个数，宽高大于零",
    "OFD-10": "对象的 Boundary 是四个数，宽高大于零，不出页面",
    "OFD-11": "文字有字号和起点，DeltaX 的个数比字数少一，每个字落在页面内",
    "OFD-12": "字体已嵌入，能打开，用到的字都有字形",
    "OFD-13": "日期写成年-月-日",
    "OFD-14": "元素的先后合标准的次序",
    "OFD-15": "路径只用标准的画线命令",
}
_ORDER = {
    "DocInfo": "DocID Title Author Subject Abstract CreationDate ModDate DocUsage Cover Keywords Creator "
               "CreatorVersion CustomDatas",
    "DocBody": "DocInfo DocRoot Versions Signatures",
    "CommonData": "MaxUnitID PageArea PublicRes DocumentRes TemplatePage DefaultCS",
    "Document": "CommonData Pages Outlines Permissions Actions VPreferences Bookmarks Annotations CustomTags "
                "Attachments Extensions",
    "Page": "Template PageRes Area Content Actions",
    "TextObject": "Actions Clips FillColor StrokeColor CGTransform TextCode",
    "PathObject": "Actions Clips StrokeColor FillColor AbbreviatedData",
    "OutlineElem": "Actions OutlineElem",
}  # fmt: skip
_COMMANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_SLACK = 0.01  # mm


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that is broken, in which part, and how."""

    rule: str
    part: str
    what: str


def check_ofd(data: bytes) -> list[Fault]:
    """Every fault of a package; an empty list says that its structure holds."""
    return list(_Checker(data).faults())


class _Checker:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.found: list[Fault] = []
        self.trees: dict[str, _Element] = {}
        self.names: set[str] = set()
        self.named: set[str] = set()
        self.ids: dict[str, str] = {}
        self.glyphs: dict[str, frozenset[int] | None] = {}

    def fault(self, rule: str, part: str, what: str) -> None:
        self.found.append(Fault(rule, part, what))

    def faults(self) -> Iterator[Fault]:
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                listed = archive.namelist()
                self.files = {name: archive.read(name) for name in listed if not name.endswith("/")}
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            yield Fault("OFD-01", "", str(error))
            return
        for name, times in Counter(listed).items():
            if times > 1 or name.startswith("/") or ".." in name.split("/"):
                self.fault("OFD-01", name, "重名或路径出包")
        self.names = set(self.files)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for name in sorted(n for n in self.names if n.lower().endswith(".xml")):
            try:
                self.trees[name] = etree.fromstring(self.files[name], parser)
            except etree.XMLSyntaxError as error:
                self.fault("OFD-02", name, str(error))
        self.namespaces()
        self.order()
        root = self.trees.get("OFD.xml")
        if root is None:
            self.fault("OFD-01", "OFD.xml", "没有")
        else:
            self.named.add("OFD.xml")
            self.root(root)
            for name in sorted(self.names - self.named):
                self.fault("OFD-05", name, "没有引用")
        yield from self.found

    def namespaces(self) -> None:
        for name, tree in self.trees.items():
            for item in tree.iter(etree.Element):
                if etree.QName(item).namespace != NS:
                    self.fault("OFD-02", name, f"{item.tag} 不在命名空间")

    def order(self) -> None:
        for name, tree in self.trees.items():
            for item in tree.iter(etree.Element):
                wanted = _ORDER.get(_local(item), "").split()
                at = [wanted.index(_local(below)) for below in item if _local(below) in wanted]
                strange = [_local(below) for below in item if wanted and _local(below) not in wanted]
                if at != sorted(at) or strange:
                    self.fault("OFD-14", name, f"{_local(item)} 的内容次序不对{'、'.join(strange)}")

    def root(self, root: _Element) -> None:
        if root.get("DocType") != "OFD" or not re.fullmatch(r"1\.\d", root.get("Version", "")):
            self.fault("OFD-03", "OFD.xml", "Version 或 DocType 不对")
        bodies = root.findall(_q("DocBody"))
        if not bodies:
            self.fault("OFD-03", "OFD.xml", "没有 DocBody")
        for body in bodies:
            info = body.find(_q("DocInfo"))
            key = _text(info.find(_q("DocID"))) if info is not None else ""
            if not re.fullmatch(r"[0-9a-fA-F]{32}", key):
                self.fault("OFD-03", "OFD.xml", f"DocID“{key}”")
            for tag in ("CreationDate", "ModDate"):
                when = info.find(_q(tag)) if info is not None else None
                if when is not None and not _is_date(_text(when)):
                    self.fault("OFD-13", "OFD.xml", f"{tag}“{_text(when)}”")
            where = self.location("OFD.xml", _text(body.find(_q("DocRoot"))))
            if where in self.trees:
                self.document(where)

    def location(self, part: str, text: str, base: str | None = None) -> str:
        """The name of a part that another names; a fault where there is none."""
        folder = posixpath.dirname(part) if base is None else base
        name = text.lstrip("/") if text.startswith("/") else posixpath.normpath(posixpath.join(folder, text))
        if not text or name not in self.names:
            self.fault("OFD-04", part, f"没有 {text or '写位置'}")
        self.named.add(name)
        return name

    def document(self, part: str) -> None:
        tree = self.trees[part]
        common = tree.find(_q("CommonData"))
        box = _box(_text(common.find(f"{_q('PageArea')}/{_q('PhysicalBox')}"))) if common is not None else None
        resources = [
            self.location(part, _text(item))
            for item in (common if common is not None else ())
            if _local(item) in ("PublicRes", "DocumentRes")
        ]
        pages: list[tuple[str, _Element]] = []
        listed = tree.find(_q("Pages"))
        templates = common.findall(_q("TemplatePage")) if common is not None else []
        for item in [*templates, *(listed if listed is not None else [])]:
            pages.append((self.location(part, item.get("BaseLoc", "")), item))
        if listed is None or not len(listed):
            self.fault("OFD-03", part, "没有页")
        self.identifiers([part, *resources, *(name for name, _ in pages)], _text(common.find(_q("MaxUnitID")))
                         if common is not None else "", part)  # fmt: skip
        for name in resources:
            if name in self.trees:
                self.resources(name)
        for item in tree.iter(_q("Dest")):
            self.reference(part, item, "PageID", "Page")
        for name, _ in pages:
            if name in self.trees:
                self.page(name, box)

    def identifiers(self, parts: list[str], maximum: str, part: str) -> None:
        top = int(maximum) if maximum.isdecimal() else 0
        if not top:
            self.fault("OFD-07", part, f"MaxUnitID“{maximum}”")
        for name in dict.fromkeys(parts):
            tree = self.trees.get(name)
            for item in tree.iter(etree.Element) if tree is not None else ():
                key = item.get("ID")
                if key is None:
                    continue
                if not key.isdecimal() or int(key) < 1:
                    self.fault("OFD-06", name, f"ID“{key}”不是正整数")
                    continue
                if key in self.ids:
                    self.fault("OFD-06", name, f"ID {key} 重复")
                if int(key) > top:
                    self.fault("OFD-07", name, f"ID {key} 大于 {top}")
                self.ids[key] = _local(item)

    def reference(self, part: str, item: _Element, attribute: str, kind: str) -> None:
        key = item.get(attribute, "")
        if self.ids.get(key) != kind:
            self.fault("OFD-08", part, f"{_local(item)} 的 {attribute}“{key}”不是 {kind}")

    def resources(self, name: str) -> None:
        tree = self.trees[name]
        base = posixpath.join(posixpath.dirname(name), tree.get("BaseLoc", ""))
        for font in tree.iter(_q("Font")):
            key, file = font.get("ID", ""), font.find(_q("FontFile"))
            if file is None or not font.get("FontName"):
                self.fault("OFD-12", name, f"字体 {key} 没有嵌入或没有名称")
                continue
            where = self.location(name, _text(file), posixpath.normpath(base))
            try:
                with TTFont(io.BytesIO(self.files.get(where, b"")), lazy=True) as opened:
                    self.glyphs[key] = frozenset(opened.getBestCmap() or ())
            except (TTLibError, OSError, KeyError, ValueError, AssertionError) as error:
                self.fault("OFD-12", where, f"打不开：{error}")
        for media in tree.iter(_q("MediaFile")):
            self.location(name, _text(media), posixpath.normpath(base))

    def page(self, name: str, default: tuple[float, ...] | None) -> None:
        tree = self.trees[name]
        own = tree.find(f"{_q('Area')}/{_q('PhysicalBox')}")
        box = _box(_text(own)) if own is not None else default
        if box is None:
            self.fault("OFD-09", name, "没有页面大小，或写得不对")
            return
        for item in tree.iter(_q("Template")):
            self.reference(name, item, "TemplateID", "TemplatePage")
        for item in tree.iter(etree.Element):
            if not _local(item).endswith("Object"):
                continue
            bounds = _box(item.get("Boundary", ""))
            if bounds is None or not _inside(bounds, box):
                self.fault("OFD-10", name, f"{_local(item)} {item.get('ID')} 的 Boundary“{item.get('Boundary')}”")
            elif _local(item) == "TextObject":
                self.text(name, item, bounds, box)
            elif _local(item) == "PathObject":
                self.path(name, item)

    def text(self, name: str, item: _Element, bounds: tuple[float, ...], box: tuple[float, ...]) -> None:
        self.reference(name, item, "Font", "Font")
        has = self.glyphs.get(item.get("Font", ""))
        size = _number(item.get("Size", ""))
        codes = item.findall(_q("TextCode"))
        if not size or size <= 0 or not codes:
            self.fault("OFD-11", name, f"文字 {item.get('ID')} 没有字号或没有字")
        for code in codes:
            text = code.text or ""
            x, y = _number(code.get("X", "")), _number(code.get("Y", ""))
            steps = [_number(word) for word in code.get("DeltaX", "").split()]
            if not text or x is None or y is None or None in steps or len(steps) != len(text) - 1:
                self.fault("OFD-11", name, f"“{text[:12]}”的起点或 DeltaX 不对")
                continue
            at = bounds[0] + x
            for step in [*steps, 0.0]:
                if not (box[0] - _SLACK <= at <= box[0] + box[2] and 0 <= bounds[1] + y - box[1] <= box[3]):
                    self.fault("OFD-11", name, f"“{text[:12]}”有字不在页面内")
                    break
                at += step or 0.0
            lacking = [char for char in text if has is not None and ord(char) not in has and not char.isspace()]
            if lacking:
                self.fault("OFD-12", name, f"字体里没有“{lacking[0]}”（U+{ord(lacking[0]):04X}）")

    def path(self, name: str, item: _Element) -> None:
        words = _text(item.find(_q("AbbreviatedData"))).split()
        index = 0
        while index < len(words) and words[index] in _COMMANDS:
            numbers = words[index + 1 : index + 1 + _COMMANDS[words[index]]]
            if len(numbers) < _COMMANDS[words[index]] or any(_number(word) is None for word in numbers):
                break
            index += 1 + len(numbers)
        if not words or index < len(words):
            self.fault("OFD-15", name, f"路径 {item.get('ID')}“{' '.join(words[:8])}”")


def _local(item: _Element) -> str:
    return etree.QName(item).localname


def _q(name: str) -> str:
    return f"{{{NS}}}{name}"


def _text(item: _Element | None) -> str:
    return (item.text or "").strip() if item is not None else ""


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else None


def _box(text: str) -> tuple[float, ...] | None:
    values = [_number(word) for word in text.split()]
    if len(values) != 4 or None in values:
        return None
    box = tuple(value for value in values if value is not None)
    return box if box[2] > 0 and box[3] > 0 else None


def _inside(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return (
        inner[0] >= outer[0] - _SLACK and inner[1] >= outer[1] - _SLACK
        and inner[0] + inner[2] <= outer[0] + outer[2] + _SLACK
        and inner[1] + inner[3] <= outer[1] + outer[3] + _SLACK
    )  # fmt: skip


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False
