"""Demo records of vehicles (演示数据): a county fleet in its year, live since 启用日期, months before by 补录."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yifa.affairs.vehicles.choices import Body as B
from yifa.affairs.vehicles.choices import Category as C
from yifa.affairs.vehicles.choices import Energy as E
from yifa.affairs.vehicles.plates import vin_fault
from yifa.core.org.models import Person
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar

OFFICE = "车辆管理处"
#: (brand, category, body, energy, litres, seats, price in yuan, years old): placeholders, no real make
FLEET = (
    ("甲牌 C15 轿车", C.COURIER, B.SEDAN, E.PETROL, "1.5", 5, 98000, 4),
    ("乙牌 E3 纯电轿车", C.COURIER, B.SEDAN, E.ELECTRIC, None, 5, 116000, 2),
    ("甲牌 C18 轿车", C.EMERGENCY, B.SEDAN, E.PETROL, "1.8", 5, 156000, 6),
    ("甲牌 C18 轿车", C.EMERGENCY, B.SEDAN, E.PETROL, "1.8", 5, 158000, 9),
    ("乙牌 E5 纯电轿车", C.EMERGENCY, B.SEDAN, E.ELECTRIC, None, 5, 149000, 1),
    ("乙牌 E5 纯电轿车", C.EMERGENCY, B.SEDAN, E.ELECTRIC, None, 5, 149000, 1),
    ("丙牌 P6 插混轿车", C.EMERGENCY, B.SEDAN, E.PLUGIN, "1.5", 5, 168000, 3),
    ("丁牌 M7 商务车", C.OTHER, B.MPV, E.PETROL, "1.8", 7, 176000, 5),
    ("丁牌 K11 小型客车", C.OTHER, B.SMALL_COACH, E.DIESEL, "2.4", 9, 228000, 7),
    ("丁牌 K19 中型客车", C.OTHER, B.MEDIUM_COACH, E.DIESEL, "2.8", 19, 246000, 10),
    ("丁牌 K45 大型客车", C.OTHER, B.LARGE_COACH, E.DIESEL, "6.5", 45, 438000, 6),
    ("甲牌 C16 轿车", C.ENFORCEMENT, B.SEDAN, E.PETROL, "1.6", 5, 118000, 4),
    ("戊牌 Y1 越野车", C.EMERGENCY, B.SUV, E.PETROL, "2.0", 5, 209000, 12),
    ("戊牌 W2 皮卡", C.SPECIAL, B.PURPOSE, E.DIESEL, "2.5", 5, 132000, 5),
)
DRIVERS = (("卫某", "A1"), ("蒋某", "A1"), ("沈某", "B1"), ("韩某", "C1"), ("杨某", "C1"), ("朱某", "C1"))
PLACES = (
    ("县政务中心", "市机关事务管理局", "meeting", "参加全市机关事务工作会议", True),
    ("县政务中心", "东湖镇人民政府", "survey", "调研乡镇办公用房使用情况", False),
    ("县政务中心", "县档案馆", "courier", "送取机要文件", False),
    ("县政务中心", "西山乡防汛点", "emergency", "防汛值守物资运送", False),
    ("县政务中心", "公共机构节能示范点", "inspection", "节能示范单位现场核查", False),
    ("县政务中心", "火车站", "reception", "接送调研组", False),
    ("县政务中心", "城南办公区", "logistics", "运送会议用品", False),
)
UNITS = ("办公室", "法规处", "财务处", "资产管理处", "公共机构节能处", "物业管理处")
LIVE = (9, 2)


def _keeper(category: str) -> str:
    """Return the unit that keeps a category: two cars are not the office's own, so that units can be compared."""
    return "机关服务中心" if category in (C.ENFORCEMENT, C.SPECIAL) else OFFICE


def _vin(n: int) -> str:
    """Return a VIN that passes its own check digit."""
    for check in "0123456789X":
        vin = f"LYFDM{n % 10}{n // 10 % 10}A{check}A1{n:06d}"
        if not vin_fault(vin):
            return vin
    raise AssertionError(n)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())


