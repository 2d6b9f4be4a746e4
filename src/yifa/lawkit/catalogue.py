"""The statute catalogue (法规目录): which act a title means, and what it is worth on a day.

Facts come from ``packs/national/statutes`` (and overlays); a fact nobody has
seen is ``None`` and prints as 待核实. The catalogue never says that a title it
does not know is wrong: the status is then ``unknown``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from yifa.lawkit.near import Near, NearTitles
from yifa.lawkit.packs.loader import ROOT, load_kind
from yifa.lawkit.titles import TitleWords, key_of, version_mark

UNSEEN = "待核实"

#: status -> Chinese wording
STATUS_TEXT = {
    "in_force": "现行有效",
    "superseded": "已被替代或废止",
    "not_yet": "尚未施行",
    "misnamed": "名称疑有误",
    "local": "地方规定",
    "unknown": "库内无此件或事实不足",
    "not_law": "不是法规",
}

#: kind in the URN -> Chinese wording
KIND_TEXT = {
    "law": "法律",
    "regulation": "行政法规",
    "party": "党内法规",
    "rule": "部门规章",
    "normative": "规范性文件",
    "interpretation": "司法解释",
    "standard": "标准",
    "local": "地方规定",
}


@dataclass(frozen=True, order=True)
class LawDate:
    """A date as a source gives it: a full day, or only year and month, or only the year."""

    first: date
    text: str

    @classmethod
    def of(cls, value: Any) -> LawDate | None:
        """Read a pack value: a date, 'YYYY-MM' or 'YYYY'; None stays None."""
        if value is None:
            return None
        if isinstance(value, date):
            return cls(value, value.isoformat())
        parts = [int(part) for part in str(value).split("-")]
        return cls(date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1), str(value))

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Version:
    """One version of an act: the text made or amended in ``year``."""

    slug: str
    year: int | None
    published: LawDate | None
    effective: LawDate | None
    superseded: LawDate | None
    successor: str | None
    doc_no: str | None
    note: str | None
    sources: dict[str, str]
    unverified: tuple[str, ...]

    @property
    def start(self) -> LawDate | None:
        """The first day in force; where that day was not seen, the day of publication stands in for it."""
        return self.effective or self.published


@dataclass(frozen=True)
class Statute:
    """One act under its exact title, with all versions known, oldest first."""

    slug: str
    title: str
    full: str | None
    short: tuple[str, ...]
    kind: str
    region: str | None
    issuer: str | None
    fields: tuple[str, ...]
    since: LawDate | None
    versions: tuple[Version, ...]
    sources: dict[str, str]
    unverified: tuple[str, ...]
    note: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the act is found under."""
        return (self.title, *((self.full,) if self.full else ()), *self.short)

    @property
    def is_local(self) -> bool:
        """True for what a province, city or bureau lays down, local standards included."""
        return bool(self.region)

    def urn(self, version: Version | None) -> str | None:
        """The URN of one version, or None where the year of the version is not known."""
        if version is None or version.year is None:
            return None
        kind = f"local/{self.region}" if self.kind == "local" else self.kind
        return f"cn/{kind}/{self.slug}-{version.year}"

    def version_on(self, day: date) -> Version | None:
        """The version in force on a day, or None where none is known to be."""
        found = None
        for version in self.versions:
            if version.start is None:
                if len(self.versions) == 1:
                    found = version
            elif version.start.first <= day:
                found = version
        if found and found.superseded and found.superseded.first <= day:
            return None
        return found


@dataclass(frozen=True)
class Match:
    """What a title means; ``version`` by the day asked for, or by the year the text itself names (``named``)."""

    statute: Statute
    version: Version | None
    named: bool = False

    @property
    def urn(self) -> str | None:
        return self.statute.urn(self.version)


@dataclass(frozen=True)
class Standing:
    """The status (状态) of a title on a day, with the reason in Chinese."""

    status: str
    title: str
    on: date
    why: str
    statute: Statute | None = None
    version: Version | None = None
    suggestion: str | None = None
    certain: bool = True

    @property
    def urn(self) -> str | None:
        return self.statute.urn(self.version) if self.statute else None

    @property
    def text(self) -> str:
        return STATUS_TEXT[self.status]


