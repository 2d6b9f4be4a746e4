"""Enums of disclosure; codes as in the code lists of the packs."""

from django.db import models


class Channel(models.TextChoices):
    """Where it was made public (公开渠道)."""

    PORTAL = "portal", "门户网站"
    GOVERNMENT_SITE = "government_site", "政府集约化网站"
    WECHAT = "wechat", "微信公众号"
    GAZETTE = "gazette", "政府公报"
    NEWSPAPER = "newspaper", "报刊"
    BOARD = "board", "公示栏"
    SCREEN = "screen", "电子屏"


class Way(models.TextChoices):
    """How it is disclosed (公开方式); 公开 is the rule."""

    OWN_MOTION = "own_motion", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"
    INTERNAL = "internal", "内部公示"
    WITHHELD = "withheld", "不予公开"


class Delivery(models.TextChoices):
    """How a request came, which settles the day of receipt (收到方式)."""

    IN_PERSON = "in_person", "当面提交"
    REGISTERED = "registered", "挂号信、特快专递"
    POST = "post", "平常信函"
    ONLINE = "online", "互联网渠道、传真"


class RequestState(models.TextChoices):
    """Where a request stands (办理状态)."""

    RECEIVED = "received", "待受理"
    RUNNING = "running", "办理中"
    SUPPLEMENT = "supplement", "待申请人补正"
    CONSULTING = "consulting", "征求意见中"
    REPLIED = "replied", "已答复"
    ABANDONED = "abandoned", "视为放弃"


class Outcome(models.TextChoices):
    """The result of a reply (答复结果)."""

    GRANTED = "granted", "予以公开"
    PARTLY = "partly", "部分公开"
    REFUSED = "refused", "不予公开"
    NOT_HELD = "not_held", "无法提供"
    NOT_HANDLED = "not_handled", "不予处理"
    OTHER = "other", "其他处理"


class Yearly(models.TextChoices):
    """What is to be published each year (年度必公开事项)."""

    BUDGET = "budget", "预算"
    ACCOUNTS = "accounts", "决算"


class Holder(models.TextChoices):
    """Whose budget it is (预决算主体)."""

    DEPARTMENT = "department", "部门"
    UNIT = "unit", "单位"