def _vehicles(house: Any) -> list[Any]:
    rows = []
    for n, (brand, category, body, energy, litres, seats, price, age) in enumerate(FLEET):
        day = date(house.year - age, 3 + n % 8, 8 + n)
        green = energy in (E.ELECTRIC, E.PLUGIN)
        rows.append(
            {
                "plate": f"浙Z{'D' if energy == E.ELECTRIC else 'F'}{n + 10:05d}" if green else f"浙Z{n + 10:04d}Y",
                "vin": _vin(n + 1), "brand": brand, "category": category, "body": body, "energy": energy,
                "litres": Decimal(litres) if litres else None, "seats": seats, "price": Decimal(price),
                "unit": house.unit(_keeper(category)), "origin": "bought", "happened_on": day,
                "bought_on": day - timedelta(days=12),
                "domestic": True, "quota_no": f"编{n + 1:03d}", "sticker_no": f"GW{n + 1:04d}",
                "odometer": 12000 * age + 800 * n, "paper": f"行驶证登记{day.year}-{n + 1:03d}",
            }
        )  # fmt: skip
    made: list[Any] = house.backfill("vehicles.vehicle", rows)
    return made


def _papers(house: Any, cars: list[Any], insurer: Any, testing: Any) -> None:
    """Policies and tests: most run on, one of each ends soon."""
    policies, tests = [], []
    for n, car in enumerate(cars):
        ends = house.day + timedelta(days=(20 if n == 3 else 60 + 19 * n % 270))
        begins = ends - timedelta(days=365)
        policies.append({"vehicle": car, "kind": "compulsory", "number": f"JQ{house.year}{n:05d}", "starts_on": begins,
                         "ends_on": ends, "premium": Decimal(950), "vendor": insurer, "unit": car.unit,
                         "happened_on": begins})  # fmt: skip
        until = house.day + timedelta(days=(12 if n == 9 else 45 + 23 * n % 270))
        tests.append({"vehicle": car, "happened_on": until - timedelta(days=365), "passed": True, "valid_until": until,
                      "vendor": testing, "unit": car.unit})  # fmt: skip
    house.backfill("vehicles.insurance", policies)
    house.backfill("vehicles.inspection", tests)


def _services(house: Any, cars: list[Any], garage: Any) -> None:
    house.backfill(
        "vehicles.upkeep",
        [
            {"vehicle": car, "kind": "service", "items": "更换机油、三滤，检查制动和轮胎", "vendor": garage,
             "happened_on": date(house.year, 3 + n % 4, 6), "done_on": date(house.year, 3 + n % 4, 7),
             "odometer": car.odometer - 400 if n % 5 else car.odometer - 9700, "amount": Decimal(620 + 35 * n),
             "invoice_no": f"WB{house.year}{n:04d}", "approved_by": "周某", "unit": car.unit}
            for n, car in enumerate(cars)
        ],
    )  # fmt: skip


def _past(house: Any, cars: list[Any], drivers: list[Any]) -> None:
    """January to August from the returned sheets: two trips a working week for each car, and a fill a month."""
    calendar = WorkCalendar.load()
    sheets: list[dict[str, Any]] = []
    fills: list[dict[str, Any]] = []
    for n, car in enumerate(cars):
        km = car.odometer - 9000
        day = calendar.next_workday(date(house.year, 1, 4 + n % 5))
        while day < date(house.year, 8, 28):
            spot = PLACES[(n + day.day) % len(PLACES)]
            far = 60 + (n * 7 + day.day * 3) % 90
            hour = 8 + n % 3
            sheets.append(
                {"vehicle": car, "driver": drivers[n % len(drivers)], "leaves_at": _at(day, hour),
                 "returns_at": _at(day, hour + 3 + n % 4), "route": f"{spot[0]}—{spot[1]}", "outside": spot[4],
                 "unit": car.unit, "user_unit": house.unit(UNITS[(n + day.month) % len(UNITS)]),
                 "km_out": km, "km_back": km + far,
                 "number": f"{house.year}-{n + 1:02d}-{len(sheets) + 1:04d}", "settled_on": day, "paper": "派车单存根"}
            )  # fmt: skip
            km += far
            if car.litres and len(sheets) % 3 == 0:
                litres = (Decimal(far * 3 * 8) / 100).quantize(Decimal("0.01"))
                fills.append({"kind": "fuel", "vehicle": car, "happened_on": day, "quantity": litres,
                              "amount": (litres * Decimal("7.65")).quantize(Decimal("0.01")), "odometer": km,
                              "full_tank": True, "unit": car.unit, "invoice_no": f"JY{len(fills):05d}",
                              "paper": "加油卡对账单"})  # fmt: skip
            day = calendar.add_workdays(day, 6 + n % 4)
    house.backfill("vehicles.dispatch", sheets)
    house.backfill("vehicles.cost", fills)


def _as(house: Any, name: str, *roles: str, day: date) -> Any:
    ctx = house.ctx(*roles, day=day)
    return replace(ctx, scope=replace(ctx.scope, name=name))


