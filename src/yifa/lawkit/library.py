"""The library of statute texts (法规文本库): a port, so that code without a database can ask for an article.

A text is what ``statute_text`` reads out of a downloaded file. The instance keeps one JSON file for each version it
has imported; whoever starts a command says where they lie (``use``). Without a library nothing is known about
articles, and nothing is claimed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from yifa.lawkit.catalogue import Catalogue, LawDate, Statute, Version
from yifa.lawkit.citation import Label, Place, Point, Span
from yifa.lawkit.statute_text import StatuteText, TextError
from yifa.lawkit.textidx import normalise

#: the folder of the texts' files in the data folder of an instance
FOLDER = "laws"


class Library(Protocol):
    """What the library answers."""

    def text(self, slug: str, year: int | None = None) -> StatuteText | None:
        """The text of one version of an act; without a year the newest. None where it is not in the library."""

    def entries(self) -> Iterable[dict[str, Any]]:
        """What is known of each text without opening it: slug, year, title, dates, issuer."""


class NoLibrary:
    """Nothing is held."""

    def text(self, slug: str, year: int | None = None) -> StatuteText | None:
        """Nothing."""
        return None

    def entries(self) -> Iterable[dict[str, Any]]:
        """Nothing."""
        return ()


class FileLibrary:
    """Texts as JSON files in one folder, named slug-year.json; the folder may be a question asked each time."""

    def __init__(self, folder: Path | Callable[[], Path]) -> None:
        self._folder = folder
        self._read: dict[Path, tuple[int, StatuteText]] = {}

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        return self._folder if isinstance(self._folder, Path) else self._folder()

    def _paths(self, slug: str) -> list[Path]:
        found = sorted(self.folder.glob(f"{slug}-*.json"))
        return [path for path in found if path.stem.rpartition("-")[0] == slug]

    def text(self, slug: str, year: int | None = None) -> StatuteText | None:
        """The text of one version; a file that cannot be read counts as not there."""
        path = self.folder / f"{slug}-{year}.json" if year else next(iter(self._paths(slug)[::-1]), None)
        if path is None or not path.is_file():
            return None
        stamp = path.stat().st_mtime_ns
        known = self._read.get(path)
        if known and known[0] == stamp:
            return known[1]
        try:
            found = StatuteText.of_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, TextError):
            return None
        self._read[path] = (stamp, found)
        return found

    def entries(self) -> Iterable[dict[str, Any]]:
        """The heads of all texts."""
        out = []
        for path in sorted(self.folder.glob("*-*.json")):
            slug, _, year = path.stem.rpartition("-")
            found = self.text(slug, int(year)) if year.isdecimal() else None
            if found:
                out.append(found.head() | {"slug": slug, "year": int(year)})
        return out


_current: Library = NoLibrary()


def use(library: Library) -> None:
    """Make a library the one asked where none is handed in (called at the start of a command or server)."""
    global _current
    _current = library


def current() -> Library:
    """The library of this instance."""
    return _current


@dataclass(frozen=True)
class Found:
    """What a text says of one cited place: whether it is there, its wording, and why not."""

    place: Place
    exists: bool
    wording: str = ""
    why: str = ""


def check_places(text: StatuteText, places: Sequence[Point]) -> list[Found]:
    """Look every article, paragraph and item up; ends of a range are looked up, its middle is not."""
    out: list[Found] = []
    for point in places:
        if isinstance(point, Label):
            continue
        for place in (point.first, point.last) if isinstance(point, Span) else (point,):
            out.append(look_up(text, place))
    return out


def look_up(text: StatuteText, place: Place) -> Found:
    """Look one place up; a text whose articles were not all read says nothing about what is missing."""
    article = text.article(place.article, place.inserted)
    if article is None:
        last = text.last
        bound = f"，全文到{last}为止" if last else ""
        return Found(place, False, why=f"《{text.title}》没有{Place(place.article, place.inserted)}{bound}")
    if not place.paragraph and not place.item:
        return Found(place, True, str(article))
    if place.paragraph > len(article.paragraphs):
        whole = Place(place.article, place.inserted)
        return Found(place, False, why=f"《{text.title}》{whole}只有{len(article.paragraphs)}款")
    paragraphs = [article.paragraphs[place.paragraph - 1]] if place.paragraph else list(article.paragraphs)
    if not place.item:
        return Found(place, True, str(paragraphs[0]))
    for paragraph in paragraphs:
        for item in paragraph.items:
            if item.number == place.item:
                return Found(place, True, item.text)
    most = max((item.number for paragraph in paragraphs for item in paragraph.items), default=0)
    where = Place(place.article, place.inserted, place.paragraph)
    return Found(place, False, why=f"《{text.title}》{where}" + (f"只有{most}项" if most else "没有分项"))


@dataclass(frozen=True)
class Passage:
    """An article found by its words: ``at`` is where the first of them stands in its wording."""

    slug: str
    year: int
    title: str
    place: Place
    wording: str
    at: int


_plain: dict[int, tuple[StatuteText, list[tuple[Place, str, str]]]] = {}


def search(words: Sequence[str], most: int) -> list[Passage]:
    """Find articles of the newest texts held that say every word, those of the fewest words first.

    Args:
        words: normalised; one may stand in the act's title, at least one must stand in the article.
        most: no more than these are looked for.
    """
    newest = {head["slug"]: head["year"] for head in sorted(current().entries(), key=lambda head: head["year"])}
    out: list[Passage] = []
    for slug, year in newest.items():
        text = current().text(slug, year)
        if text is None:
            continue
        title = normalise(text.title)
        for place, wording, plain in _articles_of(text):
            here = [word for word in words if word in plain]
            if here and all(word in plain or word in title for word in words):
                out.append(Passage(slug, year, text.title, place, wording, plain.find(here[0])))
    out.sort(key=lambda found: len(found.wording))
    return out[:most]


def _articles_of(text: StatuteText) -> list[tuple[Place, str, str]]:
    """The articles as they read and as they are searched, worked out once a text."""
    known = _plain.get(id(text))
    if known is None or known[0] is not text:
        if len(_plain) > _HELD:
            _plain.clear()
        rows = []
        for article in text.articles:
            wording = "".join(str(article).split())
            rows.append((article.place, wording, normalise(wording)))
        known = _plain[id(text)] = (text, rows)
    return known[1]


#: texts whose searched form is kept
_HELD = 500


def catalogue(region: str | None = None) -> Catalogue:
    """The catalogue of this instance: the packs, and what its library holds beyond them."""
    return with_texts(Catalogue.load(region), current())


_merges: dict[tuple[int, str], Catalogue] = {}


def with_texts(known: Catalogue, library: Library) -> Catalogue:
    """The catalogue with the acts and versions that the library holds and the packs do not.

    An act that a text of the library puts out of force is superseded from the day that text takes effect.
    """
    heads = sorted(library.entries(), key=lambda head: (head["year"], head["slug"]))
    if not heads:
        return known
    key = (id(known), json.dumps(heads, ensure_ascii=False, sort_keys=True))
    if key not in _merges:
        statutes = {statute.slug: statute for statute in known.statutes}
        for head in heads:
            statutes[head["slug"]] = _merged(statutes.get(head["slug"]), head)
        for head in heads:
            _repeal(head, statutes, known)
        while len(_merges) > 7:
            _merges.pop(next(iter(_merges)))
        _merges[key] = Catalogue(list(statutes.values()), known.words)
    return _merges[key]


def _repeal(head: dict[str, Any], statutes: dict[str, Statute], known: Catalogue) -> None:
    """Close the last version of every act the text names as repealed, where nothing closed it before."""
    since = _date(head.get("effective") or head.get("published"))
    for title in head.get("repeals") or ():
        match = known.find(title)
        if match is None or since is None or match.statute.slug == head["slug"]:
            continue
        old = statutes[match.statute.slug]
        if any(version.superseded for version in old.versions):
            continue
        last = old.versions[-1] if old.versions else _no_version(old.slug)
        closed = replace(last, superseded=since, successor=head["slug"])
        statutes[old.slug] = replace(old, versions=(*old.versions[:-1], closed))


def _no_version(slug: str) -> Version:
    return Version(slug, None, None, None, None, None, None, None, {}, ())


def _merged(statute: Statute | None, head: dict[str, Any]) -> Statute:
    version = Version(
        slug=head["slug"], year=head["year"], published=_date(head.get("published")),
        effective=_date(head.get("effective")), superseded=None, successor=None, doc_no=head.get("doc_no"), note=None,
        sources={"published": "text", "effective": "text"}, unverified=(),
    )  # fmt: skip
    if statute is None:
        plain = head["title"].removeprefix("中华人民共和国")
        return Statute(
            slug=head["slug"], title=plain, full=head["title"] if plain != head["title"] else None, short=(),
            kind=head["kind"], region=head.get("region"), issuer=head.get("issuer"), fields=(), since=None,
            versions=(version,), sources={"title": "text"}, unverified=(), note=None,
        )  # fmt: skip
    known = next((v for v in statute.versions if v.year == version.year), None)
    if known is not None:
        filled = replace(
            known, published=known.published or version.published, effective=known.effective or version.effective
        )
        versions = [filled if v is known else v for v in statute.versions]
    else:
        versions = [*(v for v in statute.versions if v.year is not None or v.superseded), version]
        versions.sort(key=lambda v: v.year or 0)
    return replace(statute, versions=tuple(versions))


def _date(text: str | None) -> LawDate | None:
    return LawDate.of(text) if text else None
