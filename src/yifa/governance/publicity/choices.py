"""Enums of publicity; the law days are a code list of the packs."""

from __future__ import annotations

from django.db import models

from yifa.lawkit.codes import Code, code_list


def law_days() -> list[tuple[str, str]]:
    """Return (code, name) of the law days (普法节点) the packs know."""
    return code_list("law_days").choices


def law_day(code: str) -> Code:
    """Return what the packs say of one law day; KeyError if they do not know it."""
    return code_list("law_days")[code]


class Audience(models.TextChoices):
    """Whom the duty or the activity addresses (对象)."""

    STAFF = "staff", "机关干部职工"
    UNITS = "units", "公共机构和服务单位"
    FIRMS = "firms", "供应商和服务企业"
    PUBLIC = "public", "社会公众"


class Form(models.TextChoices):
    """How law is made known (形式)."""

    LAUNCH = "launch", "启动仪式"
    LECTURE = "lecture", "宣讲授课"
    EXHIBIT = "exhibit", "展板展览"
    STALL = "stall", "现场咨询"
    MEDIA = "media", "媒体推送"
    EXPERIENCE = "experience", "体验活动"
    TRAINING = "training", "政策培训"
    STUDY = "study", "学习宣传"
    OTHER = "other", "其他"


class ItemKind(models.TextChoices):
    """What is handed out (宣传品类别)."""

    HANDBOOK = "handbook", "宣传手册"
    LEAFLET = "leaflet", "折页海报"
    OTHER = "other", "其他宣传品"


class PositionKind(models.TextChoices):
    """A place where law is shown (阵地类别)."""

    SCREEN = "screen", "电子屏"
    BOARD = "board", "宣传栏"
    CORNER = "corner", "法治角"
    COLUMN = "column", "网站专栏"
    ACCOUNT = "account", "新媒体账号"
