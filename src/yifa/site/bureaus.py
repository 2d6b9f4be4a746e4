"""The six demo bureaus (演示机关): placeholder names, our own wording, records entered through Actions."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from yifa.core.org.house import House
from yifa.core.org.models import Unit
from yifa.kernel import registry
from yifa.kernel.action import Ctx, run
from yifa.kernel.policy import ROLES, Scope
from yifa.site.demo_sheets import SheetHouse


@dataclass(frozen=True)
class Sample:
    """One demo bureau; ``year`` 0 means the year the demo day falls in."""

    code: str
    name: str
    short: str
    region: str
    year: int
    addressee: str

    @property
    def copied_to(self) -> str:
        """抄送: the office of law-based governance; the superior department where that office is the addressee."""
        level = self.short[-1]
        office = f"{level}委全面依法治{level}委员会办公室"
        return "上级机关事务主管部门" if self.addressee == office else office


SAMPLES = [
    Sample("jia", "甲市机关事务管理局", "甲市", "990100", 2023, "市委全面依法治市委员会办公室"),
    Sample("yi", "乙区机关事务管理局", "乙区", "990200", 2023, "区委、区政府，上级机关事务主管部门"),
    Sample("bing", "丙市机关事务管理局", "丙市", "990300", 2024, "市委、市政府，上级机关事务主管部门"),
    Sample("ding", "丁市机关事务管理局", "丁市", "990400", 2021, "市委、市政府，上级机关事务主管部门"),
    Sample("wu", "戊市机关事务管理局", "戊市", "990500", 2023, "市委、市政府，上级机关事务主管部门"),
    Sample("ji", "己县机关事务管理局", "己县", "990600", 0, "县委、县政府，上级机关事务主管部门"),
]

#: (name, kind, answers collections, leads law)
OFFICES = [
    ("办公室", "office", True, False),
    ("法规处", "office", True, True),
    ("财务处", "office", True, False),
    ("资产管理处", "office", True, False),
    ("公共机构节能处", "office", True, False),
    ("车辆管理处", "office", True, False),
    ("物业管理处", "office", True, False),
    ("机关党委", "office", True, False),
    ("会议服务中心", "subordinate", True, False),
    ("机关服务中心", "subordinate", True, False),
    ("市直一单位", "served", False, False),
]

#: role -> (printed name, office, post title); one account per role, with a post in each demo bureau.
PEOPLE = {
    "legal": ("李某", "法规处", "法治工作专员"),
    "clerk": ("王某", "物业管理处", "经办人"),
    "head": ("孙某", "物业管理处", "处长"),
    "deputy": ("周某", None, "分管副局长"),
    "leader": ("郑某", None, "党组书记、局长"),
    "unit": ("钱某", "市直一单位", "联络员"),
    "driver": ("卫某", "车辆管理处", "驾驶员"),
    "auditor": ("吴某", None, "派驻纪检监察组"),
    "sysadmin": ("冯某", None, "系统管理员"),
    "secadmin": ("陈某", None, "安全管理员"),
    "auditadmin": ("褚某", None, "审计管理员"),
}
#: In the county two of them hold a second post (兼任): the fleet is kept by few people.
ALSO = {"clerk": "车辆管理处", "head": "车辆管理处"}
#: Only the county keeps vehicles in the demo.
COUNTY_ONLY = {"driver"}


def year_of(sample: Sample, day: date) -> int:
    """Return the year a demo bureau reports on; for 己县 the running one (from October) or the last."""
    return sample.year or (day.year if day.month >= 10 else day.year - 1)


def build(day: date, now: datetime, only: Container[str] | None = None) -> dict[str, str]:
    """Create bureaus (all, or ``only`` those codes), people and records; return username → first password."""
    houses: list[House] = []
    for index, sample in enumerate(SAMPLES):
        if only is None or sample.code in only:
            houses.append(_bureau(sample, index, day, now))
    passwords = _people(houses)
    for house in houses:
        for loader in registry.demo_loaders().values():
            loader(house)
    return passwords


def _bureau(sample: Sample, index: int, day: date, now: datetime) -> House:
    year = year_of(sample, day)
    started = date(year, 9, 1) if sample.code == "ji" else date(year + 1, 1, 4)
    scope = Scope(user_id=None, bureau_id=None, name="演示数据")
    unit = run(
        registry.get_action("core_org.unit", "found"),
        Ctx(scope=scope, day=day, now=now, channel="cli"),
        None,
        {
            "code": sample.code, "name": sample.name, "short_name": sample.short, "region": sample.region,
            "sort": index + 1, "started_on": started, "addressee": sample.addressee, "demo": True,
            "is_rule_maker": True, "is_enforcer": True,
            "enforcement_matters": "公共机构节能监督管理", "doc_prefix": f"{sample.short[0]}管",
            "copied_to": sample.copied_to,
        },
    ).obj  # fmt: skip
    house = (SheetHouse if sample.code == "ji" else House)(unit, year, day, now)
    for sort, (name, kind, reports, leads) in enumerate(OFFICES):
        house.do("core_org.unit", "record", name=name, kind=kind, parent=unit, reports=reports, leads_law=leads,
                 sort=sort + 10, region=sample.region)  # fmt: skip
    return house


def _people(houses: list[House]) -> dict[str, str]:
    """Give each role one person with an account, and a post in every demo bureau."""
    passwords: dict[str, str] = {}
    for role, (name, office, title) in PEOPLE.items():
        person: Any = None
        for house in (h for h in houses if role not in COUNTY_ONLY or h.code == "ji"):
            unit: Unit = house.unit(office) if office else house.bureau
            if person is None:
                person = house.do("core_org.person", "record", name=name, unit=unit, rank=title)
                person = house.do("core_org.person", "open_account", person, username=role, demo=True,
                                  must_change_password=False)  # fmt: skip
                passwords[role] = person.first_password
            offices = [unit, *([house.unit(ALSO[role])] if house.code == "ji" and role in ALSO else [])]
            for held in offices:
                post = house.do("core_org.post", "record", title=title, role=role, unit=held)
                house.do("core_org.holding", "record", person=person, post=post, starts_on=date(house.year, 1, 1))
    return passwords


def samples() -> list[str]:
    """Return the codes of the demo bureaus."""
    return [s.code for s in SAMPLES]


__all__ = ["PEOPLE", "ROLES", "SAMPLES", "build", "samples", "year_of"]
