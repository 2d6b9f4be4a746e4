"""Actions: one class per business verb, the only way to write.

*authorise → check gates → execute → ledger → event*, in one transaction. Screen, import,
API, job and command line all come through ``run``. An Action gets scope, input and day as
arguments; it never sees a request and never reads today's date.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models

from yifa.kernel import db
from yifa.kernel.events.models import Outbox
from yifa.kernel.gate import Block, Force, Gate, Override, Passage
from yifa.kernel.ledger import chain
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.record import Record, bureau_of

#: True while an Action writes; the write guard of the tests reads it.
IN_ACTION: ContextVar[bool] = ContextVar("yifa_in_action", default=False)
#: Called inside the transaction after execute: (work) -> None. Filled by core at start-up.
AFTER: list[Callable[[Work], None]] = []
#: Two people wrote the same thing at the same moment; the form of each saw none.
_TWIN = "刚才有人登记了同样的内容，这次没有写入。刷新后核对，再办理。"
#: Two people's writes waited for each other; the engine let one of them through.
_CROSSED = "刚才有人同时在办同一件事，这次没有写入。刷新后核对，再办理。"


class ActionError(Exception):
    """An Action that may not take place; the message is Chinese and says the way on."""


class Refused(ActionError):
    """The scope may not do this."""


class NotNow(Refused):
    """The record stands where this verb does not go; whose post it is does not matter."""


class Conflict(ActionError):
    """Somebody changed the record meanwhile."""


class Blocked(ActionError):
    """A gate holds."""

    def __init__(self, gate: Gate, block: Block) -> None:
        super().__init__("。".join(t.rstrip("。") for t in (block.why, block.way_on) if t) + "。")
        self.gate, self.block = gate, block


@dataclass(frozen=True)
class Ctx:
    """Who acts, when, and through which door.

    day: today's date; now: the moment of recording; channel: screen, import, api, job, cli;
    overrides: gate key → Override; answers: gate key → answer of a 补录 (proven, unproven, unknown).
    """

    scope: Scope
    day: date
    now: datetime
    channel: str = "screen"
    reason: str = ""
    overrides: dict[str, Override] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    import_ref: int | None = None


@dataclass
class Change:
    """One row written: its values before (None when new) and the object after."""

    obj: models.Model
    before: dict[str, Any] | None


class Work:
    """What an Action writes through; it remembers every row for the ledger."""

    def __init__(self, action: Action, ctx: Ctx) -> None:
        self.action, self.ctx = action, ctx
        self.changes: list[Change] = []
        self.files: list[str] = []
        self.extra: dict[str, Any] = {}
        self.happened_on: date | None = None
        self.proves: tuple[date, date] | None = None
        self.data: dict[str, Any] = {}
        #: What verbs look up once and use for many rows.
        self.memo: dict[str, Any] = {}

    @property
    def day(self) -> date:
        """Today's date."""
        return self.ctx.day

    @property
    def scope(self) -> Scope:
        """Who acts."""
        return self.ctx.scope

    def _stamp_new(self, obj: models.Model) -> None:
        if isinstance(obj, Record):
            if obj.bureau_id is None:
                obj.bureau_id = self.scope.bureau_id
            obj.created_at = obj.updated_at = self.ctx.now
            obj.import_ref = obj.import_ref or self.ctx.import_ref

    def create(self, obj: Any) -> Any:
        """Insert one row."""
        self._stamp_new(obj)
        obj.save(force_insert=True)
        self.changes.append(Change(obj, None))
        return obj

    def create_many(self, objects: Sequence[Any]) -> Sequence[Any]:
        """Insert many rows of one model at once."""
        for obj in objects:
            self._stamp_new(obj)
        if objects:
            type(objects[0])._default_manager.bulk_create(objects, batch_size=200)
        self.changes.extend(Change(obj, None) for obj in objects)
        return objects

    def update(self, obj: Any, **values: Any) -> Any:
        """Change fields of one row; raise Conflict if somebody was quicker."""
        known = next((c for c in self.changes if c.obj is obj), None)
        before = chain.row_values(obj)
        for name, value in values.items():
            setattr(obj, name, value)
        names = set(values)
        rows = type(obj)._default_manager.filter(pk=obj.pk)
        if isinstance(obj, Record):
            rows = rows.filter(version=obj.version)
            obj.version += 1
            obj.updated_at = self.ctx.now
            names |= {"version", "updated_at"}
        columns = {n: getattr(obj, obj._meta.get_field(n).attname) for n in names}
        if not rows.update(**{obj._meta.get_field(n).attname: v for n, v in columns.items()}):
            raise Conflict("刚才有人改过这条记录。刷新后看改动，再办理。")
        if known is None:
            self.changes.append(Change(obj, before))
        return obj


