"""法规文本: one version of one act, word for word, as imported by a bureau."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yifa.kernel.record import Life, Record
from yifa.lawkit.catalogue import KIND_TEXT


class StatuteText(Record):
    """A statute's text in the library; ``body`` holds chapters and articles, ``digest`` vouches for it."""

    class Kind(models.TextChoices):
        """Kind of act, as in the URN."""

        LAW = "law", KIND_TEXT["law"]
        REGULATION = "regulation", KIND_TEXT["regulation"]
        PARTY = "party", KIND_TEXT["party"]
        RULE = "rule", KIND_TEXT["rule"]
        NORMATIVE = "normative", KIND_TEXT["normative"]
        INTERPRETATION = "interpretation", KIND_TEXT["interpretation"]
        STANDARD = "standard", KIND_TEXT["standard"]
        LOCAL = "local", KIND_TEXT["local"]

    title = models.CharField("标题", max_length=200)
    slug = models.CharField("标识", max_length=120)
    year = models.PositiveSmallIntegerField("版本年份")
    kind = models.CharField("种类", max_length=16, choices=Kind.choices)
    region = models.CharField("地区代码", max_length=6, blank=True)
    issuer = models.CharField("制定机关", max_length=120, blank=True)
    doc_no = models.CharField("文号", max_length=80, blank=True)
    published = models.DateField("公布日期", null=True, blank=True)
    effective = models.DateField("施行日期", null=True, blank=True)
    articles = models.PositiveIntegerField("条数")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    file_sha256 = models.CharField("文件摘要", max_length=64, blank=True)
    digest = models.CharField("文本摘要", max_length=64)
    body = models.JSONField("条文", editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "法规文本"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "slug", "year"], condition=Q(life=Life.LIVE), name="one_text_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"《{self.title}》{self.year}年文本"
