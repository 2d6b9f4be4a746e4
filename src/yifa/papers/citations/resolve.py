"""What each cited title means and what it is worth in the report year (认定)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yifa.lawkit import citation as cited
from yifa.lawkit import library as texts
from yifa.lawkit.catalogue import Catalogue, Standing, Statute
from yifa.lawkit.near import Near, damaged, edits
from yifa.lawkit.titles import key_of, version_mark
from yifa.papers.citations import context, names
from yifa.papers.reading.model import Citation, Paper

_STATE = "中华人民共和国"
_SPACE = re.compile(r"\s*\n\s*")
_YEAR = re.compile(r"(20\d{2})\s*年")
_DRAFT = re.compile(r"[（(](?:草案|修订草案|征求意见稿|送审稿|讨论稿|修正草案|建议稿)[^（）()]*[)）]$")
#: kinds of which an older text was in force when only a later one is in the catalogue
_OLD_TEXTS = ("law", "regulation", "party")


#: the years a plan names in its title
_PERIOD = re.compile(r"[（(](\d{4})\D{1,3}(\d{4})年?[)）]$")


@dataclass
class _Verdict:
    """What is known of one title."""

    status: str
    why: str
    statute: Statute | None = None
    urn: str | None = None
    suggestion: str | None = None
    via: str = "title"  # title · short · defined · back · near · prefix · words
    near: Near | None = None
    certain: bool = True
    standing: Standing | None = None
    extra: dict[str, Any] = field(default_factory=dict)


class Resolver:
    """Reads one paper's citations in order; short names announced on the way hold from there on."""

    def __init__(self, paper: Paper, *, region: str | None = None, library: texts.Library | None = None) -> None:
        self.paper = paper
        self.library = library if library is not None else texts.current()
        self.catalogue = texts.with_texts(Catalogue.load(region), self.library)
        self.words = self.catalogue.words
        self.year = paper.year or _year_of(paper.text)
        self.day = date(self.year, 12, 31) if self.year else date.max
        self.given: dict[str, Citation] = {}
        self.own_place = _place_of(paper.issuer or paper.title)

    def citations(self) -> list[Citation]:
        """All citations of the paper."""
        out: list[Citation] = []
        for found in cited.find_citations(self.paper.text):
            out.append(self._citation(found, out))
        return out

    def _citation(self, found: cited.Citation, earlier: list[Citation]) -> Citation:
        text = self.paper.text
        close = text.index("》", found.start) if "《" not in found.text[1:] else _closing(text, found.start)
        title = _SPACE.sub("", text[found.start + 1 : close]).strip()
        verdict = self._verdict(title, found.start, earlier)
        made = Citation(
            text=text[found.start : close + 1],
            title=title,
            start=found.start,
            end=close + 1,
            article=found.article,
            urn=self._urn(verdict, found),
            status=verdict.status,  # type: ignore[arg-type]
            suggestion=verdict.suggestion,
            extra={
                "why": verdict.why,
                "via": verdict.via,
                "certain": verdict.certain,
                "slug": verdict.statute.slug if verdict.statute else None,
                "full": (verdict.statute.full or verdict.statute.title) if verdict.statute else None,
                "near": verdict.near.kind if verdict.near else None,
                "places": found.places,
                "place_end": found.end,
                "articles": self._articles(verdict, found),
                "doubtful": self._doubtful(found.start, close + 1),
                **verdict.extra,
            },
        )
        if names.in_making(text, made.start, made.end):
            made.extra["drafted"] = True
        if short := names.given(text, found.end):
            self.given[key_of(short)] = made
        return made

    def _urn(self, verdict: _Verdict, found: cited.Citation) -> str | None:
        if verdict.urn is None:
            return None
        return (cited.urn(verdict.urn, found.places) or [verdict.urn])[0]

    def _doubtful(self, start: int, end: int) -> bool:
        return any(span.overlaps(start, end) for span in self.paper.doubtful)

    # -- the title -----------------------------------------------------
    def _verdict(self, title: str, start: int, earlier: list[Citation]) -> _Verdict:
        around = context.read(self.paper.text, start)
        known = self.catalogue.find(title, self.day)
        if known is None and (back := self._pointing_back(title, earlier)):
            return back
        if known is not None:
            meant = self._of_the_year(title, known.statute)
            return self._known(title if meant is known.statute else meant.title, meant, around)
        if _DRAFT.search(title):
            return _Verdict("not_law", "草案、征求意见稿尚不是法规", via="words")
        if (broken := self._broken_prefix(title)) is not None:
            return broken
        readable = not self._doubtful(start, start + len(title))
        wrong = self.catalogue.nearest(title, self.day) if readable else None
        if self._is_local(title, around) and not _one_slip(title, wrong):
            return self._local(title)
        if wrong and not (around.making and _may_be_own(title, wrong)):
            return self._misnamed(title, wrong)
        if self.words.is_not_law(title):
            return _Verdict("not_law", "按标题看是工作文件、书籍或文章，不是法规", via="words")
        if around.making or (around.local and not around.central) or self.words.is_house_rule(title):
            return _Verdict("local", "由上下文看是本地或本机关制定，库内没有其文本", via="words")
        why = "标题有看不清的字，不能判断" if damaged(title) else "库内没有这个标题，不能判断对错"
        perhaps = self.catalogue.nearest(title, self.day, loose=True) if readable else None
        extra = {"perhaps": perhaps.statute.full or perhaps.statute.title} if perhaps else {}
        return _Verdict("unknown", why, via="words", extra=extra)

    def _broken_prefix(self, title: str) -> _Verdict | None:
        """中华人民共国民法典: the State's name itself is miswritten, the rest is an act's title."""
        for length in (7, 6, 8):
            head, rest = title[:length], title[length:]
            if head == _STATE or len(rest) < 2 or edits(head, _STATE, 1) is None:
                continue
            known = self.catalogue.find(rest, self.day)
            if (known is not None and known.statute.kind == "law") or (known is not None and known.statute.full):
                right = known.statute.full or f"{_STATE}{known.statute.title}"
                near = Near(known.statute, "character", 1)
                return _Verdict("misnamed", f"国名写错，应为《{right}》", known.statute, None, right, "near", near)
        return None

    def _pointing_back(self, title: str, earlier: list[Citation]) -> _Verdict | None:
        """An announced short name, or a bare kind word that means the last act of that kind named before."""
        key = key_of(title)
        target = self.given.get(key)
        via = "defined"
        if target is None and names.is_bare(title):
            via = "back"
            target = next((c for c in reversed(earlier) if key_of(c.title).endswith(key) and c.title != title), None)
        if target is None:
            return None
        slug = target.extra.get("slug")
        return _Verdict(
            "in_force" if via == "defined" and target.status == "misnamed" else target.status,
            f"指前文《{target.title}》", self.catalogue.by_slug.get(slug) if slug else None,
            target.urn.partition("#")[0] if target.urn else None,
            target.suggestion if target.status == "superseded" else None, via,
            certain=bool(target.extra.get("certain")), extra={"means": target.title},
        )  # fmt: skip

    def _of_the_year(self, title: str, statute: Statute) -> Statute:
        """Of papers that follow each other under one name (纲要 2015—2020, 2021—2025), the one of the report year."""
        span = _PERIOD.search(statute.title)
        if not span or _PERIOD.search(title) or int(span[1]) <= self.day.year <= int(span[2]):
            return statute
        bare = statute.title[: span.start()]
        for other in self.catalogue.statutes:
            if other.title.startswith(bare) and (years := _PERIOD.fullmatch(other.title[len(bare) :])):
                if int(years[1]) <= self.day.year <= int(years[2]):
                    return other
        return statute

    def _known(self, title: str, statute: Statute, around: context.Context) -> _Verdict:
        standing = self.catalogue.status(title, self.day)
        own_short = self._by_own_short(title, statute)
        if own_short and around.making and statute.kind not in ("law", "local"):
            return _Verdict("local", "由上下文看是本机关自己的文件，与国家文件的简称相同", via="words")
        if wrong := self._wrong_prefix(title, statute):
            return wrong
        verdict = _Verdict(
            standing.status, standing.why, statute, standing.urn, standing.suggestion,
            "short" if own_short else "title", certain=standing.certain, standing=standing,
        )  # fmt: skip
        if standing.status == "unknown" and statute.kind in _OLD_TEXTS and not _revoked(statute, self.day):
            verdict.status, verdict.certain = "in_force", False
            verdict.why = f"{standing.why}；当年适用的文本待核实"
        if standing.status == "superseded" and verdict.suggestion is None:
            named = standing.version and version_mark(title)[1]
            newer = statute.version_on(self.day) if named else None
            if newer and newer.year:
                verdict.suggestion = f"{statute.full or statute.title}（{newer.year}年文本）"
        return verdict

    def _by_own_short(self, title: str, statute: Statute) -> bool:
        if statute.sources.get("short") != "own" or statute.is_local:
            return False
        key = key_of(version_mark(title)[0])
        return key != key_of(statute.title) and any(key_of(name) == key for name in statute.short)

    def _wrong_prefix(self, title: str, statute: Statute) -> _Verdict | None:
        """中华人民共和国 before a title that is known not to bear it."""
        if not title.startswith(_STATE) or statute.full or statute.title.startswith(_STATE):
            return None
        if statute.kind != "party" and not (statute.kind == "regulation" and statute.sources.get("title") == "file"):
            return None
        return _Verdict(
            "misnamed", f"标题不带“中华人民共和国”，应为《{statute.title}》", statute, None, statute.title, "prefix"
        )

    def _misnamed(self, title: str, near: Near) -> _Verdict:
        right = near.statute.full or near.statute.title
        why = f"库内没有此名称，是否应为《{right}》？"
        return _Verdict("misnamed", why, near.statute, None, right, "near", near, certain=False)

    # -- words alone -----------------------------------------------------
    def _is_local(self, title: str, around: context.Context) -> bool:
        if self.words.is_local(title):
            return True
        return bool(self.own_place) and not around.central and self.own_place in key_of(title)

    def _local(self, title: str) -> _Verdict:
        if self.words.is_normative(title):
            return _Verdict("local", "标题以地名或本机关开头，属地方规定，库内没有其文本", via="words")
        return _Verdict("not_law", "地方或本机关的工作文件，不是法规", via="words")

    # -- articles --------------------------------------------------------
    def _articles(self, verdict: _Verdict, found: cited.Citation) -> list[texts.Found]:
        """What the library says of every cited place; empty where it holds no text of the version in force."""
        if verdict.statute is None or verdict.status not in ("in_force", "superseded", "local") or not found.places:
            return []
        version = verdict.standing.version if verdict.standing else verdict.statute.version_on(self.day)
        text = self.library.text(verdict.statute.slug, version.year if version else None)
        return texts.check_places(text, found.places) if text else []


