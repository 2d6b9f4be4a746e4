"""The system of standards: classes, standards and their stages, pilots, honours, liaisons."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from yifa.governance.standards.choices import Level, Reach, Role, Stage
from yifa.kernel.record import Record


class StandardClass(Record):
    """A class of the bureau's system of standards (标准体系类目): 大类, or 小类 under one.

    ``year`` names the edition of the system; the latest edition stands.
    """

    year = models.PositiveSmallIntegerField("体系版次（年）")
    code = models.CharField("类目代号", max_length=12)
    name = models.CharField("类目名称", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="所属大类"
    )
    dropped_on = models.DateField("撤销日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "标准体系类目"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def clean(self) -> None:
        """Two levels only."""
        if self.parent is not None and self.parent.parent_id is not None:
            raise ValidationError({"parent": "小类之下不再分类。"})


class Standard(Record):
    """A standard (标准); 发生日 is the day the bureau took it up (立项、参与起草), ``issued_on`` its 批准发布."""

    title = models.CharField("标准名称", max_length=200)
    number = models.CharField("标准号", max_length=60, blank=True)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    role = models.CharField("参与方式", max_length=8, choices=Role.choices)
    klass = models.ForeignKey(
        StandardClass, models.PROTECT, null=True, blank=True, related_name="standards", verbose_name="体系类目"
    )
    stage = models.CharField("所处环节", max_length=10, choices=Stage.choices, blank=True, editable=False)
    issued_on = models.DateField("批准发布日", null=True, blank=True)
    issuer = models.CharField("发布机关", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "标准"

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class StageStep(Record):
    """One stage of a standard's life as it took place (环节记录)."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="steps", verbose_name="标准")
    stage = models.CharField("环节", max_length=10, choices=Stage.choices)
    result = models.CharField("办理结果", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "环节记录"

    def __str__(self) -> str:
        return f"{self.standard} {self.get_stage_display()}"


class Pilot(Record):
    """A standardization pilot (标准化试点) and the batch it belongs to."""

    title = models.CharField("试点名称", max_length=200)
    batch = models.PositiveSmallIntegerField("批次")
    reach = models.CharField("范围", max_length=10, choices=Reach.choices, default=Reach.NATIONAL)
    approver = models.CharField("批准单位", max_length=120, blank=True)
    accepted_on = models.DateField("验收通过日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "标准化试点"

    def __str__(self) -> str:
        return self.title


class Honour(Record):
    """A speech at an exchange meeting (交流发言). ``speakers``: how many bodies spoke there, as its paper says."""

    title = models.CharField("发言题目", max_length=200)
    occasion = models.CharField("会议名称", max_length=200)
    reach = models.CharField("范围", max_length=10, choices=Reach.choices)
    speakers = models.PositiveSmallIntegerField("发言代表单位数")
    pilot = models.ForeignKey(
        Pilot, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="所属试点"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "交流发言"

    def __str__(self) -> str:
        return self.title


class Liaison(Record):
    """A liaison for standardization in an office (标准化联络员)."""

    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=60, blank=True)
    ends_on = models.DateField("任期止", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "标准化联络员"

    def __str__(self) -> str:
        return self.name
