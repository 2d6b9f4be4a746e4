"""己县 in mid-work: contracts of the running months through the ordinary verbs, one signed before its review."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.core.process import engine
from yifa.core.process.people import ctx_as
from yifa.core.seals import uses
from yifa.governance.contracts.choices import DutyKind
from yifa.governance.contracts.demo import _KINDS, CONTRACT, REVIEW, _names
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review.public import Result
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.rules import get_rule

_LIVE = 17


def _draft(house: Any, i: int, day: date, **more: Any) -> Any:
    return house.do(
        CONTRACT,
        "record",
        day=day,
        **{**_names(i), "happened_on": day, "unit": house.unit(_KINDS[i % 10][4]), "number": "", **more},
    )


def _opinion(house: Any, contract: Any, day: date) -> None:
    contract.refresh_from_db()
    house.do(
        REVIEW,
        "issue_opinion",
        contract.review,
        day=day,
        ctx=_legal(house, day),
        result=Result.PASSED,
        opinion="权利义务明确，可以签订。",
    )


def _legal(house: Any, day: date) -> Any:
    from dataclasses import replace

    ctx = house.ctx("legal", day=day)
    return replace(ctx, scope=replace(ctx.scope, name="李某", post="法规处 法治工作专员"))


def load_live(house: Any) -> None:
    """Seventeen signed after review, one before it, and four on their way."""
    calendar = WorkCalendar.load()
    first, today = date(house.year, 9, 2), house.day
    span = (calendar.add_workdays(today, -9) - first).days
    for i in range(_LIVE):
        day = calendar.next_workday(first + timedelta(days=span * i // _LIVE))
        contract = _draft(house, i + 3, day)
        house.do(CONTRACT, "submit_review", contract, day=day)
        _opinion(house, contract, calendar.add_workdays(day, 2 + i % 3))
        house.do(CONTRACT, "seal", contract, day=calendar.add_workdays(day, 5))
        contract = house.do(CONTRACT, "sign", contract, day=calendar.add_workdays(day, 6))
        if contract.small_firm and i < 6:
            _payment(house, contract, calendar.add_workdays(day, 8), paid=i < 3)
    _first_signed(house, calendar.add_workdays(today, -20))
    _life_after_signing(house, contract)
    _under_way(house)
    due_today(house)


def _life_after_signing(house: Any, contract: Any) -> None:
    """Templates, look-ups, an award with its terms, a change under review, a dispute settled, a default."""
    calendar, today, unit = WorkCalendar.load(), house.day, contract.unit
    for title, kind in (("物业服务合同示范文本", "property"), ("政府采购货物合同示范文本", "purchase")):
        row = {
            "title": title, "category": kind, "edition": "第二版", "origin": "某省住房和城乡建设厅",
            "unit": house.unit("法规处"), "happened_on": date(house.year - 1, 5, 6), "paper": "印发通知",
        }  # fmt: skip
        house.backfill("contracts.template", [row])
    sources = {"code": "国家企业信用信息公示系统", "dishonest": "中国执行信息公开网", "penalty": "信用中国"}
    for kind, source in sources.items():
        house.do("contracts.check", "record", contract=contract, kind=kind, result="clear", source=source,
                 checker="王某", unit=unit, happened_on=today, paper="查询截图")  # fmt: skip
    day = calendar.add_workdays(today, -6)
    change = house.do("contracts.change", "record", day=day, contract=contract, kind="term", unit=unit,
                      title="履行期限顺延", reason="现场条件未达到进场要求", ends_on=today + timedelta(days=200),
                      happened_on=day)  # fmt: skip
    house.do("contracts.change", "submit_review", change, day=day)
    dispute = house.do("contracts.dispute", "record", day=day, contract=contract, title="首批服务人员到岗不足",
                       way="talks", unit=unit, happened_on=day)  # fmt: skip
    house.do("contracts.dispute", "settle", dispute, day=calendar.add_workdays(day, 3), way="talks",
             outcome="对方补足人员，当月服务费按比例扣减")  # fmt: skip


def due_today(house: Any) -> Any:
    """A lift whose next service is due today, on whatever day the demo is built.

    Almost every term of the law moves from a rest day to the next working day; the interval between two services
    of a lift does not.
    """
    contract = Contract.objects.filter(
        bureau=house.bureau, life="live", title="电梯维护保养合同", happened_on__year=house.year
    ).first()
    assert contract is not None
    served = house.day - timedelta(days=int(get_rule("SAF-04", on=house.day).parts[0].value or 0))
    return house.do(
        "contracts.obligation",
        "record",
        day=served,
        contract=contract,
        kind=DutyKind.LIFT,
        title="一号楼客梯维护保养",
        unit=contract.unit,
        happened_on=served,
        delivered_on=served,
    )


def _payment(house: Any, contract: Any, day: date, *, paid: bool) -> None:
    duty = house.do(
        "contracts.obligation",
        "record",
        day=day,
        contract=contract,
        kind=DutyKind.PAYMENT,
        title="首期款",
        amount=(contract.amount / 2).quantize(Decimal("0.01")),
        unit=contract.unit,
        happened_on=day,
        delivered_on=day,
    )
    if paid:
        house.do("contracts.obligation", "discharge", duty, day=day + timedelta(days=16))


def _first_signed(house: Any, day: date) -> None:
    """The one contract that was signed first: recorded as a breach, its review made up afterwards."""
    calendar = WorkCalendar.load()
    contract = _draft(
        house, 1, day, title="电梯困人应急抢修合同", amount=Decimal("46800"), unit=house.unit("物业管理处")
    )
    contract = house.do(
        CONTRACT,
        "record_breach",
        contract,
        day=calendar.add_workdays(day, 2),
        signed_on=day,
        breach_reason="电梯突发故障，先行委托抢修，事后补送审查",
        cure_by=calendar.add_workdays(day, 10),
    )
    review = house.do(
        REVIEW,
        "record",
        day=calendar.add_workdays(day, 3),
        kind="contract",
        title=contract.title,
        unit=contract.unit,
        happened_on=calendar.add_workdays(day, 3),
        submitter="王某",
    )
    house.do(CONTRACT, "attach_review", contract, day=calendar.add_workdays(day, 3), review=review)
    house.do(
        REVIEW,
        "issue_opinion",
        review,
        day=calendar.add_workdays(day, 6),
        ctx=_legal(house, day),
        result=Result.PASSED_CHANGED,
        opinion="补充安全责任条款；先签后审的情况另行说明。",
        opinion_on=calendar.add_workdays(day, 6),
    )


def _under_way(house: Any) -> None:
    """Contracts on their way: reviews overdue, due today and with days left; approvals that wait for each account."""
    calendar, today = WorkCalendar.load(), house.day
    made = {}
    for i, title, ago in (
        (1, "机关大院监控扩容合同", 8),
        (2, "中央空调清洗合同", 5),
        (0, "值班用房家具采购合同", 2),
        (4, "公务用车保险服务合同", 1),
    ):
        day = calendar.add_workdays(today, -ago)
        contract = _draft(house, i, day, title=title, unit=house.unit("物业管理处"), major=i == 0)
        made[i] = house.do(CONTRACT, "submit_review", contract, day=day, ctx=ctx_as(house, "clerk", day))
    _draft(house, 6, today, title="新年会务服务合同")
    for contract in (made[1], made[0], made[4]):
        house.do(CONTRACT, "start_approval", contract, ctx=ctx_as(house, "clerk"))
    _sign_through(house, made[4], 2)
    _sign_through(house, made[0], 6)
    day = calendar.add_workdays(today, -4)
    ready = _draft(house, 8, day, title="办公区绿化养护合同", unit=house.unit("物业管理处"))
    house.do(CONTRACT, "submit_review", ready, day=day, ctx=ctx_as(house, "clerk", day))
    _opinion(house, ready, calendar.add_workdays(today, -1))
    ready.refresh_from_db()
    house.do(CONTRACT, "apply_seal", ready, ctx=ctx_as(house, "clerk"))
    _agree(house, ready, "head")
    _agree(house, ready, "legal", proof=ready.review.number)


def _approval(contract: Any) -> Any:
    return engine.open_of(uses.running(contract) or contract)


def _agree(house: Any, contract: Any, who: str, **data: Any) -> None:
    house.do("core_process.instance", "agree", _approval(contract), ctx=ctx_as(house, who), opinion="同意。", **data)


def _sign_through(house: Any, contract: Any, steps: int) -> None:
    """Let the first steps of the contract chain be signed; the finance office signed on paper."""
    _agree(house, contract, "head")
    _agree(house, contract, "head")
    house.do(
        "core_process.instance",
        "paper_sign",
        _approval(contract),
        ctx=ctx_as(house, "legal"),
        signer="钱某",
        post="财务处处长",
        verdict="agreed",
        opinion="预算已落实。",
        paper_date=house.day,
        paper="会签单纸质件",
    )
    for who in ("legal", "legal", "deputy")[: steps - 2]:
        _agree(house, contract, who)
