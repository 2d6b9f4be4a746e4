"""Enums of duty lists."""

from __future__ import annotations

from django.db import models


class ActKind(models.TextChoices):
    """The four typed acts (亲自部署、过问、协调、督办); the packs say what each is about (code list duty_acts)."""

    DEPLOY = "deploy", "部署"
    ATTEND = "attend", "过问"
    COORDINATE = "coordinate", "协调"
    SUPERVISE = "supervise", "督办"


class Rank(models.TextChoices):
    """Whose duty (责任层级)."""

    FIRST = "first", "第一责任人"
    DIRECT = "direct", "分管负责人（直接责任）"
    DUAL = "dual", "班子成员（一岗双责）"


class StatementForm(models.TextChoices):
    """How a statement is given (述法形式)."""

    MEETING = "meeting", "会议述法"
    WRITTEN = "written", "书面述法"
