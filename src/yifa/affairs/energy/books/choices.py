"""Enums of the monthly ledger."""

from django.db import models


class Origin(models.TextChoices):
    """Where a figure came from (数据来源)."""

    BILL = "bill", "账单"
    READING = "reading", "抄表"
    ESTIMATE = "estimate", "估算"
