"""信息处理费 (art. 42): what applications or pages cost by the standard (code list ``disclosure_fees``).

Both scales are progressive (超额累进): each unit costs what its own step says, the steps below stay as they were.
"""

from __future__ import annotations

from datetime import date

from yifa.governance.disclosure.models import Request
from yifa.lawkit.codes import Code, code_list

ITEM = "item"


def scales() -> list[tuple[str, str]]:
    """Return the ways of charging (计收方式)."""
    return code_list("disclosure_fees").choices


def _rate(scale: Code, unit: int) -> int:
    """Return what the n-th unit costs, in yuan."""
    for step in scale.extra["steps"]:
        if unit <= step.get("to", unit):
            above = (unit - step["from"]) // step["every"] if "every" in step else 0
            return int(step["rate"] + above * step.get("more", 0))
    raise ValueError(f"{scale.name}没有第 {unit} 级")


def amount(by: str, quantity: int, split: int = 1) -> int:
    """Return the fee in yuan.

    by: the scale. quantity: for 按件 how many applications of the applicant in the calendar month, this one included;
    for 按量 the pages. split: as how many applications this one counts (按件 only).
    """
    scale = code_list("disclosure_fees")[by]
    first = max(quantity - split, 0) if by == ITEM else 0
    return sum(_rate(scale, unit) for unit in range(first + 1, quantity + 1))


def in_words(by: str, quantity: int, split: int = 1) -> str:
    """Return how the fee was counted, as the notice says it."""
    scale = code_list("disclosure_fees")[by]
    said = f"同一申请人当月累计 {quantity} 件，本件计 {split} 件" if by == ITEM else f"提供 {quantity} 页"
    due, basis = amount(by, quantity, split), f"{scale.extra['law']}{scale.extra['article']}"
    return f"{scale.name}：{said}，按收费标准应收 {due} 元（{basis}）。"


def in_month(found: Request, day: date) -> int:
    """Return how many applications of the applicant came in the month of its day, up to this one."""
    rows = Request.objects.filter(bureau_id=found.bureau_id, applicant=found.applicant).counted()
    rows = rows.filter(happened_on__range=(day.replace(day=1), day))
    return int(rows.exclude(happened_on=day, pk__gt=found.pk).count())
