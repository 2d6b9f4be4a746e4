"""Enums of contracts, label on the same line."""

from django.db import models

from yifa.lawkit.codes import code_list


def contract_classes() -> list[tuple[str, str]]:
    """Return the contract classes (合同类别) of the code list."""
    return code_list("contract_classes").choices


class State(models.TextChoices):
    """Where a contract stands."""

    DRAFT = "draft", "起草"
    IN_REVIEW = "in_review", "审查中"
    REVIEWED = "reviewed", "已审查"
    SEALED = "sealed", "已用印"
    SIGNED = "signed", "已签订"
    CLOSED = "closed", "履行完毕"
    ENDED = "ended", "已解除"
    ARCHIVED = "archived", "已归档"
    CANCELLED = "cancelled", "已取消"


class Order(models.TextChoices):
    """In which order review and signing stood when the contract was signed (审查与签订的先后)."""

    REVIEWED = "reviewed", "先审后签"
    OVERRIDE = "override", "例外批准"
    BREACH = "breach", "先签后审"
    ANSWER = "answer", "补录"


class Basis(models.TextChoices):
    """How the other party was chosen (签约依据)."""

    OPEN_TENDER = "open_tender", "公开招标"
    NEGOTIATED = "negotiated", "竞争性谈判、磋商"
    SINGLE = "single", "单一来源"
    FRAMEWORK = "framework", "框架协议"
    CATALOGUE_BELOW = "below", "限额以下采购"
    AUCTION = "auction", "公开拍租、拍卖"
    DECISION = "decision", "集体决定"
    OTHER = "other", "其他"


class DutyKind(models.TextChoices):
    """What is owed under a contract (履约事项)."""

    DELIVERY = "delivery", "交付"
    ACCEPTANCE = "acceptance", "验收"
    PAYMENT = "payment", "付款"
    DEPOSIT = "deposit", "退还保证金"
    REPORT = "report", "提交报告"
    LIFT = "lift", "电梯维护保养"


class DutyState(models.TextChoices):
    """Where an obligation stands."""

    OPEN = "open", "未到期"
    RUNNING = "running", "办理中"
    DONE = "done", "已办理"


class CheckKind(models.TextChoices):
    """What of the other side was looked up (相对方核查)."""

    CODE = "code", "统一社会信用代码"
    LICENCE = "licence", "登记和经营状态"
    DISHONEST = "dishonest", "失信名单"
    PENALTY = "penalty", "行政处罚"
    QUALIFICATION = "qualification", "资质许可"
    RELATED = "related", "关联关系"


class CheckResult(models.TextChoices):
    """What the look-up showed."""

    CLEAR = "clear", "未见异常"
    FOUND = "found", "有异常"
    NOT_FOUND = "not_found", "查无此项"


class ChangeKind(models.TextChoices):
    """What is changed (变更)."""

    SUPPLEMENT = "supplement", "补充协议"
    AMOUNT = "amount", "金额变更"
    TERM = "term", "期限变更"
    PARTY = "party", "主体变更"
    ENDING = "ending", "协议解除"


class ChangeState(models.TextChoices):
    """Where a change stands."""

    DRAFT = "draft", "起草"
    IN_REVIEW = "in_review", "审查中"
    SIGNED = "signed", "已签订"
    DROPPED = "dropped", "不再变更"


class DisputeWay(models.TextChoices):
    """How a dispute is dealt with."""

    TALKS = "talks", "协商"
    MEDIATION = "mediation", "调解"
    ARBITRATION = "arbitration", "仲裁"
    SUIT = "suit", "诉讼"


class DisputeState(models.TextChoices):
    """Where a dispute stands."""

    OPEN = "open", "处理中"
    SETTLED = "settled", "已了结"


class Party(models.TextChoices):
    """Who is in breach (违约方)."""

    OTHER = "other", "对方"
    OWN = "own", "本单位"
