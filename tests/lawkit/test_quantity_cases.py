"""Runs the example tables of the pack ``cases/quantity`` (例表), row by row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yifa.lawkit.packs.loader import load_kind
from yifa.lawkit.quantity import ClaimError, Style, alternatives, claim, parse, printed


def rows(key: str) -> list[dict]:
    return [row for _, data in load_kind("cases/quantity") for row in data.get(key, [])]


def exact(value):
    return Decimal(str(value)) if isinstance(value, float) else value


@pytest.mark.parametrize("row", rows("print"), ids=str)
def test_print(row):
    style = Style(**row.get("style", {}))
    keys = ("numerator", "denominator", "bound")

    def make() -> str:
        extra = {key: row[key] for key in keys if key in row}
        return printed(claim(exact(row.get("stored")), row.get("unit"), row["qualifier"], style, **extra), style)

    if not row.get("refused"):
        assert make() == row["prints"]
        return
    with pytest.raises(ClaimError) as caught:
        make()
    if "instead" in row:
        assert row["instead"] in caught.value.alternatives


@pytest.mark.parametrize("row", rows("parse"), ids=lambda row: row["text"])
def test_parse(row):
    found = parse(row["text"])
    got = [[f.text, f.quantity.value, f.quantity.unit, f.quantity.qualifier, f.quantity.bound] for f in found]
    assert got == [[*want, None][:5] for want in row["found"]]
    assert all(row["text"][f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize("row", rows("alternatives"), ids=str)
def test_alternatives(row):
    assert alternatives(row["numerator"], row["denominator"], row["subject"], row["claim"]) == row["offers"]
