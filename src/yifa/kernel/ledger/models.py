"""The ledger (账本): an append-only, gapless record of Actions."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One change of one record, as canonical text chained by SM3.

    ``hash`` = SM3(previous hash + text). The columns beside ``text`` only help to find
    entries; verification compares them with the text.
    """

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("记录时刻")
    bureau_ref = models.BigIntegerField("机关", null=True)
    resource = models.CharField("台账", max_length=80)
    object_ref = models.BigIntegerField("记录")
    action = models.CharField("动作", max_length=120)
    text = models.TextField("内容")
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        db_table = "kernel_ledger_entry"
        verbose_name = verbose_name_plural = "账本"
        indexes = [
            models.Index(fields=["resource", "object_ref", "seq"]),
            models.Index(fields=["bureau_ref", "seq"]),
        ]

    def __str__(self) -> str:
        return f"#{self.seq}"


class Head(models.Model):
    """The last sequence number and hash; its one row is the lock that keeps the chain gapless."""

    seq = models.BigIntegerField("序号", default=0)
    hash = models.CharField("摘要", max_length=64, default="")

    class Meta:
        db_table = "kernel_ledger_head"
        verbose_name = verbose_name_plural = "账本末端"

    def __str__(self) -> str:
        return f"#{self.seq}"


class Salt(models.Model):
    """The salt of a record's personal fields. Erase it and the digests in the chain prove nothing about a person."""

    resource = models.CharField(max_length=80)
    object_ref = models.BigIntegerField()
    salt = models.CharField(max_length=32)

    class Meta:
        db_table = "kernel_ledger_salt"
        verbose_name = verbose_name_plural = "摘要盐"
        constraints = [models.UniqueConstraint(fields=["resource", "object_ref"], name="one_salt_per_record")]

    def __str__(self) -> str:
        return f"{self.resource}#{self.object_ref}"


class Seal(models.Model):
    """A seal (加封): the head at a moment, also written outside the database."""

    seq = models.BigIntegerField("账本序号")
    hash = models.CharField("摘要", max_length=64)
    at = models.DateTimeField("加封时刻")
    why = models.CharField("事由", max_length=120)
    file = models.CharField("封存文件", max_length=200)

    class Meta:
        db_table = "kernel_ledger_seal"
        verbose_name = verbose_name_plural = "加封"

    def __str__(self) -> str:
        return f"#{self.seq} {self.why}"
