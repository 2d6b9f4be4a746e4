"""Meetings of the bureau's deciding bodies."""

from __future__ import annotations

from django.db import models

from yifa.governance.decisions.choices import Body
from yifa.kernel.record import Record


class Meeting(Record):
    """A meeting (会议) of one deciding body; the bodies are kept apart."""

    body = models.CharField("会议类别", max_length=16, choices=Body.choices)
    number = models.PositiveSmallIntegerField("次序")
    title = models.CharField("会议名称", max_length=200)
    chair = models.CharField("主持人", max_length=60, blank=True)
    attendees = models.TextField("出席人员", blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "会议"

    def __str__(self) -> str:
        return self.title
