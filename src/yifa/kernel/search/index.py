"""Write and read the search index. Terms are bigrams (most legal words have two characters)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db.models import Count, Q

from yifa.kernel import db, registry
from yifa.kernel.policy import Scope, Sensitivity
from yifa.kernel.record import bureau_of
from yifa.kernel.search.models import SearchDoc
from yifa.lawkit import textidx

_WRITTEN = ("bureau_ref", "unit_ref", "title", "line", "terms")


#: A record's document is numbered by its register and the record, so that a register's hits are one span of numbers.
_ROOM = 1 << 40


@cache
def base_of(key: str) -> int:
    """Return the number from which the documents of a register are counted: fixed by its key, for ever."""
    return (int.from_bytes(hashlib.sha256(key.encode()).digest()[:3]) >> 2) * _ROOM


def _open(resource: Any, name: str) -> bool:
    """Whether a field may stand in an index that every role reads: personal fields and 工作秘密 may not."""
    return resource.sensitivity.get(name) not in (Sensitivity.PERSONAL, Sensitivity.WORK_SECRET)


def document(resource: Any, obj: Any) -> SearchDoc:
    """Return the search document of one record, not yet saved; nothing in it is masked from any role."""
    texts = [value for name in resource.search if _open(resource, name) and (value := resource.display(obj, name))]
    named = _open(resource, resource.title_field)
    title = resource.title_of(obj)[:300] if named else f"{resource.noun or resource.title} {obj.pk}"
    line = "　".join(t for name in resource.line if _open(resource, name) and (t := resource.display(obj, name)))
    terms = list(dict.fromkeys(t for text in [title, *texts] for t in textidx.terms(text)))
    return SearchDoc(
        id=base_of(resource.key) + obj.pk,
        resource=resource.key,
        object_ref=obj.pk,
        bureau_ref=bureau_of(obj) or 0,
        unit_ref=getattr(obj, "unit_id", None),
        title=title,
        line=line[:300],
        terms=" ".join(terms),
    )


def put(resource: Any, objects: Iterable[Any], *, new: bool) -> None:
    """Write the documents of records just created or changed."""
    docs = [document(resource, obj) for obj in objects]
    if new:
        db.insert(docs)
        return
    for doc in docs:
        if not db.update(SearchDoc, {"id": doc.pk}, {f: getattr(doc, f) for f in _WRITTEN}):
            db.insert([doc])


#: Records of each register whose documents are compared word by word; rows and documents are counted whole.
_LOOKED_AT = 20
_BATCH = 200


def _indexed() -> list[Any]:
    return [r for r in registry.resources() if r.search]


def out_of_step() -> list[Any]:
    """Return the registers whose documents do not fit their records: too few, too many, or the newest ones differ."""
    held = dict(SearchDoc.objects.order_by().values_list("resource").annotate(n=Count("id")))
    out = []
    for resource in _indexed():
        rows = resource.model._base_manager
        newest = list(rows.order_by("-pk")[:_LOOKED_AT])
        if held.get(resource.key, 0) != rows.count() or _wrong(resource, newest):
            out.append(resource)
    return out


def _wrong(resource: Any, objects: list[Any]) -> list[Any]:
    """Return the records whose document is missing or says something else."""
    docs = SearchDoc.objects.filter(resource=resource.key, object_ref__in=[o.pk for o in objects])
    held = {d.object_ref: [getattr(d, f) for f in _WRITTEN] for d in docs}
    return [o for o in objects if held.get(o.pk) != [getattr(document(resource, o), f) for f in _WRITTEN]]


def rebuild() -> int:
    """Mend the documents of every register, a short transaction for each batch; return how many were wrong."""
    changed = 0
    for resource in _indexed():
        rows, last = resource.model._base_manager.order_by("pk"), 0
        gone = SearchDoc.objects.filter(resource=resource.key).exclude(object_ref__in=rows.values("pk"))
        changed += gone.delete()[0]
        while batch := list(rows.filter(pk__gt=last)[:_BATCH]):
            last = batch[-1].pk
            wrong = _wrong(resource, batch)
            with db.write_transaction():
                put(resource, rows.filter(pk__in=[o.pk for o in wrong]), new=False)
            changed += len(wrong)
    return changed


def find(scope: Scope, text: str, resource: str | None = None) -> Any:
    """Return the documents a scope may see that match a query text, newest record first."""
    docs = SearchDoc.objects.filter(bureau_ref=scope.bureau_id or 0)
    if scope.bureau_id is None or not scope.is_business:
        return SearchDoc.objects.none()
    if scope.unit_ids is not None:
        docs = docs.filter(Q(unit_ref__in=scope.unit_ids) | Q(unit_ref__isnull=True))
    if resource:
        docs = docs.filter(resource=resource)
    return db.search_matches(docs, textidx.query_terms(text)).order_by("-object_ref")


#: Up to this many hits are listed; of more, the first so many are looked through before anything else.
_LISTED = 30_000
#: Documents looked into before a part is looked through.
_PROBE = 1_000


@dataclass
class Common:
    """Rows found by words that very many documents hold, and the ways to learn how many there are.

    rows: those found. others: the rows under all other conditions; whole: there are none. span: the first and the last
    number of the register's documents. hits: the first documents that hold the words, where they have been listed.
    """

    rows: Any
    others: Any
    whole: bool
    span: tuple[int, int]
    terms: list[str]
    hits: list[int]

    def plenty(self, most: int) -> bool:
        """Whether a part of the documents is enough to see that there are more than ``most`` rows.

        Some documents of those listed tell how large a part it would have to be.
        """
        if self._hopeless(most):
            return False
        hits = self.hits or db.search_numbers(*self.span, self.terms, _LISTED + 1)
        probe = hits[:: max(1, len(hits) // _PROBE)]
        share = db.among(self.others, probe).count() / len(probe) if probe else 0
        if share * 2 * _LISTED < most:
            return False
        if share * len(hits) < most:
            hits = db.search_numbers(*self.span, self.terms, int(most / share * 1.1))
        return bool(db.among(self.others, hits).order_by()[: most + 1].count() > most)

    def _hopeless(self, most: int) -> bool:
        """Whether PostgreSQL expects so few rows under the other conditions that no part need be looked at."""
        if self.whole or not db.is_postgres():
            return False
        return self._expected * 2 * _LISTED < most * db.guessed(self.rows.model._base_manager.all())

    @cached_property
    def _expected(self) -> int:
        return db.guessed(self.others)

    def numbers(self, most: int) -> list[int]:
        """Return the numbers of rows found, at most so many.

        PostgreSQL looks into the documents of the rows, or for the rows of the documents, whichever are fewer.
        """
        if not db.is_postgres() or self._expected < db.guessed_documents(*self.span, self.terms):
            return db.numbers(self.rows, most)
        return db.numbers_said(self.others, *self.span, self.terms, most)

    def count(self) -> int:
        """Return how many rows were found."""
        if db.is_postgres():
            return len(db.numbers_said(self.others, *self.span, self.terms, None))
        return int(self.rows.count())


def narrow(rows: Any, key: str, text: str, *, whole: bool = False) -> tuple[Any, Common | None]:
    """Return the rows of a register that match a query text; of very many also how to count them.

    ``rows`` is what the scope may see under all other conditions (whole: there are none): the index only says which
    records hold the words. A single character looks into titles. Few hits are listed by number, so that the engine
    begins with them; of many it asks row by row.
    """
    text = text.strip()
    if len(text) == 1:
        docs = SearchDoc.objects.filter(resource=key, title__contains=text)
        return rows.filter(pk__in=docs.values("object_ref")), None
    terms = textidx.query_terms(text)
    if not terms:
        return rows.none(), None
    span = (base_of(key), base_of(key) + _ROOM - 1)
    hits: list[int] = []
    if not db.is_postgres() or db.guessed_documents(*span, terms) <= _LISTED:
        hits = db.search_numbers(*span, terms, _LISTED + 1)
        if len(hits) <= _LISTED:
            return (db.among(rows, hits) if hits else rows.none()), None
    found = db.having(rows, *span, terms)
    return found, Common(found, rows, whole, span, terms, hits)
