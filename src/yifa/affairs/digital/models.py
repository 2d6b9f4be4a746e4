"""Applications and the picture the platform has of itself."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from yifa.affairs.digital.choices import Change, Kind, View
from yifa.kernel.record import Record


class Application(Record):
    """An application put on line or improved (应用清单); 发生日 is the day it went on line."""

    name = models.CharField("应用名称", max_length=120)
    kind = models.CharField("应用类别", max_length=10, choices=Kind.choices)
    change = models.CharField("建设方式", max_length=10, choices=Change.choices)
    what = models.CharField("主要功能", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "应用清单"

    def __str__(self) -> str:
        return self.name


class PlatformMap(Record):
    """A picture of the architecture (平台架构); 发生日 is the day the plan was approved. The latest one stands."""

    name = models.CharField("架构名称", max_length=120)
    view = models.CharField("架构类别", max_length=16, choices=View.choices)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "平台架构"

    def __str__(self) -> str:
        return self.name


class PlatformPart(Record):
    """One part of the picture (架构组成): how many of what; an open-ended part has a letter instead of a count."""

    map = models.ForeignKey(PlatformMap, models.PROTECT, related_name="parts", verbose_name="所属架构")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("组成", max_length=60)
    count = models.PositiveSmallIntegerField("数量", null=True, blank=True)
    letter = models.CharField("不定数代号", max_length=1, blank=True)
    members = models.CharField("内容", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "架构组成"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def symbol(self) -> str:
        """How the part stands in the picture's formula."""
        return self.letter if self.count is None else str(self.count)

    def clean(self) -> None:
        """A count or a letter, not both."""
        if (self.count is None) == (not self.letter):
            raise ValidationError({"count": "数量和不定数代号填其中一项。"})
