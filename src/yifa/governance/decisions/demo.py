"""Demo records of decisions (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.decisions.choices import Body, ItemClass, Opinion, Outcome, PreResult
from yifa.governance.legality_review.public import Kind, Review, State
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar

#: bureau → party group, directors', topic meetings
_MEETINGS = {
    "jia": (31, 14, 5),
    "yi": (24, 11, 4),
    "bing": (27, 16, 6),
    "ding": (22, 12, 3),
    "wu": (29, 18, 8),
    "ji": (17, 9, 2),
}
_MAJOR = (
    ("年度大额维修资金安排", "funds"),
    ("办公楼综合改造项目立项", "project"),
    ("局属单位负责人选拔任用", "appointment"),
    ("物业管理服务采购方案", "funds"),
    ("机关服务中心改革方案", "decision"),
)
_ORDINARY = ("机关食堂满意度调查安排", "公务用车年度检修计划", "会议服务流程优化", "办公区垃圾分类点位调整")
_MEMBERS = (("吴某", "党组成员、副局长"), ("周某", "党组成员、副局长"), ("郑某", "党组书记、局长"))


def _meetings(house: Any, year: int, body: str, many: int, last: date | None = None, mark: str = "") -> list[Any]:
    calendar, first = WorkCalendar.load(), date(year, 1, 6)
    step = ((last or date(year, 12, 20)) - first).days / max(many, 1)
    name = {"party_group": "党组会议", "directors": "局长办公会", "topic": "专题会"}[body]
    prefix = f"{house.profile.doc_prefix}{'党组' if body == 'party_group' else ''}纪{mark}"
    return list(
        house.backfill(
            "decisions.meeting",
            [
                {
                    "body": body,
                    "number": i + 1,
                    "title": f"{house.bureau.short_name}局{name}（{year}年第{i + 1}次）{mark}",
                    "happened_on": calendar.next_workday(first + timedelta(days=int(i * step))),
                    "unit": house.unit("办公室"),
                    "chair": "党组书记 郑某" if body == "party_group" else "局长 郑某",
                    "attendees": "班子成员，法规处列席",
                    "paper": f"{prefix}〔{year}〕{i + 1}号",
                }
                for i in range(many)
            ],
        )
    )


@demo("decisions")
def load(house: Any) -> None:
    """Load meetings and matters: the year, the year before, and a meeting that was void."""
    year, many = house.year, _MEETINGS[house.code]
    last = date(year, 8, 28) if house.code == "ji" else None
    party = _meetings(house, year, Body.PARTY_GROUP, many[0], last)
    directors = _meetings(house, year, Body.DIRECTORS, many[1], last)
    _meetings(house, year, Body.TOPIC, many[2], last)
    _meetings(house, year - 1, Body.PARTY_GROUP, 3)
    for meeting in _meetings(house, year, Body.PARTY_GROUP, 1, last, mark="（重）"):
        house.do("decisions.meeting", "void", meeting, reason="与同次会议重复登记", checker="吴某")
    _matters(house, party, directors)
    if house.code == "ji":
        _running(house)


def _matters(house: Any, party: list[Any], directors: list[Any]) -> None:
    """Matters of the year with views, resolutions and filings, as the minutes show them."""
    found = list(Review.objects.filter(bureau=house.bureau, kind=Kind.DECISION, life="live", state=State.CLOSED))
    reviews: list[Any] = [r for r in found if r.opinion_on and r.opinion_on.year == house.year]
    rows: list[dict[str, Any]] = []
    for review in reviews:
        meeting = next((m for m in party if m.happened_on > review.opinion_on), party[-1])
        if meeting.happened_on > review.opinion_on:
            unit = review.unit
            rows.append(
                {"title": review.title, "category": ItemClass.MAJOR_ADMINISTRATIVE, "review": review, "unit": unit}
                | _course(house, meeting, review.happened_on)
            )
    for i, (title, kind) in enumerate(_MAJOR):
        meeting = party[(i * 4 + 3) % len(party)]
        unit = house.unit(("财务处", "资产管理处", "机关党委", "物业管理处", "办公室")[i])
        rows.append(
            {"title": title, "category": ItemClass.MAJOR_INTERNAL, "major_kind": kind, "unit": unit}
            | _course(house, meeting, meeting.happened_on - timedelta(days=12))
        )
    for i, title in enumerate(_ORDINARY):
        meeting = directors[(i * 2 + 1) % len(directors)]
        unit = house.unit(("机关党委", "车辆管理处", "会议服务中心", "物业管理处")[i])
        rows.append(
            {"title": title, "category": ItemClass.ORDINARY, "unit": unit}
            | _course(house, meeting, meeting.happened_on - timedelta(days=6))
        )
    proven = {"decisions.legality_before_discussion": "proven", "decisions.pre_review": "proven"}
    items = house.backfill("decisions.item", rows, proven)
    house.backfill(
        "decisions.view",
        [
            {
                "item": item,
                "unit": item.unit,
                "member": name,
                "post": post,
                "head": turn == 2,
                "sort": turn + 1,
                "opinion": Opinion.AGREE_CHANGED if (turn + k) % 7 == 3 else Opinion.AGREE,
                "words": "同意，按审查意见完善后执行。",
                "happened_on": item.submitted_on,
            }
            for k, item in enumerate(items)
            if item.category != ItemClass.ORDINARY
            for turn, (name, post) in enumerate(_MEMBERS)
        ],
    )
    prefix = house.profile.doc_prefix
    house.backfill(
        "decisions.resolution",
        [
            {
                "item": item,
                "unit": item.unit,
                "number": f"{prefix}决〔{house.year}〕{k + 1}号",
                "outcome": Outcome.APPROVED,
                "text": f"同意{item.title}，由{item.unit}组织实施。",
                "happened_on": item.submitted_on,
            }
            for k, item in enumerate(items)
        ],
    )
    house.backfill(
        "decisions.filing",
        [
            {
                "item": item,
                "unit": item.unit,
                "title": f"{item.title}决议及会议纪要",
                "happened_on": item.submitted_on + timedelta(days=5),
                "receipt_no": f"派驻收〔{house.year}〕{k + 1}号",
                "receipt_on": item.submitted_on + timedelta(days=6),
                "received_by": "吴某",
            }
            for k, item in enumerate(i for i in items if i.category == ItemClass.MAJOR_INTERNAL)
        ],
    )


def _course(house: Any, meeting: Any, proposed: Any) -> dict[str, Any]:
    return {
        "happened_on": proposed,
        "proposer": "王某",
        "pre_reviewer": "李某",
        "pre_result": PreResult.PASSED,
        "pre_opinion": "程序材料齐备，可以上会。",
        "pre_reviewed_on": meeting.happened_on - timedelta(days=2),
        "reviewer_attends": True,
        "meeting": meeting,
        "submitted_on": meeting.happened_on,
        "execution": "按决议组织实施",
        "executed_on": meeting.happened_on + timedelta(days=15),
        "paper": meeting.paper,
    }


def _running(house: Any) -> None:
    """己县 in mid-work: a matter filed without receipt, one stopped at the gate, one to be pre-reviewed."""
    calendar, today = WorkCalendar.load(), house.day

    def ago(n: int) -> date:
        return calendar.add_workdays(today, -n)

    def propose(title: str, category: str, unit: str, day: date, **more: Any) -> Any:
        return house.do(
            "decisions.item",
            "record",
            day=day,
            title=title,
            category=category,
            unit=house.unit(unit),
            happened_on=day,
            proposer="王某",
            **more,
        )

    meeting = house.do(
        "decisions.meeting",
        "record",
        day=ago(4),
        body=Body.PARTY_GROUP,
        number=18,
        happened_on=ago(4),
        title=f"己县局党组会议（{house.year}年第18次）",
        unit=house.unit("办公室"),
        chair="党组书记 郑某",
        attendees="班子成员，法规处列席",
    )
    item = propose("冬季供暖设备更新资金安排", ItemClass.MAJOR_INTERNAL, "物业管理处", ago(9), major_kind="funds")
    house.do(
        "decisions.item",
        "pre_review",
        item,
        day=ago(6),
        pre_result=PreResult.PASSED,
        reviewer_attends=True,
        pre_opinion="资金来源和程序符合规定，可以上会。",
    )
    house.do("decisions.item", "submit", item, day=ago(4), meeting=meeting)
    for turn, (name, post) in enumerate(_MEMBERS):
        house.do(
            "decisions.item",
            "speak",
            item,
            day=ago(4),
            member=name,
            post=post,
            head=turn == 2,
            opinion=Opinion.AGREE,
            words="同意。",
        )
    house.do(
        "decisions.item",
        "resolve",
        item,
        day=ago(4),
        number=f"己管决〔{house.year}〕18号",
        outcome=Outcome.APPROVED,
        text="同意资金安排，按政府采购程序办理。",
    )
    house.do("decisions.item", "file", item, day=ago(2))
    review = Review.objects.filter(bureau=house.bureau, kind=Kind.DECISION, life="live").exclude(state=State.CLOSED)
    stopped = propose("机关办公区停车资源统筹使用方案", ItemClass.MAJOR_ADMINISTRATIVE, "资产管理处", ago(6))
    house.do("decisions.item", "attach_review", stopped, day=ago(6), review=review.first())
    propose("公务用车平台运行维护经费追加", ItemClass.MAJOR_INTERNAL, "车辆管理处", ago(1), major_kind="funds")
