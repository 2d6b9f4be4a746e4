"""Demo records of disclosure (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.org.sample import enter
from yifa.governance.disclosure.choices import ApplicantKind, Channel, Consulted, Delivery, SupplyForm, SupplyWay, Way
from yifa.kernel.registry import demo, get_resource

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
                "doc_no": f"演示公开〔{year}〕{i + 1}号" if i % 3 == 0 else "",
                "issuer": house.bureau.name,
                "group": ("机关运行", "资产管理", "公共服务")[i % 3],
                "genre": ("公告", "通知", "信息", "办法")[i % 4],
                "audience": "社会公众",
                "origin": "本局",
                "summary": f"公开{what}的有关情况。",
                "secrecy_checked": True,
                "privacy_checked": True,
                "accuracy_checked": True,
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
    _office(house)
    for channel, amount in AMOUNTS[house.code]:
        enter(house, "disclosure.item", _items(house, channel, amount, year, last), proven)
    first = AMOUNTS[house.code][0][0]
    # The neighbouring year, an item not published to the public, a void one: none of them counts.
    house.backfill("disclosure.item", _items(house, first, 3, year - 1, date(year - 1, 12, 20)), proven)
    spare = _items(house, first, 2, year, last)
    made = enter(
        house,
        "disclosure.item",
        [
            {**spare[0], "title": "年度考核结果公示", "way": Way.INTERNAL},
            {**spare[1], "title": f"{spare[1]['title']}（重复）"},
            {
                **spare[0],
                "title": "内部工作流程说明",
                "way": Way.WITHHELD,
                "ground": "internal",
                "reassess_on": date(year + 1, 6, 30),
            },
        ],
        proven,
    )
    twice = next(row for row in made if row.title.endswith("（重复）"))
    house.do("disclosure.item", "void", twice, reason="与原记录重复", checker="赵某")
    _yearly(house)
    if house.code == "bing":
        _charges(house)
    if running:
        _running(house)
    elif house.code in ("jia", "bing", "wu"):
        _finished(house, {"jia": 3, "bing": 6, "wu": 4}[house.code])


def _office(house: Any) -> None:
    office, day = house.unit("办公室"), house.day
    house.do(
        "disclosure.guide", "record", unit=office, name=f"{house.bureau.name}办公室", head="赵某", happened_on=day,
        address="演示路1号集中办公区201室", hours="工作日9:00至17:30", phone="演示电话00", postcode="000000",
        online="演示邮箱", organ=f"{house.bureau.name[:2]}人民政府", court=f"{house.bureau.name[:2]}人民法院",
        arrangement="按主题、组配、体裁和服务对象分类，索引号由机关代号、年份、渠道和流水号组成。",
        access="主动公开的信息在本局网站的目录里检索、查看；其他信息可以当面、来信、传真或者在网上提出申请。",
        watch="本级政府办公室（政府信息公开工作主管部门），演示电话01",
    )  # fmt: skip


def _yearly(house: Any) -> None:
    year, office = house.year, house.unit("财务处")
    if house.code == "jia":
        return
    wanted = [
        ("budget", year, date(year, 2, 9)),
        ("accounts", year - 1, date(year, 9, 17)),
        ("budget", year - 1, date(year - 1, 2, 11)),
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


def _charges(house: Any) -> None:
    year = house.year
    days = [date(year, 3, 21), date(year, 8, 15), date(year - 1, 10, 18)]
    house.backfill(
        "disclosure.charge",
        [
            {
                "title": "集中办公区车位占用费",
                "amount": 12600 + 350 * i,
                "legal_basis": "省收费目录清单（演示）",
                "happened_on": day,
                "voucher": f"演示票{day.year}{i + 1:03d}",
                "unit": house.unit("财务处"),
                "paper": f"非税收入缴款书〔{day.year}〕{i + 1}号",
            }
            for i, day in enumerate(days)
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
#: How the finished years were answered, in turn.
ENDED = (
    "granted", "partly", "not_held", "granted_published", "refused_third_party", "not_handled_petition",
    "refused_internal",
)  # fmt: skip


def _request(house: Any, i: int, day: date) -> dict[str, Any]:
    how = list(Delivery)[i % 6]
    return {
        "number": f"YSQ{day.year}{i + 1:03d}",
        "content": ASKED[i % len(ASKED)],
        "applicant": f"{'赵钱孙李周吴'[i % 6]}某",
        "applicant_kind": (ApplicantKind.NATURAL, ApplicantKind.NATURAL, ApplicantKind.COMMERCIAL)[i % 3],
        "identity": "已核对身份证件",
        "contact": f"演示号码{i + 1:02d}",
        "supply_form": SupplyForm.ELECTRONIC,
        "supply_way": SupplyWay.ONLINE if i % 2 else SupplyWay.MAIL,
        "delivery": how,
        "arrived_on": day,
        "scribe": "李某" if how == Delivery.ORAL else "",
        "happened_on": day,
        "unit": house.unit("办公室"),
        "paper": f"申请表{day.year}-{i + 1:03d}",
    }


def _closed(house: Any, i: int, day: date, days: int = 14) -> dict[str, Any]:
    return {
        **_request(house, i, day),
        "state": "replied",
        "outcome": ENDED[i % len(ENDED)],
        "replied_on": day + timedelta(days=days),
        "reply_no": f"公开答复〔{(day + timedelta(days=days)).year}〕{i + 1}号",
    }


def _finished(house: Any, amount: int) -> None:
    year = house.year
    rows = [_closed(house, i, date(year, 2 + i * 10 // amount, 12 + i)) for i in range(amount)]
    if house.code == "bing":  # one carried over from the year before, one into the year after
        rows[-1] = _closed(house, amount - 1, date(year, 12, 20), 18)
        rows.append(_closed(house, 40, date(year - 1, 12, 18), 20))
    house.backfill("disclosure.request", rows, {"disclosure.remedy": "proven"})


def _running(house: Any) -> None:
    """己县: requests due today, overdue, waiting for a correction, a third party, extended, refused, asked online."""
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
        what, "ask_supplement", waiting, day=told, told_on=told, wanted="请写明所需项目的名称和年度。",
        until=house.day + timedelta(days=10),
    )  # fmt: skip
    late = receive(3, 18)
    agreed = workdays_ago(2)
    house.do(
        what,
        "extend",
        late,
        day=agreed,
        approved_on=agreed,
        days=10,
        approver="办公室主任 赵某",
        why="需要核对多年数据",
    )
    done = receive(4, 15)
    sent = workdays_ago(4)
    house.do(
        what, "reply", done, day=sent, delivered_on=sent, result="granted", served_by=SupplyWay.ONLINE,
        organ="己县人民政府", court="己县人民法院",
    )  # fmt: skip
    asked = receive(6, 12)
    sent = workdays_ago(10)
    house.do(
        what, "consult", asked, day=sent, kind=Consulted.THIRD_PARTY, whom="庚物业服务有限公司", sent_on=sent,
        got_on=workdays_ago(9), asked="合同价格是否涉及商业秘密",
    )  # fmt: skip
    refused = receive(7, 14)
    sent = workdays_ago(6)
    house.do(
        what, "reply", refused, day=sent, delivered_on=sent, result="refused_internal",
        reasons="所申请的是内部排班流程。",
        served_by=SupplyWay.MAIL, proof="邮件号演示0001", organ="己县人民政府", court="己县人民法院",
    )  # fmt: skip
    receive(5, 1, accept=False)
    _corrections(house, workdays_ago(7), workdays_ago(2))
    _schedule(house)


def _corrections(house: Any, came: date, told: date) -> None:
    """己县: one application to correct passed on to the organ that may, one that waits for its evidence."""
    what = "disclosure.data_correction"
    for i, (title, wrong, right) in enumerate(
        (
            ("采购结果公示中的单位名称", "公示的供应商名称少了两个字", "按营业执照更正为庚物业服务有限公司"),
            ("公开招聘公示中的毕业年份", "公示的毕业年份不对", "按毕业证书更正"),
        )
    ):
        made = house.do(
            what, "record", day=came, happened_on=came, delivery=Delivery.IN_PERSON, title=title, wrong=wrong,
            right=right, applicant=("庚物业服务有限公司", "卫某")[i], identity="已核对证件",
            contact=f"演示号码6{i}", evidence="营业执照、证书复印件", unit=house.unit("办公室"),
        )  # fmt: skip
        if i:
            house.do(what, "ask_evidence", made, day=told, told_on=told, until=house.day + timedelta(days=9),
                     wanted="毕业证书复印件。")  # fmt: skip
        else:
            house.do(what, "settle", made, day=told, told_on=told, result="forwarded", served_by=SupplyWay.MAIL,
                     told_to="己县公共资源交易中心", reasons="该公示由交易中心制作。")  # fmt: skip


def _schedule(house: Any) -> None:
    """己县: the year's duties drawn up, two of them published, one with a day of its own still to come."""
    what, day = "disclosure.yearly", house.day - timedelta(days=20)
    house.do(what, "draw_up", day=day, year=house.year, unit=house.unit("办公室"))
    rows = {r.kind: r for r in get_resource(what).model.objects.filter(bureau=house.bureau, state="planned")}
    for kind, on in (("functions", day), ("guide", day), ("annual_report", date(house.year, 1, 26))):
        house.do(what, "published", rows[kind], day=day, made_public_on=on, where="门户网站政府信息公开专栏")
    house.do(what, "set_due", rows["catalogue"], day=day, until=house.day + timedelta(days=12))