def reached(obj: Any, unit_ids: frozenset[int]) -> bool:
    """Whether a record is of some units, by any of the ties its model names; what has no unit is the bureau's."""
    if getattr(obj, "unit_id", None) is None:
        return True
    return any(getattr(obj, f"{name}_id") in unit_ids for name in getattr(obj, "reached_by", ("unit",)))


class Action:
    """One business verb on one Resource.

    ``resource`` key of the Resource; ``verb`` unique on it; ``label`` the Chinese button text;
    ``on``: "none" (makes a new record), "one" (acts on one), ``fields``: model fields asked for;
    ``extra``: further form fields; ``rules``: rule keys it rests on; ``gates``: what may block it.
    """

    resource = ""
    verb = ""
    label = ""
    on = "one"
    roles: frozenset[str] = WRITERS
    fields: tuple[str, ...] = ()
    extra: dict[str, forms.Field] = {}
    rules: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    main = False
    danger = False
    confirm = ""
    help = ""
    bulk = False

    @property
    def key(self) -> str:
        """``<resource>.<verb>``."""
        return f"{self.resource}.{self.verb}"

    # -- who and when -------------------------------------------------
    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Raise Refused if the scope may not do this to this record."""
        scope = ctx.scope
        if scope.bureau_id is None or not scope.has(self.roles):
            raise Refused(f"你的岗位不能办理“{self.label}”。")
        if obj is None:
            return
        if bureau_of(obj) != scope.bureau_id:
            raise Refused("这条记录属于别的机关，你的岗位看不到。")
        if scope.unit_ids is not None and not reached(obj, scope.unit_ids):
            raise Refused("这条记录由别的处室（单位）承办，你的岗位不能办理。")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Return why the verb cannot be used now (empty when it can)."""
        if isinstance(obj, Record) and not obj.counts:
            return f"记录{obj.get_life_display()}，不能再办理。"
        return ""

    # -- input --------------------------------------------------------
    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Raise ValidationError ({field: message}) where fields disagree."""

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Return initial values of the form."""
        return {}

    # -- doing --------------------------------------------------------
    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write through ``work``; return the record acted on."""
        raise NotImplementedError(self.key)


@dataclass
class Done:
    """The result of an Action: the record, the ledger entries, warnings of unverified gates."""

    obj: Any
    entries: list[Any]
    warnings: list[str]
    changes: list[Change]


def _gates(action: Action, ctx: Ctx, obj: Any, data: dict[str, Any], backfill: bool) -> Passage:
    passage = Passage()
    for gate in action.gates:
        if backfill:
            if gate.concerns(data):
                passage.events.append(_answer(gate, ctx.answers.get(gate.key, "unknown"), data))
            continue
        block = gate.check(ctx, obj, data)
        if block is None:
            continue
        if gate.unverified():
            passage.warnings.append(f"{gate.title}（依据待核实，不拦截）：{block.why}")
            continue
        override = ctx.overrides.get(gate.key)
        if override and override.exception in gate.exceptions:
            label, article = gate.exceptions[override.exception]
            passage.events.append(
                {"gate": gate.key, "force": gate.force.value, "kind": "exception", "article": article,
                 "reason": f"{label}：{override.reason}", "approver": override.approver}
            )  # fmt: skip
            continue
        if override and gate.force is not Force.STATUTORY and override.reason and override.approver:
            if gate.force is Force.HOUSE and override.cure_by is None:
                raise Blocked(gate, Block(block.why, "例外须写明补正期限"))
            passage.events.append(
                {"gate": gate.key, "force": gate.force.value, "kind": "override", "reason": override.reason,
                 "approver": override.approver, "cure_by": override.cure_by}
            )  # fmt: skip
            continue
        raise Blocked(gate, block)
    return passage


def _answer(gate: Gate, answer: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return how a 补录 answers a gate; 有据 names the paper it rests on."""
    paper = data.get("paper") or "" if answer == "proven" else ""
    return {"gate": gate.key, "force": gate.force.value, "kind": "answer", "answer": answer, "paper": paper}


@contextmanager
def _whole() -> Iterator[None]:
    """Open the one transaction of an Action; what two people do at the same moment becomes a Conflict."""
    token = IN_ACTION.set(True)
    try:
        with db.write_transaction():
            yield
    except DatabaseError as error:
        if db.is_duplicate(error):
            raise Conflict(_TWIN) from error
        if db.is_crossed(error):
            raise Conflict(_CROSSED) from error
        raise
    finally:
        IN_ACTION.reset(token)


