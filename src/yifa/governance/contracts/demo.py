"""Demo records of contracts (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.governance.contracts.choices import Basis, DutyKind
from yifa.governance.legality_review.public import Kind, Result
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar
from yifa.lawkit.uscc import check_character

CONTRACT, REVIEW = "contracts.contract", "legality_review.review"
_MANY = {"jia": 34, "yi": 21, "bing": 48, "ding": 40, "wu": 86, "ji": 44}
#: (name, category, counterpart, basis, unit, small firm)
_KINDS = (
    ("物业管理服务合同", "property", "庚物业服务有限公司", Basis.OPEN_TENDER, "物业管理处", False),
    ("电梯维护保养合同", "service", "辛电梯工程有限公司", Basis.NEGOTIATED, "物业管理处", True),
    ("办公家具采购合同", "purchase", "壬家具有限公司", Basis.FRAMEWORK, "资产管理处", True),
    ("公务用车维修服务合同", "service", "癸汽车服务有限公司", Basis.FRAMEWORK, "车辆管理处", True),
    ("食堂食材配送合同", "purchase", "子农产品配送有限公司", Basis.OPEN_TENDER, "物业管理处", True),
    ("屋面防水维修合同", "works", "丑建筑工程有限公司", Basis.CATALOGUE_BELOW, "资产管理处", True),
    ("会议中心音响租赁合同", "service", "寅会展服务有限公司", Basis.CATALOGUE_BELOW, "会议服务中心", True),
    ("能耗监测平台运维合同", "energy", "卯信息技术有限公司", Basis.SINGLE, "公共机构节能处", False),
    ("闲置用房出租合同", "lease", "辰商贸有限公司", Basis.AUCTION, "机关服务中心", True),
    ("法律顾问服务合同", "counsel", "巳律师事务所", Basis.NEGOTIATED, "法规处", False),
)
_OPINION = ("权利义务明确，可以签订。", "违约责任条款已按意见补充，可以签订。", "付款条件与验收衔接，可以签订。")


def code_of(n: int) -> str:
    """Return a credit code that nobody holds, with its check character."""
    body = f"91990600MADEMO{n:03d}".replace("O", "0")
    return body + check_character(body)


def _names(i: int) -> dict[str, Any]:
    name, category, counterpart, basis, _, small = _KINDS[i % len(_KINDS)]
    lot = f"（第{i // len(_KINDS) + 1}批）" if i >= len(_KINDS) else ""
    return {
        "title": f"{name}{lot}", "category": category, "counterpart": counterpart, "basis": basis, "small_firm": small,
        "amount": Decimal(38000 + (i * 73911) % 1860000), "handler": "王某", "major": i % 17 == 4,
        "counterpart_uscc": code_of(i % len(_KINDS)), "pay_days": 30 if small else 60,
    }  # fmt: skip


def _signed(house: Any, year: int, many: int, last: date, tag: str = "", source: str = "") -> list[Any]:
    """Backfill signed contracts, each with a review closed some working days before the signing."""
    calendar, first = WorkCalendar.load(), date(year, 1, 12)
    mark = f"{house.profile.doc_prefix}合{tag}"
    step = (last - first).days / max(many, 1)
    drafted = [calendar.next_workday(first + timedelta(days=int(i * step))) for i in range(many)]
    reviews = house.backfill(
        REVIEW,
        [
            {
                "kind": Kind.CONTRACT, "number": f"{mark}审〔{year}〕{i + 1:04d}号", "title": _names(i)["title"],
                "unit": house.unit(_KINDS[i % 10][4]), "happened_on": day, "submitter": "王某", "reviewer": "李某",
                "result": Result.PASSED_CHANGED if i % 3 == 1 else Result.PASSED, "opinion": _OPINION[i % 3],
                "opinion_on": calendar.add_workdays(day, 1 + i % 4), "paper": "审查意见书", "source": source,
                "adopted_on": calendar.add_workdays(day, 1 + i % 4),
                **_adoption(i),
            }
            for i, day in enumerate(drafted)
        ],
        {"legality_review.counsel_heard": "unknown"},
    )  # fmt: skip
    return house.backfill(
        CONTRACT,
        [
            {
                **_names(i), "number": f"{mark}〔{year}〕{i + 1:04d}号", "unit": house.unit(_KINDS[i % 10][4]),
                "happened_on": day, "review": review, "sealed_on": calendar.add_workdays(review.opinion_on, 1),
                "signed_on": calendar.add_workdays(review.opinion_on, 2), "paper": "合同文本和审查意见书",
                "source": f"{source} 第{i + 3}行" if source else "",
            }
            for i, (day, review) in enumerate(zip(drafted, reviews, strict=True))
        ],
        {"contracts.review_before_signing": "proven"},
    )  # fmt: skip


def _adoption(i: int) -> dict[str, str]:
    if i % 12 == 4:
        return {"adoption": "not_adopted", "adoption_reason": "采购文件已有约定，不能再改，维持原条款。"}
    return {"adoption": "partly" if i % 12 == 7 else "adopted",
            "adoption_reason": "质保期按采购文件不改，其余采纳。" if i % 12 == 7 else ""}  # fmt: skip


@demo("contracts")
def load(house: Any) -> None:
    """Load contracts of the year, of the year before, and some that were void."""
    live = house.code == "ji"
    last = date(house.year, 8, 12) if live else date(house.year, 12, 12)
    made = _signed(house, house.year, _MANY[house.code], last, source="合同登记表（旧）.xls 2026" if live else "")
    before = _signed(house, house.year - 1, 4, date(house.year - 1, 12, 10))
    for contract in _signed(house, house.year, 2, last, tag="重"):
        house.do(CONTRACT, "void", contract, reason="与统一编号的合同重复", checker="吴某")
    calendar = WorkCalendar.load()
    house.backfill(
        "contracts.obligation",
        [
            {
                "contract": c, "kind": DutyKind.PAYMENT, "title": "首期款", "amount": c.amount / 2, "unit": c.unit,
                "happened_on": c.signed_on, "delivered_on": calendar.add_workdays(c.signed_on, 5),
                "done_on": calendar.add_workdays(c.signed_on, 18), "paper": "付款凭证",
            }
            for c in made[:12]
        ],
    )  # fmt: skip
    if live:
        from yifa.governance.contracts.demo_live import load_live

        load_live(house, before)
