"""Demo records of legal study (演示数据): placeholder names, our own wording."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Any

from yifa.core.org.sample import enter, spread, void, workday
from yifa.governance.decisions.public import Body, Meeting
from yifa.governance.legal_study.choices import ItemKind, Mode, Occasion, OutputKind, SessionKind, SpeakerRank, Subject
from yifa.kernel.record import Life
from yifa.kernel.registry import demo

TOPICS = (
    "机关事务管理条例",
    "公共机构节能条例",
    "行政处罚法",
    "保障中小企业款项支付条例",
    "政府采购法",
    "反食品浪费法",
    "党政机关厉行节约反对浪费条例",
    "民法典合同编",
    "安全生产法",
    "重大行政决策程序暂行条例",
)
THEMES = (
    "习近平法治思想",
    "宪法",
    "国家安全法",
    "民法典",
    "行政复议法",
    "保守国家秘密法",
    "数据安全法",
    "信访工作条例",
    "公职人员政务处分法",
    "政府信息公开条例",
)
#: Offices whose Party branches take turns.
BRANCHES = ("办公室", "物业管理处", "车辆管理处", "财务处", "资产管理处", "公共机构节能处")
#: Sessions of each year by bureau; what each kind is held by.
SESSIONS: dict[str, dict[SessionKind, int]] = {
    "jia": {SessionKind.CENTRE_GROUP: 10, SessionKind.LECTURE: 2},
    "yi": {SessionKind.CENTRE_GROUP: 20, SessionKind.BRANCH: 12, SessionKind.PARTY_DAY: 12, SessionKind.LECTURE: 2},
    "bing": {SessionKind.CENTRE_GROUP: 4, SessionKind.LECTURE: 3, SessionKind.PARTY_DAY: 11},
    "ding": {SessionKind.CENTRE_GROUP: 8, SessionKind.LECTURE: 2},
    "wu": {SessionKind.CENTRE_GROUP: 14, SessionKind.BRANCH_LAW: 12, SessionKind.LECTURE: 4},
    "ji": {SessionKind.CENTRE_GROUP: 6, SessionKind.BRANCH: 12, SessionKind.PARTY_DAY: 12, SessionKind.LECTURE: 2},
}
PRE_MEETING = ("jia", "ding", "wu", "ji")
#: (title, mode, expected, month, day); everybody who should sit does, everybody who sits passes.
EXAMS: dict[str, list[tuple[str, Mode, int, int, int]]] = {
    "jia": [("全员法律知识测试", Mode.OFFLINE, 64, 11, 29)],
    "wu": [
        ("上半年线上学法考试", Mode.ONLINE, 186, 6, 15),
        ("下半年线上学法考试", Mode.ONLINE, 189, 11, 16),
        ("领导干部集中考法", Mode.OFFLINE, 42, 9, 21),
    ],
    "ji": [("全县工作人员学法考试", Mode.ONLINE, 58, 9, 17)],
}
#: (kind, title, copies, receivers)
BOOKS: dict[str, list[tuple[ItemKind, str, int, str]]] = {
    "yi": [
        (ItemKind.BOOK, "民法典学习读本", 18, "机关各支部"),
        (ItemKind.BOOK, "宪法学习读本", 20, "机关各支部"),
        (ItemKind.BOOK, "党内法规选编", 12, "班子成员和中层干部"),
        (ItemKind.MATERIAL, "节能常识折页", 80, "机关各支部"),
    ],
    "wu": [
        (ItemKind.BOOK, "习近平法治思想学习读本", 96, "机关和局属单位"),
        (ItemKind.BOOK, "行政复议法释义", 32, "法规处"),
    ],
    "ji": [(ItemKind.BOOK, "法治宣传教育法读本", 40, "机关各支部")],
}
OUTPUTS: dict[str, list[tuple[OutputKind, str]]] = {
    "yi": [
        (OutputKind.NOTE, "学习政府信息公开条例的几点体会"),
        (OutputKind.NOTE, "从一份物业合同看履约管理"),
        (OutputKind.NOTE, "办公用房管理中的程序意识"),
        (OutputKind.ARTICLE, "以标准化促机关事务法治化"),
        (OutputKind.ARTICLE, "基层机关事务管理的依法之道"),
    ],
    "wu": [
        (OutputKind.ESSAY, "机关事务法治保障的路径思考"),
        (OutputKind.ESSAY, "合同全周期管理的实践"),
        (OutputKind.ESSAY, "局属单位法治审核机制研究"),
    ],
    "ding": [(OutputKind.ESSAY, "公共机构节能监督的法治化")],
}
#: (title, court, own case, month, day)
COURTS: dict[str, list[tuple[str, str, bool, int, int]]] = {
    "jia": [("建设工程施工合同纠纷案", "甲市某区人民法院", False, 9, 6)],
    "ding": [
        ("政府信息公开答复案", "丁市某区人民法院", False, 5, 18),
        ("租赁合同纠纷案", "丁市某区人民法院", False, 10, 20),
    ],
    "wu": [
        ("物业服务合同纠纷案", "戊市某区人民法院", False, 4, 13),
        ("不服行政处罚决定案", "戊市某区人民法院", False, 7, 20),
        ("房屋腾退案（本局为第三人）", "戊市某中级人民法院", True, 10, 19),
    ],
    "ji": [("行政协议纠纷案", "己县人民法院", False, 9, 10)],
}


@demo("legal_study")
def load(house: Any) -> None:
    """Load the study of a bureau: its year, a little of the year before, and records that were voided."""
    _pre_meeting(house)
    _sessions(house)
    _exams(house)
    _training(house)
    _books_and_outputs(house)
    _court_and_oath(house)
    _target(house)


def _pre_meeting(house: Any) -> None:
    if house.code not in PRE_MEETING:
        return
    meetings = Meeting.objects.filter(bureau=house.bureau, body=Body.PARTY_GROUP, life=Life.LIVE).order_by(
        "happened_on"
    )
    enter(
        house,
        "legal_study.session",
        [
            {
                "kind": SessionKind.PRE_MEETING,
                "title": f"学习《{topic}》有关条款",
                "happened_on": m.happened_on,
                "unit": house.unit("办公室"),
                "speaker": "党组成员",
                "speaker_rank": SpeakerRank.MEMBER,
                "attendees": "党组成员",
                "extended": "各处室主要负责人、局属单位主要负责人",
                "meeting": m,
                "paper": f"{m.paper}附件",
            }
            for topic, m in zip(cycle(TOPICS), meetings, strict=False)
        ],
    )


def _row(house: Any, kind: SessionKind, day: date, i: int) -> dict[str, Any]:
    theme = THEMES[(i + day.year) % len(THEMES)]
    branch = BRANCHES[i % len(BRANCHES)]
    row: dict[str, Any] = {"kind": kind, "happened_on": day, "headcount": 12 + i % 9}
    serial = f"{house.bureau.name[0]}管学〔{day.year}〕{list(SessionKind).index(kind) + 1}{i + 1:02d}号"
    if kind == SessionKind.CENTRE_GROUP:
        row |= {
            "title": f"专题学习《{theme}》" if theme != THEMES[0] else f"专题学习{theme}",
            "unit": house.unit("机关党委"),
            "speaker": "党组书记" if i % 3 == 0 else "党组成员",
            "attendees": "党组理论学习中心组成员",
            "speaker_rank": SpeakerRank.LEADER if i % 3 == 0 else SpeakerRank.MEMBER,
        }
    elif kind == SessionKind.LECTURE:
        row |= {
            "title": f"法治讲座：{theme}的适用",
            "unit": house.unit("法规处"),
            "headcount": 60 + i * 7,
            "speaker": "常年法律顾问 何某" if i % 2 else "某大学法学院 吕某",
            "speaker_rank": SpeakerRank.COUNSEL if i % 2 else SpeakerRank.EXPERT,
        }
    elif kind == SessionKind.PARTY_DAY:
        row |= {
            "title": f"主题党日：{theme}与岗位职责",
            "unit": house.unit(branch),
            "speaker": "支部书记",
            "speaker_rank": SpeakerRank.STAFF,
        }
    else:
        row |= {
            "title": f"{branch}支部学习{theme}",
            "unit": house.unit(branch),
            "speaker": "支部书记",
            "speaker_rank": SpeakerRank.STAFF,
        }
    return row | {"paper": serial}


def _sessions(house: Any) -> None:
    for kind, number in SESSIONS[house.code].items():
        rows = [_row(house, kind, day, i) for i, day in enumerate(spread(house.year, number))]
        before = [_row(house, kind, day, i) for i, day in enumerate(spread(house.year - 1, 2, (5, 10), (11, 10)))]
        enter(house, "legal_study.session", before + rows)
        # The same session handed in twice: voided, so it stands in the register and counts nowhere.
        twice = {**rows[2 % len(rows)], "note": "重复报送"}
        for record in enter(house, "legal_study.session", [twice]):
            void(house, "legal_study.session", record)


def _exams(house: Any) -> None:
    rows: list[dict[str, Any]] = []
    for title, mode, people, month, day in EXAMS.get(house.code, []):
        rows.append(
            {
                "title": f"{house.year}年{title}",
                "mode": mode,
                "happened_on": workday(date(house.year, month, day)),
                "unit": house.unit("法规处"),
                "organiser": "干部网络学习平台" if mode == Mode.ONLINE else "局法规处",
                "expected": people,
                "attended": people,
                "passed": people,
                "paper": f"{house.bureau.name[0]}管考〔{house.year}〕{len(rows) + 1}号",
            }
        )
    if not rows:
        return
    before = {
        **rows[0],
        "title": f"{house.year - 1}年学法考试",
        "happened_on": workday(date(house.year - 1, 11, 18)),
        "expected": 60,
        "attended": 58,
        "passed": 55,
    }
    enter(house, "legal_study.exam", [before, *rows])
    draft = {**rows[0], "title": f"{house.year}年模拟测试", "attended": rows[0]["expected"] - 6, "passed": 20}
    for record in enter(house, "legal_study.exam", [draft]):
        void(house, "legal_study.exam", record, "模拟测试，不是考试")


def _training(house: Any) -> None:
    year, unit = house.year, house.unit("法规处")
    policy = {
        "title": "机关事务政策法规培训班",
        "subject": Subject.POLICY,
        "mode": Mode.OFFLINE,
        "unit": unit,
        "happened_on": workday(date(year, 4, 19)),
        "organiser": house.bureau.name,
        "headcount": 72,
        "paper": f"{house.bureau.name[0]}管培〔{year}〕1号",
    }
    law = {
        **policy,
        "title": "行政执法人员业务培训班",
        "subject": Subject.ENFORCEMENT,
        "headcount": 16,
        "happened_on": workday(date(year, 9, 20)),
        "paper": f"{house.bureau.name[0]}管培〔{year}〕2号",
    }
    enter(house, "legal_study.training", [{**policy, "happened_on": workday(date(year - 1, 4, 20))}, policy, law])
    if house.code != "jia":
        return
    classes = [
        {
            "title": f"{y}年公共机构节能管理网上培训班",
            "subject": Subject.ENERGY,
            "mode": Mode.ONLINE,
            "unit": house.unit("公共机构节能处"),
            "happened_on": date(y, 5, 15),
            "ends_on": date(y, 6, 16),
            "organiser": "上级机关事务主管部门会同某大学",
            "headcount": n,
            "paper": f"甲管节〔{y}〕{7 + n}号",
        }
        for y, n in ((year - 1, 4), (year, 20))
    ]
    units = [house.unit(name) for name in ("公共机构节能处", "物业管理处", "机关服务中心", "会议服务中心")]
    for course, number in zip(enter(house, "legal_study.training", classes), (4, 20), strict=True):
        people = [
            {
                "training": course,
                "name": f"{'赵钱孙李周吴郑王冯陈'[i % 10]}某{'甲乙'[i // 10]}",
                "unit": units[i % 4],
                "post": "节能管理员",
                "happened_on": course.ends_on,
                "passed": True,
                "certificate_no": f"JN{course.ends_on.year}{i + 1:04d}",
                "paper": "结业证书复印件",
            }
            for i in range(number)
        ]
        enter(house, "legal_study.trainee", people)
        # Entered for a colleague who was on leave and did not take part.
        absent = {**people[0], "name": "褚某", "passed": False, "certificate_no": ""}
        for record in enter(house, "legal_study.trainee", [absent]):
            void(house, "legal_study.trainee", record, "未参加培训")


def _books_and_outputs(house: Any) -> None:
    books = BOOKS.get(house.code, [])
    slips = [
        {
            "kind": kind,
            "title": title,
            "copies": copies,
            "receiver": receiver,
            "happened_on": day,
            "unit": house.unit("机关党委"),
            "paper": f"领用单{day:%Y%m%d}",
        }
        for (kind, title, copies, receiver), day in zip(
            books, spread(house.year, len(books), (3, 8), (10, 26)), strict=True
        )
    ]
    outputs = OUTPUTS.get(house.code, [])
    works = [
        {
            "kind": kind,
            "title": title,
            "happened_on": day,
            "unit": house.unit(unit),
            "author": f"{'王孙李赵'[i % 4]}某",
            "published_in": "机关事务内部刊物" if kind == OutputKind.ARTICLE else "",
            "paper": f"稿件{day:%Y%m%d}",
        }
        for i, ((kind, title), day, unit) in enumerate(
            zip(outputs, spread(house.year, len(outputs), (4, 12), (11, 15)), cycle(BRANCHES), strict=False)
        )
    ]
    for resource, rows in (("legal_study.distribution", slips), ("legal_study.output", works)):
        if not rows:
            continue
        last_year = {**rows[0], "happened_on": rows[0]["happened_on"].replace(day=8, year=house.year - 1)}
        enter(house, resource, [{**last_year, "happened_on": workday(last_year["happened_on"])}, *rows])
        for record in enter(house, resource, [{**rows[-1], "note": "重复报送"}, {**rows[0], "note": "重复报送"}]):
            void(house, resource, record)


def _court_and_oath(house: Any) -> None:
    rows = [
        {
            "title": title,
            "case_no": f"（{house.year}）演示{100 + i}号",
            "court": court,
            "own_case": own,
            "mode": Mode.ONLINE if i == 0 else Mode.OFFLINE,
            "happened_on": workday(date(house.year, month, day)),
            "unit": house.unit("法规处"),
            "headcount": 15 + i,
            "paper": f"旁听记录{i + 1}",
        }
        for i, (title, court, own, month, day) in enumerate(COURTS.get(house.code, []))
    ]
    if rows:
        enter(house, "legal_study.court_observation", rows)
    if house.code in ("ding", "wu"):
        oath = {
            "title": "新任职人员宪法宣誓",
            "occasion": Occasion.APPOINTED,
            "people": "新任职科级干部",
            "headcount": 6,
            "overseer": "局党组书记",
            "place": "机关会议中心",
            "unit": house.unit("机关党委"),
            "happened_on": workday(date(house.year, 12, 3)),
            "paper": "宣誓签名册",
        }
        enter(house, "legal_study.oath", [oath, {**oath, "happened_on": workday(date(house.year - 1, 12, 4))}])


def _target(house: Any) -> None:
    if house.code not in ("bing", "ji"):
        return
    times = 2 if house.code == "bing" else 8
    rows = [
        {
            "year": year,
            "kind": SessionKind.CENTRE_GROUP,
            "times": n,
            "happened_on": workday(date(year, 2, 26)),
            "unit": house.unit("机关党委"),
            "paper": f"{house.bureau.name[0]}管学〔{year}〕1号",
        }
        for year, n in ((house.year - 1, times + 2), (house.year, times))
    ]
    wrong = {
        **rows[1],
        "kind": SessionKind.LECTURE,
        "times": 9,
        "happened_on": rows[1]["happened_on"] + timedelta(days=1),
    }
    enter(house, "legal_study.target", rows)
    for record in enter(house, "legal_study.target", [wrong]):
        void(house, "legal_study.target", record, "录入有误")
