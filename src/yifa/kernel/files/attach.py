"""加入佐证, 撤下佐证: attach a file to a record as evidence, with the period it proves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.files import store
from yifa.kernel.files.models import Attachment
from yifa.kernel.files.sniff import KINDS, FileRefused
from yifa.kernel.policy import Sensitivity
from yifa.kernel.record import Record

OTHER = "其他佐证"
LEVELS = [
    (Sensitivity.INTERNAL, "内部"), (Sensitivity.OPEN, "可公开"), (Sensitivity.WORK_SECRET, "工作秘密"),
    (Sensitivity.PERSONAL, "含个人信息"),
]  # fmt: skip
_ACCEPT = ",".join(f".{e}" for names, _, _ in KINDS.values() for e in names)


class AttachVerb(Action):
    """加入佐证: on every record. The file's digest enters the ledger; the file itself never changes."""

    verb, label, quiet = "attach", "加入佐证", True
    help = "佐证写明证明的是哪一天或哪一段时间。国家秘密不得上传。"

    def __init__(self, resource: Any) -> None:
        self.res = resource
        self.resource = resource.key
        self.roles = resource.write_roles
        purposes = [(e.purpose, e.purpose) for e in resource.expected]
        purpose: forms.Field = (
            forms.ChoiceField(label="用途", choices=[*purposes, (OTHER, OTHER)])
            if purposes
            else forms.CharField(
                label="用途", required=False, max_length=60, help_text="如会议纪要、审查意见书、签到表"
            )
        )
        self.extra = {
            "file": forms.FileField(label="文件", widget=forms.ClearableFileInput(attrs={"accept": _ACCEPT})),
            "purpose": purpose,
            "proves_from": forms.DateField(
                label="证明期间起", required=False, help_text="证明某一天的，起止填同一天。"
            ),
            "proves_to": forms.DateField(label="证明期间止", required=False),
            "sensitivity": forms.ChoiceField(label="敏感级别", choices=LEVELS, initial=Sensitivity.INTERNAL),
        }

    @staticmethod
    def for_resource(resource: Any) -> AttachVerb | None:
        """Return the verb for Resources whose rows are records."""
        return AttachVerb(resource) if issubclass(resource.model, Record) and resource.write_roles else None

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer the day of the record as the period proved."""
        day = getattr(obj, "happened_on", None)
        return {"proves_from": day, "proves_to": day} if day else {}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The period runs forward; the file is one we take."""
        start, end = data.get("proves_from"), data.get("proves_to")
        if start and end and end < start:
            raise ValidationError({"proves_to": "证明期间止不能早于起。"})
        if end and not start:
            raise ValidationError({"proves_from": "写明证明期间从哪一天起。"})
        if len(getattr(data.get("file"), "name", "") or "") > 200:
            raise ValidationError({"file": "文件名太长，改短再传。"})
        try:
            store.examine(data["file"], ctx.day)
        except FileRefused as error:
            raise ValidationError({"file": str(error)}) from error

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Store the content once and tie it to the record."""
        assert obj is not None
        start, end = data.get("proves_from"), data.get("proves_to") or data.get("proves_from")
        work.proves = (start, end) if start and end else None
        sensitivity = data.get("sensitivity") or Sensitivity.INTERNAL
        tie(
            work, self.resource, obj, data["file"], purpose=data.get("purpose", ""), sensitivity=sensitivity,
            proves=(start, end),
        )  # fmt: skip
        return work.update(obj)


def tie(
    work: Work, resource: str, obj: Any, upload: Any, *, purpose: str, sensitivity: str,
    proves: tuple[Any, Any] = (None, None), field: str = "file",
) -> Attachment:  # fmt: skip
    """Store an upload once and tie it to a record, inside a running Action; ValidationError names the form's field."""
    try:
        stored = store.keep(work, upload, work.ctx.now)
    except FileRefused as error:
        raise ValidationError({field: str(error)}) from error
    work.files = [*work.files, stored.sha256]
    made: Attachment = work.create(
        Attachment(
            bureau_id=obj.bureau_id, resource=resource, object_ref=obj.pk, file=stored, name=_base_name(upload.name),
            purpose=purpose, proves_from=proves[0], proves_to=proves[1], sensitivity=sensitivity,
            added_at=work.ctx.now, added_by=work.scope.name,
        )
    )  # fmt: skip
    return made


class WithdrawVerb(Action):
    """撤下佐证: a file attached by mistake proves nothing from now on; it stays in the history, with the reason."""

    verb, label, hidden = "detach", "撤下佐证", True

    def __init__(self, resource: Any) -> None:
        self.res = resource
        self.resource = resource.key
        self.roles = resource.write_roles
        self.extra = {
            "attachment": forms.IntegerField(label="佐证编号", widget=forms.HiddenInput()),
            "reason": forms.CharField(label="撤下理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2})),
        }

    @staticmethod
    def for_resource(resource: Any) -> WithdrawVerb | None:
        """Return the verb for Resources whose rows are records."""
        return WithdrawVerb(resource) if issubclass(resource.model, Record) and resource.write_roles else None

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Mark the attachment; the content is kept."""
        assert obj is not None
        rows = Attachment.objects.select_related("file").filter(resource=self.resource, object_ref=obj.pk)
        found = rows.filter(pk=data["attachment"], withdrawn_on__isnull=True).first()
        reason = (data.get("reason") or "").strip()
        if found is None:
            raise Refused("这份佐证已经撤下，或者不属于这条记录。")
        if not reason:
            raise ValidationError({"reason": "写明为什么撤下。"})
        work.files, work.extra = [found.file.sha256], {"reason": f"撤下“{found.name}”：{reason}"}
        work.update(found, withdrawn_on=work.day, withdrawn_by=work.scope.name, withdrawn_why=reason)
        return work.update(obj)


def _base_name(name: str) -> str:
    """Return the last part of a name without control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:255] or "文件"
