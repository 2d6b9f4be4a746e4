"""Seals, who keeps them, what they were put on, and where they went."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from yifa.core.process.workflow import Workflow
from yifa.core.seals.choices import EventKind, LoanState, SealKind, SealState, UseState, matters
from yifa.kernel.record import Record


class Seal(Workflow, Record):
    """A seal (印章) from the day it is put to use until it is destroyed; ``unit`` keeps it (保管单位)."""

    happened_on = models.DateField("启用日", null=True, blank=True)
    number = models.CharField("印章编号", max_length=40, blank=True, help_text="不填的由系统编")
    title = models.CharField("印章名称", max_length=120)
    kind = models.CharField("印章种类", max_length=12, choices=SealKind.choices)
    keeper = models.CharField("保管人", max_length=60)
    deputy_keeper = models.CharField("B岗保管人", max_length=60, blank=True)
    material = models.CharField("材质和规格", max_length=120, blank=True)
    place = models.CharField("存放处", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=SealState.choices, default=SealState.IN_USE)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="替换的旧章"
    )
    ended_on = models.DateField("停用（销毁）日", null=True, blank=True)

    transitions = frozenset(
        {
            (SealState.IN_USE, SealState.OUT),
            (SealState.OUT, SealState.IN_USE),
            (SealState.IN_USE, SealState.SUSPENDED),
            (SealState.SUSPENDED, SealState.IN_USE),
            (SealState.IN_USE, SealState.LOST),
            (SealState.OUT, SealState.LOST),
            (SealState.LOST, SealState.SUSPENDED),
            (SealState.SUSPENDED, SealState.DESTROYED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "印章"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"], condition=~models.Q(number="") & models.Q(life="live"),
                name="one_seal_per_number", violation_error_message="这个印章编号已经用过。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class SealEvent(Record):
    """What happened to a seal (印章变动): written by the verbs of the seal, never by hand."""

    happened_on = models.DateField("日期", null=True, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="events", verbose_name="印章")
    kind = models.CharField("变动", max_length=12, choices=EventKind.choices)
    giver = models.CharField("交出人", max_length=60, blank=True)
    taker = models.CharField("接收人", max_length=60, blank=True)
    witness = models.CharField("监交（监销）人", max_length=120, blank=True)
    reason = models.CharField("事由", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "印章变动"

    def __str__(self) -> str:
        return self.get_kind_display()


class SealUse(Workflow, Record):
    """One use of a seal (用印登记): asked for by ``unit``, stamped where the seal is kept (``keeper_unit``).

    ``resource`` and ``object_ref``: the record the paper belongs to (a contract). ``review_no``: the number of the
    legality review, where the matter needs one.
    """

    happened_on = models.DateField("申请日", null=True, blank=True)
    number = models.CharField("用印编号", max_length=60, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="uses", verbose_name="印章")
    keeper_unit = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="保管单位"
    )
    matter = models.CharField("用印事项", max_length=20, choices=matters)
    title = models.CharField("用印文件", max_length=240)
    copies = models.PositiveIntegerField("份数", default=1, validators=[MinValueValidator(1)])
    addressee = models.CharField("发往单位", max_length=120, blank=True)
    applicant = models.CharField("经办人", max_length=60, blank=True)
    review_no = models.CharField("审查编号", max_length=60, blank=True, help_text="合同等须先审查的事项必填")
    resource = models.CharField("来源台账", max_length=80, blank=True, editable=False)
    object_ref = models.BigIntegerField("来源记录", null=True, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=UseState.choices, default=UseState.APPLIED)
    approver = models.CharField("批准人", max_length=60, blank=True)
    used_on = models.DateField("用印日", null=True, blank=True)
    stamped_by = models.CharField("监印人", max_length=60, blank=True)

    reached_by = ("unit", "keeper_unit")
    transitions = frozenset(
        {
            (UseState.APPLIED, UseState.USED),
            (UseState.APPLIED, UseState.REFUSED),
            (UseState.APPLIED, UseState.CANCELLED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用印登记"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["bureau", "used_on"]),
            models.Index(fields=["resource", "object_ref"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"], condition=~models.Q(number="") & models.Q(life="live"),
                name="one_seal_use_per_number", violation_error_message="这个用印编号已经用过。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="used")
                | (models.Q(used_on__isnull=False) & ~models.Q(stamped_by="") & ~models.Q(approver="")),
                name="used_seal_has_keeper", violation_error_message="已用印的须有用印日、批准人和监印人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class SealLoan(Workflow, Record):
    """A seal taken out of its place (印章外借), with who went along and when it came back."""

    happened_on = models.DateField("借出日", null=True, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="loans", verbose_name="印章")
    title = models.CharField("借用事由", max_length=200)
    place = models.CharField("使用地点", max_length=120, blank=True)
    borrower = models.CharField("借用人", max_length=60)
    escort = models.CharField("随行监印人", max_length=60, help_text="不得是借用人本人")
    approver = models.CharField("批准人", max_length=60)
    due_on = models.DateField("应还日")
    state = models.CharField("状态", max_length=10, choices=LoanState.choices, default=LoanState.OUT)
    returned_on = models.DateField("归还日", null=True, blank=True)
    received_by = models.CharField("归还接收人", max_length=60, blank=True)

    transitions = frozenset({(LoanState.OUT, LoanState.RETURNED)})

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "印章外借"
        constraints = [
            models.UniqueConstraint(
                fields=["seal"], condition=models.Q(state="out", life="live"), name="one_loan_of_a_seal",
                violation_error_message="这枚印章已经借出，还没有归还。",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("happened_on")), name="loan_due_after_start",
                violation_error_message="应还日不能早于借出日。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
