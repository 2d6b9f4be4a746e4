"""What the bureau publishes, what it is asked for, what it must publish each year."""

from __future__ import annotations

from django.db import models

from yifa.governance.disclosure import choices as c
from yifa.kernel.record import Record


class Guide(Record):
    """The office in charge of disclosure as the guide names it (公开指南, art. 12); 发生日 is since when it holds."""

    name = models.CharField("工作机构名称", max_length=120)
    head = models.CharField("工作机构负责人", max_length=60, blank=True, help_text="同意延期答复的人")
    happened_on = models.DateField("公布日", null=True, blank=True)
    address = models.CharField("办公地址", max_length=200)
    hours = models.CharField("办公时间", max_length=120)
    phone = models.CharField("联系电话", max_length=60)
    fax = models.CharField("传真号码", max_length=60, blank=True)
    postcode = models.CharField("邮政编码", max_length=12, blank=True)
    online = models.CharField("互联网联系方式", max_length=200, blank=True, help_text="电子邮箱、网址")
    arrangement = models.TextField("信息的分类和编排体系")
    access = models.TextField("获取方式", help_text="主动公开的在哪里看，依申请公开的怎样提出")
    organ = models.CharField("行政复议机关", max_length=120, blank=True, help_text="写答复书时先带出来")
    court = models.CharField("管辖法院", max_length=120, blank=True)
    watch = models.CharField(
        "监督和投诉", max_length=300, blank=True, help_text="上一级行政机关、政府信息公开工作主管部门的名称和电话"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公开指南"

    def __str__(self) -> str:
        return f"{self.name}（{self.happened_on}公布）"


class Item(Record):
    """One item on one channel (公开信息) with its header block; 发生日 is the day of publication; 公开 is the rule."""

    title = models.CharField("标题", max_length=200)
    channel = models.CharField("公开渠道", max_length=16, choices=c.Channel.choices)
    happened_on = models.DateField("公开日期", null=True, blank=True, help_text="不予公开的，填写决定之日")
    way = models.CharField("公开方式", max_length=12, choices=c.Way.choices, default=c.Way.OWN_MOTION)
    ground = models.CharField("不予公开依据", max_length=16, choices=c.grounds, blank=True)
    reassess_on = models.DateField("下次评估日", null=True, blank=True)
    index_no = models.CharField("索引号", max_length=60, blank=True)
    doc_no = models.CharField("文件编号", max_length=80, blank=True)
    issuer = models.CharField("发布机构", max_length=120, blank=True)
    topic = models.CharField("主题分类", max_length=60, blank=True)
    group = models.CharField("组配分类", max_length=60, blank=True)
    genre = models.CharField("体裁分类", max_length=60, blank=True)
    audience = models.CharField("服务对象分类", max_length=60, blank=True)
    form = models.CharField("公开形式", max_length=60, blank=True)
    extent = models.CharField("公开范围", max_length=60, blank=True)
    origin = models.CharField("信息来源", max_length=120, blank=True)
    made_on = models.DateField("生成日期", null=True, blank=True)
    summary = models.TextField("内容概述", blank=True)
    address = models.CharField("网址", max_length=300, blank=True)
    visits = models.PositiveIntegerField("访问次数", null=True, blank=True)
    secrecy_checked = models.BooleanField("保密审查通过", default=False)
    privacy_checked = models.BooleanField("个人信息审查通过", default=False)
    accuracy_checked = models.BooleanField("准确性核对通过", default=False)
    reviewer = models.CharField("公开审查人", max_length=60, blank=True)
    reviewed_on = models.DateField("公开审查日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公开信息"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "channel", "happened_on"])]

    def __str__(self) -> str:
        return self.title


