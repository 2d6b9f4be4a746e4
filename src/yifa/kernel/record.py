"""The base of every business table: whose it is, when it happened, whether it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from yifa.kernel.policy import Scope


class Life(models.TextChoices):
    """Whether a record counts. A void or merged record stays visible and leaves every figure."""

    LIVE = "live", "有效"
    VOID = "void", "已作废"
    MERGED = "merged", "已并档"


class RecordQuerySet(models.QuerySet[Any]):
    """Reads of a Resource start here."""

    def visible_to(self, scope: Scope) -> Self:
        """Return the rows that a scope may see; never crosses the bureau (object-level scope in SQL)."""
        from yifa.kernel.policy import restrict

        return restrict(self, scope)

    def counted(self) -> Self:
        """Return the rows that may enter a figure: live, and not of an import that is still running."""
        from yifa.kernel.imports.models import ImportRecord

        unfinished = ImportRecord.objects.exclude(state=ImportRecord.State.DONE).values("pk")
        return self.filter(life=Life.LIVE).exclude(import_ref__in=unfinished, import_ref__isnull=False)


def bureau_of(obj: models.Model, otherwise: int | None = None) -> int | None:
    """Return the number of the bureau whose row it is; a bureau is its own.

    ``otherwise`` stands for rows of the whole instance (accounts, stored files).
    """
    own: int | None = getattr(obj, "bureau_id", None)
    if own is not None:
        return own
    return obj.pk if obj._meta.label_lower == settings.YIFA_UNIT_MODEL.lower() else otherwise


class Record(models.Model):
    """A business row of one bureau (机关), kept by one unit (承办单位).

    ``happened_on`` 发生日 is the date by which gates, clocks and periods judge;
    ``created_at`` 记录时刻 is when it was written down. ``backfilled`` 补录 marks rows of
    a time before live keeping; ``source`` names their file, sheet and row for ever.
    """

    bureau = models.ForeignKey(settings.YIFA_UNIT_MODEL, models.PROTECT, related_name="+", verbose_name="机关")
    unit = models.ForeignKey(
        settings.YIFA_UNIT_MODEL, models.PROTECT, related_name="+", null=True, blank=True, verbose_name="承办单位"
    )
    happened_on = models.DateField("发生日", null=True, blank=True)
    paper = models.CharField("佐证文号", max_length=200, blank=True)
    note = models.TextField("备注", blank=True)
    life = models.CharField("记录状态", max_length=8, choices=Life.choices, default=Life.LIVE, editable=False)
    backfilled = models.BooleanField("补录", default=False, editable=False)
    source = models.CharField("补录来源", max_length=300, blank=True, editable=False)
    merged_into = models.BigIntegerField("并入", null=True, blank=True, editable=False)
    import_ref = models.BigIntegerField("导入批次", null=True, blank=True, editable=False, db_index=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("记录时刻", editable=False)
    updated_at = models.DateTimeField("最近改动", editable=False)

    objects = RecordQuerySet.as_manager()

    #: Foreign keys to units through which a row is reached: the keeper, and whoever else works on it.
    reached_by: ClassVar[tuple[str, ...]] = ("unit",)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["bureau", "happened_on", "id"]), models.Index(fields=["bureau", "unit", "id"])]

    @property
    def counts(self) -> bool:
        """Whether the row is live."""
        return self.life == Life.LIVE
