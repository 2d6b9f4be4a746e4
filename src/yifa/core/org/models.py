"""Units, persons, posts and terms. The bureau is the root unit, and the tenant."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from yifa.core.org.choices import ROLE_CHOICES, HoldingKind, Nature, UnitKind
from yifa.kernel.policy import Scope
from yifa.kernel.record import Record

_USCC = RegexValidator(r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$", "统一社会信用代码为18位。")
_REGION = RegexValidator(r"^\d{6}(\d{6})?$", "行政区划代码为6位或12位数字。")


class UnitQuerySet(models.QuerySet[Any]):
    """Units are seen by all business roles of their bureau, and by the system administrator."""

    def visible_to(self, scope: Scope) -> Self:
        """Return the units of the scope's bureau, itself included."""
        if scope.bureau_id is None:
            return self.none()
        return self.filter(models.Q(bureau_id=scope.bureau_id) | models.Q(pk=scope.bureau_id))


class Unit(models.Model):
    """A unit (单位): the bureau itself, an office, a subordinate unit, or a served unit.

    ``bureau`` is empty for the bureau itself. ``reports`` 参加收数: whether the unit answers collections.
    """

    bureau = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机关")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    code = models.SlugField("代号", max_length=20, null=True, blank=True, unique=True)
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices, default=UnitKind.OFFICE)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=[_USCC])
    region = models.CharField("行政区划代码", max_length=12, blank=True, validators=[_REGION])
    reports = models.BooleanField("参加收数", default=False)
    leads_law = models.BooleanField("法治工作牵头处室", default=False)
    sort = models.PositiveSmallIntegerField("排序", default=100)
    closed_on = models.DateField("撤销日", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["sort", "id"]
        indexes = [models.Index(fields=["bureau", "sort"])]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_bureau(self) -> bool:
        """Whether this is a root unit."""
        return self.bureau_id is None

    def clean(self) -> None:
        """Refuse a cycle in the unit tree."""
        seen, node = {self.pk}, self.parent
        while node is not None:
            if node.pk in seen and node.pk is not None:
                raise ValidationError({"parent": f"“{self.name}”不能隶属于自己的下级“{self.parent}”。"})
            seen.add(node.pk)
            node = node.parent


class BureauProfile(Record):
    """What a bureau is and may do (机关概况): features that need a status do not appear without it."""

    nature = models.CharField("机构性质", max_length=16, choices=Nature.choices, default=Nature.ADMINISTRATIVE)
    is_rule_maker = models.BooleanField("行政规范性文件制定主体", default=False)
    is_enforcer = models.BooleanField("行政执法主体", default=False)
    enforcement_matters = models.TextField("执法事项", blank=True)
    started_on = models.DateField("启用日期")
    addressee = models.CharField("报告主送", max_length=200, blank=True)
    copied_to = models.CharField("报告抄送", max_length=200, blank=True)
    doc_prefix = models.CharField("发文字号代字", max_length=20, blank=True)
    combined_admins = models.BooleanField("三员由一人兼任", default=False)
    combined_reason = models.CharField("兼任理由", max_length=200, blank=True)
    demo = models.BooleanField("演示数据", default=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "机关概况"
        constraints = [models.UniqueConstraint(fields=["bureau"], name="one_profile_per_bureau")]

    def __str__(self) -> str:
        return str(self.bureau)


class Person(Record):
    """A person (人员). The account is one-to-one and may be missing."""

    name = models.CharField("姓名", max_length=60)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person", verbose_name="账号"
    )
    rank = models.CharField("职务职级", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name


class Post(Record):
    """A post (岗位) in a unit; the role belongs to the post."""

    title = models.CharField("岗位名称", max_length=60)
    role = models.CharField("角色", max_length=12, choices=ROLE_CHOICES)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "岗位"

    def __str__(self) -> str:
        return self.title


class Holding(Record):
    """A term of a person in a post (任职). AB岗 and 代理 name whom they stand in for; signatures show 代."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings", verbose_name="人员")
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name="岗位")
    kind = models.CharField("任职类别", max_length=8, choices=HoldingKind.choices, default=HoldingKind.REGULAR)
    stands_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="stood_for", verbose_name="代谁"
    )
    starts_on = models.DateField("任职起")
    ends_on = models.DateField("任职止", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "任职"
        indexes = [*Record.Meta.indexes, models.Index(fields=["person", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.post}"

    def clean(self) -> None:
        """An end before the start, or standing in for nobody, is refused."""
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": "任职止不能早于任职起。"})
        if self.kind != HoldingKind.REGULAR and self.stands_for_id is None:
            raise ValidationError({"stands_for": "AB岗和代理须写明代谁。"})