class Request(Record):
    """A request for government information (政府信息公开申请); 发生日 is the day of receipt (收到申请之日)."""

    number = models.CharField("申请编号", max_length=40, blank=True, help_text="不填时按年自动编号")
    content = models.CharField("申请内容", max_length=300)
    feature = models.CharField("文号或者其他特征", max_length=200, blank=True)
    applicant = models.CharField("申请人", max_length=120)
    applicant_kind = models.CharField(
        "申请人类别", max_length=16, choices=c.ApplicantKind.choices, default=c.ApplicantKind.NATURAL
    )
    identity = models.CharField(
        "身份证明", max_length=120, blank=True, help_text="证件名称和号码；单位写统一社会信用代码"
    )
    contact = models.CharField("联系方式", max_length=120, blank=True, help_text="电话、电子邮箱或者邮寄地址")
    supply_form = models.CharField("提供形式", max_length=12, choices=c.SupplyForm.choices, blank=True)
    supply_way = models.CharField("获取途径", max_length=12, choices=c.SupplyWay.choices, blank=True)
    delivery = models.CharField("收到方式", max_length=12, choices=c.Delivery.choices)
    arrived_on = models.DateField("到达日期", null=True, blank=True)
    happened_on = models.DateField(
        "收到申请之日",
        null=True,
        blank=True,
        help_text="当面、口头为提交（提出）之日，挂号、快递为签收之日；平常信函、网上、传真为双方确认之日，还没有确认的不填",
    )
    scribe = models.CharField("代填人", max_length=60, blank=True)
    state = models.CharField(
        "办理状态", max_length=12, choices=c.RequestState.choices, default=c.RequestState.RECEIVED, editable=False
    )
    supplement_by = models.DateField("补正期限", null=True, blank=True, editable=False)
    supplemented_on = models.DateField("收到补正日", null=True, blank=True, editable=False)
    excessive_on = models.DateField("要求说明理由日", null=True, blank=True, editable=False)
    explain_by = models.DateField("说明理由期限", null=True, blank=True, editable=False)
    explained_on = models.DateField("收到说明日", null=True, blank=True, editable=False)
    delayed_to = models.DateField("延迟答复期限", null=True, blank=True, editable=False)
    extension_asked_on = models.DateField("报请延期日", null=True, blank=True, editable=False)
    extension_days = models.PositiveSmallIntegerField("报请延长工作日", null=True, blank=True, editable=False)
    extension_why = models.TextField("报请延期理由", blank=True, editable=False)
    extended_on = models.DateField("延期批准日", null=True, blank=True)
    fee = models.DecimalField("信息处理费", max_digits=10, decimal_places=2, null=True, blank=True)
    fee_due_on = models.DateField("缴费期限", null=True, blank=True, editable=False)
    paid_on = models.DateField("缴费日", null=True, blank=True)
    outcome = models.CharField("答复结果", max_length=24, choices=c.outcomes, blank=True)
    replied_on = models.DateField("答复日", null=True, blank=True)
    reply_no = models.CharField("答复书文号", max_length=80, blank=True)
    closed_on = models.DateField("办结日", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "政府信息公开申请"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "closed_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | ~models.Q(outcome="") | models.Q(state="withdrawn"),
                name="a_closed_request_has_its_result",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.content}"


