"""The matter of an approval or of a question to counsel, for those who meet it only there: facts and papers (材料).

Whoever is asked to sign or to advise reads what it is about, though the record itself belongs to another office.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from yifa.core.process.links import key_of
from yifa.kernel import registry
from yifa.kernel.files.models import Attachment
from yifa.kernel.policy import Scope, may_see_field

#: Modules name the records whose papers belong to a matter too (a contract's review and what was handed in with it).
RELATED: list[Callable[[Any], Iterable[Any]]] = []


@dataclass(frozen=True)
class Made:
    """A paper made from the record when it is asked for (合同文本)."""

    name: str
    make: Callable[[Scope], bytes]


#: Modules name the papers they make from a record.
MADE: list[Callable[[Any], Iterable[Made]]] = []
#: Evidence of these levels does not leave the house.
KEPT_IN = ("work_secret", "personal")


def subject_of(row: Any) -> Any:
    """Return the record an approval or a counsel link is about; None if it is gone."""
    model = registry.get_resource(row.resource).model
    return model._default_manager.filter(pk=row.object_ref, bureau_id=row.bureau_id).first()


def facts(subject: Any, scope: Scope, *, skip: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return what a record says, for a reader: personal fields masked where the reader may not see them."""
    resource = registry.get_resource(key_of(subject))
    out = []
    for name in (n for n in resource.fact_names() if n not in skip):
        blank = getattr(subject, name, "?") in (None, "")  # what is not there is not said to be hidden
        if not blank and (text := resource.display(subject, name, scope)):
            out.append({"label": resource.field(name).label, "value": text})
    return out


def papers(subject: Any) -> list[Attachment]:
    """Return the papers of a matter, each content once: its own, then those of the records that belong to it."""
    seen: dict[str, Attachment] = {}
    found: dict[tuple[str, int], Any] = {(key_of(subject), subject.pk): subject}
    for related in RELATED:
        found.update({(key_of(o), o.pk): o for o in related(subject)})
    for key, pk in found:
        rows = Attachment.objects.filter(bureau_id=subject.bureau_id, resource=key, object_ref=pk,
                                         withdrawn_on__isnull=True)  # fmt: skip
        for row in rows.select_related("file").order_by("id"):
            seen.setdefault(row.file.sha256, row)
    return list(seen.values())


def made(subject: Any) -> list[Made]:
    """Return the papers that are made from the record."""
    return [paper for maker in MADE for paper in maker(subject)]


def listed(subject: Any, scope: Scope, at: str) -> list[dict[str, Any]]:
    """Return the papers a reader may open, as facts of a sheet; ``at``: the address below which they are fetched."""
    entries = [{"label": p.purpose or "材料", "value": {"text": p.name, "url": f"{at}{p.pk}/"}}
               for p in papers(subject) if may_see_field(scope, p.sensitivity)]  # fmt: skip
    entries += [{"label": "系统生成", "value": {"text": p.name, "url": f"{at}made-{n}/"}}
                for n, p in enumerate(made(subject))]  # fmt: skip
    return entries


def leaving(subject: Any) -> list[Attachment]:
    """Return the papers that may leave the house."""
    return [p for p in papers(subject) if p.sensitivity not in KEPT_IN]
