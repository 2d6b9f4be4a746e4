"""Actions on an import: begin, finish, stop, take up again, undo. Each is in the ledger; progress is not.

Rows are written by the register's own Actions (see ``apply``), never by these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.files.models import Attachment
from yifa.kernel.imports.matching import creating_action
from yifa.kernel.imports.models import ColumnMapping, ImportRecord
from yifa.kernel.policy import ROLES
from yifa.kernel.record import Life, Record
from yifa.kernel.registry import action
from yifa.kernel.verbs import VoidVerb, _through_closed

State = ImportRecord.State
#: Asked by 撤销: (resource key, queryset of records) → why they may not be taken back ("" if they may).
TOUCHED: list[Callable[[str, Any], str]] = []


class _ImportAction(Action):
    """An Action on an import: whoever may make the records may do it."""

    resource = "kernel_imports.record"
    roles = frozenset(ROLES)

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """The roles are those of the register that takes the rows."""
        super().authorise(ctx, obj)
        if obj is not None:
            made = creating_action(registry.get_resource(obj.resource), obj.backfill)
            if made is None:
                raise Refused("这个台账不接受导入。")
            made.authorise(ctx, None)


class Start(_ImportAction):
    """开始导入: the import is written down; with it the way its columns were read, for the next file of this layout."""

    verb, label, on = "start", "导入", "none"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Create the import and keep the mapping."""
        keep = data.pop("_keep", None)
        scope, now = work.scope, work.ctx.now
        record = work.create(
            ImportRecord(
                bureau_id=scope.bureau_id or 0, actor_ref=scope.user_id, actor_name=scope.name, started_at=now,
                touched_at=now, **data,
            )
        )  # fmt: skip
        if keep:
            self._keep(work, record, keep)
        return record

    def _keep(self, work: Work, record: ImportRecord, keep: dict[str, Any]) -> None:
        known = ColumnMapping.objects.filter(
            bureau_id=record.bureau_id, resource=record.resource, layout=keep["layout"]
        ).first()
        values = {"mapping": {"columns": keep["columns"]}, "values": keep["values"]}
        if known is None:
            work.create(
                ColumnMapping(
                    bureau_id=record.bureau_id, resource=record.resource, layout=keep["layout"], used_at=work.ctx.now,
                    **values,
                )
            )  # fmt: skip
        elif known.mapping != values["mapping"] or known.values != values["values"]:
            work.update(known, used_at=work.ctx.now, **values)


class Step(_ImportAction):
    """An import goes on, is done, or failed its check; data: the new values."""

    verb = "step"
    label = "导入"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the new state."""
        return work.update(obj, touched_at=work.ctx.now, **data)


class Finish(Step):
    """完成导入: from this moment the rows count."""

    verb, label = "finish", "完成导入"


class Reject(Step):
    """检查未通过: nothing was written."""

    verb, label = "reject", "导入检查未通过"


class VoidRows(VoidVerb):
    """作废 of the rows of an import; data: {"rows": [record], "reason", "approver"}."""

    on = "none"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Void the rows; a closed period is reopened only by approval."""
        work.extra = {"reason": data.get("reason", "")}
        days: set[Any] = set()
        for row in data["rows"]:
            if row.happened_on not in days:
                days.add(row.happened_on)
                _through_closed(work, self.res, row, data)
            work.update(row, life=Life.VOID)
        return data["rows"][0]