class Consultation(Record):
    """One letter asking a third party or another organ (征求意见); 发生日 is the day it was sent."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="consultations", verbose_name="所属申请")
    kind = models.CharField("征求对象", max_length=12, choices=c.Consulted.choices)
    whom = models.CharField("对方名称", max_length=120)
    happened_on = models.DateField("发出日", null=True, blank=True)
    got_on = models.DateField("对方收到日", null=True, blank=True)
    stance = models.CharField("意见", max_length=10, choices=c.Stance.choices, blank=True, editable=False)
    reasons = models.CharField("意见理由", max_length=300, blank=True, editable=False)
    ended_on = models.DateField("收到意见日（期满日）", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "征求意见"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.whom}"


class DataCorrection(Record):
    """An application to correct a record about oneself (更正申请, art. 41); 发生日 is the day it was received.

    ``told_to``: the organ that may correct it, where that is another one.
    """

    number = models.CharField("更正申请编号", max_length=40, blank=True, help_text="不填时按年自动编号")
    title = models.CharField("要求更正的信息", max_length=200, help_text="名称、文号、网址，或者从哪里得到的")
    wrong = models.TextField("不准确的内容", blank=True, help_text="信息里怎么写的")
    right = models.TextField("应当怎样更正", blank=True)
    applicant = models.CharField("申请人", max_length=120)
    identity = models.CharField("身份证明", max_length=120, blank=True, help_text="证件名称和号码")
    contact = models.CharField("联系方式", max_length=120, blank=True, help_text="电话、电子邮箱或者邮寄地址")
    evidence = models.CharField("证据", max_length=300, blank=True, help_text="能证明记录不准确的材料")
    delivery = models.CharField("收到方式", max_length=12, choices=c.Delivery.choices, blank=True)
    happened_on = models.DateField("收到日", null=True, blank=True)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开信息")
    request = models.ForeignKey(
        Request, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提供该信息的申请"
    )
    state = models.CharField(
        "办理情况", max_length=12, choices=c.CorrectionState.choices, default=c.CorrectionState.OPEN
    )
    evidence_by = models.DateField("补充材料期限", null=True, blank=True, editable=False)
    told_to = models.CharField("有权更正的机关", max_length=120, blank=True)
    ended_on = models.DateField("办结日", null=True, blank=True)
    reply_no = models.CharField("答复书文号", max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "更正申请"

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class Letter(Record):
    """A letter to the applicant or the consulted (信息公开文书), with its service; 发生日 is its date."""

    request = models.ForeignKey(
        Request, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="所属申请"
    )
    correction = models.ForeignKey(
        DataCorrection, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="所属更正申请"
    )
    kind = models.CharField("文书种类", max_length=16, choices=c.letters)
    number = models.CharField("文号", max_length=80, blank=True)
    addressee = models.CharField("送达对象", max_length=120, blank=True)
    body = models.TextField("正文", blank=True)
    happened_on = models.DateField("文书日期", null=True, blank=True)
    served_by = models.CharField("送达方式", max_length=12, choices=c.SupplyWay.choices, blank=True)
    served_on = models.DateField("送达日", null=True, blank=True)
    proof = models.CharField("送达凭证", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "信息公开文书"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()


class MandatoryYearly(Record):
    """What is to be published every year (年度必公开事项); 发生日 is the day of publication, empty while it is due."""

    kind = models.CharField("公开事项", max_length=16, choices=c.duties)
    holder = models.CharField("预决算主体", max_length=12, choices=c.Holder.choices, default=c.Holder.DEPARTMENT)
    fiscal_year = models.PositiveSmallIntegerField("所属年度")
    approved_on = models.DateField("批复日", null=True, blank=True)
    due_on = models.DateField("应公开日", null=True, blank=True)
    happened_on = models.DateField("公开日", null=True, blank=True)
    place = models.CharField("公开位置", max_length=200, blank=True)
    state = models.CharField(
        "公开情况", max_length=10, choices=c.DutyState.choices, default=c.DutyState.PUBLISHED, editable=False
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "年度必公开事项"

    def __str__(self) -> str:
        return f"{self.fiscal_year}年{self.whose}{self.get_kind_display()}"

    @property
    def whose(self) -> str:
        """Whose budget or accounts; other duties are the bureau's own."""
        return str(self.get_holder_display()) if self.kind in c.BUDGETS else ""

    @property
    def in_time(self) -> str:
        """Whether it was published by its day, where it has both."""
        if not (self.due_on and self.happened_on):
            return ""
        return "按期" if self.happened_on <= self.due_on else "逾期公开"


class Charge(Record):
    """An administrative fee as collected (行政事业性收费, art. 20(8)); 发生日 is the day it was paid in."""

    title = models.CharField("收费项目", max_length=120)
    amount = models.DecimalField("收费金额（元）", max_digits=14, decimal_places=2)
    legal_basis = models.CharField("收费依据", max_length=300)
    happened_on = models.DateField("缴费日", null=True, blank=True)
    voucher = models.CharField("票据号", max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "行政事业性收费"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="a_charge_is_above_zero")]

    def __str__(self) -> str:
        return f"{self.title} {self.amount}元"
