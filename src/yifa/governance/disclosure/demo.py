"""Demo records of disclosure (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.org.sample import enter
from yifa.governance.disclosure.choices import Channel, Delivery, Outcome, Way, Yearly
from yifa.kernel.registry import demo

#: topic → how the demo titles its items
TOPICS = (
    ("机关资产", "国有资产处置信息"),
    ("办公用房", "办公用房维修项目公示"),
    ("公务用车", "公务用车运行情况"),
    ("公共机构节能", "公共机构能耗情况"),
    ("政府采购", "采购结果公示"),
    ("政策文件", "制度文件"),
    ("工作动态", "机关事务工作动态"),
    ("人事信息", "公开招聘信息"),
)
#: bureau → items by channel
AMOUNTS = {
    "jia": ((Channel.PORTAL, 88), (Channel.WECHAT, 41)),
    "yi": ((Channel.PORTAL, 151), (Channel.WECHAT, 68), (Channel.BOARD, 21)),
    "bing": ((Channel.PORTAL, 205), (Channel.WECHAT, 117)),
    "ding": ((Channel.PORTAL, 340), (Channel.WECHAT, 136)),
    "wu": ((Channel.PORTAL, 173),),
    "ji": ((Channel.PORTAL, 52), (Channel.WECHAT, 19)),
}


def _items(house: Any, channel: Channel, amount: int, year: int, last: date) -> list[dict[str, Any]]:
    span = (last - date(year, 1, 4)).days
    rows = []
    for i in range(amount):
        topic, what = TOPICS[i % len(TOPICS)]
        day = date(year, 1, 4) + timedelta(days=span * i // max(amount - 1, 1))
        rows.append(
            {
                "title": f"{day.month}月{what}（{year}年第{i + 1}号）",
                "channel": channel,
                "way": Way.OWN_MOTION,
                "topic": topic,
                "happened_on": day,
                "made_on": day - timedelta(days=i % 6),
                "unit": house.unit("办公室"),
                "index_no": f"{house.code.upper()}{year}{channel[:1].upper()}{i + 1:04d}",
                "reviewer": "李某",
                "reviewed_on": day - timedelta(days=i % 2),
                "paper": f"公开审查单〔{year}〕{i + 1}号",
            }
        )
    return rows


@demo("disclosure")
def load(house: Any) -> None:
    """Load items, requests and yearly publications."""
    year = house.year
    running = house.code == "ji"
    last = min(date(year, 12, 29), house.day)
    proven = {"disclosure.review": "proven"}
    for channel, amount in AMOUNTS[house.code]:
        enter(house, "disclosure.item", _items(house, channel, amount, year, last), proven)
    first = AMOUNTS[house.code][0][0]
    # The neighbouring year, an item not published to the public, a void one: none of them counts.
    house.backfill("disclosure.item", _items(house, first, 3, year - 1, date(year - 1, 12, 20)), proven)
    spare = _items(house, first, 2, year, last)
    _, twice = enter(
        house,
        "disclosure.item",
        [
            {**spare[0], "title": "年度考核结果公示", "way": Way.INTERNAL},
            {**spare[1], "title": f"{spare[1]['title']}（重复）"},
        ],
        proven,
    )
    house.do("disclosure.item", "void", twice, reason="与原记录重复", checker="赵某")
    _yearly(house)
    if running:
        _running(house)
    elif house.code in ("jia", "bing", "wu"):
        _finished(house, {"jia": 3, "bing": 6, "wu": 4}[house.code])


def _yearly(house: Any) -> None:
    year, office = house.year, house.unit("财务处")
    if house.code == "jia":
        return
    wanted = [
        (Yearly.BUDGET, year, date(year, 2, 9)),
        (Yearly.ACCOUNTS, year - 1, date(year, 9, 17)),
        (Yearly.BUDGET, year - 1, date(year - 1, 2, 11)),
    ]
    house.backfill(
        "disclosure.yearly",
        [
            {
                "kind": kind,
                "fiscal_year": fiscal,
                "happened_on": day,
                "approved_on": day - timedelta(days=12),
                "place": "门户网站预决算公开专栏",
                "unit": office,
                "paper": f"财政批复〔{day.year}〕{i + 3}号",
            }
            for i, (kind, fiscal, day) in enumerate(wanted)
            if day <= house.day
        ],
    )


ASKED = (
    "机关集中办公区停车场管理办法",
    "上年度公务用车更新数量",
    "办公用房维修项目招标结果",
    "公共机构能源消费总量",
    "机关食堂服务采购合同",
    "会议室对外使用标准",
)


def _request(house: Any, i: int, day: date) -> dict[str, Any]:
    return {
        "number": f"YSQ{day.year}{i + 1:03d}",
        "content": ASKED[i % len(ASKED)],
        "applicant": f"{'赵钱孙李周吴'[i % 6]}某",
        "contact": f"演示号码{i + 1:02d}",
        "delivery": list(Delivery)[i % 4],
        "happened_on": day,
        "unit": house.unit("办公室"),
        "paper": f"申请表{day.year}-{i + 1:03d}",
    }


def _finished(house: Any, amount: int) -> None:
    year = house.year
    house.backfill(
        "disclosure.request",
        [
            {
                **_request(house, i, date(year, 2 + i * 10 // amount, 12 + i)),
                "state": "replied",
                "outcome": Outcome.GRANTED,
                "replied_on": date(year, 2 + i * 10 // amount, 12 + i) + timedelta(days=14),
                "reply_no": f"公开答复〔{year}〕{i + 1}号",
            }
            for i in range(amount)
        ],
    )


def _running(house: Any) -> None:
    """己县: requests due today, overdue, waiting for a correction, extended, and answered."""
    from yifa.lawkit.calendar import WorkCalendar

    calendar = WorkCalendar.load()

    def workdays_ago(n: int) -> date:
        day = house.day
        while n:
            day -= timedelta(days=1)
            n -= calendar.is_workday(day)
        return day

    what = "disclosure.request"

    def receive(i: int, ago: int, accept: bool = True) -> Any:
        day = workdays_ago(ago)
        made = house.do(what, "record", day=day, **_request(house, i, day))
        if not accept:
            return made
        return house.do(what, "accept", made, day=day, accepted_on=day)

    receive(0, 20)
    receive(1, 23)
    waiting = receive(2, 9, accept=False)
    told = workdays_ago(5)
    house.do(
        what,
        "ask_supplement",
        waiting,
        day=told,
        told_on=told,
        notice_no=f"补正告知〔{house.year}〕1号",
        until=house.day + timedelta(days=10),
    )
    late = receive(3, 18)
    agreed = workdays_ago(2)
    house.do(
        what,
        "extend",
        late,
        day=agreed,
        approved_on=agreed,
        days=None,
        approver="办公室主任 赵某",
        notice_no=f"延期告知〔{house.year}〕1号",
    )
    done = receive(4, 15)
    sent = workdays_ago(4)
    house.do(
        what,
        "reply",
        done,
        day=sent,
        delivered_on=sent,
        result=Outcome.GRANTED,
        letter_no=f"公开答复〔{house.year}〕5号",
        remedy_told=False,
    )
    receive(5, 1, accept=False)
