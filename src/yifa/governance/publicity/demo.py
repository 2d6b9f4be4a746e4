"""Demo records of publicity (演示数据): placeholder names, our own wording."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.org.sample import enter, spread, void, workday
from yifa.governance.publicity.choices import Audience, Form, ItemKind, PositionKind
from yifa.kernel.registry import demo
from yifa.lawkit.quantity import to_hanzi

#: (law, office, audience, form)
LIST = [
    ("宪法和国家机构有关法律", "机关党委", Audience.STAFF, Form.STUDY),
    ("民法典合同编、物权编", "法规处", Audience.STAFF, Form.LECTURE),
    ("机关事务管理条例", "办公室", Audience.UNITS, Form.TRAINING),
    ("公共机构节能条例", "公共机构节能处", Audience.UNITS, Form.STALL),
    ("反食品浪费法", "机关服务中心", Audience.STAFF, Form.EXHIBIT),
    ("党政机关办公用房管理办法", "资产管理处", Audience.UNITS, Form.TRAINING),
    ("党政机关公务用车管理办法", "车辆管理处", Audience.UNITS, Form.TRAINING),
    ("保障中小企业款项支付条例", "财务处", Audience.FIRMS, Form.MEDIA),
    ("安全生产法、消防法", "物业管理处", Audience.PUBLIC, Form.STALL),
]
#: Activities of the year that stand on the duty list, and those beside it.
ON_LIST = {"jia": 9, "yi": 7, "bing": 8, "ding": 13, "wu": 16, "ji": 10}
BESIDE = {"jia": 3, "yi": 3, "bing": 2, "ding": 4, "wu": 5, "ji": 2}
PLACES = ("机关办公区大厅", "机关食堂", "机关会议中心", "政务服务大厅", "机关大院广场")
#: Energy week as each bureau entered it: (first day, last day, low-carbon day, launch), month and day.
WEEKS: dict[str, tuple[tuple[int, int], ...]] = {
    "jia": ((7, 10), (7, 16), (7, 12), (6, 30)),
    "bing": ((5, 13), (5, 19), (5, 15), (5, 13)),
    "wu": ((7, 10), (7, 16), (7, 12), (7, 10)),
    "ji": ((6, 8), (6, 14), (6, 10), (6, 8)),
}
#: (units at the main venue, branch venues) of the launch.
LAUNCH = {"jia": (48, 10), "bing": (36, 7), "wu": (52, 16), "ji": (21, 4)}
#: Handbook slips of the year.
HANDBOOKS = {
    "jia": (96, 110, 84, 63, 90, 80),
    "bing": (150, 140, 130),
    "wu": (260, 310, 190, 280),
    "ji": (60, 55, 90),
}
POSITIONS = [
    ("办公区大厅电子屏", PositionKind.SCREEN, "一号楼大厅", "法规条文滚动播放"),
    ("机关食堂宣传栏", PositionKind.BOARD, "机关食堂入口", "反食品浪费法图解"),
    ("楼宇电梯厅法治角", PositionKind.CORNER, "二号楼各层电梯厅", "宪法和民法典节选"),
    ("门户网站普法专栏", PositionKind.COLUMN, "门户网站", "普法信息和案例"),
    ("机关事务公众号", PositionKind.ACCOUNT, "微信公众号", "节能和后勤法规推送"),
]


@demo("publicity")
def load(house: Any) -> None:
    """Load the publicity of a bureau: its year, a little of the year before, and records that were voided."""
    items = _duty_list(house, house.year)
    _activities(house, items, house.year, ON_LIST[house.code], BESIDE[house.code])
    _activities(house, _duty_list(house, house.year - 1)[:3], house.year - 1, 3, 1)
    _energy_week(house)
    _days(house)
    _positions_and_contests(house)


def _paper(house: Any, year: int, mark: str, number: int) -> str:
    return f"{house.bureau.name[0]}管普〔{year}〕{mark}{number}号"


def _duty_list(house: Any, year: int) -> list[Any]:
    rows = [
        {
            "year": year,
            "title": title,
            "unit": house.unit(unit),
            "audience": audience,
            "form": form,
            "due": f"{year}年全年",
            "happened_on": workday(date(year, 2, 22)),
            "paper": _paper(house, year, "", 1),
        }
        for title, unit, audience, form in LIST
    ]
    return enter(house, "publicity.duty_item", rows)


def _activities(house: Any, items: list[Any], year: int, on_list: int, beside: int) -> None:
    rows = []
    for i, day in enumerate(spread(year, on_list, (3, 6), (12, 8))):
        item = items[i % len(items)]
        rows.append(
            {
                "title": f"{item.title}{item.get_form_display()}活动",
                "form": item.form,
                "item": item,
                "audience": item.audience,
                "unit": item.unit,
                "happened_on": day,
                "place": PLACES[i % len(PLACES)],
                "materials": "条文摘编、图解折页",
                "headcount": 40 + (i * 17) % 90,
                "paper": _paper(house, year, "活", i + 1),
            }
        )
    for i, day in enumerate(spread(year, beside, (4, 10), (11, 6))):
        rows.append(
            {
                "title": ("法治短视频推送", "服务单位法律咨询", "案例展板进楼宇", "青年干部以案释法")[i % 4],
                "form": (Form.MEDIA, Form.STALL, Form.EXHIBIT, Form.LECTURE)[i % 4],
                "audience": Audience.STAFF,
                "unit": house.unit("法规处"),
                "happened_on": day,
                "place": PLACES[(i + 2) % len(PLACES)],
                "headcount": 35 + i * 8,
                "paper": _paper(house, year, "外", i + 1),
            }
        )
    enter(house, "publicity.activity", rows)
    # Reported by two offices: voided, so it stands in the register and counts nowhere.
    for record in enter(house, "publicity.activity", [{**rows[1], "note": "两个处室重复报送"}]):
        void(house, "publicity.activity", record)


def _energy_week(house: Any) -> None:
    if house.code not in WEEKS:
        return
    year, unit = house.year, house.unit("公共机构节能处")
    first, last, low, launch = (date(year, *pair) for pair in WEEKS[house.code])
    notice = _paper(house, year, "节", 1)
    week = {
        "day": "energy_week",
        "title": "节能降碳，机关先行",
        "happened_on": first,
        "ends_on": last,
        "unit": unit,
        "paper": notice,
    }
    draft = {**week, "title": "节能宣传周（草案日期）", "happened_on": date(year, 6, 5), "ends_on": date(year, 6, 11)}
    before = {**week, "happened_on": date(year - 1, 6, 13), "ends_on": date(year - 1, 6, 19)}
    for record in enter(house, "publicity.campaign", [draft]):
        void(house, "publicity.campaign", record, "按正式通知改期")
    campaign = enter(house, "publicity.campaign", [week])[0]
    previous = enter(house, "publicity.campaign", [before])[0]
    low_day = {
        "day": "low_carbon_day",
        "title": "绿色出行，低碳办公",
        "happened_on": low,
        "unit": unit,
        "paper": notice,
    }
    enter(house, "publicity.campaign", [low_day, {**low_day, "happened_on": date(year - 1, 6, 15)}])
    _launch(house, campaign, launch, *LAUNCH[house.code])
    _launch(house, previous, workday(date(year - 1, 6, 10)), 3, 2)
    slips = [
        {
            "kind": ItemKind.HANDBOOK,
            "title": "公共机构节能法规手册",
            "copies": copies,
            "receiver": PLACES[i % len(PLACES)],
            "unit": unit,
            "happened_on": day,
            "paper": f"发放单{i + 1}",
        }
        for i, (copies, day) in enumerate(
            zip(HANDBOOKS[house.code], spread(year, len(HANDBOOKS[house.code]), (6, 5), (7, 28)), strict=True)
        )
    ]
    leaflets = {**slips[0], "kind": ItemKind.LEAFLET, "title": "节能海报", "copies": 240}
    before = {**slips[0], "happened_on": workday(date(year - 1, 6, 15)), "copies": 380}
    enter(house, "publicity.distribution", [*slips, leaflets, before])
    for record in enter(house, "publicity.distribution", [{**slips[0], "copies": 300, "note": "库存，未发放"}]):
        void(house, "publicity.distribution", record, "只是入库，没有发放")


def _launch(house: Any, campaign: Any, day: date, units: int, venues: int) -> None:
    paper = _paper(house, day.year, "节", 2)
    activity = enter(
        house,
        "publicity.activity",
        [
            {
                "title": f"{day.year}年节能宣传周启动仪式",
                "form": Form.LAUNCH,
                "campaign": campaign,
                "audience": Audience.UNITS,
                "unit": house.unit("公共机构节能处"),
                "happened_on": day,
                "place": "机关大院广场",
                "materials": "倡议书、宣传手册",
                "headcount": units * 3,
                "paper": paper,
            }
        ],
    )[0]
    common = {"activity": activity, "happened_on": day, "unit": house.unit("公共机构节能处"), "paper": paper}
    guests = [{**common, "name": f"市直{to_hanzi(i)}单位", "headcount": 3} for i in range(1, units + 1)]
    places = [
        {**common, "name": f"第{to_hanzi(i)}分会场", "host": f"{to_hanzi(i)}号县（区）机关事务管理部门"}
        for i in range(1, venues + 1)
    ]
    enter(house, "publicity.launch_unit", guests)
    enter(house, "publicity.subvenue", places)
    # On the invitation list, but did not come.
    for record in enter(house, "publicity.launch_unit", [{**common, "name": "市直请假单位"}]):
        void(house, "publicity.launch_unit", record, "未到会")
    for record in enter(house, "publicity.subvenue", [{**common, "name": "原定备用分会场"}]):
        void(house, "publicity.subvenue", record, "未启用")


def _days(house: Any) -> None:
    rows = [
        {
            "day": "constitution_day",
            "title": "宪法学习宣传",
            "happened_on": date(year, 12, 4),
            "unit": house.unit("法规处"),
            "paper": _paper(house, year, "宪", 1),
        }
        for year in (house.year - 1, house.year)
    ]
    if house.code in ("yi", "ding"):
        rows += [
            {
                "day": "standards_day",
                "title": "标准让机关事务更规范",
                "happened_on": date(year, 10, 14),
                "unit": house.unit("办公室"),
                "paper": _paper(house, year, "标", 1),
            }
            for year in (house.year - 1, house.year)
        ]
    enter(house, "publicity.campaign", rows)


def _positions_and_contests(house: Any) -> None:
    known = POSITIONS[: 5 if house.code in ("ding", "wu") else 3]
    rows: list[dict[str, Any]] = [
        {
            "name": name,
            "kind": kind,
            "place": place,
            "content": content,
            "happened_on": workday(date(house.year - 1, 5, 6 + i)),
            "unit": house.unit("机关服务中心"),
        }
        for i, (name, kind, place, content) in enumerate(known)
    ]
    closed = {**rows[0], "name": "旧办公区宣传栏", "closed_on": date(house.year, 3, 31)}
    enter(house, "publicity.position", [*rows, closed])
    if house.code in ("ding", "wu"):
        contest = {
            "title": "全市普法知识竞赛",
            "organiser": "市普法工作协调机构办公室",
            "entrants": 24,
            "award": "优秀组织单位",
            "unit": house.unit("法规处"),
            "happened_on": workday(date(house.year, 8, 24)),
            "paper": _paper(house, house.year, "赛", 1),
        }
        enter(house, "publicity.contest", [contest, {**contest, "happened_on": workday(date(house.year - 1, 8, 24))}])
