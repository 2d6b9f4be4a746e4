"""Write a checked import: up to ``AT_ONCE`` rows in one transaction, more in short batches by a job.

Every batch is the register's own Actions and the import's progress in one transaction, so a killed import
resumes after its last whole batch. Rows of an unfinished import count nowhere (``Record.counted``).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from yifa.kernel import clockwork, db, registry
from yifa.kernel.action import IN_ACTION, Conflict, Ctx, run, run_many
from yifa.kernel.imports import uploads
from yifa.kernel.imports.actions import Finish, Reject, RestoreRows, Start, State, Step, VoidRows, rows_of
from yifa.kernel.imports.check import SHOWN, Checked, Options, Row, check
from yifa.kernel.imports.models import Before, ImportRecord
from yifa.kernel.imports.rows import Reimport
from yifa.kernel.imports.sheets import SheetError, open_book
from yifa.kernel.jobs import queue
from yifa.kernel.ledger import chain
from yifa.kernel.record import Life
from yifa.kernel.verbs import BackfillVerb, RecordVerb

AT_ONCE = 500
#: Seconds after which a batch begins no further step; then it lets others in (``db.let_others_in``).
HOLD = 0.3
#: Rows of one step. The clock is asked between steps, so a batch ends in time on a busy machine too.
STEP = 50


def _values(checked: Checked, sha: str, state: str) -> dict[str, Any]:
    left = checked.layout
    return {
        "resource": checked.action.resource,
        "file_name": checked.file[:255],
        "file_sha256": sha,
        "sheet": checked.sheet[:120],
        "mapping": {
            **checked.options.as_json(), "sheet": checked.sheet, "header": left.top + 1,
            "columns": checked.mapping.columns, "values": checked.mapping.values,
        },
        "backfill": checked.options.backfill,
        "state": state,
        "total": checked.total,
        "unchanged": checked.same,
        "skipped": len(checked.bad_rows),
        "errors": [p.as_json() for p in checked.problems[:SHOWN]],
    }  # fmt: skip


def _keep(checked: Checked) -> dict[str, Any]:
    return {"layout": checked.layout.digest, "columns": checked.mapping.columns, "values": checked.mapping.values}


def start(checked: Checked, ctx: Ctx, sha: str, *, state: str = State.RUNNING, remember: bool = True) -> ImportRecord:
    """Write an import down and return it."""
    data = _values(checked, sha, state)
    if remember:
        data["_keep"] = _keep(checked)
    return run(Start(), ctx, None, data).obj


def apply_at_once(checked: Checked, ctx: Ctx, sha: str, *, remember: bool = True) -> ImportRecord:
    """Write a small import in one transaction: all of it or nothing."""
    with db.write_transaction():
        record = start(checked, ctx, sha, remember=remember)
        inner = _inner(ctx, record)
        _create(checked.action, inner, checked.creates)
        _update(record, inner, checked.updates)
        _progress(record, "done", 0, len(checked.creates) + len(checked.updates))
        record = run(Finish(), ctx, record, _ended(checked)).obj
    return record


def _ended(checked: Checked) -> dict[str, Any]:
    return {"state": State.DONE, "created": len(checked.creates), "updated": len(checked.updates)}


def _inner(ctx: Ctx, record: ImportRecord) -> Ctx:
    return replace(ctx, import_ref=record.pk, reason=f"导入“{record.file_name}”")


def apply_batches(
    record: ImportRecord, checked: Checked, ctx: Ctx, told: Callable[[int, int], None] | None = None
) -> ImportRecord:
    """Write an import in short batches; go on where it stopped; stop when it is cancelled."""
    total = len(checked.creates) + len(checked.updates)
    record.refresh_from_db()
    inner = _inner(ctx, record)
    for phase, rows in (("create", checked.creates), ("update", checked.updates)):
        passed = record.progress.get("phase", "create"), record.progress.get("row", 0)
        left = [r for r in rows if _ahead(phase, r.number, passed)]
        while left:
            with db.write_transaction():
                fresh = db.locked(ImportRecord.objects.filter(pk=record.pk)).get()
                if fresh.state != State.RUNNING:
                    return fresh
                if fresh.progress != record.progress:
                    raise Conflict("另一个进程正在办这次导入。")
                taken: list[Row] = []
                for chunk in _while_held(left):
                    if phase == "create":
                        _create(checked.action, inner, chunk)
                    else:
                        _update(record, inner, chunk)
                    taken += chunk
                record = _progress(fresh, phase, taken[-1].number, len(taken))
            left = left[len(taken) :]
            if told:
                told(record.done, total)
            db.let_others_in()
    made = rows_of(record).filter(life=Life.LIVE).count()
    if made != len(checked.creates):
        raise Conflict(f"应新增 {len(checked.creates)} 条，实有 {made} 条。取消这次导入，重新上传。")
    return run(Finish(), ctx, record, _ended(checked)).obj


def _while_held(rows: list[Any]) -> Iterable[list[Any]]:
    """Yield steps of the rows until the write lock has been held for long enough, one step at least."""
    until = time.monotonic() + HOLD
    for chunk in _chunks(rows, STEP):
        yield chunk
        if time.monotonic() >= until:
            return


def _ahead(phase: str, number: int, passed: tuple[str, int]) -> bool:
    order = ("create", "update", "done")
    return (order.index(phase), number) > (order.index(passed[0]), passed[1])


def _progress(record: ImportRecord, phase: str, row: int, more: int) -> ImportRecord:
    """Write progress in the transaction of the rows (framework columns, outside the ledger)."""
    token = IN_ACTION.set(True)
    try:
        record.progress = {"phase": phase, "row": row}
        record.done += more
        record.touched_at = clockwork.now()
        record.save(update_fields=["progress", "done", "touched_at"])
    finally:
        IN_ACTION.reset(token)
    return record


def _create(action: Any, ctx: Ctx, rows: list[Row]) -> None:
    """Make records by the register's own Action; rows with the same gate answers go together."""
    plain = isinstance(action, RecordVerb) and type(action).execute in (RecordVerb.execute, BackfillVerb.execute)
    groups: dict[tuple[tuple[str, str], ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row.answers, []).append(row.data)
    for answers, data in groups.items():
        inner = replace(ctx, answers=dict(answers))
        if plain:
            run_many(action, inner, data)
        else:
            for one in data:
                run(action, inner, None, one)


def _update(record: ImportRecord, ctx: Ctx, rows: list[Row]) -> None:
    """Change the records there are; keep what they held before, for an undo."""
    if not rows:
        return
    resource = registry.get_resource(record.resource)
    model = resource.model
    fresh = model._default_manager.in_bulk([r.obj.pk for r in rows])
    changes: list[Any] = []
    before: list[Before] = []
    for row in rows:
        obj = fresh[row.obj.pk]
        if obj.version != row.obj.version:
            raise Conflict(f"第 {row.number} 行对应的记录刚才有人改过。重新检查后再导入。")
        fields = {n: model._meta.get_field(n) for n in row.data}
        held = {n: chain.plain(f, getattr(obj, f.attname)) for n, f in fields.items()}
        before.append(Before(record_id=record.pk, object_ref=obj.pk, version=obj.version + 1, values=held))
        changes.append((obj, row.data))
    run(Reimport(resource), replace(ctx, reason=f"重新导入“{record.file_name}”"), None, {"changes": changes})
    db.insert(before)


# -- the job ---------------------------------------------------------------


def apply_later(record: ImportRecord, ctx: Ctx) -> Any:
    """Put an import into the queue, in the running transaction."""
    title = f"导入 {record.file_name}"
    return queue.enqueue(
        "imports.apply", title[:200], {"record": record.pk, "scope": _who(ctx)}, bureau=record.bureau_id,
        actor=ctx.scope.user_id, total=record.total,
    )  # fmt: skip


def _who(ctx: Ctx) -> dict[str, Any]:
    return {"user": ctx.scope.user_id, "bureau": ctx.scope.bureau_id, "channel": ctx.channel}


def begin_later(checked: Checked, ctx: Ctx, sha: str, *, remember: bool = True) -> ImportRecord:
    """Write a large import down and queue it; both or neither."""
    with db.write_transaction():
        record = start(checked, ctx, sha, state=State.CHECKED, remember=remember)
        apply_later(record, ctx)
    record.refresh_from_db()
    return record


def unfinished(resource: str, ctx: Ctx, data: bytes) -> ImportRecord | None:
    """Return the interrupted import of the same file into the same register, to be taken up where it stopped."""
    rows = ImportRecord.objects.filter(bureau_id=ctx.scope.bureau_id, resource=resource)
    rows = rows.filter(state__in=(State.CHECKED, State.RUNNING), file_sha256=hashlib.sha256(data).hexdigest())
    return rows.order_by("-pk").first()


def perform(record: ImportRecord, ctx: Ctx, told: Callable[[int, int], None] | None = None) -> ImportRecord:
    """Check the whole file without a lock, then apply it in batches; SheetError if the file is gone."""
    if record.state not in (State.CHECKED, State.RUNNING):
        return record
    data = uploads.fetch(record.file_sha256)
    if data is None:
        raise SheetError("上传的文件已过期。取消这次导入，重新上传。")
    book = open_book(data, record.file_name)
    options = Options.from_json(record.mapping)
    checked = check(record.resource, ctx, book, options, own=record.pk)
    if checked.errors and not options.partial:
        lines = [p.as_json() for p in checked.problems[:SHOWN]]
        values = {"state": State.CANCELLED, "errors": lines, "skipped": len(checked.bad_rows)}
        if record.state == State.CHECKED:
            return run(Reject(), ctx, record, {**values, "reason": "检查未通过"}).obj
        raise SheetError(f"数据在导入中途变了，现有 {len(checked.errors)} 处错误：{checked.lines()[0]}")
    if record.state == State.CHECKED:
        values = {"state": State.RUNNING, "unchanged": checked.same, "skipped": len(checked.bad_rows)}
        record = run(Step(), ctx, record, {**values, "total": checked.total}).obj
    return apply_batches(record, checked, ctx, told)


# -- cancel and undo -------------------------------------------------------


def sweep_later(record: ImportRecord, ctx: Ctx, data: dict[str, Any]) -> None:
    """Queue the voiding of an import's rows, in the running transaction."""
    args = {
        "record": record.pk,
        "scope": _who(ctx),
        "reason": data.get("reason", ""),
        "approver": data.get("approver", ""),
    }
    queue.enqueue(
        "imports.sweep", f"作废导入批次 {record.pk} 的记录", args, bureau=record.bureau_id, actor=ctx.scope.user_id
    )


def sweep(
    record: ImportRecord, ctx: Ctx, reason: str, approver: str = "", told: Callable[[int, int], None] | None = None
) -> int:
    """Void what a cancelled or undone import has made, give back what it changed; batch by batch, may run twice."""
    if record.state not in (State.CANCELLED, State.UNDONE):
        return 0
    resource = registry.get_resource(record.resource)
    ctx = replace(ctx, reason=f"撤销导入“{record.file_name}”：{reason}" if reason else f"撤销导入“{record.file_name}”")
    data = {"reason": reason, "approver": approver}
    swept = 0
    _give_back(record, resource, ctx, data)
    left = list(rows_of(record).filter(life=Life.LIVE).order_by("pk").values_list("pk", flat=True))
    while left:
        with db.write_transaction():
            taken = 0
            for chunk in _while_held(left):
                rows = list(rows_of(record).filter(life=Life.LIVE, pk__in=chunk).order_by("pk"))
                if rows:
                    run(VoidRows(resource), ctx, None, {**data, "rows": rows})
                swept, taken = swept + len(rows), taken + len(chunk)
        left = left[taken:]
        if told:
            told(swept, record.done)
        db.let_others_in()
    return swept


def _give_back(record: ImportRecord, resource: Any, ctx: Ctx, data: dict[str, Any]) -> None:
    model = resource.model
    left = list(record.before.order_by("pk").values_list("pk", flat=True))
    while left:
        with db.write_transaction():
            taken = 0
            for chunk in _while_held(left):
                held = {b.object_ref: b for b in record.before.filter(pk__in=chunk)}
                changes = []
                for obj in model._default_manager.filter(pk__in=held).order_by("pk"):
                    if obj.version == held[obj.pk].version:
                        values = held[obj.pk].values
                        changes.append((obj, {n: _thing(model._meta.get_field(n), v) for n, v in values.items()}))
                if changes:
                    run(RestoreRows(resource), ctx, None, {**data, "changes": changes})
                taken += len(chunk)
        left = left[taken:]
        if left:
            db.let_others_in()


def _thing(field: Any, value: Any) -> Any:
    if field.is_relation:
        return field.related_model._default_manager.filter(pk=value).first() if value is not None else None
    return field.to_python(value)


def _chunks(items: list[Any], size: int) -> Iterable[list[Any]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
