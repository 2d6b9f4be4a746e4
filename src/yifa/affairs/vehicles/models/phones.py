"""Personal links by which people without an account use the outer instance (手机链接)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models

from yifa.affairs.vehicles.models.fleet import Driver
from yifa.kernel.record import Record


class PhoneLink(Record):
    """One person's link to the outer instance: a driver's trips, or the applications of a served unit.

    128 random bits; only their digest is kept (``token_hash``), and only it travels. ``shown_at`` 出示时刻 is when the
    present link was made; showing it again makes a new one and ends the old one. 发生日 is the day it was given.
    """

    driver = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="phone_links",
                               verbose_name="驾驶员")  # fmt: skip
    name = models.CharField("申请人", max_length=60, blank=True)
    user_unit = models.ForeignKey("core_org.Unit", models.PROTECT, null=True, blank=True, related_name="+",
                                  verbose_name="用车单位")  # fmt: skip
    phone = models.CharField("联系电话", max_length=30, blank=True)
    expires_on = models.DateField("有效至")
    address = models.URLField("外网机地址", max_length=200, blank=True, help_text="手机打开的网址开头，https 开头")
    token_hash = models.CharField("链接摘要", max_length=64, blank=True, db_index=True, editable=False)
    shown_at = models.DateTimeField("出示时刻", null=True, blank=True)
    revoked_at = models.DateTimeField("收回时刻", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "手机链接"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(driver__isnull=False) | ~models.Q(name=""), name="phone_link_names_its_holder",
                violation_error_message="选驾驶员，或者填申请人。",
            ),
            models.UniqueConstraint(
                fields=["driver"], condition=models.Q(revoked_at__isnull=True, life="live"),
                name="one_phone_link_a_driver", violation_error_message="这名驾驶员已有手机链接，在那一条上重新出示。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.holder}的手机链接"

    @property
    def holder(self) -> str:
        """Whose it is."""
        return str(self.driver) if self.driver_id else self.name

    def opens(self, day: date, at: datetime | None = None) -> str:
        """Return why what was handed in by it is not taken (empty: it is); ``at``: the moment of handing in."""
        if not self.counts or not self.token_hash:
            return "链接已作废，请向车辆管理单位要新的链接。"
        if self.revoked_at is not None and (at is None or at >= self.revoked_at):
            return "链接已收回，请联系车辆管理单位。"
        if day > self.expires_on:
            return f"链接有效至 {self.expires_on.isoformat()}，已到期，请向车辆管理单位要新的链接。"
        return ""
