"""Tokens of the programming interface: hashed at rest, shown once, never more than their user may."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from yifa.kernel.record import Record


class Token(Record):
    """A token (接口令牌) with which a program acts as one user in one bureau."""

    class Mode(models.TextChoices):
        """What the program may do; never more than the user."""

        READ = "read", "只读"
        WRITE = "write", "读写"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="账号")
    purpose = models.CharField("用途", max_length=120)
    mode = models.CharField("权限", max_length=8, choices=Mode.choices, default=Mode.READ)
    digest = models.CharField("摘要", max_length=64, unique=True, editable=False)
    hint = models.CharField("开头", max_length=12, editable=False)
    expires_on = models.DateField("到期日")
    revoked_on = models.DateField("吊销日", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return f"{self.purpose}（{self.hint}…）"