def _ask(house: Any, n: int, day: date, hour: int, **more: Any) -> Any:
    spot = PLACES[n % len(PLACES)]
    return house.do(
        "vehicles.request", "record", ctx=_as(house, "吴某", "clerk", day=min(day, house.day)),
        purpose=spot[2], matter=spot[3], leaves_at=_at(day, hour), returns_at=_at(day, hour + 3 + n % 3),
        origin=spot[0], destination=spot[1], outside=spot[4], passengers=1 + n % 2, applicant="吴某",
        unit=house.unit(UNITS[n % len(UNITS)]), share=bool(n % 2), **more,
    )  # fmt: skip


def _agree(house: Any, asked: Any, day: date) -> None:
    house.do("vehicles.request", "approve", asked, ctx=_as(house, "周某", "head", day=day), opinion="同意")


def _send(house: Any, asked: list[Any], car: Any, driver: Any, day: date) -> Any:
    car.refresh_from_db()
    first = asked[0]
    return house.do(
        "vehicles.dispatch", "record", day=day, vehicle=car, driver=driver, requests=asked,
        leaves_at=min(r.leaves_at for r in asked), returns_at=max(r.returns_at for r in asked),
        route="—".join(dict.fromkeys([first.origin, *(r.destination for r in asked)])),
    )  # fmt: skip


def _drive(house: Any, sheet: Any, n: int, day: date, *, settle: bool = True) -> None:
    car = type(sheet.vehicle).objects.get(pk=sheet.vehicle_id)
    far = 40 + n * 13 % 120
    house.do("vehicles.dispatch", "return", sheet, day=day, left_at=sheet.leaves_at, back_at=sheet.returns_at,
             km_out=car.odometer, km_back=car.odometer + far, places=sheet.route)  # fmt: skip
    if settle:
        bills = {"toll": Decimal(25 if sheet.outside else 0), "parking": Decimal(10 if n % 3 == 0 else 0)}
        house.do("vehicles.dispatch", "settle", sheet, day=day, **bills)


def _live(house: Any, cars: list[Any], drivers: list[Any], firm: Any) -> None:
    """Since September through the ordinary verbs; a shared trip, one on a holiday, one urgent, some still waiting."""
    calendar, n = WorkCalendar.load(), 0
    day = calendar.next_workday(date(house.year, *LIVE))
    conference: date | None = date(house.year, 10, 12)
    while day < house.day:
        if conference and day > conference:  # readings run on in the order of the trips
            _holiday(house, cars[12], drivers[0], calendar)
            _conference(house, cars, conference)
            conference = None
        asked = [_ask(house, n, day, 9)]
        if asked[0].share and n % 3 == 1:
            asked.append(_ask(house, n + 2, day, 9))
        for one in asked:
            _agree(house, one, day)
        sheet = _send(house, asked, cars[(2, 4, 5, 6, 7)[n % 5]], drivers[n % len(drivers)], day)
        _drive(house, sheet, n, day, settle=(house.day - day).days > 5)
        day, n = calendar.add_workdays(day, 2), n + 1
    _rented(house, firm, calendar.next_workday(date(house.year, 10, 20)))
    _complaint(house, cars[2], calendar.next_workday(date(house.year, 10, 26)))
    _report(house, calendar.next_workday(date(house.year, 10, 14)))
    _today(house, cars, drivers, calendar)
    house.do("vehicles.notice", "look", first=date(house.year, 9, 1), last=house.day)


def _holiday(house: Any, car: Any, driver: Any, calendar: WorkCalendar) -> None:
    """An urgent use on a day off, approved afterwards."""
    off = date(house.year, 10, 3)
    asked = [_ask(house, 3, off, 8, urgency="urgent")]
    sheet = _send(house, asked, car, driver, off)
    _drive(house, sheet, 5, off)
    _agree(house, asked[0], calendar.add_workdays(off, 1))


def _rented(house: Any, firm: Any, day: date) -> None:
    """A coach the fleet does not have, rented, driven and paid for."""
    asked = _ask(house, 0, day, 8)
    _agree(house, asked, day)
    sheet = house.do(
        "vehicles.dispatch", "record", day=day, requests=[asked], vehicle=None, driver=None, vendor=firm,
        rented_plate="浙Z2345Q", hired_driver="秦某", hired_phone="0000-0000001", rent_reason="no_fit",
        leaves_at=asked.leaves_at, returns_at=asked.returns_at, route=f"{asked.origin}—{asked.destination}",
    )  # fmt: skip
    house.do("vehicles.dispatch", "return", sheet, day=day, left_at=sheet.leaves_at, back_at=sheet.returns_at,
             places=asked.destination)  # fmt: skip
    house.do("vehicles.dispatch", "settle", sheet, day=day, rental=Decimal(960), invoice="ZL0001")