def _closing(text: str, start: int) -> int:
    """Where the title mark that opens at ``start`` closes; marks inside it are counted."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "《") - (text[at] == "》")
        if depth == 0:
            return at
    return len(text) - 1


def _year_of(text: str) -> int | None:
    """The year a text speaks of most often, where the paper does not say."""
    years = Counter(int(year) for year in _YEAR.findall(text))
    return max(years, key=lambda year: (years[year], year)) if years else None


def _place_of(name: str) -> str:
    """The place in a bureau's name: 杭州 of 杭州市机关事务管理局."""
    match = re.match(r"([\u4e00-\u9fff]{2,8}?)(?:省|市|县|区|自治州|自治区|盟|旗)", name or "")
    return match.group(1) if match else ""


def _revoked(statute: Statute, day: date) -> bool:
    """Whether a version is known to have been replaced by then."""
    return any(version.superseded and version.superseded.first <= day for version in statute.versions)


def _one_slip(title: str, near: Near | None) -> bool:
    """Whether a title that seems to begin with a place is a national one with a single wrong character."""
    if near is None or near.kind != "character" or near.distance != 1:
        return False
    return len(key_of(title)) == len(key_of(near.statute.title))


def _may_be_own(title: str, near: Near) -> bool:
    """A paper the bureau says it made may bear a title like a national one, unless it claims the State's name."""
    return not title.startswith((_STATE, "党政机关", "中国共产党"))
