"""Write and read the search index. Terms are bigrams (most legal words have two characters)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from yifa.kernel import db
from yifa.kernel.policy import Scope, Sensitivity
from yifa.kernel.record import bureau_of
from yifa.kernel.search.models import SearchDoc
from yifa.lawkit import textidx

_WRITTEN = ("bureau_ref", "unit_ref", "title", "line", "terms")


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
        key = {"resource": doc.resource, "object_ref": doc.object_ref}
        if not db.update(SearchDoc, key, {f: getattr(doc, f) for f in _WRITTEN}):
            db.insert([doc])


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