#: (title, hours, from, to, passengers, cars) of the county's conference, day by day
CONFERENCE = (
    (("代表接站", 14, 17, "火车站", "会议中心宾馆", 11, 3),),
    (("参会接送", 8, 12, "会议中心宾馆", "县会议中心", 16, 2), ("现场考察", 14, 17, "县会议中心", "节能示范园", 15, 2)),
    (("代表送站", 9, 12, "会议中心宾馆", "火车站", 10, 3),),
)


def _conference(house: Any, cars: list[Any], first: date) -> None:
    """A conference of three days: plan, approval, cars for each leg, contact list, summary."""
    office = house.unit(OFFICE)
    event = house.do(
        "vehicles.event", "record", day=first - timedelta(days=5), title="全县公共机构节能现场推进会",
        happened_on=first, ends_on=first + timedelta(days=2), guests=46, contact="韩某", unit=office,
        plan="分接站、会场接送、现场考察、送站四段保障；每段设跟车联络人，备用车一辆在会议中心待命。",
    )  # fmt: skip
    fleet = iter(((4, 5, 7), (9, 8), (9, 8), (4, 5, 7)))
    legs = []
    for n, runs in enumerate(CONFERENCE):
        for title, start, end, origin, destination, people, number in runs:
            day = first + timedelta(days=n)
            legs.append(house.do(
                "vehicles.leg", "record", day=event.happened_on - timedelta(days=5), event=event, title=title,
                leaves_at=_at(day, start), returns_at=_at(day, end), origin=origin, destination=destination,
                passengers=people, cars=number, guide="杨某", phone="0000-0000002"))  # fmt: skip
    for duty, name, phone in (("总调度", "韩某", "0000-0000003"), ("接站组", "杨某", "0000-0000002"),
                              ("会务组", "朱某", "0000-0000004")):  # fmt: skip
        house.do("vehicles.contact", "record", day=first - timedelta(days=5), event=event, duty=duty, name=name,
                 phone=phone)  # fmt: skip
    house.do("vehicles.event", "approve", event, ctx=_as(house, "郑某", "leader", day=first - timedelta(days=3)))
    for leg in legs:
        chosen = [type(cars[0]).objects.get(pk=cars[k].pk) for k in next(fleet)]
        house.do("vehicles.leg", "arrange", leg, day=first - timedelta(days=2), vehicles=chosen)
    for n, sheet in enumerate(event.dispatches.order_by("leaves_at", "id")):
        _drive(house, sheet, n, sheet.happened_on)
    event.refresh_from_db()
    house.do("vehicles.event", "finish", event, day=first + timedelta(days=3),
             summary="四段行程车辆全部准时，未发生交通事故和违法。")  # fmt: skip


def _complaint(house: Any, car: Any, day: date) -> None:
    """A call to the hotline about a car, looked into and answered; another still open."""
    office = house.unit(OFFICE)
    said = house.do(
        "vehicles.complaint", "record", day=day, came_by="hotline", number=f"R{day:%Y%m%d}01", happened_on=day,
        content="傍晚有公务车停在商场门口，怀疑公车私用", plate=car.plate, used_on=day - timedelta(days=1),
        place="城南商场", unit=office,
    )  # fmt: skip
    house.do("vehicles.complaint", "pass", said, day=day, vehicle=car, user=house.unit("办公室"))
    said.refresh_from_db()
    calendar = WorkCalendar.load()
    for verb, days, ctx, data in (
        ("explain", 1, ("吴某", "clerk"), {"explanation": "接送参加夜间防汛会商人员，车辆停靠等候，有派车单。"}),
        ("judge", 2, ("孙某", "head"), {"finding": "regular", "measure": ""}),
    ):
        on = calendar.add_workdays(day, days)
        house.do("vehicles.notice", verb, type(said.notice).objects.get(pk=said.notice_id),
                 ctx=_as(house, ctx[0], ctx[1], day=on), **data)  # fmt: skip
    house.do("vehicles.complaint", "answer", said, day=calendar.add_workdays(day, 3),
             answer="经核查，当日车辆用于接送参加会商人员，用车手续齐全，已向来电人说明。")  # fmt: skip
    house.do(
        "vehicles.complaint", "record", day=house.day - timedelta(days=1), came_by="letter", happened_on=house.day
        - timedelta(days=1), content="来信反映公务车在景区停车场停放", used_on=house.day - timedelta(days=3),
        place="东湖景区", unit=office,
    )  # fmt: skip


