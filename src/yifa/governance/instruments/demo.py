"""Demo records of instruments (演示数据)."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.governance.instruments.choices import Change, Conclusion, Kind, Level
from yifa.kernel.registry import demo

#: key field → office that answers for it
FIELDS = (
    ("机关运行经费", "财务处"),
    ("国有资产", "资产管理处"),
    ("办公用房", "资产管理处"),
    ("公务用车", "车辆管理处"),
    ("公共机构节能", "公共机构节能处"),
    ("会议服务", "会议服务中心"),
    ("公务接待", "办公室"),
    ("物业服务", "物业管理处"),
    ("机关餐饮", "机关服务中心"),
    ("安全保卫", "机关服务中心"),
)


def _row(house: Any, title: str, day: date, office: str, n: int, **more: Any) -> dict[str, Any]:
    prefix = house.profile.doc_prefix or "管"
    number = f"{prefix}〔{day.year}〕{n}号"
    return {
        "title": title,
        "doc_no": number,
        "kind": Kind.INTERNAL,
        "level": Level.BUREAU,
        "change": Change.MADE,
        "happened_on": day,
        "unit": house.unit(office),
        "paper": number,
        **more,
    }


@demo("instruments")
def load(house: Any) -> None:
    """Load instruments, key fields and clean-ups."""
    loader = {"bing": _bing, "wu": _wu, "ji": _ji, "yi": _short, "jia": _short, "ding": _short}[house.code]
    loader(house)


def _bing(house: Any) -> None:
    year = house.year
    fields = house.backfill(
        "instruments.key_field",
        [
            {
                "name": name,
                "duty": f"一个领域一套制度，{office}负责",
                "happened_on": date(year, 2, 8),
                "unit": house.unit(office),
                "paper": f"丙管〔{year}〕6号附件",
            }
            for name, office in FIELDS
        ],
    )
    # A field listed only in the year before: it enters no figure of this year.
    house.backfill(
        "instruments.key_field",
        [
            {
                "name": "职工疗养",
                "happened_on": date(year - 1, 2, 10),
                "unit": house.unit("机关党委"),
                "paper": f"丙管〔{year - 1}〕5号附件",
            }
        ],
    )
    by_name = {f.name: f for f in fields}
    rows = [
        _row(house, f"{name}管理办法", date(year, 3 + i % 9, 6 + i), office, 20 + i, field=by_name[name])
        for i, (name, office) in enumerate(FIELDS[:8])
    ]
    rows.append(
        _row(
            house,
            "公共机构节约用水管理规定",
            date(year, 6, 18),
            "公共机构节能处",
            41,
            kind=Kind.NORMATIVE,
            field=by_name["公共机构节能"],
            review_no=f"丙管法审〔{year}〕3号",
            decided_by=f"局党组{year}年第11次会议",
            trial=True,
            valid_until=date(year + 2, 6, 17),
        )
    )
    old = [
        _row(house, "会议室使用规定", date(year - 6, 5, 20), "会议服务中心", 33, field=by_name["会议服务"]),
        _row(house, "公务接待审批细则", date(year - 5, 9, 3), "办公室", 51, field=by_name["公务接待"]),
    ]
    kept = house.backfill("instruments.instrument", rows + old)
    house.do(
        "instruments.instrument", "repeal", kept[-2], repealed=date(year, 10, 15), reason="内容已并入会议服务管理办法"
    )
    _clean_up(house, date(year, 9, 2), kept[-2:], [Conclusion.REPEAL, Conclusion.KEEP])


def _wu(house: Any) -> None:
    year = house.year
    rows = [
        _row(house, title, date(year, month, 12), office, 10 + month, kind=kind)
        for title, month, office, kind in (
            ("重大业务合法性审查实施细则", 2, "法规处", Kind.INTERNAL),
            ("局属单位合同管理规定", 3, "法规处", Kind.INTERNAL),
            ("法律顾问和公职律师工作规则", 4, "法规处", Kind.INTERNAL),
            ("公务用车使用管理规程", 6, "车辆管理处", Kind.PROCEDURE),
            ("办公用房权属登记工作规程", 8, "资产管理处", Kind.PROCEDURE),
        )
    ]
    old = _row(house, "局党组工作规则", date(year - 4, 4, 9), "机关党委", 8, kind=Kind.PARTY)
    stale = _row(house, "公共机构节能监督管理规定", date(year - 5, 7, 1), "公共机构节能处", 30)
    first, second = house.backfill("instruments.instrument", [old, stale])
    rows += [
        _row(
            house,
            "局党组工作规则",
            date(year, 5, 22),
            "机关党委",
            25,
            kind=Kind.PARTY,
            change=Change.REVISED,
            replaces=first,
        ),
        _row(
            house,
            "公共机构节能监督管理规定",
            date(year, 9, 14),
            "公共机构节能处",
            36,
            change=Change.REVISED,
            replaces=second,
        ),
    ]
    wrong = _row(house, "公共机构节能监督管理规定（重复登记）", date(year, 9, 14), "公共机构节能处", 36)
    late = _row(house, "会议保障服务规范", date(year + 1, 1, 10), "会议服务中心", 2)
    made = house.backfill("instruments.instrument", [*rows, wrong, late])
    house.do("instruments.instrument", "void", made[-2], reason="与同文号记录重复", checker="赵某")
    for row, day in ((first, date(year, 5, 22)), (second, date(year, 9, 14))):
        house.do("instruments.instrument", "repeal", row, repealed=day, reason="新版印发，旧版同时废止")
    _clean_up(house, date(year, 11, 6), made[:4], [Conclusion.KEEP] * 4)


def _ji(house: Any) -> None:
    year = house.year
    house.backfill(
        "instruments.instrument",
        [
            _row(house, "机关食堂反食品浪费工作规程", date(year, 3, 12), "机关服务中心", 9, kind=Kind.PROCEDURE),
            _row(
                house,
                "公务用车定点维修管理办法（试行）",
                date(year - 2, 12, 20),
                "车辆管理处",
                44,
                trial=True,
                valid_until=date(year, 12, 19),
            ),
            _row(
                house, "合同管理暂行办法", date(year - 3, 6, 1), "法规处", 18, trial=True, valid_until=date(year, 5, 31)
            ),
        ],
    )


def _short(house: Any) -> None:
    year = house.year
    house.backfill(
        "instruments.instrument",
        [
            _row(house, "机关事务工作规则", date(year, 3, 21), "办公室", 12, change=Change.REVISED),
            _row(house, "物业服务监督考评办法", date(year, 7, 5), "物业管理处", 27),
            _row(house, "值班值守工作规程", date(year - 1, 11, 8), "办公室", 40, kind=Kind.PROCEDURE),
        ],
    )


def _clean_up(house: Any, day: date, instruments: list[Any], conclusions: list[str]) -> None:
    office = house.unit("法规处")
    paper = f"法规处清理报告（{day:%Y}年）"
    (campaign,) = house.backfill(
        "instruments.cleanup",
        [
            {
                "title": f"{day.year}年制度清理",
                "basis": "年度制度清理安排",
                "happened_on": day,
                "unit": office,
                "paper": paper,
            }
        ],
    )
    house.backfill(
        "instruments.cleanup_item",
        [
            {
                "cleanup": campaign,
                "instrument": row,
                "conclusion": said,
                "happened_on": day,
                "unit": office,
                "paper": paper,
            }
            for row, said in zip(instruments, conclusions, strict=True)
        ],
    )
