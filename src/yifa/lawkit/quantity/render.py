"""Print a quantity in its modality and style (印数)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from .alternatives import shortfall
from .dates import printed_iso
from .measures import measure
from .model import ClaimError, Quantity, Style
from .numerals import plain, scaled, to_arabic, to_hanzi

TARGET_WORDS = ("目标", "力争", "努力", "计划", "争取", "年内", "不少于", "不低于", "不超过", "至少", "以上", "以内")
_BOUNDS = {
    "no_less_than": "不少于",
    "at_least": "至少",
    "at_most": "不超过",
    "over": "超过",
    "nearly": "近",
    "approx": "约",
    "all": "全部",
}
_NEGATIVE = re.compile(r"未|无|零|没|0")
_SUFFIXES = ("以上", "以下", "以内", "左右")
_INFIXES = ("余", "多")


def printed(
    quantity: Quantity,
    style: Style | None = None,
    *,
    label: str = "",
    parts: Mapping[str, Quantity | Decimal | int] | None = None,
) -> str:
    """Return the printed text; raise ClaimError where the quantity contradicts its own qualifier.

    ``parts``: name → number (same unit; such parts must add up to the value) or name → Quantity (free).
    """
    style = style or Style()
    check(quantity)
    words = {name: _part(part, quantity, style) for name, part in (parts or {}).items()}
    _check_sum(quantity, parts or {})
    said = spoken(quantity, style)
    text = style.template.format_map(
        {
            **words,
            "q": said,
            "n": _bare(quantity.numerator, style),
            "d": _bare(quantity.denominator, style),
            "unit": quantity.unit or "",
            "label": label,
            "parts": "、".join(style.part_template.format(label=name, q=word) for name, word in words.items()),
        }
    )
    if quantity.qualifier == "target" and not any(word in text for word in TARGET_WORDS):
        raise ClaimError(f"目标不得作为结果印出：“{text}”", [f"目标{said}", f"不少于{said}"])
    if quantity.qualifier == "none" and not _NEGATIVE.search(text):
        raise ClaimError(f"零数须明说没有：“{text}”")
    return text


def check(quantity: Quantity) -> None:
    """Raise ClaimError where value, numerator and denominator contradict the qualifier."""
    value, top, bottom = quantity.value, quantity.numerator, quantity.denominator
    if top is not None and bottom is not None and top > bottom:
        raise ClaimError(f"分子{top}大于分母{bottom}，数据有误")
    if quantity.qualifier == "all" and top is not None and bottom is not None:
        if bottom == 0:
            raise ClaimError("分母为零，不得写“全部”“均”或100%", shortfall(0, 0))
        if top < bottom:
            raise ClaimError(f"{bottom}中只有{top}，不得写“全部”“均”或100%", shortfall(top, bottom, quantity.unit))
    if quantity.qualifier == "all" and quantity.unit != "%" and top is not None and value != top:
        raise ClaimError(f"印数{value}与分子{top}不符，数据有误")
    if quantity.qualifier == "all" and quantity.unit == "%" and value != 100:
        raise ClaimError(f"比率为{value}%，不得写“全部”“均”")
    if quantity.qualifier == "none" and value:
        raise ClaimError(f"实有{value}{quantity.unit or ''}，不得写没有", [f"{value}{quantity.unit or ''}"])
    if quantity.qualifier in ("several", "named", "none"):
        return
    if value is None or isinstance(value, str):
        raise ValueError(f"{quantity.qualifier} 须有数值，不能是 {value!r}")
    if value < 0:
        raise ValueError(f"数量不能为负：{value}")
    if quantity.qualifier == "ordinal" and (value < 1 or value != int(value)):
        raise ValueError(f"序数须为正整数：{value}")


def spoken(quantity: Quantity, style: Style) -> str:
    """Return the quantity alone ({q}): number, qualifier word and unit in their Chinese order."""
    value, unit, qualifier = quantity.value, quantity.unit or "", quantity.qualifier
    if qualifier == "named":
        if value is None:
            raise ValueError("named 须有文字")
        return str(value) if style.named_as == "text" else printed_iso(str(value), style.named_as)
    if qualifier == "none":
        word = style.word_for("none")
        return word + unit if word in ("0", "无一") else word
    if qualifier == "several":
        return style.word_for("several") + unit
    number = plain(value)  # type: ignore[arg-type]
    if qualifier == "ordinal":
        return "第" + (to_hanzi(number) if style.numerals == "hanzi" else to_arabic(number)) + unit
    if qualifier == "target":
        bound = quantity.bound or ""
        return _join(_BOUNDS.get(bound, bound), number, unit, style)
    return _join(style.word_for(qualifier), number, unit, style)


def _join(word: str, number: Decimal | int, unit: str, style: Style) -> str:
    if unit == "%" and style.numerals == "hanzi":
        body, tail = "百分之" + to_hanzi(number), ""
    else:
        body, tail = number_text(number, unit, style)
    if word in _INFIXES:
        if unit != "%" and _may_infix(number, body):
            return f"{body}{word}{tail}"
        word = "超过"
    return f"{body}{tail}{word}" if word in _SUFFIXES else f"{word}{body}{tail}"


def number_text(number: Decimal | int, unit: str, style: Style) -> tuple[str, str]:
    """Return (number, unit) as printed; 万 and 亿 are exact moves of the decimal point."""
    known = measure(unit)
    if style.numerals == "hanzi":
        two = bool(unit) and (known is None or known.two == "两")
        return to_hanzi(number, measure=two), unit
    if style.wan and unit != "%":
        if unit == "万元" and number >= 10**4:
            return to_arabic(scaled(number, -4)), "亿元"
        for power, name in ((8, "亿"), (4, "万")):
            if unit != "亿元" and number >= 10**power and not (unit == "万元"):
                return to_arabic(scaled(number, -power)) + name, unit
    return to_arabic(number, thousands=style.thousands), unit


def _may_infix(number: Decimal | int, body: str) -> bool:
    """余 and 多 stand after a round number (800余, 十余, 1.7万余), never after 37 or 2.5."""
    return body[-1] in "万亿" or (number >= 10 and number % 10 == 0 and body[-1] in "0十百千万亿")


def _bare(number: Decimal | int | None, style: Style) -> str:
    return "" if number is None else number_text(plain(number), "", style)[0]


def _part(part: Quantity | Decimal | int, whole: Quantity, style: Style) -> str:
    quantity = part if isinstance(part, Quantity) else Quantity(part, whole.unit)
    check(quantity)
    return spoken(quantity, Style(numerals=style.numerals, wan=style.wan, thousands=style.thousands))


def _check_sum(quantity: Quantity, parts: Mapping[str, Quantity | Decimal | int]) -> None:
    plain_parts = [part for part in parts.values() if not isinstance(part, Quantity)]
    if plain_parts and len(plain_parts) == len(parts) and isinstance(quantity.value, (int, Decimal)):
        total = sum(plain_parts)
        if total != quantity.value:
            raise ClaimError(f"分项合计{total}，与总数{quantity.value}不符")
