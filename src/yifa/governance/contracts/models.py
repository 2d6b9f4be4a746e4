"""Contracts and what is owed under them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from yifa.core.process.workflow import Workflow
from yifa.governance.contracts.choices import (
    Basis,
    ChangeKind,
    ChangeState,
    CheckKind,
    CheckResult,
    DisputeState,
    DisputeWay,
    DutyKind,
    DutyState,
    Order,
    Party,
    State,
    contract_classes,
)
from yifa.kernel.record import Record


class Template(Record):
    """A model text of contracts of a class (合同示范文本), with its version and where it comes from.

    It belongs to the whole bureau. ``body`` has blanks (【合同编号】); a Word file attached to it goes before ``body``.
    """

    happened_on = models.DateField("启用日", null=True, blank=True)
    title = models.CharField("文本名称", max_length=160)
    category = models.CharField("合同类别", max_length=16, choices=contract_classes)
    edition = models.CharField("版本", max_length=40, blank=True)
    origin = models.CharField("发布单位", max_length=120, blank=True)
    ends_on = models.DateField("停用日", null=True, blank=True)
    body = models.TextField("正文", blank=True, help_text="空白写成【合同编号】这样的字段名；附有 Word 文件的用文件")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "合同示范文本"

    def __str__(self) -> str:
        return f"{self.title} {self.edition}".strip()


class Contract(Workflow, Record):
    """A contract (合同). ``review`` is the legality review; ``order`` says whether it came before the signing."""

    happened_on = models.DateField("起草日", null=True, blank=True)
    number = models.CharField("合同编号", max_length=60, blank=True, help_text="统一编号；不填的由系统编")
    title = models.CharField("合同名称", max_length=240)
    category = models.CharField("合同类别", max_length=16, choices=contract_classes)
    counterpart = models.CharField("相对方", max_length=120)
    counterpart_uscc = models.CharField("相对方统一社会信用代码", max_length=18, blank=True)
    small_firm = models.BooleanField("相对方为中小企业", default=False)
    amount = models.DecimalField("金额（元）", max_digits=16, decimal_places=2, null=True, blank=True,
                                 validators=[MinValueValidator(0)])  # fmt: skip
    basis = models.CharField("签约依据", max_length=16, choices=Basis.choices, blank=True)
    basis_no = models.CharField("采购（依据）编号", max_length=80, blank=True)
    pay_days = models.PositiveSmallIntegerField(
        "约定付款期限（日）", null=True, blank=True, help_text="自交付、验收或约定结算之日起"
    )
    award_on = models.DateField("中标（成交）通知书日", null=True, blank=True)
    resolution_no = models.CharField("集体决定编号", max_length=80, blank=True)
    template = models.ForeignKey(
        Template, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="示范文本"
    )
    template_changes = models.TextField("对示范文本的改动", blank=True)
    major = models.BooleanField("重大合同", default=False)
    handler = models.CharField("经办人", max_length=60, blank=True)
    starts_on = models.DateField("履行起", null=True, blank=True)
    ends_on = models.DateField("履行止", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    review = models.ForeignKey(
        "legality_review.Review", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合法性审查"
    )
    sealed_on = models.DateField("用印日", null=True, blank=True)
    signed_on = models.DateField("签订日", null=True, blank=True)
    order = models.CharField("审查与签订", max_length=10, choices=Order.choices, blank=True)
    breach_reason = models.TextField("先签后审原因", blank=True)
    announced_on = models.DateField("合同公告日", null=True, blank=True)
    filed_on = models.DateField("合同备案日", null=True, blank=True)
    closed_on = models.DateField("履行完毕日", null=True, blank=True)
    former_numbers = models.CharField("原编号", max_length=300, blank=True)
    archive_no = models.CharField("档号", max_length=60, blank=True)
    archived_on = models.DateField("归档日", null=True, blank=True)

    transitions = frozenset(
        {
            (State.DRAFT, State.IN_REVIEW),
            (State.IN_REVIEW, State.REVIEWED),
            (State.IN_REVIEW, State.DRAFT),
            (State.REVIEWED, State.IN_REVIEW),
            (State.DRAFT, State.SEALED),
            (State.IN_REVIEW, State.SEALED),
            (State.REVIEWED, State.SEALED),
            (State.DRAFT, State.SIGNED),
            (State.IN_REVIEW, State.SIGNED),
            (State.REVIEWED, State.SIGNED),
            (State.SEALED, State.SIGNED),
            (State.SIGNED, State.CLOSED),
            (State.SIGNED, State.ENDED),
            (State.CLOSED, State.ARCHIVED),
            (State.ENDED, State.ARCHIVED),
            (State.DRAFT, State.CANCELLED),
            (State.IN_REVIEW, State.CANCELLED),
            (State.REVIEWED, State.CANCELLED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "合同"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "signed_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "number"], condition=~models.Q(number="") & models.Q(life="live"),
                name="one_contract_per_number", violation_error_message="这个合同编号已经用过。",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("signed", "closed", "ended", "archived"))
                | models.Q(signed_on__isnull=False),
                name="signed_contract_has_day", violation_error_message="已签订的合同须有签订日。",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contract_ends_after_start", violation_error_message="履行止不能早于履行起。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Obligation(Workflow, Record):
    """What one side owes under a contract (履约事项). A payment to a small firm runs by law from delivery."""

    happened_on = models.DateField("登记日", null=True, blank=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="obligations", verbose_name="合同")
    kind = models.CharField("履约事项", max_length=12, choices=DutyKind.choices)
    title = models.CharField("内容", max_length=200)
    amount = models.DecimalField("金额（元）", max_digits=16, decimal_places=2, null=True, blank=True,
                                 validators=[MinValueValidator(0)])  # fmt: skip
    agreed_on = models.DateField("约定日", null=True, blank=True)
    delivered_on = models.DateField("交付（验收）日", null=True, blank=True)
    longer_term = models.BooleanField("合同另有约定期限", default=False)
    due_on = models.DateField("应办日", null=True, blank=True)
    done_on = models.DateField("办理日", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=DutyState.choices, default=DutyState.OPEN)
    breach_by = models.CharField("违约方", max_length=8, choices=Party.choices, blank=True)
    breach_on = models.DateField("违约日", null=True, blank=True)
    breach_facts = models.TextField("违约情况", blank=True)
    remedy = models.TextField("处理情况", blank=True)
    doer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理处室",
        help_text="由别的处室办理的填写，如付款由财务处办理；填写后两家都能看到、办理",
    )  # fmt: skip

    reached_by = ("unit", "doer")
    transitions = frozenset(
        {
            (DutyState.OPEN, DutyState.RUNNING),
            (DutyState.OPEN, DutyState.DONE),
            (DutyState.RUNNING, DutyState.DONE),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "履约事项"
        indexes = [*Record.Meta.indexes, models.Index(fields=["contract", "due_on"])]

    def __str__(self) -> str:
        return self.title


class CounterpartCheck(Record):
    """A look-up about the other side before signing (相对方核查): what was asked where, and what it showed.

    A recorded check of the bureau's own; what follows from a finding is decided and written down by people.
    """

    happened_on = models.DateField("核查日", null=True, blank=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="checks", verbose_name="合同")
    kind = models.CharField("核查内容", max_length=16, choices=CheckKind.choices)
    result = models.CharField("核查结果", max_length=12, choices=CheckResult.choices)
    source = models.CharField("查询渠道", max_length=120)
    found = models.TextField("查到的情况", blank=True)
    handling = models.TextField("处理意见", blank=True)
    checker = models.CharField("核查人", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "相对方核查"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_result_display()}"


class ContractChange(Workflow, Record):
    """A change of a signed contract (合同变更), with its own review before it is signed."""

    happened_on = models.DateField("提出日", null=True, blank=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="changes", verbose_name="合同")
    kind = models.CharField("变更类别", max_length=12, choices=ChangeKind.choices)
    title = models.CharField("变更内容", max_length=200)
    reason = models.TextField("变更理由", blank=True)
    amount = models.DecimalField("变更后金额（元）", max_digits=16, decimal_places=2, null=True, blank=True,
                                 validators=[MinValueValidator(0)])  # fmt: skip
    ends_on = models.DateField("变更后履行止", null=True, blank=True)
    counterpart = models.CharField("变更后相对方", max_length=120, blank=True)
    before = models.CharField("变更前", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=ChangeState.choices, default=ChangeState.DRAFT)
    review = models.ForeignKey(
        "legality_review.Review", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合法性审查"
    )
    signed_on = models.DateField("签订日", null=True, blank=True)

    transitions = frozenset(
        {
            (ChangeState.DRAFT, ChangeState.IN_REVIEW),
            (ChangeState.IN_REVIEW, ChangeState.DRAFT),
            (ChangeState.IN_REVIEW, ChangeState.SIGNED),
            (ChangeState.DRAFT, ChangeState.SIGNED),
            (ChangeState.DRAFT, ChangeState.DROPPED),
            (ChangeState.IN_REVIEW, ChangeState.DROPPED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "合同变更"

    def __str__(self) -> str:
        return self.title


class ContractDispute(Workflow, Record):
    """A dispute over a contract (合同争议); a suit or arbitration is tied to its docket in the register of disputes."""

    happened_on = models.DateField("发生日", null=True, blank=True)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="disputes", verbose_name="合同")
    title = models.CharField("争议事项", max_length=200)
    way = models.CharField("处理方式", max_length=12, choices=DisputeWay.choices, default=DisputeWay.TALKS)
    claim = models.DecimalField("争议金额（元）", max_digits=16, decimal_places=2, null=True, blank=True,
                                validators=[MinValueValidator(0)])  # fmt: skip
    state = models.CharField("状态", max_length=8, choices=DisputeState.choices, default=DisputeState.OPEN)
    outcome = models.TextField("处理结果", blank=True)
    settled_on = models.DateField("了结日", null=True, blank=True)

    transitions = frozenset({(DisputeState.OPEN, DisputeState.SETTLED)})

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "合同争议"

    def __str__(self) -> str:
        return self.title
