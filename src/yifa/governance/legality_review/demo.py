"""Demo records of legality review (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.legality_review.choices import Adoption, Business, Kind, ReplyResult, Result
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar

_PLANS = {"ding": ("机关事务管理“十四五”规划", "发展规划"), "bing": ("公共机构绿色低碳发展五年规划", "专项规划")}
_DECISIONS = ("机关办公用房集中统一管理改革方案", "市级公务用车平台整合方案", "公共机构合同能源管理推广方案")
_RULES = ("公共机构节约用水管理办法", "机关办公用房维修管理规定", "机关食堂反食品浪费实施细则")
_MAJOR = (
    "办公楼综合改造工程",
    "物业管理服务",
    "机关食堂食材集中采购",
    "中央空调系统更新",
    "光伏发电合同能源管理",
    "会议中心音视频改造",
)
_UNIT_WORK = (
    (Business.PROCUREMENT, "会议音响设备采购", "会议服务中心"),
    (Business.LEASE, "临街房屋出租", "机关服务中心"),
    (Business.PROJECT, "职工食堂后厨修缮", "机关服务中心"),
    (Business.CONTRACT, "会场保洁服务合同", "会议服务中心"),
    (Business.ASSET, "报废家具批量处置", "机关服务中心"),
    (Business.RULE, "会场安全管理细则", "会议服务中心"),
    (Business.PROCUREMENT, "后勤服务人员派遣采购", "机关服务中心"),
)
_SENDERS = ("某市司法局", "某市财政局", "某市生态环境局", "某市住房和城乡建设局", "某市数据局", "某市政府办公室")
_DRAFTS = (
    "行政规范性文件管理办法",
    "政府采购需求管理规定",
    "节约用水条例",
    "物业管理条例",
    "公共数据共享办法",
    "督查工作规则",
)
_OPINIONS = (
    "主体、权限、内容符合规定，可以提交。",
    "程序材料齐备，建议补充依据条款后提交。",
    "个别条款与上位规定表述不一致，已提出修改意见。",
)

#: bureau → how many of each kind in its year
_MANY: dict[str, dict[str, int]] = {
    "jia": {"decision": 2, "normative": 2, "second": 6, "major": 4, "replies": 18},
    "yi": {"decision": 1, "normative": 1, "second": 4, "major": 3, "replies": 11},
    "bing": {"decision": 2, "normative": 3, "plan": 1, "second": 9, "major": 6, "replies": 23},
    "ding": {"decision": 2, "normative": 2, "plan": 1, "second": 7, "major": 17, "replies": 26},
    "wu": {"decision": 3, "normative": 2, "second": 55, "major": 9, "replies": 75},
    "ji": {"decision": 1, "normative": 1, "second": 6, "replies": 9},
}


def spread(year: int, many: int, last: date | None = None) -> list[date]:
    """Return working days spread over a year (up to a day), in order."""
    calendar, first = WorkCalendar.load(), date(year, 1, 10)
    span = ((last or date(year, 12, 20)) - first).days
    return [calendar.next_workday(first + timedelta(days=span * i // max(many, 1))) for i in range(many)]


def _review(
    house: Any,
    number: str,
    kind: str,
    title: str,
    unit: str,
    received: date,
    *,
    turn: int = 0,
    took: int = 4,
    **more: Any,
) -> dict[str, Any]:
    closed = WorkCalendar.load().add_workdays(received, took)
    return {
        "kind": kind,
        "number": number,
        "title": title,
        "unit": house.unit(unit),
        "happened_on": received,
        "submitter": "王某",
        "reviewer": "李某",
        "opinion_on": closed,
        "opinion": _OPINIONS[turn % 3],
        "paper": f"{number}意见书",
        "result": Result.PASSED_CHANGED if turn % 3 == 2 else Result.PASSED,
        "adoption": Adoption.ADOPTED,
        "adopted_on": closed,
        **more,
    }


def _rows(house: Any, year: int, many: dict[str, int], last: date | None, tag: str = "") -> list[dict[str, Any]]:
    mark = f"{house.profile.doc_prefix}{tag}"
    offices = ("资产管理处", "物业管理处", "公共机构节能处", "车辆管理处")
    rows: list[dict[str, Any]] = []
    for i, day in enumerate(spread(year, many.get("decision", 0), last)):
        rows.append(
            _review(
                house,
                f"{mark}决审〔{year}〕{i + 1}号",
                Kind.DECISION,
                _DECISIONS[i % 3],
                offices[i % 4],
                day,
                turn=i,
                took=9,
                major=True,
                counsel="赵某",
                counsel_opinion="事项合法，建议完善风险防控措施。",
            )
        )
    for i, day in enumerate(spread(year, many.get("normative", 0), last)):
        rows.append(
            _review(
                house,
                f"{mark}规审〔{year}〕{i + 1}号",
                Kind.NORMATIVE,
                _RULES[i % 3],
                offices[(i + 2) % 4],
                day,
                turn=i,
                took=7,
            )
        )
    for i, day in enumerate(spread(year, many.get("plan", 0), last)):
        name, _ = _PLANS.get(house.code, _PLANS["bing"])
        rows.append(_review(house, f"{mark}划审〔{year}〕{i + 1}号", Kind.PLAN, name, "办公室", day, took=7))
    for i, day in enumerate(spread(year, many.get("major", 0), last)):
        rows.append(
            _review(
                house,
                f"{mark}重审〔{year}〕{i + 1}号",
                Kind.CONTRACT,
                f"{_MAJOR[i % 6]}合同（{i // 6 + 1}期）",
                offices[i % 4],
                day,
                turn=i,
                major=True,
            )
        )
    for i, day in enumerate(spread(year, many.get("second", 0), last)):
        # Every ninth review is the second round of the matter before it: 件 fewer than 次.
        again = i % 9 == 8
        business, name, unit = _UNIT_WORK[(i - again) % 7]
        rows.append(
            _review(
                house,
                f"{mark}复审〔{year}〕{i + 1}号",
                Kind.SECOND_LEVEL,
                f"{name}{'（修改稿）' if again else ''}",
                unit,
                day,
                turn=0 if again else i,
                matter=f"{mark}事〔{year}〕{i - again + 1}号",
                business=business,
                first_by="孙某",
                first_on=day,
                first_opinion="本单位已初审，同意报局复审。",
            )
        )
    return rows


def _consultations(house: Any, year: int, many: int, last: date | None, tag: str = "") -> list[dict[str, Any]]:
    calendar = WorkCalendar.load()
    return [
        {
            "title": f"《{_DRAFTS[i % 6]}（征求意见稿）》",
            "sender": _SENDERS[i % 6],
            "doc_no": f"征询{tag}〔{year}〕{i + 1}号",
            "happened_on": day,
            "due_on": calendar.add_workdays(day, 6),
            "unit": house.unit("法规处"),
            "result": ReplyResult.COMMENTS if i % 4 == 1 else ReplyResult.NO_COMMENT,
            "reply": "建议明确机关事务主管部门的职责分工。" if i % 4 == 1 else "",
            "replied_on": calendar.add_workdays(day, 4),
            "reply_no": f"{house.profile.doc_prefix}函{tag}〔{year}〕{i + 1}号",
        }
        for i, day in enumerate(spread(year, many, last))
    ]


@demo("legality_review")
def load(house: Any) -> None:
    """Load reviews and consultations: the year itself, a neighbouring year, and some that were void."""
    many = _MANY[house.code]
    last = date(house.year, 8, 20) if house.code == "ji" else None
    gate = {"legality_review.counsel_heard": "proven"}
    made = house.backfill("legality_review.review", _rows(house, house.year, many, last), gate)
    before = {kind: min(n, 2) for kind, n in many.items()}
    house.backfill("legality_review.review", _rows(house, house.year - 1, before, None), gate)
    twice = house.backfill("legality_review.review", _rows(house, house.year, {k: 1 for k in many}, last, "重"), gate)
    for review in twice:
        house.do("legality_review.review", "void", review, reason="与另一条重复登记", checker="吴某")
    house.backfill("legality_review.consultation", _consultations(house, house.year, many["replies"], last))
    house.backfill("legality_review.consultation", _consultations(house, house.year - 1, 3, None))
    wrong = house.backfill("legality_review.consultation", _consultations(house, house.year, 1, last, "误"))
    house.do("legality_review.consultation", "void", wrong[0], reason="不属于征求意见来文", checker="吴某")
    if house.code == "ji":
        _running(house, made)


def _running(house: Any, made: list[Any]) -> None:
    """己县 in mid-work: matters under review, one due today, one overdue, one sent back."""
    calendar, day = WorkCalendar.load(), house.day

    def ago(n: int) -> date:
        return calendar.add_workdays(day, -n)

    def submit(kind: str, title: str, unit: str, received: date, **more: Any) -> Any:
        return house.do(
            "legality_review.review",
            "record",
            day=received,
            kind=kind,
            title=title,
            unit=house.unit(unit),
            happened_on=received,
            submitter="王某",
            **more,
        )

    submit(Kind.SECOND_LEVEL, "会议中心设备维保采购", "会议服务中心", ago(1), business=Business.PROCUREMENT)
    lease = submit(Kind.SECOND_LEVEL, "机关服务中心门面房续租", "机关服务中心", ago(3), business=Business.LEASE)
    house.do(
        "legality_review.review", "first_review", lease, day=ago(2), first_opinion="租金不低于评估价，同意报局复审。"
    )
    back = submit(Kind.INSTRUMENT, "机关食堂采购验收制度", "物业管理处", ago(9))
    house.do("legality_review.review", "send_back", back, day=ago(7), return_reason="缺起草说明和征求意见汇总")
    submit(Kind.DECISION, "机关办公区停车资源统筹使用方案", "资产管理处", ago(6), major=True)
    rule = submit(Kind.NORMATIVE, "办公区经营性停车管理办法", "资产管理处", ago(4), touches_market=True)
    house.do("legality_review.review", "ask_fair", rule, day=ago(3))
    for i, left in enumerate((2, 0, -1, 3)):
        received = ago(5 - left if left > 0 else 5)
        asked = house.do(
            "legality_review.consultation",
            "record",
            day=received,
            title=f"《{_DRAFTS[i]}（征求意见稿）》",
            sender=_SENDERS[i],
            doc_no=f"征询〔{house.year}〕{40 + i}号",
            happened_on=received,
            due_on=calendar.add_workdays(day, left),
            unit=house.unit("法规处"),
        )
    house.do(
        "legality_review.consultation", "extend", asked, due_on=calendar.add_workdays(day, 5),
        note="来文单位电话同意延至次周。",
    )  # fmt: skip
