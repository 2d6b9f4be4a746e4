"""One search document per record: list search and global search read the same index."""

from __future__ import annotations

from django.db import models


class SearchDoc(models.Model):
    """What can be found: keyed (resource, pk), with bureau and unit for scope."""

    resource = models.CharField(max_length=80)
    object_ref = models.BigIntegerField()
    bureau_ref = models.BigIntegerField()
    unit_ref = models.BigIntegerField(null=True)
    title = models.CharField(max_length=300)
    line = models.CharField(max_length=300, blank=True)
    terms = models.TextField(blank=True)

    class Meta:
        db_table = "kernel_search_doc"
        verbose_name = verbose_name_plural = "搜索索引"
        constraints = [models.UniqueConstraint(fields=["resource", "object_ref"], name="one_doc_per_record")]
        indexes = [models.Index(fields=["bureau_ref", "resource"])]

    def __str__(self) -> str:
        return self.title