class Catalogue:
    """All statutes of the national pack and the overlays of one region."""

    def __init__(self, statutes: list[Statute], words: TitleWords) -> None:
        self.statutes = tuple(statutes)
        self.words = words
        self.by_slug = {statute.slug: statute for statute in statutes}

    @classmethod
    def load(cls, region: str | None = None, root: Path = ROOT) -> Catalogue:
        """Load the catalogue once per region; the result is shared and must not be changed."""
        return _load(region, root)

    @cached_property
    def _by_name(self) -> dict[str, Statute]:
        names: dict[str, Statute] = {}
        for statute in self.statutes:
            for name in statute.names:
                names.setdefault(key_of(name), statute)
        return names

    @cached_property
    def _near_titles(self) -> NearTitles:
        """The titles of the national acts a wrong title may mean."""
        return NearTitles(self.statutes, self.words)

    @cached_property
    def _nearest(self) -> dict[str, list[Near]]:
        return {}

    def find(self, text: str, on: date | None = None) -> Match | None:
        """Find an act by title, short name, doc number or URN; None where the catalogue has no such name.

        A year named by the text itself (行政复议法(2023修订), …-2023) chooses the
        version; otherwise the version in force on ``on``, or the newest.
        """
        text = text.strip()
        if text.startswith("cn/"):
            return self._find_urn(text)
        statute = self._by_name.get(key_of(text)) or self._by_doc_no(text)
        if statute:
            return Match(statute, self._choose(statute, on))
        title, year = version_mark(text)
        statute = self._by_name.get(key_of(title))
        if statute is None:
            return None
        if year:
            marked = [version for version in statute.versions if version.year == year]
            return Match(statute, marked[0] if marked else None, named=True)
        return Match(statute, self._choose(statute, on))

    @staticmethod
    def _choose(statute: Statute, on: date | None) -> Version | None:
        if on is None:
            return statute.versions[-1] if statute.versions else None
        return statute.version_on(on)

    def _by_doc_no(self, text: str) -> Statute | None:
        key = key_of(text)
        if not re.search(r"\d", key):
            return None
        for statute in self.statutes:
            if any(version.doc_no and key_of(version.doc_no) == key for version in statute.versions):
                return statute
        return None

    def _find_urn(self, urn: str) -> Match | None:
        base = urn.partition("#")[0]
        slug, _, year = base.rpartition("/")[2].partition("-")
        statute = self.by_slug.get(slug)
        if statute is None or not statute.versions:
            return None
        for version in statute.versions:
            if statute.urn(version) == base:
                return Match(statute, version, named=True)
        kind = f"local/{statute.region}" if statute.kind == "local" else statute.kind
        return None if year else (Match(statute, None) if base == f"cn/{kind}/{slug}" else None)

    def version_on(self, slug: str, day: date) -> Version | None:
        """The version of an act in force on a day."""
        statute = self.by_slug.get(slug)
        return statute.version_on(day) if statute else None

    def status(self, title: str, on: date) -> Standing:
        """Say what a cited title is worth on a day; never call a title wrong only because it is not known."""
        match = self.find(title, on)
        if match:
            standing = self._standing(match.statute, title, on)
            return self._of_version(standing, match.version) if match.named and match.version else standing
        if self.words.is_local(title):
            if self.words.is_normative(title):
                return Standing("local", title, on, "标题以地名或本机关开头，属地方规定，库内没有其文本")
            return Standing("not_law", title, on, "地方或本机关的工作文件，不是法规")
        near = self.suggest(title, on)
        if near:
            right = near.full or near.title
            return Standing("misnamed", title, on, f"库内没有此名称，是否应为《{right}》？", near, None, right)
        if self.words.is_not_law(title):
            return Standing("not_law", title, on, "按标题看是工作文件、书籍或文章，不是法规")
        return Standing("unknown", title, on, "库内没有这个标题，不能判断对错")

    def _standing(self, statute: Statute, title: str, on: date) -> Standing:
        version = statute.version_on(on)
        if statute.is_local:
            return Standing("local", title, on, "地方规定", statute, version or statute.version_on(date.max))
        last = statute.versions[-1] if statute.versions else None
        if last and last.superseded and last.superseded.first <= on:
            new = self.by_slug.get(last.successor or "")
            suggestion = (new.full or new.title) if new else None
            after = f"，由《{suggestion}》替代" if suggestion else "，后续文件待核实"
            return Standing("superseded", title, on, f"{last.superseded}起不再适用{after}", statute, last, suggestion)
        since = statute.since
        if since and on < since.first:
            return Standing("not_yet", title, on, f"{since}起施行", statute, statute.versions[0])
        if version and version.start:
            if version.effective is None:
                why = f"{version.published}公布，施行日期待核实，按公布日推定"
                return Standing("in_force", title, on, why, statute, version, certain=False)
            return Standing("in_force", title, on, f"{version.effective}起施行的文本", statute, version)
        if since:
            why = f"{since}起施行；当日有效的文本版本不在库内"
            return Standing("in_force", title, on, why, statute, None, certain=False)
        if version:
            return Standing("unknown", title, on, "目录中有此件，施行日期待核实", statute, version, certain=False)
        why = "目录中有此件，但所载版本都晚于这一天，较早的文本不在库内" if last else "目录中有此件，日期待核实"
        return Standing("unknown", title, on, why, statute, None, certain=False)

    def _of_version(self, standing: Standing, version: Version) -> Standing:
        """Judge the one version a title names, where the act itself is in force under another text."""
        if standing.status != "in_force" or standing.version == version:
            return standing
        if version.start and version.start.first > standing.on:
            return replace(
                standing, status="not_yet", version=version, why=f"{version.year}年文本{version.start}起施行"
            )
        now = standing.version
        why = f"{version.year}年文本已由{now.year}年文本替代" if now else f"{version.year}年文本当日是否有效待核实"
        status = "superseded" if now else "unknown"
        return replace(standing, status=status, version=version, why=why, certain=bool(now))

    def suggest(self, title: str, on: date | None = None) -> Statute | None:
        """The act a wrong title most likely means, or None where there is none or a close rival.

        ``on``: between acts of one title and several periods, the one that applies that day.
        """
        near = self.nearest(title, on)
        return near.statute if near else None

    def nearest(self, title: str, on: date | None = None, *, loose: bool = False) -> Near | None:
        """Like ``suggest``, with the way the title departs from the act's own; ``loose``: good for a question only."""
        found = self._nearest.get(title)
        if found is None:
            found = self._nearest[title] = self._near_titles.find(title)
        if not loose:
            found = [near for near in found if near.telling]
        best = [near for near in found if near.distance == found[0].distance]
        if len(best) > 1 and on is not None:
            best = [near for near in best if (v := near.statute.version_on(on)) and v.start] or best
        return best[0] if len(best) == 1 else None


