"""The acceptance figures print exactly as stated, and open onto their records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from yifa.suites.annual_report.compose import as_json, compose

FILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "figures.yaml"
FIGURES = yaml.safe_load(FILE.read_text(encoding="utf-8"))["figures"] if FILE.exists() else []


@pytest.mark.skipif(not FIGURES, reason="reference figures (../shared) are not beside this checkout")
@pytest.mark.parametrize("wanted", FIGURES, ids=lambda f: f"{f['bureau']}-{f['key']}")
def test_figure_prints_and_opens(wanted: dict[str, Any], house: Any) -> None:
    h = house(wanted["bureau"])
    made = as_json(compose(h.bureau, h.year, day=h.day))
    figure = next((f for f in made["figures"] if f["key"] == wanted["key"]), None)
    assert figure is not None, f"{wanted['key']} is not in the report"
    assert figure["printed"] == wanted["printed"]
    assert figure["qualifier"] == wanted.get("qualifier", "named")
    if wanted["rows"] is not None:
        assert figure["rows"] == wanted["rows"]
    else:
        assert figure["rows"] >= 1
    text = "".join(p["text"] for s in made["sections"] for p in s["paragraphs"])
    assert wanted["printed"] in text
