"""Making law known: whose duty, what was done, where, with what (谁执法谁普法)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yifa.governance.publicity.choices import Audience, Form, ItemKind, PositionKind, law_day, law_days
from yifa.kernel.record import Record


class DutyItem(Record):
    """One line of the publicity duty list (普法责任清单): law → owner → audience → form; ``unit`` owns it."""

    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("法规（内容）", max_length=200)
    audience = models.CharField("对象", max_length=8, choices=Audience.choices)
    form = models.CharField("主要形式", max_length=12, choices=Form.choices)
    due = models.CharField("完成时段", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "普法责任清单事项"

    def __str__(self) -> str:
        return self.title


class Campaign(Record):
    """A law day or publicity week of one year (普法节点); ``happened_on`` is its first day."""

    day = models.CharField("普法节点", max_length=24, choices=law_days)
    title = models.CharField("主题", max_length=200)
    ends_on = models.DateField("结束日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "普法节点"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(happened_on__isnull=True) | Q(ends_on__gte=F("happened_on")),
                name="campaign_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ordinal(self) -> int | None:
        """The number (届次) of this year's day, counted from the year the packs know; None where they know none."""
        known = law_day(self.day).extra.get("ordinal")
        if not known or self.happened_on is None:
            return None
        number = int(known["number"]) + self.happened_on.year - int(known["year"])
        return number if number > 0 else None


class Activity(Record):
    """A publicity activity (普法活动); counts for the duty list when linked to one of its items."""

    title = models.CharField("活动名称", max_length=200)
    form = models.CharField("形式", max_length=12, choices=Form.choices)
    item = models.ForeignKey(
        DutyItem, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="责任清单事项"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="所属节点"
    )
    audience = models.CharField("对象", max_length=8, choices=Audience.choices)
    place = models.CharField("地点", max_length=120, blank=True)
    materials = models.CharField("宣传资料", max_length=200, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "普法活动"

    def __str__(self) -> str:
        return self.title


class LaunchUnit(Record):
    """A unit that took part at the main venue of a launch (主会场参加单位)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="launch_units", verbose_name="启动仪式")
    name = models.CharField("参加单位", max_length=120)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "主会场参加单位"

    def __str__(self) -> str:
        return self.name


class Subvenue(Record):
    """A branch venue of a launch (分会场)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="subvenues", verbose_name="启动仪式")
    name = models.CharField("分会场", max_length=120)
    host = models.CharField("承办单位", max_length=120, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "分会场"

    def __str__(self) -> str:
        return self.name


class Distribution(Record):
    """Handbooks and leaflets handed out (宣传品发放), by slip."""

    kind = models.CharField("宣传品类别", max_length=10, choices=ItemKind.choices)
    title = models.CharField("名称", max_length=200)
    copies = models.PositiveIntegerField("份数")
    receiver = models.CharField("发放对象", max_length=120, blank=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属活动"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "宣传品发放"
        constraints = [models.CheckConstraint(condition=Q(copies__gt=0), name="publicity_copies_positive")]

    def __str__(self) -> str:
        return self.title


class Position(Record):
    """A place where law is shown (普法阵地), from ``happened_on`` until ``closed_on``."""

    name = models.CharField("阵地名称", max_length=120)
    kind = models.CharField("类别", max_length=8, choices=PositionKind.choices)
    place = models.CharField("位置（网址）", max_length=200, blank=True)
    content = models.CharField("宣传内容", max_length=200, blank=True)
    closed_on = models.DateField("停用日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "普法阵地"

    def __str__(self) -> str:
        return self.name


class Contest(Record):
    """A contest or quiz on law (普法竞赛) that the bureau held or joined; no ranking of persons is kept."""

    title = models.CharField("竞赛名称", max_length=200)
    organiser = models.CharField("主办单位", max_length=120, blank=True)
    entrants = models.PositiveIntegerField("参加人数", null=True, blank=True)
    award = models.CharField("集体奖项", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "普法竞赛"

    def __str__(self) -> str:
        return self.title
