"""Links, approval instances and their steps, one-time counsel links."""

from __future__ import annotations

from django.db import models

from yifa.core.org.models import Unit
from yifa.core.process.choices import Adoption, CounselVerdict, InstanceState, LinkKind, Mode, StepState, Way
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record


class Link(Record):
    """A typed tie (关联) between two records of any modules; shown on both pages, never dangling."""

    kind = models.CharField("关联类型", max_length=16, choices=LinkKind.choices)
    subject_resource = models.CharField("主方台账", max_length=80)
    subject_ref = models.BigIntegerField("主方记录")
    object_resource = models.CharField("客方台账", max_length=80)
    object_ref = models.BigIntegerField("客方记录")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "关联"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["subject_resource", "subject_ref"]),
            models.Index(fields=["object_resource", "object_ref"]),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Instance(Workflow, Record):
    """One matter on an approval chain (审批单). It stays on the version of the chain it began with."""

    title = models.CharField("事项", max_length=240)
    resource = models.CharField("台账", max_length=80)
    object_ref = models.BigIntegerField("记录")
    chain = models.CharField("审批链", max_length=120)
    chain_title = models.CharField("流程名称", max_length=120)
    state = models.CharField("状态", max_length=10, choices=InstanceState.choices, default=InstanceState.RUNNING)
    stage = models.CharField("当前环节", max_length=40, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    starter_ref = models.BigIntegerField("发起账号", null=True, blank=True)
    starter = models.CharField("发起人", max_length=60, blank=True)
    interested = models.JSONField("有利害关系的人", default=list, blank=True)
    skipped = models.JSONField("不适用的环节", default=list, blank=True)
    offices = models.JSONField("会签处室", default=list, blank=True)
    ended_on = models.DateField("办结日", null=True, blank=True)

    transitions = frozenset(
        {
            (InstanceState.RUNNING, InstanceState.APPROVED),
            (InstanceState.RUNNING, InstanceState.REJECTED),
            (InstanceState.RUNNING, InstanceState.RETURNED),
            (InstanceState.RUNNING, InstanceState.WITHDRAWN),
            (InstanceState.RETURNED, InstanceState.RUNNING),
            (InstanceState.RETURNED, InstanceState.WITHDRAWN),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "审批单"
        indexes = [*Record.Meta.indexes, models.Index(fields=["resource", "object_ref"])]

    def __str__(self) -> str:
        return self.title

    @property
    def chain_id(self) -> str:
        """The chain's id without layer and version (``contract_review``)."""
        return self.chain.split("/", 1)[-1].split("@", 1)[0]


class Step(Record):
    """One signature on an approval (签批): by a person, or by whoever holds the role.

    ``offline`` 线下签批补登: signed on paper; ``paper_date`` and ``paper`` say which, ``entered_by`` who put it in.
    ``acting_for`` 代: for whom the signer stood in. ``office`` 会签处室: only that office's head may sign.
    ``proof`` 凭据编号: the minutes, receipt, review or document number the stage asks for.
    """

    instance = models.ForeignKey(Instance, models.PROTECT, related_name="steps", verbose_name="审批单")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    sort = models.PositiveSmallIntegerField("次序")
    stage = models.CharField("环节代号", max_length=40)
    title = models.CharField("环节", max_length=80)
    mode = models.CharField("签批方式", max_length=12, choices=Mode.choices)
    roles = models.JSONField("可签岗位", default=list)
    person_ref = models.BigIntegerField("指定账号", null=True, blank=True)
    person = models.CharField("指定签批人", max_length=60, blank=True)
    last_speaker = models.BooleanField("末位表态", default=False)
    state = models.CharField("意见", max_length=10, choices=StepState.choices, default=StepState.PENDING)
    signer_ref = models.BigIntegerField("签批账号", null=True, blank=True)
    signer = models.CharField("签批人", max_length=60, blank=True)
    post = models.CharField("岗位", max_length=120, blank=True)
    acting_for = models.CharField("代", max_length=60, blank=True)
    opinion = models.TextField("签批意见", blank=True)
    proof = models.CharField("凭据编号", max_length=120, blank=True)
    office = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会签处室")
    decided_on = models.DateField("签批日", null=True, blank=True)
    offline = models.BooleanField("线下签批补登", default=False)
    paper_date = models.DateField("纸面日期", null=True, blank=True)
    entered_by = models.CharField("补登人", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "签批"
        indexes = [*Record.Meta.indexes, models.Index(fields=["instance", "round", "sort"]),
                   models.Index(fields=["bureau", "state"])]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.signed()}"

    def signed(self) -> str:
        """Return the signer as printed: 代 where one stood in for another."""
        if not self.signer:
            return self.person
        return f"{self.signer}（代{self.acting_for}）" if self.acting_for else self.signer


class CounselLink(Record):
    """A matter put to a counsel or expert, by one-time link (一次性链接) or as a pack of papers (送审包).

    One matter, expiring; of a link only the token's hash is kept. ``refused``: how often somebody on another device did
    not know for whom it is. ``replaces``: the link this one was issued for instead. ``declined_on`` 申请回避: the
    counsel stood aside. ``pack_digest``: what left the house.
    """

    title = models.CharField("事项", max_length=240)
    resource = models.CharField("台账", max_length=80)
    object_ref = models.BigIntegerField("记录")
    counsel = models.CharField("法律顾问（专家）", max_length=60)
    organisation = models.CharField("所在单位", max_length=120, blank=True)
    way = models.CharField("送达方式", max_length=8, choices=Way.choices, default=Way.LINK)
    question = models.TextField("请教的问题", blank=True)
    token_hash = models.CharField("链接摘要", max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("有效至")
    opened = models.PositiveSmallIntegerField("打开次数", default=0)
    last_opened_at = models.DateTimeField("最近打开", null=True, blank=True)
    refused = models.PositiveSmallIntegerField("核对未过次数", default=0)
    verdict = models.CharField("结论", max_length=8, choices=CounselVerdict.choices, blank=True)
    opinion = models.TextField("法律意见", blank=True)
    answers = models.JSONField("逐条意见", default=list, blank=True)
    answered_on = models.DateField("出具日", null=True, blank=True)
    revoked = models.BooleanField("已收回", default=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="替换的链接"
    )
    no_interest = models.BooleanField("声明无利害关系", default=False)
    declined_on = models.DateField("申请回避日", null=True, blank=True)
    decline_reason = models.CharField("回避事由", max_length=200, blank=True)
    pack_digest = models.CharField("送审包摘要值", max_length=64, blank=True)
    adoption = models.CharField("采纳情况", max_length=12, choices=Adoption.choices, blank=True)
    adoption_reason = models.TextField("未采纳理由", blank=True)
    adopted_on = models.DateField("答复采纳情况日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "法律顾问链接"
        indexes = [*Record.Meta.indexes, models.Index(fields=["resource", "object_ref"])]

    def __str__(self) -> str:
        return f"{self.title}（{self.counsel}）"
