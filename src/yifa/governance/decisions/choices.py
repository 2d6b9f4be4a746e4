"""Enums of decisions, label on the same line."""

from django.db import models

from yifa.lawkit.codes import code_list


def major_items() -> list[tuple[str, str]]:
    """Return what falls under 三重一大 (code list)."""
    return code_list("major_internal_items").choices


class Body(models.TextChoices):
    """The deciding body (议事机构)."""

    PARTY_GROUP = "party_group", "党组会议"
    DIRECTORS = "directors", "局长办公会"
    TOPIC = "topic", "专题会"


class ItemClass(models.TextChoices):
    """What the matter is (code list ``decision_kinds``); each calls for its own steps."""

    MAJOR_INTERNAL = "major_internal", "“三重一大”事项"
    MAJOR_ADMINISTRATIVE = "major_administrative", "重大行政决策"
    ORDINARY = "ordinary", "一般事项"


class ItemState(models.TextChoices):
    """Where a matter stands."""

    PROPOSED = "proposed", "已提出"
    PRE_REVIEWED = "pre_reviewed", "前置审核通过"
    SUBMITTED = "submitted", "已提交讨论"
    RESOLVED = "resolved", "已形成决议"
    DEFERRED = "deferred", "暂缓"
    EXECUTED = "executed", "已执行"


class PreResult(models.TextChoices):
    """The opinion of the pre-review (议题前置审核)."""

    PASSED = "passed", "同意上会"
    CHANGES = "changes", "修改后上会"
    NOT_PASSED = "not_passed", "不同意上会"


class Opinion(models.TextChoices):
    """A member's view (code list ``opinion_results``)."""

    AGREE = "agree", "同意"
    AGREE_CHANGED = "agree_with_changes", "原则同意，修改后执行"
    DEFER = "defer", "暂缓"
    DISAGREE = "disagree", "不同意"
    WITHDRAWN = "withdrawn", "回避"


class Outcome(models.TextChoices):
    """What was resolved."""

    APPROVED = "approved", "通过"
    APPROVED_CHANGED = "approved_changed", "修改后通过"
    REJECTED = "rejected", "不通过"
