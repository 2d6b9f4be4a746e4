"""Quantity (数量), Style (印法) and ClaimError (说法不成立)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .measures import measure
from .numerals import plain

QUALIFIERS = (
    *("exact", "over", "at_least", "no_less_than", "at_most", "approx", "nearly"),
    *("all", "none", "target", "several", "ordinal", "named"),
)

# Words a style may choose for a qualifier; the first is the usual one.
WORDS: dict[str, tuple[str, ...]] = {
    "over": ("余", "多", "超过", "逾"),
    "at_least": ("以上", "至少"),
    "no_less_than": ("不少于", "不低于"),
    "at_most": ("不超过", "以下", "以内", "至多"),
    "approx": ("约", "左右"),
    "nearly": ("近",),
    "all": ("", "全部", "均达", "均为"),
    "none": ("未" + "发生", "未收到", "未出现", "没有", "无一", "零", "0"),
    "several": ("多", "数", "若干"),
}


class ClaimError(ValueError):
    """A figure that may not be printed as worded; ``alternatives`` holds the lawful wordings instead."""

    def __init__(self, message: str, alternatives: Sequence[str] = ()) -> None:
        self.why = message
        self.alternatives = list(alternatives)
        offer = "；可改写为：" + " / ".join(self.alternatives) if self.alternatives else ""
        super().__init__(message + offer)


@dataclass(frozen=True)
class Quantity:
    """A figure as it is said: ``value`` in base units of ``unit``; a string for ``named``, None for ``several``."""

    value: Decimal | int | str | None
    unit: str | None = None
    qualifier: str = "exact"
    bound: str | None = None
    numerator: Decimal | int | None = None
    denominator: Decimal | int | None = None

    def __post_init__(self) -> None:
        if self.qualifier not in QUALIFIERS:
            raise ValueError(f"不认识的修饰：{self.qualifier}")
        if isinstance(self.value, float):
            raise TypeError("数量须用整数或 Decimal，不用浮点数")

    def base(self) -> Quantity:
        """Return the same quantity in the base unit: 350 万元 → 3500000 元."""
        known = measure(self.unit)
        if known is None or known.base is None or not isinstance(self.value, (int, Decimal)):
            return self
        return replace(self, value=plain(Decimal(self.value) * known.factor), unit=known.base)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain data; a Decimal that is not whole becomes a float for JSON."""
        value = float(self.value) if isinstance(self.value, Decimal) else self.value
        return {"value": value, "unit": self.unit, "qualifier": self.qualifier, "bound": self.bound}


@dataclass(frozen=True)
class Style:
    """How a metric prints its figure; data of the metric, never the text itself.

    template: ``{q}`` the quantity, ``{n}`` ``{d}`` numerator and denominator, ``{unit}``, ``{label}``, ``{parts}`` all
    parts joined, and every part by its name.
    """

    numerals: str = "arabic"  # arabic | hanzi
    round_to: int | None = None  # step of over, at_least, at_most, nearly, approx; None = by size (see claims.step)
    wan: bool = False  # from 10000 on write 万, from 10^8 on 亿
    template: str = "{q}"
    rate_as: str | None = None  # percent: the stored value is a ratio, 0.9532 → 95.32
    word: str | None = None  # one of WORDS[qualifier]; None = the first
    places: int | None = None  # decimal places of an exact or approx rate (default 2) or of the step of a rate
    thousands: bool = False
    part_template: str = "{label}{q}"
    named_as: str = "text"  # text | date | full_date | year_range: how an ISO value of `named` prints
    tolerance: Decimal = Decimal("0.1")  # how far from the printed value `nearly` and `approx` may be

    def __post_init__(self) -> None:
        for field, lawful in (
            ("numerals", ("arabic", "hanzi")),
            ("rate_as", (None, "percent")),
            ("named_as", ("text", "date", "full_date", "year_range")),
        ):
            if getattr(self, field) not in lawful:
                raise ValueError(f"印法的 {field} 只能是 {lawful}，不能是 {getattr(self, field)!r}")
        if self.round_to is not None and self.round_to < 1:
            raise ValueError("印法的 round_to 须为正整数")

    def word_for(self, qualifier: str) -> str:
        """Return the word for a qualifier, refusing a word that says something else."""
        lawful = WORDS.get(qualifier, ("",))
        if self.word is None:
            return lawful[0]
        if self.word not in lawful:
            raise ValueError(f"“{self.word}”不是 {qualifier} 的用词，可用：{'、'.join(lawful)}")
        return self.word
