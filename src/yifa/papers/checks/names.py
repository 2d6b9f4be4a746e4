"""Names used twice must agree: own documents, and the bureau's own name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from yifa.lawkit.checks import Finding
from yifa.lawkit.near import edits
from yifa.lawkit.titles import key_of
from yifa.papers.reading.model import Citation

from .law import cited
from .spec import Spec
from .view import View

_PLACE = re.compile(r"^[\u4e00-\u9fa5]{1,8}?(?:省|自治区|市|自治州|县|区|旗|州(?!市))")
_YEAR = re.compile(r"(?:19|20)\d\d|[（(]\d{4}.{0,8}[)）]|[一二三四五六七八九十]+[届次批期]|第[一二三四五六七八九十\d]+")
_NOT_SAME = re.compile(r"^(?:暂行|试行|实施|修订|年度|季度|月度|补充|修正|操作|具体)+$")


def own_names(view: View, spec: Spec) -> Iterable[Finding]:
    """Two titles of one report that differ by a few letters and are no acts of State law."""
    titles: dict[str, Citation] = {}
    for citation in cited(view):
        if citation.status in ("in_force", "superseded", "not_yet", "misnamed"):
            continue
        if citation.urn and "/local/" not in citation.urn:
            continue
        key = _key(citation.title)
        if len(key) >= 6:
            titles.setdefault(key, citation)
    for one, other in combinations(titles.values(), 2):
        if _same_thing(one.title, other.title):
            later = max(one, other, key=lambda citation: citation.start)
            first = one if later is other else other
            for at, other_one, severity in ((later, first, spec.severity), (first, later, "info")):
                yield spec.finding(
                    spec.message.format(f"《{at.title}》", to=f"《{other_one.title}》"),
                    severity=severity,
                    **view.quote(at.start, at.end),
                )


def _key(title: str) -> str:
    return re.sub(r"[（(](?:试行|暂行)[)）]$", "", key_of(title))


def _same_thing(one: str, other: str) -> bool:
    """Whether two titles name one document: a short difference that is neither year, place nor kind."""
    a, b = _key(one), _key(other)
    if a == b or _YEAR.findall(a) != _YEAR.findall(b):
        return False
    place_a, place_b = _PLACE.match(a), _PLACE.match(b)
    if bool(place_a) != bool(place_b):
        long, short = (a, b) if place_a else (b, a)
        place = (place_a or place_b).group(0)  # type: ignore[union-attr]
        return long == place + short and len(short) >= 6
    if place_a and place_b and place_a.group(0) != place_b.group(0):
        return False
    if a[-2:] != b[-2:] or min(len(a), len(b)) < 8:
        return False
    changes = list(_changes(a, b))
    if len(changes) != 1:
        return False
    gone, come = changes[0]
    if gone and come:
        return edits(gone, come, 1) is not None and len(gone) <= 2 and len(come) <= 2 and min(len(a), len(b)) >= 12
    word = gone or come
    return len(word) <= 4 and not _NOT_SAME.match(word) and len(word) * 4 <= min(len(a), len(b)) + 4


def _changes(a: str, b: str) -> Iterator[tuple[str, str]]:
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            yield a[i:j], b[k:m]


def own_body(view: View, spec: Spec) -> Iterable[Finding]:
    """Words one or two letters away from the bureau's own name, beginning as it does."""
    signed, span = view.paper.signer, view.paper.signature_span
    if signed and span and (right := _in_title(view.paper.title, signed)):
        at = view.paper.text.find(signed, span.start)
        found = view.quote(at, at + len(signed)) if at >= 0 else {}
        yield spec.finding(spec.message.format(signed, to=right), suggestion=right, **found)
    name = view.paper.issuer or _issuer(view.paper.title)
    if not name or len(name) < 8:
        return
    place = _PLACE.match(name)
    head = place.group(0) if place else name[:2]
    text = view.header_free
    at = text.find(head)
    while at >= 0:
        if not text.startswith(name, at):
            for length in (len(name), len(name) + 1, len(name) - 1):
                word = text[at : at + length]
                if word[-1:] != name[-1] or word[len(head) : len(head) + 2] != name[len(head) : len(head) + 2]:
                    continue
                if edits(word, name, 1) == 1:
                    yield spec.finding(
                        spec.message.format(word, to=name), suggestion=name, **view.quote(at, at + length)
                    )
                    break
        at = text.find(head, at + 1)


def _in_title(title: str, signed: str) -> str | None:
    """The issuer as the title names it, where the signature differs from it by one letter."""
    if not title or signed in title or len(signed) < 5:
        return None
    for length in (len(signed), len(signed) + 1, len(signed) - 1):
        for at in range(len(title) - length + 1):
            word = title[at : at + length]
            if word[0] == signed[0] and word[-1] == signed[-1] and edits(word, signed, 1) == 1:
                return word
    return None


def near_terms(view: View, spec: Spec) -> Iterable[Finding]:
    """Words one letter away from a fixed name: as long, alike at both ends; long names may also lack a letter."""
    text = view.header_free
    terms = sorted(spec.data["terms"], key=len, reverse=True)
    taken: list[tuple[int, int]] = []
    for term in (*terms, *spec.data["known"]):
        taken += [(m.start(), m.end()) for m in re.finditer(re.escape(term), text)]
    for term in terms:
        for start, end in _slips(text, term):
            word = text[start:end]
            if any(low < end and start < high for low, high in taken) or not _IDEOGRAPHS.fullmatch(word):
                continue
            taken.append((start, end))
            yield spec.finding(spec.message.format(word, to=term), suggestion=term, **view.quote(start, end))


_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fa5“”]+")
#: letters that stand in a fixed name's place without being a slip: 领导和干部, 第二责任人
_FREE = set("和与及、的了或并一二三四五六七八九十")
_SHORT_TERM, _LONG_TERM = 5, 7


def _slips(text: str, term: str) -> Iterator[tuple[int, int]]:
    if len(term) < _SHORT_TERM:
        return
    half = len(term) // 2
    for part, offset in ((term[:half], 0), (term[half:], half)):
        at = text.find(part)
        while at >= 0:
            start = at - offset
            word = text[start : start + len(term)] if start >= 0 else ""
            wrong = [i for i, (a, b) in enumerate(zip(word, term, strict=False)) if a != b]
            if len(word) == len(term) and len(wrong) == 1 and 0 < wrong[0] < len(term) - 1:
                if word[wrong[0]] not in _FREE:
                    yield start, start + len(term)
            elif len(term) >= _LONG_TERM:
                low = start if offset == 0 else start + 1
                short = text[max(0, low) : max(0, low) + len(term) - 1]
                if any(short == term[:i] + term[i + 1 :] for i in range(1, len(term) - 1)):
                    yield low, low + len(term) - 1
            at = text.find(part, at + 1)


def _issuer(title: str) -> str | None:
    match = re.match(r"[\u4e00-\u9fa5]{2,12}?(?:机关事务管理局|机关事务服务中心|机关事务局|管理局|事务中心)", title)
    return match.group(0) if match else None


RUNNERS = {"own_names": own_names, "own_body": own_body, "near_terms": near_terms}
