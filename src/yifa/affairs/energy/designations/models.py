"""Titles won by institutions."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from yifa.affairs.energy.designations.choices import Reach, Stage, Title
from yifa.affairs.energy.directory.models import PublicInstitution
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record


class Designation(Record):
    """A title won by an institution (创建命名); 发生日 is the day of the naming paper."""

    institution = models.CharField("单位名称", max_length=120)
    title = models.CharField("命名类别", max_length=20, choices=Title.choices)
    reach = models.CharField("命名层级", max_length=10, choices=Reach.choices)
    namer = models.CharField("命名机关", max_length=120, blank=True)
    revoked_on = models.DateField("撤销日", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "创建命名"

    def __str__(self) -> str:
        return f"{self.institution} {self.get_title_display()}"


class DesignationApplication(Workflow, Record):
    """An application for a title (创建申报), scored by a table of the packs that stays with it.

    ``kept`` is the table as it stood; ``inputs`` item → what was stated of it, ``own`` and ``scores`` item → (points,
    why) of the self-score and of the review. Items that the table does not hold are scored together, by hand.
    """

    transitions: ClassVar[frozenset[tuple[str, str]]] = frozenset({
        (Stage.DRAFT, Stage.SCORED), (Stage.SCORED, Stage.REVIEWED), (Stage.SCORED, Stage.REFUSED),
        (Stage.REFUSED, Stage.SCORED), (Stage.REVIEWED, Stage.PUBLIC), (Stage.PUBLIC, Stage.AWARDED),
        (Stage.PUBLIC, Stage.REFUSED), (Stage.AWARDED, Stage.REVOKED),
    })  # fmt: skip
    state_field = "stage"
    reached_by = ("unit", "filer")

    institution = models.ForeignKey(
        PublicInstitution, models.PROTECT, related_name="applications", verbose_name="公共机构"
    )
    title = models.CharField("申报命名", max_length=20, choices=Title.choices)
    reach = models.CharField("命名层级", max_length=10, choices=Reach.choices, default=Reach.CITY)
    filer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位",
        editable=False,
    )  # fmt: skip
    kept = models.JSONField("评分表", default=dict, editable=False)
    inputs = models.JSONField("自评依据", default=dict, editable=False)
    own = models.JSONField("自评得分", default=dict, editable=False)
    scores = models.JSONField("评审得分", default=dict, editable=False)
    own_other = models.DecimalField(
        "其余项目自评分", max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    other = models.DecimalField(
        "其余项目评审分", max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    total = models.DecimalField("评审总分", max_digits=6, decimal_places=2, null=True, blank=True, editable=False)
    stage = models.CharField("进展", max_length=10, choices=Stage.choices, default=Stage.DRAFT, editable=False)
    opinion = models.TextField("评审意见", blank=True)
    public_on = models.DateField("公示开始日", null=True, blank=True)
    public_until = models.DateField("公示截止日", null=True, blank=True, editable=False)
    designation = models.OneToOneField(
        Designation, models.PROTECT, null=True, blank=True, related_name="application", verbose_name="命名",
        editable=False,
    )  # fmt: skip
    rechecked_on = models.DateField("复核日", null=True, blank=True)
    recheck = models.TextField("复核情况", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "创建申报"

    def __str__(self) -> str:
        return f"{self.institution} {self.get_title_display()}"
