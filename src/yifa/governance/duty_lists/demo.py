"""Demo records of duty lists (演示数据): placeholder names, our own wording."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.org.sample import enter, spread, void, workday
from yifa.governance.duty_lists.choices import ActKind, Rank, StatementForm
from yifa.kernel.registry import demo

#: (post, rank, person, unit of the papers)
POSTS = [
    ("党组书记、局长", Rank.FIRST, "郑某"),
    ("分管法治工作副局长", Rank.DIRECT, "周某"),
    ("分管后勤服务副局长", Rank.DUAL, "韩某"),
    ("分管资产管理副局长", Rank.DUAL, "杨某"),
]
LINES = [
    (ActKind.DEPLOY, "年初专题部署法治建设工作，审定年度计划"),
    (ActKind.ATTEND, "对重大合同、重大纠纷和重大风险及时过问"),
    (ActKind.COORDINATE, "协调解决法治机构、人员和经费保障"),
    (ActKind.SUPERVISE, "督办重点任务和问题整改"),
]
MATTERS = {
    ActKind.DEPLOY: [
        "部署年度法治建设工作",
        "部署规章制度清理",
        "部署合同管理专项检查",
        "部署年度法治建设情况报告起草",
    ],
    ActKind.ATTEND: ["过问办公楼维修工程合同纠纷", "过问公共机构节能执法案件", "过问物业服务履约争议"],
    ActKind.COORDINATE: ["协调增配法治工作人员", "协调法律顾问服务经费", "协调办公用房权属登记"],
    ActKind.SUPERVISE: ["督办审计问题整改", "督办合同审查问题整改", "督办普法责任清单落实", "督办应急预案修订"],
}
#: Heads of offices who give their statements in writing.
HEADS = (("李某", "法规处"), ("孙某", "物业管理处"), ("沈某", "财务处"), ("许某", "资产管理处"))
#: Acts of the first responsible person in the order of the four kinds, then of deputies.
ACTS = {
    "jia": ((4, 2, 2, 3), 6),
    "yi": ((3, 3, 1, 4), 5),
    "bing": ((4, 3, 2, 4), 9),
    "ding": ((3, 2, 2, 2), 4),
    "wu": ((6, 4, 3, 6), 12),
    "ji": ((3, 2, 1, 3), 5),
}
REVISED = ("wu", "bing", "ji")


@demo("duty_lists")
def load(house: Any) -> None:
    """Load lists, acts and statements of a bureau: its year, a little of the year before, and voided ones."""
    lines = _lists(house)
    _acts(house, lines)
    _statements(house, house.year - 1, late=True)
    _statements(house, house.year)


def _paper(house: Any, year: int, mark: str, number: int) -> str:
    return f"{house.bureau.name[0]}管党〔{year}〕{mark}{number}号"


def _lists(house: Any) -> dict[ActKind, Any]:
    """Enter the lists; return the lines of the first responsible person's by kind."""
    issued, unit = workday(date(house.year - 1, 3, 20)), house.unit("法规处")
    revised = workday(date(house.year, 3, 22)) if house.code in REVISED else None
    rows = []
    for i, (post, rank, _person) in enumerate(POSTS):
        row = {
            "title": f"{post}履行推进法治建设职责清单",
            "post": post,
            "rank": rank,
            "number": 1,
            "happened_on": issued,
            "unit": unit,
            "paper": _paper(house, house.year - 1, "清", i + 1),
        }
        if revised and i < 2:
            new = {
                **row,
                "number": 2,
                "happened_on": revised,
                "change": "增加普法和述法职责",
                "paper": _paper(house, house.year, "清", i + 1),
            }
            rows += [{**row, "ends_on": revised}, new]
        else:
            rows.append(row)
    lists = enter(house, "duty_lists.list", rows)
    own = next(d for d in lists if d.rank == Rank.FIRST and d.ends_on is None)
    lines = [
        {"duty_list": own, "number": n + 1, "title": title, "kind": kind, "unit": unit}
        for n, (kind, title) in enumerate(LINES)
    ]
    return {line.kind: line for line in house.backfill("duty_lists.line", lines)}


def _act(house: Any, kind: ActKind, day: date, i: int, who: int, line: Any = None) -> dict[str, Any]:
    post, rank, person = POSTS[who]
    return {
        "kind": kind,
        "rank": rank,
        "person": person,
        "post": post,
        "title": MATTERS[kind][i % len(MATTERS[kind])],
        "line": line,
        "happened_on": day,
        "unit": house.unit("办公室"),
        "outcome": "已纳入任务台账跟进",
        "paper": _paper(house, day.year, "议" if kind == ActKind.DEPLOY else "批", day.month * 10 + i),
    }


def _acts(house: Any, lines: dict[ActKind, Any]) -> None:
    numbers, others = ACTS[house.code]
    rows = []
    for shift, (kind, number) in enumerate(zip(ActKind, numbers, strict=True)):
        for i, day in enumerate(spread(house.year, number, (2, 8 + 3 * shift), (11, 6 + 3 * shift))):
            rows.append(_act(house, kind, day, i, 0, lines[kind]))
    kinds = list(ActKind)
    for i, day in enumerate(spread(house.year, others, (3, 2), (11, 24))):
        rows.append(_act(house, kinds[i % 4], day, i, 1 + i % 3))
    before = [_act(house, kind, workday(date(house.year - 1, 10, 9 + i)), i, 0) for i, kind in enumerate(ActKind)]
    enter(house, "duty_lists.act", before + rows)
    for record in enter(house, "duty_lists.act", [{**rows[0], "note": "与会议纪要重复"}]):
        void(house, "duty_lists.act", record)


def _statements(house: Any, year: int, late: bool = False) -> None:
    asked = workday(date(year, 11, 20)) if house.code != "ji" else workday(date(year, 11, 10))
    due = workday(date(year, 12, 18))
    notice = {
        "year": year,
        "title": f"{year}年度述法",
        "happened_on": asked,
        "due_on": due,
        "meeting_on": due + timedelta(days=7),
        "unit": house.unit("机关党委"),
        "paper": _paper(house, year, "述", 1),
    }
    for made in enter(house, "duty_lists.round", [notice]):
        people: list[tuple[str, str, str, StatementForm]] = [
            (person, post, rank.value, StatementForm.MEETING) for post, rank, person in POSTS
        ]
        people += [(name, f"{office}负责人", "", StatementForm.WRITTEN) for name, office in HEADS]
        rows = [
            {
                "round": made,
                "person": person,
                "post": post,
                "rank": rank,
                "form": form,
                "happened_on": asked,
                "unit": house.unit("机关党委"),
                "paper": notice["paper"],
            }
            for person, post, rank, form in people
        ]
        past = asked < house.profile.started_on
        for i, row in enumerate(rows):
            if past and not (late and i == len(rows) - 1):
                row["submitted_on"] = workday(due - timedelta(days=1 + i % 4))
        statements = enter(house, "duty_lists.statement", rows)
        if not past:
            # 己县: the round is open; some have handed in, the rest are asked for.
            given = asked + timedelta(days=6)
            for statement in statements[:3]:
                if given <= house.day:
                    house.do(
                        "duty_lists.statement",
                        "submit",
                        statement,
                        day=given,
                        submitted_on=given,
                        paper=_paper(house, year, "述报", statement.pk % 90),
                    )
