"""Typed links between records of different modules (关联)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from yifa.core.process.choices import REVERSE, LinkKind
from yifa.core.process.models import Instance, Link
from yifa.kernel import registry
from yifa.kernel.action import ActionError, Work
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life


@dataclass(frozen=True)
class Tie:
    """One link as seen from a record: what the other record is to it."""

    label: str
    resource: str
    pk: int
    title: str
    url: str
    line: str = ""


def key_of(obj: Any) -> str:
    """Return the Resource key of a record; a record of no register cannot be linked."""
    resource = registry.resource_of_model(type(obj))
    if resource is None:
        raise LookupError(f"{type(obj).__name__} has no Resource")
    return str(resource.key)


def link(work: Work, subject: Any, kind: str, object: Any) -> Link:
    """Tie two records inside a running Action; the same tie is made once. Both must be of the acting bureau."""
    if subject.bureau_id != object.bureau_id:
        raise ActionError("不同机关的记录不能关联。")
    known = {
        "kind": LinkKind(kind).value, "subject_resource": key_of(subject), "subject_ref": subject.pk,
        "object_resource": key_of(object), "object_ref": object.pk,
    }  # fmt: skip
    found = Link.objects.filter(bureau_id=subject.bureau_id, life=Life.LIVE, **known).first()
    return found or work.create(Link(bureau_id=subject.bureau_id, happened_on=work.day, **known))


def links_of(obj: Any, scope: Scope | None = None) -> list[Tie]:
    """Return the links of a record, both ways. With a scope, a record it may not see shows its register only."""
    key = key_of(obj)
    rows = Link.objects.filter(bureau_id=obj.bureau_id, life=Life.LIVE).filter(
        Q(subject_resource=key, subject_ref=obj.pk) | Q(object_resource=key, object_ref=obj.pk)
    )
    wanted: dict[str, set[int]] = {}
    sides: list[tuple[str, str, int]] = []
    for row in rows.order_by("id"):
        if (row.subject_resource, row.subject_ref) == (key, obj.pk):
            side = (row.get_kind_display(), row.object_resource, row.object_ref)
        else:
            side = (REVERSE[row.kind], row.subject_resource, row.subject_ref)
        sides.append(side)
        wanted.setdefault(side[1], set()).add(side[2])
    found: dict[tuple[str, int], Any] = {}
    for name, pks in wanted.items():
        resource = registry.get_resource(name)
        base = resource.rows(scope) if scope is not None else resource.model.objects.all()
        found.update({(name, o.pk): o for o in base.filter(pk__in=pks)})
    out = []
    for label, name, pk in sides:
        resource, other = registry.get_resource(name), found.get((name, pk))
        if other is None:
            out.append(Tie(label, name, pk, resource.noun or resource.title, "", "你的岗位看不到这条记录"))
        else:
            life = "" if other.counts else other.get_life_display()
            line = "　".join(t for t in (resource.title, resource.line_of(other), life) if t)
            out.append(Tie(label, name, pk, resource.title_of(other), resource.url(other), line))
    return out


def linked(obj: Any, kind: str, resource: str) -> list[int]:
    """Return the pks of live links of a kind from records of a register to this one (and from this one to them)."""
    key = key_of(obj)
    rows = Link.objects.filter(bureau_id=obj.bureau_id, kind=kind, life=Life.LIVE)
    to = rows.filter(object_resource=key, object_ref=obj.pk, subject_resource=resource).values_list(
        "subject_ref", flat=True
    )
    of = rows.filter(subject_resource=key, subject_ref=obj.pk, object_resource=resource).values_list(
        "object_ref", flat=True
    )
    return [*to, *of]


def tied(resource: str, rows: Any) -> str:
    """Return why imported records may not be taken back: others are tied to them, or they stand on an approval."""
    pks = rows.order_by().values("pk")
    ties = Link.objects.filter(life=Life.LIVE).filter(
        Q(subject_resource=resource, subject_ref__in=pks) | Q(object_resource=resource, object_ref__in=pks)
    )
    if number := ties.count():
        return f"其中的记录已有 {number} 处关联，不能撤销整批导入。先作废关联，或逐条作废记录。"
    if number := Instance.objects.filter(life=Life.LIVE, resource=resource, object_ref__in=pks).count():
        return f"其中的记录已有 {number} 份审批单，不能撤销整批导入。逐条作废不需要的记录。"
    return ""