def run(action: Action, ctx: Ctx, obj: Any | None = None, data: dict[str, Any] | None = None) -> Done:
    """Do one Action as a whole or not at all.

    data: cleaned input (see ``kernel.resource.forms``). Raises Refused, Blocked, Conflict,
    ValidationError. Nothing is acknowledged before the transaction is on disk.
    """
    from yifa.kernel.gates.models import GateEvent

    data = dict(data or {})
    with _whole():
        if obj is not None and obj.pk:
            expected = data.pop("_version", None)
            obj = db.locked(type(obj)._default_manager.filter(pk=obj.pk)).get()
            if expected is not None and isinstance(obj, Record) and int(expected) != obj.version:
                raise Conflict("刚才有人改过这条记录。刷新后看改动，再办理。")
        action.authorise(ctx, obj)
        if why := action.available(ctx, obj):
            raise NotNow(why)
        work = Work(action, ctx)
        work.data = data
        backfill = action.verb == "backfill"
        passage = _gates(action, ctx, obj, data, backfill)
        result = action.execute(work, obj, data)
        for event in passage.events:
            work.create(
                GateEvent(
                    unit_id=getattr(result, "unit_id", None), happened_on=ctx.day, resource=action.resource,
                    object_ref=result.pk, backfilled=backfill, **event,
                )
            )  # fmt: skip
        for hook in AFTER:
            hook(work)
        entries = _record(work, passage)
    return Done(result, entries, passage.warnings, work.changes)


def run_many(action: Any, ctx: Ctx, rows: Sequence[dict[str, Any]]) -> Done:
    """Do one creating verb (登记, 补录) for many cleaned rows in one transaction: all of them or none."""
    from yifa.kernel.gates.models import GateEvent

    with _whole():
        action.authorise(ctx, None)
        work = Work(action, ctx)
        passages = [_gates(action, ctx, None, data, action.verb == "backfill") for data in rows]
        objects = [action.build(work, data) for data in rows]
        work.create_many(objects)
        events = [
            GateEvent(
                unit_id=getattr(obj, "unit_id", None), happened_on=ctx.day, resource=action.resource,
                object_ref=obj.pk, backfilled=obj.backfilled, **event,
            )
            for obj, passage in zip(objects, passages, strict=True)
            for event in passage.events
        ]  # fmt: skip
        work.create_many(events)
        for obj, data in zip(objects, rows, strict=True):
            action.after_each(work, obj, data)
        for hook in AFTER:
            hook(work)
        entries = _record(work, Passage())
    return Done(objects, entries, [w for p in passages for w in p.warnings], work.changes)


def _record(work: Work, passage: Passage) -> list[Any]:
    """Write ledger, search index and outbox for all rows the work changed."""
    from yifa.kernel.registry import resource_of_model
    from yifa.kernel.search import index

    drafts: list[chain.Draft] = []
    fresh: dict[Any, list[Any]] = {}
    stale: dict[Any, list[Any]] = {}
    for change in work.changes:
        resource = resource_of_model(type(change.obj))
        drafts.append(_draft(work, change, resource))
        if resource is not None and resource.search:
            (fresh if change.before is None else stale).setdefault(resource, []).append(change.obj)
    for resource, objects in fresh.items():
        index.put(resource, objects, new=True)
    for resource, objects in stale.items():
        index.put(resource, objects, new=False)
    scope, ctx = work.scope, work.ctx
    actor = chain.Actor(scope.user_id, scope.name, scope.post, scope.acting_for, ctx.channel)
    act_id = uuid.uuid4().hex
    entries = chain.append(drafts, actor=actor, now=ctx.now, reason=ctx.reason, act_id=act_id)
    if entries:
        first = entries[0]
        said = {"seq": first.seq, "last": entries[-1].seq, "resource": first.resource, "pk": first.object_ref}
        db.insert([Outbox(at=ctx.now, kind=work.action.key, bureau_ref=scope.bureau_id, payload=said)])
    return entries


def _draft(work: Work, change: Change, resource: Any) -> chain.Draft:
    obj = change.obj
    kept = chain.tracking(type(obj), resource)
    salt = chain.salt_of(kept.key, obj.pk) if kept.personal else ""
    shown = kept.shown(chain.row_values(obj), salt)
    before = kept.shown(change.before, salt) if change.before is not None else None
    if before is None:
        changes = {k: [None, v] for k, v in shown.items() if not chain.is_empty(v) and k != "id"}
    else:
        changes = {k: [before.get(k), v] for k, v in shown.items() if before.get(k) != v and k != "updated_at"}
    return chain.Draft(
        action=work.action.key,
        label=work.action.label,
        resource=kept.key,
        pk=obj.pk,
        bureau=bureau_of(obj, work.scope.bureau_id),
        changes=changes,
        state=chain.state_digest(shown),
        happened_on=work.happened_on or getattr(obj, "happened_on", None),
        proves=work.proves,
        rules=work.action.rules,
        files=work.files,
        extra=work.extra,
    )


def errors_of(error: ValidationError) -> Iterable[tuple[str, str]]:
    """Yield (field, message) of a ValidationError; field "" for the whole."""
    if hasattr(error, "message_dict"):
        for name, messages in error.message_dict.items():
            for message in messages:
                yield ("" if name == "__all__" else name), message
    else:
        for message in error.messages:
            yield "", message