class RestoreRows(VoidVerb):
    """Give records back what they held before a re-import; data: {"changes": [(record, values)], "reason"}."""

    verb, label, on = "restore", "撤销重新导入", "none"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write the old values."""
        work.extra = {"reason": data.get("reason", "")}
        for row, values in data["changes"]:
            _through_closed(work, self.res, row, data)
            work.update(row, **values)
        return data["changes"][0][0]


def rows_of(record: ImportRecord) -> Any:
    """Return the records an import has made."""
    model = registry.get_resource(record.resource).model
    if not issubclass(model, Record):
        return model._default_manager.none()
    return model._default_manager.filter(import_ref=record.pk, bureau_id=record.bureau_id)


def touched(record: ImportRecord) -> str:
    """Return why an import can no longer be undone, "" if nothing has touched its rows since."""
    rows = rows_of(record)
    changed = rows.exclude(version=1, life=Life.LIVE).count()
    if changed:
        return f"有 {changed} 条记录后来办理过，不能整批撤销。逐条更正或作废。"
    model = registry.get_resource(record.resource).model
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        found = other._default_manager.filter(**{f"{relation.field.name}__in": rows.values("pk")})
        if issubclass(other, Record):
            found = found.filter(life=Life.LIVE)
        if found.exists():
            return f"已有{other._meta.verbose_name}指向这一批记录，不能整批撤销。先处理它们，或逐条作废。"
    attached = Attachment.objects.filter(resource=record.resource, object_ref__in=rows.values("pk"))
    if attached.filter(withdrawn_on__isnull=True).exists():
        return "这一批记录已附佐证，不能整批撤销。逐条更正或作废。"
    held = record.before.values_list("object_ref", "version")
    now = dict(model._default_manager.filter(pk__in=record.before.values("object_ref")).values_list("pk", "version"))
    moved = [pk for pk, version in held if now.get(pk) != version]
    if moved:
        return f"有 {len(moved)} 条更新过的记录后来又办理过，不能整批撤销。逐条更正。"
    return next((why for ask in TOUCHED if (why := ask(record.resource, rows))), "")


@action
class Undo(_ImportAction):
    """撤销导入: all its rows are 作废, all it changed goes back, while nothing has touched them since."""

    verb, label, danger = "undo", "撤销导入", True
    confirm = "这一批新增的记录全部作废，更新过的改回原值；记录仍可查看。"
    extra = {
        "reason": forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2})),
        "approver": forms.CharField(label="批准重开人", max_length=60, required=False, help_text="期间已关闭时填写"),
    }

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only a finished import."""
        return "" if obj is not None and obj.state == State.DONE else "只有已完成的导入可以撤销。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Nothing has touched the rows since."""
        if obj is not None and (why := touched(obj)):
            raise ValidationError(why)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """From this moment the rows count nowhere; they are voided in batches at once or by the worker."""
        assert obj is not None
        if why := touched(obj):
            raise Refused(why)
        if not data.get("reason"):
            raise ValidationError({"reason": "写明撤销的理由。"})
        from yifa.kernel.imports.apply import sweep_later

        work.update(obj, state=State.UNDONE, reason=data["reason"], touched_at=work.ctx.now)
        sweep_later(obj, work.ctx, data)
        return obj


@action
class Cancel(_ImportAction):
    """取消导入: an unfinished import stops; what is in already is voided."""

    verb, label, danger = "cancel", "取消导入", True
    confirm = "已入库的部分作废，不计入任何数字。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only an unfinished import."""
        return "" if obj is not None and obj.state in (State.CHECKED, State.RUNNING) else "这次导入已经结束。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Stop; the running job sees it before its next batch."""
        assert obj is not None
        from yifa.kernel.imports.apply import sweep_later

        work.update(obj, state=State.CANCELLED, reason=data.get("reason", "取消导入"), touched_at=work.ctx.now)
        sweep_later(obj, work.ctx, {"reason": "取消导入"})
        return obj


@action
class Resume(_ImportAction):
    """继续导入: an interrupted import is taken up where it stopped."""

    verb, label = "resume", "继续导入"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only an unfinished import whose file is still there."""
        from yifa.kernel.imports import uploads

        if obj is None or obj.state not in (State.CHECKED, State.RUNNING):
            return "这次导入已经结束。"
        if uploads.fetch(obj.file_sha256) is None:
            return "上传的文件已过期。取消这次导入，重新上传。"
        return ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Put it back into the queue under the name of who takes it up."""
        assert obj is not None
        from yifa.kernel.imports.apply import apply_later

        work.update(obj, touched_at=work.ctx.now, actor_ref=work.scope.user_id, actor_name=work.scope.name)
        apply_later(obj, work.ctx)
        return obj
