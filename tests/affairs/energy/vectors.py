"""The energy vectors beside the repository, by group; tests over them skip where the file is not there."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

FILE = Path(__file__).resolve().parents[3].parent / "shared" / "reference" / "energy_vectors.yaml"
ALL: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["vectors"] if FILE.exists() else []
needs_vectors = pytest.mark.skipif(not ALL, reason="energy vectors (../shared) are not beside this checkout")


def of(*groups: str) -> list[Any]:
    """Return the vectors of some groups as test parameters, each under its id."""
    return [pytest.param(v, id=v["id"]) for v in ALL if v["group"] in groups]


def close(got: Any, wanted: Any, tol: Any = None) -> None:
    """Compare as the file says: within half a unit of the last place shown, unless it names a tolerance."""
    if wanted is None:
        assert got is None
        return
    assert got is not None
    expected = Decimal(str(wanted))
    places = max(-expected.as_tuple().exponent, 0)
    allowed = Fraction(str(tol)) if tol is not None else Fraction(1, 2 * 10**places)
    assert abs(Fraction(got) - Fraction(expected)) <= allowed, (float(got), wanted)
