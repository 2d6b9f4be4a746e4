"""配备标准 by category and the day of purchase (VEH-01 to VEH-04)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from yifa.affairs.vehicles.standards import excesses

CASES = yaml.safe_load((Path(__file__).parent / "standards.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["what"])
def test_price_and_displacement_against_the_standard_of_the_day(case: dict[str, Any]) -> None:
    litres = case.get("litres")
    found = excesses(
        case["category"], case["body"], case["energy"], price=Decimal(case["price"]),
        litres=None if litres is None else Decimal(str(litres)), on=date.fromisoformat(str(case["bought"])),
        by_need=case.get("by_need", False),
    )  # fmt: skip
    assert [e.param.rule for e in found] == case["over"]
    for excess in found:
        assert excess.param.verified and excess.param.basis is not None
        assert "超过" in excess.words