@lru_cache(maxsize=16)
def _load(region: str | None, root: Path) -> Catalogue:
    merged: dict[str, Statute] = {}
    for _path, data in load_kind("statutes", region, root):
        for row in data["statutes"]:
            merged[row["slug"]] = statute_of(row)
    return Catalogue(list(merged.values()), TitleWords.load(region, root))


def statute_of(row: dict[str, Any]) -> Statute:
    """Build a Statute from its pack row."""
    versions = [
        Version(
            slug=row["slug"],
            year=item.get("year"),
            published=LawDate.of(item.get("published")),
            effective=LawDate.of(item.get("effective")),
            superseded=LawDate.of(item.get("superseded")),
            successor=item.get("successor"),
            doc_no=item.get("doc_no"),
            note=item.get("note"),
            sources=item.get("source") or {},
            unverified=tuple(item.get("unverified") or ()),
        )
        for item in row.get("versions") or []
    ]
    return Statute(
        slug=row["slug"],
        title=row["title"],
        full=row.get("full"),
        short=tuple(row.get("short") or ()),
        kind=row["kind"],
        region=row.get("region"),
        issuer=row.get("issuer"),
        fields=tuple(row.get("fields") or ()),
        since=LawDate.of(row.get("since")),
        versions=tuple(versions),
        sources=row.get("source") or {},
        unverified=tuple(row.get("unverified") or ()),
        note=row.get("note"),
    )
