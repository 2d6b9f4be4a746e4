"""Instruments and their versions, the key fields they belong to, clean-up campaigns."""

from __future__ import annotations

from datetime import date

from django.db import models

from yifa.governance.instruments.choices import Change, Conclusion, Kind, Level
from yifa.kernel.record import Record


class KeyField(Record):
    """A key field (重点领域) in which the bureau keeps its instruments complete; listed year by year."""

    name = models.CharField("领域名称", max_length=60)
    duty = models.CharField("制度建设要求", max_length=200, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "制度重点领域"

    def __str__(self) -> str:
        return self.name


class Instrument(Record):
    """An instrument (制度) in one version; 发生日 is the day of issue. ``replaces`` links to the version before."""

    title = models.CharField("制度名称", max_length=200)
    doc_no = models.CharField("文号", max_length=80, blank=True)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    level = models.CharField("制定层级", max_length=12, choices=Level.choices, default=Level.BUREAU)
    change = models.CharField("立改", max_length=8, choices=Change.choices, default=Change.MADE)
    field = models.ForeignKey(
        KeyField, models.PROTECT, null=True, blank=True, related_name="instruments", verbose_name="重点领域"
    )
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="上一版本"
    )
    trial = models.BooleanField("试行（暂行）", default=False)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    touches_market = models.BooleanField("涉及市场主体权利义务", default=False)
    market_activity = models.BooleanField("涉及经营者经济活动", default=False)
    fair_no = models.CharField("公平竞争审查结论编号", max_length=80, blank=True)
    review_no = models.CharField("合法性审核意见文号", max_length=80, blank=True)
    decided_by = models.CharField("集体审议会议", max_length=120, blank=True)
    repealed_on = models.DateField("废止日", null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "制度"

    def __str__(self) -> str:
        return self.title

    def in_force(self, day: date) -> bool:
        """Whether the instrument is in force on a day."""
        issued = self.happened_on is not None and self.happened_on <= day
        ends = [d for d in (self.repealed_on, self.valid_until) if d]
        return issued and all(day <= end for end in ends)


class CleanUp(Record):
    """A clean-up campaign (清理): what was looked through, by which request, and when it ended."""

    title = models.CharField("清理名称", max_length=200)
    basis = models.CharField("清理依据", max_length=200, blank=True)
    finished_on = models.DateField("完成日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "制度清理"

    def __str__(self) -> str:
        return self.title


class CleanUpItem(Record):
    """The conclusion of a clean-up about one instrument (清理结论)."""

    cleanup = models.ForeignKey(CleanUp, models.PROTECT, related_name="items", verbose_name="所属清理")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="cleanups", verbose_name="制度")
    conclusion = models.CharField("结论", max_length=8, choices=Conclusion.choices)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "清理结论"

    def __str__(self) -> str:
        return str(self.instrument)
