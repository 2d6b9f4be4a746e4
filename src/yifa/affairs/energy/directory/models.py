"""Tables of the directory."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from yifa.affairs.energy.directory.choices import Klass, Level, Supply, Zone
from yifa.kernel.record import Record

_ZERO = [MinValueValidator(0)]


class PublicInstitution(Record):
    """A public institution (公共机构); 发生日 is the day it entered the directory."""

    name = models.CharField("机构名称", max_length=120)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    klass = models.CharField("机构类别", max_length=12, choices=Klass.choices)
    level = models.CharField("机构层级", max_length=10, choices=Level.choices)
    group = models.CharField("定额分组", max_length=30, blank=True, help_text="定额标准里的分组，如本科及以上、二级")
    zone = models.CharField("气候分区", max_length=2, choices=Zone.choices, blank=True)
    heating_group = models.CharField("供暖分组", max_length=30, blank=True, help_text="如市政集中供暖（按热计量）")
    region = models.CharField("行政区域", max_length=40, blank=True, help_text="所在县（区）、街道，按区域汇总用")
    department = models.CharField("主管部门", max_length=60, blank=True, help_text="按部门、系统汇总用")
    filer = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位",
        help_text="由该单位的账号填报；不填则由节能处代填",
    )  # fmt: skip
    left_on = models.DateField("退出名录日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "公共机构"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "uscc"], condition=models.Q(life="live"), name="energy_institution_uscc_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class InstitutionSize(Record):
    """Area and people of an institution from a day on (面积和用能人数), with its paper; 发生日 is that day."""

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="sizes", verbose_name="公共机构")
    area = models.DecimalField("建筑面积（平方米）", max_digits=12, decimal_places=2, validators=_ZERO)
    persons = models.DecimalField("用能人数", max_digits=10, decimal_places=2, validators=_ZERO)
    people = models.TextField(
        "用能人数组成", blank=True, help_text="一行一类：类别 人数 全年在场天数，如 编外人员 35 220；不写天数的按全年"
    )
    reckoning = models.CharField("人数算法", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "面积和用能人数"

    def __str__(self) -> str:
        return f"{self.institution} {self.happened_on}"


class Building(Record):
    """A building an institution uses energy in (用能建筑); 发生日 is the day use began."""

    institution = models.ForeignKey(
        PublicInstitution, models.PROTECT, related_name="buildings", verbose_name="公共机构"
    )
    name = models.CharField("建筑名称", max_length=80)
    area = models.DecimalField("建筑面积（平方米）", max_digits=12, decimal_places=2, validators=_ZERO)
    garage = models.DecimalField(
        "其中车库（平方米）", max_digits=12, decimal_places=2, null=True, blank=True, validators=_ZERO
    )
    address = models.CharField("地址", max_length=160, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用能建筑"

    def __str__(self) -> str:
        return self.name


class Account(Record):
    """An account with a supplier (用能账户); 发生日 is the day it was opened or taken over."""

    institution = models.ForeignKey(PublicInstitution, models.PROTECT, related_name="accounts", verbose_name="公共机构")
    supply = models.CharField("品种", max_length=16, choices=Supply.choices)
    number = models.CharField("户号", max_length=40)
    supplier = models.CharField("供应单位", max_length=80, blank=True)
    closed_on = models.DateField("销户日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用能账户"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "supply", "number"], condition=models.Q(life="live"), name="energy_account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_supply_display()} {self.number}"


class Meter(Record):
    """A meter (计量器具) in the tree of its account: total and sub-meters; 发生日 is the day it was installed."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="meters", verbose_name="用能账户")
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name="上级表"
    )
    number = models.CharField("表号", max_length=40)
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="meters", verbose_name="用能建筑"
    )
    floor = models.CharField("楼层", max_length=20, blank=True)
    circuit = models.CharField("回路", max_length=40, blank=True, help_text="如照明插座、冷水机组")
    item = models.CharField("分项编码", max_length=5, blank=True, help_text="如照明与插座01A10，只用于电表")
    digits = models.PositiveSmallIntegerField("整数位数", default=6)
    ratio = models.DecimalField("倍率", max_digits=10, decimal_places=3, default=1, validators=_ZERO)
    removed_on = models.DateField("拆除日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "计量器具"

    def __str__(self) -> str:
        return self.number
