"""What was studied, by whom, with what result. No hours, no ranking (国办函〔2026〕12号)."""

from __future__ import annotations

from django.db import models

from yifa.governance.legal_study.choices import SessionKind
from yifa.kernel.record import Record


class Session(Record):
    """A study session (学法活动); 会前学法 belongs to its meeting."""

    kind = models.CharField("学法形式", max_length=16, choices=SessionKind.choices)
    title = models.CharField("学习内容", max_length=200)
    speaker = models.CharField("主讲（领学）人", max_length=60, blank=True)
    meeting = models.ForeignKey(
        "decisions.Meeting", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属会议"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "学法活动"

    def __str__(self) -> str:
        return self.title