def _report(house: Any, day: date) -> None:
    """The notice of the third quarter, signed and sent round; the one of October waits for its signature."""
    year = house.year
    data = {"kind": "notice", "title": ""}
    made = house.do("vehicles.use_report", "record", ctx=_as(house, "王某", "clerk", day=day), **data,
                    covers_from=date(year, 7, 1), covers_to=date(year, 9, 30),
                    remarks="各单位要继续落实派车单交回登记，节假日车辆封存停驶。")  # fmt: skip
    made = house.do("vehicles.use_report", "sign", made, ctx=_as(house, "郑某", "leader", day=day))
    house.do("vehicles.use_report", "publish", made, day=day, channel="局内网公告栏，发各处室和服务单位")
    house.do("vehicles.use_report", "record", ctx=_as(house, "王某", "clerk", day=house.day), **data,
             covers_from=date(year, 10, 1), covers_to=date(year, 10, 31), remarks="")  # fmt: skip


def _today(house: Any, cars: list[Any], drivers: list[Any], calendar: WorkCalendar) -> None:
    """Today's board: two sheets out, one to come tomorrow, one approved and one waiting for approval."""
    day, next_day = house.day, calendar.next_workday(house.day + timedelta(days=1))
    for k in range(2):
        asked = _ask(house, k, day, 8 + k)
        _agree(house, asked, day)
        sheet = _send(house, [asked], cars[k], drivers[k], day)
        house.do("vehicles.dispatch", "depart", sheet, day=day, left_at=sheet.leaves_at, km_out=cars[k].odometer)
    later = _ask(house, 6, day, 15)
    _agree(house, later, day)
    _send(house, [later], cars[0], drivers[0], day)
    asked = _ask(house, 4, next_day, 9)
    _agree(house, asked, day)
    _send(house, [asked], cars[4], drivers[3], day)
    _agree(house, _ask(house, 1, next_day, 14), day)
    _ask(house, 5, next_day, 10)
    for who in ({"driver": drivers[1]}, {"name": "周某", "user_unit": asked.unit, "phone": "0000-2222222"}):
        house.do(
            "vehicles.phone_link", "record", day=day, happened_on=day, unit=house.unit(OFFICE),
            expires_on=day + timedelta(days=180), **who,
        )  # fmt: skip


@demo("vehicles")
def load(house: Any) -> None:
    """Load the fleet of the county in mid-work."""
    if house.code != "ji":
        return
    office = house.unit(OFFICE)
    insurer, garage, testing, rental = house.backfill(
        "vehicles.vendor",
        [
            {"kind": kind, "name": name, "contract_no": f"车保〔{house.year - 1}〕{i}号", "unit": office,
             "happened_on": date(house.year - 1, 12, 20), "valid_until": date(house.year + 1, 12, 31)}
            for i, (kind, name) in enumerate(
                (("insurer", "甲财产保险公司己县支公司"), ("garage", "庚汽车维修有限公司"),
                 ("testing", "辛机动车检测站"), ("rental", "壬汽车租赁有限公司")), 1)
        ],
    )  # fmt: skip
    house.backfill(
        "vehicles.quota",
        [
            {"unit": house.unit(_keeper(category)), "category": category, "number": number,
             "happened_on": date(house.year - 2, 5, 10),
             "approved_by": "己县公务用车主管部门", "paper": f"己公车〔{house.year - 2}〕3号"}
            for category, number in ((C.COURIER, 2), (C.EMERGENCY, 7), (C.ENFORCEMENT, 1), (C.SPECIAL, 1), (C.OTHER, 4))
        ],
    )  # fmt: skip
    drivers = house.backfill(
        "vehicles.driver",
        [
            {"name": name, "person": Person.objects.filter(name=name, unit__bureau=house.bureau).first(),
             "phone": f"0000-00001{i:02}", "licence_class": kind, "unit": office,
             "licence_until": date(house.year + 1 + i % 5, 4, 18),
             "licensed_on": date(2008 + i, 6, 1), "happened_on": date(house.year - 3, 3, 1), "state": "on_duty"}
            for i, (name, kind) in enumerate(DRIVERS)
        ],
    )  # fmt: skip
    cars = _vehicles(house)
    _papers(house, cars, insurer, testing)
    _services(house, cars, garage)
    _past(house, cars, drivers)
    _live(house, cars, drivers, rental)
