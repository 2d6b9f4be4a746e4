"""己县 in mid-work: contracts of the running months through the ordinary verbs, one signed before its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.core.process import asked_points, counsel, engine, matter
from yifa.core.process.people import ctx_as
from yifa.core.seals import uses
from yifa.governance.contracts.choices import DutyKind
from yifa.governance.contracts.demo import _KINDS, CONTRACT, REVIEW, _names, code_of
from yifa.governance.contracts.models import Contract, Template
from yifa.governance.legality_review.public import Result
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.rules import get_rule

_LIVE = 17
LINK, POINT = "core_process.counsel_link", "legality_review.point"


def _draft(house: Any, i: int, day: date, **more: Any) -> Any:
    return house.do(
        CONTRACT,
        "record",
        day=day,
        **{**_names(i), "happened_on": day, "unit": house.unit(_KINDS[i % 10][4]), "number": "", **more},
    )


#: What a reviewer asks to change, at which point, and what the office answers (not taken over: why).
_CHANGES = (
    ("价款支付", "付款与考核结果挂钩，写明扣减的计算办法。", ""),
    ("验收", "写明验收不合格的整改期限和复验次数。", ""),
    ("争议解决", "建议约定由本机关所在地人民法院管辖。", "采购文件已约定仲裁，不能再改，维持原条款。"),
)


def judge(house: Any, review: Any, day: date, turn: int = 0) -> bool:
    """Answer the points of a review: every third asks for a change, one does not apply; return whether one did."""
    ctx, changed = _legal(house, day), turn % 3 == 1
    if review.kind == "second_level":
        house.do(REVIEW, "first_review", review, day=day, first_opinion="业务需要，价格经过比选，同意报局复审。")
    if review.materials.filter(required=True, state="missing").exists():
        house.do(REVIEW, "all_handed", review)
    for point in review.points.filter(verdict="").order_by("sort"):
        if changed and point.title == _CHANGES[turn % 9 // 3][0]:
            house.do(POINT, "judge", point, ctx=ctx, verdict="change", opinion=_CHANGES[turn % 9 // 3][1])
        elif point.title == "保密":
            house.do(POINT, "judge", point, ctx=ctx, verdict="none", opinion="不接触工作信息和个人信息。")
    house.do(REVIEW, "judge_rest", review, ctx=ctx)
    return changed


def _opinion(house: Any, contract: Any, day: date, turn: int = 0) -> None:
    contract.refresh_from_db()
    review = contract.review
    changed = judge(house, review, day, turn)
    house.do(
        REVIEW, "issue_opinion", review, day=day, ctx=_legal(house, day),
        result=Result.PASSED_CHANGED if changed else Result.PASSED,
        opinion="按要点意见修改后可以签订。" if changed else "权利义务明确，可以签订。",
    )  # fmt: skip
    if changed:
        why = _CHANGES[turn % 9 // 3][2]
        house.do(
            POINT, "answer", review.points.get(verdict="change"), day=day,
            adoption="not_adopted" if why else "adopted", adoption_reason=why,
        )  # fmt: skip
    else:
        house.do(REVIEW, "adopt", review, day=day, adoption="adopted")


def _legal(house: Any, day: date) -> Any:
    ctx = house.ctx("legal", day=day)
    return replace(ctx, scope=replace(ctx.scope, name="李某", post="法规处 法治工作专员"))


def load_live(house: Any, before: list[Any]) -> None:
    """Seventeen signed after review, one before it, and four on their way."""
    calendar = WorkCalendar.load()
    first, today = date(house.year, 9, 2), house.day
    for text in ("goods", "service", "property", "lease"):
        house.do("contracts.template", "adopt_text", day=first, text=text)
    span = (calendar.add_workdays(today, -9) - first).days
    for i in range(_LIVE):
        day = calendar.next_workday(first + timedelta(days=span * i // _LIVE))
        contract = _draft(house, i + 3, day)
        house.do(CONTRACT, "submit_review", contract, day=day)
        _opinion(house, contract, calendar.add_workdays(day, 2 + i % 3), i)
        house.do(CONTRACT, "seal", contract, day=calendar.add_workdays(day, 5))
        contract = house.do(CONTRACT, "sign", contract, day=calendar.add_workdays(day, 6))
        if contract.small_firm and i < 6:
            _payment(house, contract, calendar.add_workdays(day, 8), paid=i < 3)
    _first_signed(house, calendar.add_workdays(today, -20))
    _life_after_signing(house, contract)
    _asked(house, contract)
    _under_way(house)
    _ended(house, before)
    due_today(house)


def _heard(house: Any, contract: Any, question: str, verdict: str, opinion: str, adoption: str, why: str = "") -> None:
    """Ask the counsel by a link, hear the answer, say what became of it."""
    done = house.act(CONTRACT, "invite_counsel", contract, ctx=_legal(house, house.day), counsel="赵某",
                     organisation="巳律师事务所", question=question)  # fmt: skip
    link = counsel.find(done.obj.counsel_token)
    assert link is not None
    ctx = replace(house.ctx("legal"), scope=counsel.scope_of_link(link), channel="link")
    house.do(LINK, "open", link, ctx=ctx)
    points = {p.key: {"verdict": "agreed"} for p in asked_points.points_of(matter.subject_of(link))}
    house.do(LINK, "give_opinion", link, ctx=ctx, verdict=verdict, opinion=opinion, no_interest=True, points=points)
    house.do(LINK, "answer", link, adoption=adoption, adoption_reason=why)


def _asked(house: Any, contract: Any) -> None:
    """What was put to counsel beside approvals: not taken over, stood aside, waited for."""
    _heard(house, contract, "服务人员到岗不足，能否按比例扣减当月服务费？", "changed",
           "可以扣减，建议先书面催告并留存考勤记录；扣减比例宜另签补充协议。", "not_adopted",
           "合同第五条已写明扣减办法，不另签补充协议。")  # fmt: skip
    first, second = Contract.objects.filter(
        bureau=house.bureau, life="live", state="signed", happened_on__year=house.year, category="service"
    ).order_by("-pk")[:2]
    aside = house.act(CONTRACT, "invite_counsel", first, ctx=_legal(house, house.day), counsel="金某",
                      organisation="某大学法学院", question="续签价格能否参照上期？")  # fmt: skip
    link = counsel.find(aside.obj.counsel_token)
    assert link is not None
    ctx = replace(house.ctx("legal"), scope=counsel.scope_of_link(link), channel="link")
    house.do(LINK, "decline", link, ctx=ctx, reason="本人受聘为对方的常年法律顾问。")
    house.do(CONTRACT, "pack_for_counsel", second, ctx=_legal(house, house.day), counsel="赵某",
             organisation="巳律师事务所", question="对方要求提前支付尾款，是否妥当？")  # fmt: skip


def _template(house: Any, category: str) -> Any:
    return Template.objects.filter(bureau=house.bureau, category=category, life="live").first()


def _ended(house: Any, before: list[Any]) -> None:
    """Contracts of the year before: done with, one of them archived; one ended by agreement."""
    for contract in before[:3]:
        house.do(CONTRACT, "close", contract)
    house.do(CONTRACT, "archive", before[0], archive_no=f"{house.year - 1}-HT-0001")
    last, calendar = before[3], WorkCalendar.load()
    change = house.do("contracts.change", "record", day=calendar.add_workdays(house.day, -9), contract=last,
                      kind="supplement", unit=last.unit, title="增加夜间值守一班", amount=last.amount + 12000,
                      reason="增加值守点位", happened_on=calendar.add_workdays(house.day, -9))  # fmt: skip
    change = house.do("contracts.change", "submit_review", change, day=calendar.add_workdays(house.day, -9))
    day = calendar.add_workdays(house.day, -6)
    judge(house, change.review, day)
    house.do(REVIEW, "issue_opinion", change.review, day=day, ctx=_legal(house, day), result=Result.PASSED,
             opinion="变更事由成立，金额在批准的预算内。")  # fmt: skip
    change.refresh_from_db()
    house.do("contracts.change", "sign", change, day=calendar.add_workdays(house.day, -4),
             signed_on=calendar.add_workdays(house.day, -4))  # fmt: skip


def _life_after_signing(house: Any, contract: Any) -> None:
    """Templates, look-ups, an award with its terms, a change under review, a dispute settled, a default."""
    calendar, today, unit = WorkCalendar.load(), house.day, contract.unit
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
    judge(house, review, calendar.add_workdays(day, 6))
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
    for i, title, category, firm, ago in (
        (1, "机关大院监控扩容合同", "works", "午安防技术有限公司", 8),
        (2, "中央空调清洗合同", "service", "申环境工程有限公司", 5),
        (0, "值班用房家具采购合同", "purchase", "壬家具有限公司", 2),
        (4, "公务用车保险服务合同", "service", "酉财产保险有限公司", 1),
    ):
        day = calendar.add_workdays(today, -ago)
        contract = _draft(house, i, day, title=title, unit=house.unit("物业管理处"), major=i == 0, category=category,
                          counterpart=firm, counterpart_uscc=code_of(20 + i), starts_on=today + timedelta(days=30),
                          ends_on=today + timedelta(days=394), resolution_no="党组决〔演示〕3号" if not i else "",
                          template=_template(house, category))  # fmt: skip
        made[i] = house.do(CONTRACT, "submit_review", contract, day=day, ctx=ctx_as(house, "clerk", day))
    _draft(house, 6, today, title="新年会务服务合同")
    for contract in (made[1], made[0], made[4]):
        house.do(CONTRACT, "start_approval", contract, ctx=ctx_as(house, "clerk"))
    _sign_through(house, made[4], 1)
    _sign_through(house, made[0], 5)
    day = calendar.add_workdays(today, -4)
    ready = _draft(house, 8, day, title="办公区绿化养护合同", unit=house.unit("物业管理处"), category="service",
                   counterpart="戌园林绿化有限公司", counterpart_uscc=code_of(28), basis="below",
                   starts_on=today + timedelta(days=9), ends_on=today + timedelta(days=373), amount=Decimal("186000"),
                   template=_template(house, "service"))  # fmt: skip
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
    if steps < 2:
        return
    contract.refresh_from_db()
    judge(house, contract.review, house.day)
    if contract.major:
        _heard(house, contract, "物业、安保值班用房家具由财政性资金采购，合同条款是否完备？",
               "agreed", "采购程序和主体资格没有问题，建议写明逾期交货的违约金。", "adopted")  # fmt: skip
    _agree(house, contract, "legal")
    _agree(house, contract, "head")
    if steps < 4:
        return
    house.do(
        "core_process.instance", "paper_sign", _approval(contract), ctx=ctx_as(house, "legal"), signer="钱某",
        post="财务处处长", verdict="agreed", opinion="预算已落实。", paper_date=house.day, paper="会签单纸质件",
    )  # fmt: skip
    for who in ("deputy",)[: steps - 4]:
        _agree(house, contract, who)
