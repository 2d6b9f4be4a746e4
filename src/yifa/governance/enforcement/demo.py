"""Demo records of enforcement (演示数据)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from yifa.governance.enforcement.choices import CaseKind, CaseState, System
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar

CARRIED = {
    System.PUBLICITY: "执法主体、事项、依据和结果按期公示",
    System.RECORD: "检查启动、取证、送达均有文字和音像记录",
    System.REVIEW: "重大执法决定由法规处审核后作出",
}


@demo("enforcement")
def load(house: Any) -> None:
    """Load what each bureau has."""
    year, office = house.year, house.unit("公共机构节能处")
    prefix = house.profile.doc_prefix
    if house.code in ("bing", "ding", "ji"):
        certificates = house.backfill(
            "enforcement.certificate",
            [
                {
                    "holder": f"{'冯陈褚卫蒋沈'[i]}某",
                    "number": f"{house.bureau.region}{year - 1}{i + 1:03d}",
                    "unit": office,
                    "happened_on": date(year - 1, 4, 8),
                    "valid_until": date(year + (4 if i < 4 else -1), 4, 7),
                    "paper": f"{prefix}〔{year - 1}〕17号",
                }
                for i in range(5)
            ],
        )
        _inspections(house, certificates, {"bing": 9, "ding": 6, "ji": 3}[house.code])
    if house.code == "bing":
        rows = [(s, date(year, 11, 5)) for s in System] + [(System.PUBLICITY, date(year - 1, 11, 7))]
        house.backfill(
            "enforcement.system",
            [
                {
                    "system": s,
                    "carried_out": CARRIED[s],
                    "happened_on": day,
                    "unit": house.unit("法规处"),
                    "instrument_no": f"{prefix}〔{year - 3}〕{i + 30}号",
                    "paper": f"法规处核查报告（{day.year}年）",
                }
                for i, (s, day) in enumerate(rows)
            ],
        )
    if house.code == "ding":
        _permits(house)
        made = house.backfill(
            "enforcement.authority",
            [
                {
                    "title": "关于公告公共机构节能行政执法主体资格的公告",
                    "happened_on": date(year, 12, 6),
                    "announcer": "市司法行政部门",
                    "matters": "公共机构节能监督管理",
                    "legal_basis": "公共机构节能条例",
                    "unit": house.unit("法规处"),
                    "paper": f"执法主体公告〔{year}〕4号",
                },
                {
                    "title": "关于公告公共机构节能行政执法主体资格的公告（草稿误登）",
                    "happened_on": date(year, 11, 22),
                    "announcer": "市司法行政部门",
                    "unit": house.unit("法规处"),
                    "paper": "公告草稿",
                },
            ],
        )
        house.do("enforcement.authority", "void", made[1], reason="登记的是草稿，公告尚未作出", checker="赵某")
    if house.code == "ji":
        _running(house)


def _inspections(house: Any, certificates: list[Any], amount: int) -> None:
    year = house.year
    last = min(house.day, date(year, 12, 10))
    step = (last - date(year, 3, 10)).days // amount
    house.backfill(
        "enforcement.case",
        [
            {
                "title": "公共机构节能监督检查",
                "number": f"节检〔{day.year}〕{i + 1}号",
                "kind": CaseKind.INSPECTION,
                "subject": f"市直{'一二三四五六七八九'[i]}单位",
                "happened_on": day,
                "unit": house.unit("公共机构节能处"),
                "officer_one": certificates[0],
                "officer_two": certificates[1 + i % 3],
                "state": CaseState.CLOSED,
                "paper": f"检查记录〔{day.year}〕{i + 1}号",
            }
            for i, day in enumerate(date(year, 3, 10) + timedelta(days=step * n) for n in range(amount))
        ],
    )


def _running(house: Any) -> None:
    """己县: a case of weight is in the queue for its 法制审核."""
    from yifa.governance.enforcement.models import Certificate

    held = list(Certificate.objects.filter(bureau=house.bureau).order_by("id"))
    day = house.day - timedelta(days=12)
    case = house.do(
        "enforcement.case",
        "record",
        day=day,
        title="拒不整改能源浪费行为",
        number=f"节责〔{house.year}〕1号",
        kind=CaseKind.ORDER,
        subject="县直三单位",
        major=True,
        happened_on=day,
        unit=house.unit("公共机构节能处"),
        officer_one=held[0],
        officer_two=held[1],
        paper=f"立案审批表〔{house.year}〕1号",
    )
    sent = WorkCalendar.load().add_workdays(house.day, -2)
    ctx = house.ctx("head", day=sent)
    ctx = replace(ctx, scope=replace(ctx.scope, name=held[0].holder, post="公共机构节能处 执法人员"))
    house.do("enforcement.case", "submit_review", case, day=sent, ctx=ctx)


def _permits(house: Any) -> None:
    """丁市: permits of the year, one denied, and one of the year before."""
    year = house.year
    days = [date(year, 4, 9), date(year, 7, 16), date(year, 10, 22), date(year - 1, 11, 6)]
    house.backfill(
        "enforcement.decision",
        [
            {
                "kind": "permit",
                "title": "集中办公区占用道路施工许可",
                "number": f"管许决〔{day.year}〕{i + 1}号",
                "subject": f"{'甲乙丙丁'[i]}工程公司",
                "result": "denied" if i == 1 else "granted",
                "happened_on": day,
                "unit": house.unit("公共机构节能处"),
                "paper": f"许可案卷〔{day.year}〕{i + 1}号",
            }
            for i, day in enumerate(days)
        ],
    )
