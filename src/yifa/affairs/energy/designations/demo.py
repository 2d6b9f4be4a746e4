"""Demo records of designations (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.affairs.energy.designations.choices import Reach, Title

#: bureau → title → (how many, day of the naming paper)
WON = {
    "wu": {Title.ZERO_CARBON: (2, (11, 24)), Title.LOW_CARBON: (14, (11, 24)), Title.WASTE_SORTING: (50, (12, 8))},
    "jia": {Title.SAVING_ORGAN: (12, (9, 20))},
    "bing": {Title.SAVING_ORGAN: (8, (10, 17)), Title.WASTE_SORTING: (6, (12, 3))},
    "ji": {Title.SAVING_ORGAN: (4, (6, 11))},
}
_PLACES = ("办公区", "学校", "医院", "场馆", "政务服务中心")


def load(house: Any) -> None:
    """Load the titles of the year and of the one before."""
    year, office = house.year, house.unit("公共机构节能处")
    rows = []
    for title, (number, (month, day)) in WON.get(house.code, {}).items():
        for i in range(number):
            rows.append(_row(house, title, i, date(year, month, day), office))
        rows += [_row(house, title, 60 + i, date(year - 1, month, day), office) for i in range(2)]
    if not rows:
        return
    wrong = {**rows[0], "institution": f"{rows[0]['institution']}（重复登记）"}
    made = house.backfill("energy.designation", [*rows, wrong])
    house.do("energy.designation", "void", made[-1], reason="同一命名文件重复登记", checker="赵某")


def _row(house: Any, title: Title, i: int, day: date, office: Any) -> dict[str, Any]:
    place = _PLACES[i % len(_PLACES)]
    return {
        "institution": f"{house.bureau.short_name}第{i + 1}{place}", "title": title, "reach": Reach.CITY,
        "namer": f"{house.bureau.short_name}机关事务、发展改革等部门", "happened_on": day, "unit": office,
        "paper": f"{house.profile.doc_prefix}节〔{day.year}〕{list(Title).index(title) + 11}号",
    }  # fmt: skip


def apply(house: Any) -> None:
    """Load applications of the county that is kept live: one in 公示, one refused."""
    from yifa.affairs.energy.directory.models import PublicInstitution

    if house.code != "ji":
        return
    sites = list(PublicInstitution.objects.filter(bureau=house.bureau, life="live").order_by("pk")[:2])
    day = house.day - timedelta(days=15)
    inputs = {"metering": {"unit_percent": "100", "sub_unit_percent": "96"}, "fixtures": {"value": "100"},
              "leakage": {"value": "3.5"}}  # fmt: skip
    for n, site in enumerate(sites):
        one = house.do("energy.application", "record", institution=site, title=Title.WATER, reach=Reach.CITY,
                       happened_on=day, unit=house.unit("公共机构节能处"), day=day)  # fmt: skip
        water = one.inputs.get("per_person", {}).get("value", "20")
        stated = {**inputs, "per_person": {"value": water, "average": "25"}}
        one = house.do("energy.application", "self_score", one, inputs=stated, own_other=60 - n * 20, day=day)
        one = house.do("energy.application", "review", one, other=56 - n * 20, passed=not n, day=day,
                       opinion="资料齐全，现场核实" if not n else "计量台账不连续，补正后再申报")  # fmt: skip
        if not n:
            house.do("energy.application", "publicise", one, public_on=house.day, day=house.day)
