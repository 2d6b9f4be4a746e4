"""Enums of disclosure; reply types, grounds and yearly duties are code lists of the packs."""

from __future__ import annotations

from django.db import models

from yifa.lawkit.codes import Code, code_list


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
    """How a request came, which settles the day of receipt (收到方式; 条例 arts 29, 31)."""

    IN_PERSON = "in_person", "当面提交"
    ORAL = "oral", "口头提出，工作人员代填"
    REGISTERED = "registered", "挂号信、特快专递"
    POST = "post", "平常信函"
    ONLINE = "online", "互联网渠道"
    FAX = "fax", "传真"


#: Where the day of receipt is the day of confirmation between the office and the applicant.
CONFIRMED = (Delivery.POST, Delivery.ONLINE, Delivery.FAX)


class ApplicantKind(models.TextChoices):
    """Who asks: the six columns of the yearly report (申请人类别)."""

    NATURAL = "natural", "自然人"
    COMMERCIAL = "commercial", "商业企业"
    RESEARCH = "research", "科研机构"
    WELFARE = "welfare", "社会公益组织"
    LEGAL_SERVICE = "legal_service", "法律服务机构"
    OTHER = "other", "其他法人或者组织"


class SupplyForm(models.TextChoices):
    """In which form the applicant wants the information (提供形式)."""

    ELECTRONIC = "electronic", "电子文件"
    PAPER = "paper", "纸质复制件"
    INSPECT = "inspect", "当场查阅、抄录"


class SupplyWay(models.TextChoices):
    """How it reaches the applicant, and how letters are served (获取途径、送达方式)."""

    ONLINE = "online", "网上查看、电子邮件"
    MAIL = "mail", "邮寄"
    PICK_UP = "pick_up", "当面领取"
    FAX = "fax", "传真"


class RequestState(models.TextChoices):
    """Where a request stands (办理状态)."""

    UNCONFIRMED = "unconfirmed", "待确认收到"
    RECEIVED = "received", "待受理"
    RUNNING = "running", "办理中"
    SUPPLEMENT = "supplement", "待申请人补正"
    EXPLAIN = "explain", "待申请人说明理由"
    CONSULTING = "consulting", "征求意见中"
    PAYMENT = "payment", "待申请人缴费"
    REPLIED = "replied", "已答复"
    ABANDONED = "abandoned", "视为放弃"
    WITHDRAWN = "withdrawn", "申请人撤回"


class Consulted(models.TextChoices):
    """Whom the office consults (征求对象)."""

    THIRD_PARTY = "third_party", "合法权益可能受损的第三方"
    CO_MAKER = "co_maker", "共同制作机关"
    OTHER_ORGAN = "other_organ", "其他机关"


class Stance(models.TextChoices):
    """What came back (意见); silence has its own consequence for each of them."""

    AGREED = "agreed", "同意公开"
    PARTLY = "partly", "部分同意"
    OPPOSED = "opposed", "不同意公开"
    DEEMED = "deemed", "逾期未提出，视为同意公开"
    SILENT = "silent", "逾期未提出，由本机关依法决定"


class CorrectionState(models.TextChoices):
    """Where an application to correct a record stands (更正申请状态)."""

    OPEN = "open", "办理中"
    EVIDENCE = "evidence", "待申请人补充材料"
    CORRECTED = "corrected", "审核属实，已更正"
    FORWARDED = "forwarded", "不属本机关职能，已转送"
    DIRECTED = "directed", "不属本机关职能，已告知向有权机关提出"
    UNFOUNDED = "unfounded", "审核不属实，不予更正"
    WITHDRAWN = "withdrawn", "申请人撤回"


#: What an application to correct may come to when the office settles it.
SETTLED = (
    CorrectionState.CORRECTED, CorrectionState.FORWARDED, CorrectionState.DIRECTED, CorrectionState.UNFOUNDED,
)  # fmt: skip


class DutyState(models.TextChoices):
    """Where a yearly duty of publication stands (公开情况)."""

    PLANNED = "planned", "待公开"
    PUBLISHED = "published", "已公开"


#: Yearly duties whose period runs from approval, in the order in which they are read out.
BUDGETS = ("budget", "accounts")


class Holder(models.TextChoices):
    """Whose budget it is (预决算主体)."""

    DEPARTMENT = "department", "部门"
    UNIT = "unit", "单位"


def outcomes() -> list[tuple[str, str]]:
    """Return the reply types (答复类型) of the packs."""
    return code_list("disclosure_outcomes").choices


def grounds() -> list[tuple[str, str]]:
    """Return the grounds for not publishing (不予公开依据) of the packs."""
    return code_list("disclosure_grounds").choices


def duties() -> list[tuple[str, str]]:
    """Return what is to be published every year (年度必公开事项)."""
    return code_list("disclosure_duties").choices


def letters() -> list[tuple[str, str]]:
    """Return the kinds of letters (信息公开文书)."""
    return code_list("disclosure_letters").choices


def outcome(code: str) -> Code | None:
    """Return one reply type; None where the code is not in the packs (an old record)."""
    found = code_list("disclosure_outcomes")
    return found[code] if code in found else None


def refuses(code: str) -> bool:
    """Whether a reply withholds information, in whole or in part."""
    return code == "partly" or code.startswith("refused")
