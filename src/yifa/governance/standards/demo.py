"""Demo records of standards (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.governance.standards.choices import Level, Reach, Role, Stage
from yifa.kernel.registry import demo
from yifa.lawkit.codes import code_list

AUTHORITY = "市市场监督管理局"


@demo("standards")
def load(house: Any) -> None:
    """Load what each bureau did for standards."""
    if house.code == "yi":
        _yi(house)
    elif house.code == "ding":
        _ding(house)
    elif house.code in ("bing", "ji"):
        _one_in_hand(house)


def _row(house: Any, title: str, level: str, role: str, day: date, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "level": level,
        "role": role,
        "happened_on": day,
        "unit": house.unit("办公室"),
        "paper": f"{house.profile.doc_prefix}标〔{day.year}〕{day.month}号",
        **more,
    }


def _yi(house: Any) -> None:
    year = house.year
    made = house.backfill(
        "standards.standard",
        [
            _row(house, "机关办公区物业服务评价规范", Level.LOCAL, Role.JOIN, date(year, 3, 14)),
            _row(house, "公共机构能源托管服务指南", Level.LOCAL, Role.JOIN, date(year, 8, 2)),
            _row(house, "机关会议服务规范", Level.GROUP, Role.LEAD, date(year, 4, 11)),
            _row(house, "机关食堂节约管理指南", Level.GROUP, Role.JOIN, date(year, 6, 20)),
            _row(house, "公务用车集中停放管理规范", Level.GROUP, Role.JOIN, date(year, 10, 17)),
            _row(house, "机关食堂节约管理指南（重复登记）", Level.GROUP, Role.JOIN, date(year, 6, 20)),
            _row(house, "机关保洁作业规范", Level.GROUP, Role.JOIN, date(year - 1, 9, 6)),
            _row(house, "机关事务应急物资储备指南", Level.LOCAL, Role.JOIN, date(year + 1, 1, 16)),
        ],
    )
    house.do("standards.standard", "void", made[5], reason="与同名记录重复", checker="赵某")
    pilots = house.backfill(
        "standards.pilot",
        [
            {
                "title": "机关集中办公区服务标准化试点",
                "batch": 8,
                "approver": "国家标准化管理部门",
                "happened_on": date(year, 2, 23),
                "unit": house.unit("机关服务中心"),
                "paper": f"试点通知〔{year}〕第一批附件",
            },
            {
                "title": "机关后勤服务标准化试点（已验收）",
                "batch": 6,
                "approver": "国家标准化管理部门",
                "happened_on": date(year - 3, 5, 8),
                "accepted_on": date(year - 1, 12, 2),
                "unit": house.unit("机关服务中心"),
                "paper": f"试点通知〔{year - 3}〕附件",
            },
        ],
    )
    house.backfill(
        "standards.honour",
        [
            {
                "title": "以标准化提升区县机关事务治理水平",
                "occasion": "机关事务标准化工作现场会",
                "reach": Reach.NATIONAL,
                "speakers": 2,
                "pilot": pilots[0],
                "happened_on": date(year, 9, 19),
                "unit": house.unit("办公室"),
                "paper": f"现场会会议手册（{year}年9月）",
            },
            {
                "title": "办公区物业标准实施情况",
                "occasion": "全市机关事务工作座谈会",
                "reach": Reach.CITY,
                "speakers": 5,
                "happened_on": date(year, 11, 8),
                "unit": house.unit("物业管理处"),
                "paper": f"座谈会议程（{year}年11月）",
            },
        ],
    )


def _ding(house: Any) -> None:
    year = house.year
    adopted = date(year, 1, 18)
    office = house.unit("办公室")
    paper = f"丁管标〔{year}〕1号"
    codes = code_list("standard_classes").codes
    big = {
        row.code: made
        for row, made in zip(
            [c for c in codes if not c.parent],
            house.backfill(
                "standards.standard_class",
                [
                    {
                        "year": year,
                        "code": c.code,
                        "name": c.name,
                        "happened_on": adopted,
                        "unit": office,
                        "paper": paper,
                    }
                    for c in codes
                    if not c.parent
                ],
            ),
            strict=True,
        )
    }
    small = house.backfill(
        "standards.standard_class",
        [
            {
                "year": year,
                "code": c.code,
                "name": c.name,
                "parent": big[c.parent],
                "happened_on": adopted,
                "unit": office,
                "paper": paper,
            }
            for c in codes
            if c.parent
        ],
    )
    by_code = {c.code: c for c in small}
    # Listed after the year: the tree of this year does not know it.
    house.backfill(
        "standards.standard_class",
        [
            {
                "year": year,
                "code": "C9",
                "name": "活动场馆服务",
                "parent": big["C"],
                "happened_on": date(year + 1, 3, 1),
                "unit": office,
                "paper": f"丁管标〔{year + 1}〕2号",
            }
        ],
    )
    made = house.backfill(
        "standards.standard",
        [
            _row(
                house,
                "机关办公区物业服务规范",
                Level.LOCAL,
                Role.LEAD,
                date(year - 1, 3, 2),
                stage=Stage.IMPLEMENT,
                klass=by_code["C4"],
                number="DB9904/T 1-" + str(year),
                issued_on=date(year, 5, 30),
                issuer=AUTHORITY,
            ),
            _row(
                house,
                "机关会议服务规范",
                Level.LOCAL,
                Role.LEAD,
                date(year - 1, 6, 9),
                stage=Stage.ISSUE,
                klass=by_code["C2"],
                number="DB9904/T 2-" + str(year),
                issued_on=date(year, 11, 20),
                issuer=AUTHORITY,
            ),
            _row(
                house,
                "公务接待服务规范",
                Level.LOCAL,
                Role.LEAD,
                date(year - 3, 4, 1),
                stage=Stage.REVIEW,
                klass=by_code["C3"],
                number="DB9904/T 1-" + str(year - 1),
                issued_on=date(year - 1, 7, 10),
                issuer=AUTHORITY,
            ),
            _row(
                house,
                "机关食堂管理要求",
                Level.INTERNAL,
                Role.LEAD,
                date(year - 2, 2, 11),
                stage=Stage.IMPROVE,
                klass=by_code["C1"],
            ),
            _row(
                house,
                "办公用房维修管理要求",
                Level.INTERNAL,
                Role.LEAD,
                date(year, 2, 25),
                stage=Stage.DRAFTING,
                klass=by_code["B7"],
            ),
        ],
    )
    # Each standard's steps of the year; together they run through the whole life cycle.
    steps = [
        (made[4], Stage.PROJECT, date(year, 2, 25), "列入年度计划"),
        (made[4], Stage.DRAFTING, date(year, 4, 15), "成立起草组"),
        (made[0], Stage.ISSUE, date(year, 5, 30), "主管部门批准发布"),
        (made[0], Stage.IMPLEMENT, date(year, 7, 1), "实施并宣贯"),
        (made[1], Stage.ISSUE, date(year, 11, 20), "主管部门批准发布"),
        (made[3], Stage.EVALUATE, date(year, 8, 12), "实施效果评价"),
        (made[3], Stage.IMPROVE, date(year, 9, 8), "修改三个条款"),
        (made[2], Stage.REVIEW, date(year, 12, 3), "复审结论：继续有效"),
        (made[2], Stage.IMPLEMENT, date(year - 1, 9, 1), "实施"),
    ]
    house.backfill(
        "standards.step",
        [
            {
                "standard": standard,
                "stage": stage,
                "happened_on": day,
                "result": result,
                "unit": office,
                "paper": f"丁管标〔{day.year}〕{n + 3}号",
            }
            for n, (standard, stage, day, result) in enumerate(steps)
        ],
    )
    house.backfill(
        "standards.liaison",
        [
            {
                "name": f"{'赵钱孙李周吴郑王'[i]}某",
                "unit": unit,
                "post": "标准化联络员",
                "happened_on": adopted,
                "paper": paper,
            }
            for i, unit in enumerate(house.units()[:8])
        ],
    )


def _one_in_hand(house: Any) -> None:
    year = house.year
    if house.code == "bing":
        house.backfill(
            "standards.standard",
            [_row(house, "机关办公区垃圾分类作业要求", Level.INTERNAL, Role.LEAD, date(year, 5, 9))],
        )
        return
    (standard,) = house.backfill(
        "standards.standard",
        [_row(house, "县级机关物业服务规范", Level.LOCAL, Role.LEAD, date(year, 3, 4))],
    )
    for stage, ago, result in ((Stage.PROJECT, 60, "列入县地方标准计划"), (Stage.DRAFTING, 20, "形成征求意见稿")):
        day = house.day - timedelta(days=ago)
        standard = house.do("standards.standard", "advance", standard, day=day, stage=stage, done_on=day, result=result)
