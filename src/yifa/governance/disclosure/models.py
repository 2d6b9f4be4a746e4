"""What the bureau publishes, what it is asked for, what it must publish each year."""

from __future__ import annotations

from django.db import models

from yifa.governance.disclosure.choices import Channel, Delivery, Holder, Outcome, RequestState, Way, Yearly
from yifa.kernel.record import Record


class Item(Record):
    """One item on one channel (公开信息); 发生日 is the day of publication. 公开 is the default."""

    title = models.CharField("标题", max_length=200)
    channel = models.CharField("公开渠道", max_length=16, choices=Channel.choices)
    way = models.CharField("公开方式", max_length=12, choices=Way.choices, default=Way.OWN_MOTION)
    index_no = models.CharField("索引号", max_length=60, blank=True)
    doc_no = models.CharField("文件编号", max_length=80, blank=True)
    topic = models.CharField("主题分类", max_length=60, blank=True)
    made_on = models.DateField("生成日期", null=True, blank=True)
    reviewer = models.CharField("公开审查人", max_length=60, blank=True)
    reviewed_on = models.DateField("公开审查日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公开信息"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "channel", "happened_on"])]

    def __str__(self) -> str:
        return self.title


class Request(Record):
    """A request for government information (政府信息公开申请); 发生日 is the day of receipt (收到申请之日)."""

    number = models.CharField("申请编号", max_length=40)
    content = models.CharField("申请内容", max_length=300)
    applicant = models.CharField("申请人", max_length=120)
    contact = models.CharField("联系方式", max_length=120, blank=True)
    delivery = models.CharField("收到方式", max_length=12, choices=Delivery.choices)
    state = models.CharField(
        "办理状态", max_length=12, choices=RequestState.choices, default=RequestState.RECEIVED, editable=False
    )
    extended_on = models.DateField("延期批准日", null=True, blank=True)
    outcome = models.CharField("答复结果", max_length=12, choices=Outcome.choices, blank=True)
    replied_on = models.DateField("答复日", null=True, blank=True)
    reply_no = models.CharField("答复书文号", max_length=80, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "政府信息公开申请"

    def __str__(self) -> str:
        return f"{self.number} {self.content}"


class MandatoryYearly(Record):
    """A budget or final account made public (预决算公开); 发生日 is the day of publication."""

    kind = models.CharField("公开事项", max_length=10, choices=Yearly.choices)
    holder = models.CharField("预决算主体", max_length=12, choices=Holder.choices, default=Holder.DEPARTMENT)
    fiscal_year = models.PositiveSmallIntegerField("所属年度")
    approved_on = models.DateField("批复日", null=True, blank=True)
    place = models.CharField("公开位置", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "预决算公开"

    def __str__(self) -> str:
        return f"{self.fiscal_year}年{self.get_holder_display()}{self.get_kind_display()}"
