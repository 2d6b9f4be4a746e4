"""大写金额: as bills and contracts write amounts, so that a figure cannot be changed by a stroke."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.lawkit.amounts import MOST, in_capitals

_VALUE = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACE = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"), ("10", "壹拾元整"), ("1005", "壹仟零伍元整"), ("10001", "壹万零壹元整"),
        ("100010", "壹拾万零壹拾元整"), ("38000.5", "叁万捌仟元伍角整"), ("20000000.03", "贰仟万元零叁分"),
        ("1000100000", "壹拾亿零壹拾万元整"), ("0.05", "伍分"), ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
    ],
)  # fmt: skip
def test_amounts_are_written_as_bills_write_them(amount: str, words: str) -> None:
    assert in_capitals(Decimal(amount)) == words


def _cents(words: str) -> int:
    """Read an amount in capitals back."""
    yuan = group = digit = 0
    total = 0
    for char in words.replace("整", ""):
        if char in _VALUE:
            digit = _VALUE[char]
        elif char in _PLACE:
            group, digit = group + digit * _PLACE[char], 0
        elif char in "万亿元":
            yuan = yuan + (group + digit) * {"万": 10**4, "亿": 10**8, "元": 1}[char]
            group = digit = 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[char], 0
    return yuan * 100 + total


@given(cents=st.integers(0, int(MOST) * 100 - 1))
def test_what_is_written_reads_back_and_holds_no_double_zero(cents: int) -> None:
    words = in_capitals(Decimal(cents) / 100)
    assert _cents(words) == cents and "零零" not in words and "零万" not in words


def test_an_amount_that_is_none_is_refused() -> None:
    for wrong in (Decimal(-1), MOST):
        with pytest.raises(ValueError):
            in_capitals(wrong)
