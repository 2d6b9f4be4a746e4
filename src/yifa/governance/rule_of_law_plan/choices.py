"""Enums of the plan; the periods of outlines are dated containers of the packs."""

from __future__ import annotations

from django.db import models

from yifa.lawkit.codes import PlanPeriod, plan_periods


def outline_periods() -> list[tuple[str, str]]:
    """Return (id, title) of the outlines (纲要) the packs know."""
    return [(p.id, p.title) for p in plan_periods() if p.kind == "rule_of_law"]


def period(key: str) -> PlanPeriod:
    """Return one dated container; KeyError if the packs do not know it."""
    return {p.id: p for p in plan_periods()}[key]


class PlanKind(models.TextChoices):
    """What a yearly plan is for (计划类别)."""

    RULE_OF_LAW = "rule_of_law", "法治建设（依法行政）"
    PUBLICITY = "publicity", "普法"
    OTHER = "other", "其他"


class MemberRole(models.TextChoices):
    """Place in a leading group (组内职务)."""

    HEAD = "head", "组长"
    EXECUTIVE = "executive", "执行副组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
    OFFICE = "office", "办公室主任"


class BatchResult(models.TextChoices):
    """Where a model-building round stands for the bureau (创建结果)."""

    DECLARED = "declared", "参加创建"
    NAMED = "named", "获得命名"
    REVIEWED = "reviewed", "通过复核"


class ItemState(models.TextChoices):
    """How far an outline item is carried out (落实情况)."""

    RUNNING = "running", "推进中"
    DONE = "done", "已完成"
    STANDING = "standing", "长期坚持"
