"""交接清单: what lies with a person when a post changes hands, read off the records.

Open clocks, signatures that wait, approvals they began, answers to collect, tasks, and the live records that name them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import models

from yifa.core.legaltime import clocks
from yifa.core.org.models import Holding, Person
from yifa.core.org.scope import scope_of_person
from yifa.core.process import queries
from yifa.core.process.choices import InstanceState
from yifa.core.process.models import Instance
from yifa.kernel import inbox, registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date

#: Fields that name who is in charge of a record (not who took part in it).
IN_CHARGE = ("handler", "submitter", "reviewer", "first_by", "proposer", "pre_reviewer", "supervisor", "person")
#: Records of one register that are listed; the number is always whole.
SHOWN = 10


@dataclass(frozen=True)
class Line:
    """One thing handed over: what, how it stands, until when, where it opens."""

    title: str
    state: str
    due: str = ""
    url: str = ""


@dataclass
class Section:
    """One part of the list. ``number`` counts all, ``lines`` may stop short."""

    title: str
    lines: list[Line] = field(default_factory=list)
    number: int = 0


def may_read(viewer: Scope, user_id: int | None, person: Person, day: date) -> bool:
    """Whether a scope may draw up the list of a person: they themselves, their head, or who sees the whole bureau."""
    if viewer.bureau_id is None or not viewer.is_business:
        return False
    units = set(
        Holding.objects.filter(person=person, bureau_id=viewer.bureau_id, life=Life.LIVE).values_list(
            "post__unit_id", flat=True
        )
    )
    if not units:
        return False
    if user_id is not None and person.user_id == user_id:
        return True
    if viewer.has({"legal", "deputy", "leader"}):
        return True
    return viewer.has({"head"}) and bool(units & set(viewer.unit_ids or ()))


def sections(person: Person, viewer: Scope, day: date) -> list[Section]:
    """Return the list, part by part; nothing the viewer may not see."""
    theirs = scope_of_person(person, viewer.bureau_id or 0, day)
    if theirs.bureau_id != viewer.bureau_id or not theirs.is_business:
        return [_named(person, viewer)]
    todos = inbox.todos(theirs, day)
    return [
        _clocks(theirs, viewer, day),
        _signatures(theirs, viewer, day),
        _begun(person, viewer, day),
        _todos("收数", [t for t in todos if t.kind == "collection"], viewer, day),
        _todos("任务和报告", [t for t in todos if t.kind in ("task", "report")], viewer, day),
        _named(person, viewer),
    ]


def _clocks(theirs: Scope, viewer: Scope, day: date) -> Section:
    readable = [r.key for r in registry.resources() if theirs.has(r.read_roles) and viewer.has(r.read_roles)]
    rows = clocks.due_soon(theirs, day).visible_to(viewer).filter(resource__in=readable)
    lines = [
        Line(f"{c.title}　{c.label}", clocks.words(c, day)["label"], zh_date(c.due_on, day) if c.due_on else "",
             f"/r/{c.resource}/{c.object_ref}/")
        for c in rows
    ]  # fmt: skip
    return Section("在走的期限", lines, len(lines))


def _signatures(theirs: Scope, viewer: Scope, day: date) -> Section:
    seen = set(registry.get_resource("core_process.instance").rows(viewer).values_list("pk", flat=True))
    steps = [s for s in queries.waiting(theirs) if s.instance_id in seen]
    lines = [
        Line(f"{s.instance.title}　{s.instance.chain_title}", f"待签批：{s.title}", "", _url(s.instance)) for s in steps
    ]
    return Section("待签批", lines, len(lines))


def _begun(person: Person, viewer: Scope, day: date) -> Section:
    rows = registry.get_resource("core_process.instance").rows(viewer)
    rows = rows.filter(starter=person.name, life=Life.LIVE, state__in=(InstanceState.RUNNING, InstanceState.RETURNED))
    lines = [
        Line(f"{i.title}　{i.chain_title}", i.state_label(), "", _url(i)) for i in rows.order_by("happened_on", "id")
    ]
    return Section("由其发起、尚未办结的审批", lines, len(lines))


def _url(instance: Instance) -> str:
    return f"/r/core_process.instance/{instance.pk}/"


def _todos(title: str, todos: list[inbox.Todo], viewer: Scope, day: date) -> Section:
    seen = [t for t in todos if viewer.unit_ids is None or t.unit_id is None or t.unit_id in viewer.unit_ids]
    lines = [
        Line(
            t.title,
            "　".join(k for k in t.kind_lines) or inbox.KINDS[t.kind],
            zh_date(t.due, day) if t.due else "",
            t.url,
        )
        for t in seen
    ]
    return Section(title, lines, len(lines))


def _named(person: Person, viewer: Scope) -> Section:
    out = Section("名下的记录")
    for resource in registry.resources():
        names = [f.name for f in resource.model._meta.concrete_fields
                 if f.name in IN_CHARGE and isinstance(f, models.CharField)]  # fmt: skip
        if not resource.register or not names:
            continue
        where = models.Q()
        for name in names:
            where |= models.Q(**{name: person.name})
        rows = resource.rows(viewer).filter(where, life=Life.LIVE).order_by("-happened_on", "-id")
        number = rows.count()
        out.number += number
        for obj in rows[:SHOWN]:
            as_what = [resource.model._meta.get_field(n).verbose_name for n in names if getattr(obj, n) == person.name]
            out.lines.append(
                Line(f"{resource.title}：{resource.title_of(obj)}", "、".join(map(str, as_what)), "", resource.url(obj))
            )
        if number > SHOWN:
            out.lines.append(Line(f"{resource.title}：另有 {number - SHOWN} 条", "", "", resource.url()))
    return out
