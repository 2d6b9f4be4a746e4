"""Every acceptance figure that is a pure quantity prints from value, unit, qualifier and a Style, and parses back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from yifa.lawkit.quantity import Quantity, Style, claim, parse, parse_named, printed

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT.parent / "shared" / "reference" / "figures.yaml"
FIGURES = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"bureaus": {}, "figures": []}
pytestmark = pytest.mark.skipif(not FILE.exists(), reason=f"没有验收数字文件 {FILE}")

# What the query returned, where the file says only in which range it lies.
STORED = {8: 523, 45: 13412, 46: Decimal("0.9532")}
ROUND = {8: 100, 45: 1000}
# Lists of names: no quantity in print.
NO_QUANTITY = {33, 48}


def style_and_parts(figure: dict) -> tuple[Style, dict, str | None]:
    """Derive the style from the printed text: everything around the number is template, the rest is numerals."""
    text, unit, qualifier, value = figure["printed"], figure["unit"], figure.get("qualifier", "named"), figure["value"]
    parts = figure.get("parts") or {}
    if parts:
        template = text
        for name, count in parts.items():
            template = template.replace(f"{count}{unit}", f"{{{name}}}")
        return Style(template=template), parts, None
    if "sub" in figure:
        sub = Quantity(figure["sub"], "小类")
        first, rest = f"{value}{unit}", f"{figure['sub']}小类"
        return Style(template=text.replace(first, "{q}").replace(rest, "{sub}")), {"sub": sub}, None
    if qualifier == "named":
        return (
            Style(named_as={"date": "date", "date range": "date", "year range": "year_range"}.get(unit, "text")),
            {},
            unit,
        )
    if qualifier == "none" and not text.startswith("未发生"):
        return Style(template=text), {}, None
    for numerals in ("arabic", "hanzi"):
        for wan in (False, True):
            style = Style(numerals=numerals, wan=wan)
            made = Quantity(value, unit, "exact" if qualifier in ("all", "target") else qualifier)
            bare = printed(made, style)
            bound = "不少于" if figure.get("bound") == "no_less_than" else ""
            if bound + bare in text:
                return Style(numerals=numerals, wan=wan, template=text.replace(bound + bare, "{q}")), {}, None
    return Style(template=text), {}, None


@pytest.mark.parametrize("figure", FIGURES["figures"], ids=lambda figure: f"{figure['n']}-{figure['key']}")
def test_figure_prints_and_parses_back(figure):
    n, text, unit = figure["n"], figure["printed"], figure["unit"]
    if n in NO_QUANTITY:
        assert not [f for f in parse(text) if f.quantity.value == figure["value"]]
        return
    style, parts, kind = style_and_parts(figure)
    qualifier = figure.get("qualifier", "named")
    stored = STORED.get(n, figure["rows"] if qualifier == "several" else figure["value"])
    extra = {"numerator": figure["of"], "denominator": figure["of"]} if "of" in figure else {}
    if unit == "%" and qualifier == "all":
        extra = {"numerator": 37, "denominator": 37}
    if n in ROUND:
        style = Style(**{**style.__dict__, "round_to": ROUND[n]})
    if kind or qualifier == "named":
        value = stored.isoformat() if hasattr(stored, "isoformat") else stored
        quantity = claim(value, None, "named", style)
        assert printed(quantity, style) == text
        year = FIGURES["bureaus"][figure["bureau"]]["year"]
        assert [f.quantity.value for f in parse_named(text, year)] == [value]
        return
    quantity = claim(stored, unit, qualifier, style, bound=figure.get("bound"), **extra)
    assert quantity.value == figure["value"]
    assert printed(quantity, style, parts=parts) == text
    found = [f.quantity for f in parse(text)]
    assert found, text
    if parts and "sub" not in figure:
        assert sum(q.value for q in found) == figure["value"]
        return
    first = found[0]
    if qualifier == "target":  # alone, 不少于 reads as said of a result; in a plan as a target
        first = parse(text, planned=True)[0].quantity
        assert (first.value, first.unit, first.qualifier, first.bound) == (
            *(figure["value"], unit, "target"),
            figure.get("bound"),
        )
        return
    if qualifier == "all":  # a bare count says the same number; 全部 without a number says 100 %
        assert (first.value, first.unit) in ((figure["value"], unit), (100, "%"))
        return
    assert (first.value, first.qualifier) == (figure["value"], qualifier)
    assert first.unit == unit or (qualifier == "none" and first.unit is None)
    if "sub" in figure:
        assert (found[1].value, found[1].unit) == (figure["sub"], "小类")


def test_together_is_no_quantity():
    assert parse("与相关单位一起推进") == []
    assert [f.quantity.value for f in parse("推动一起交通事故纠纷和解")] == [1]


def test_no_printed_figure_in_packs_or_tests():
    """The figures are read off records, so none of the texts may stand in what this module brings along."""
    texts = {figure["printed"] for figure in FIGURES["figures"]}
    files = [
        *ROOT.glob("src/yifa/lawkit/quantity/*.py"),
        *ROOT.glob("src/yifa/packs/national/measure_words/*.yaml"),
        *ROOT.glob("src/yifa/packs/national/cases/quantity/*.yaml"),
        *(path for path in ROOT.glob("tests/lawkit/test_quantity*.py") if path != Path(__file__).resolve()),
    ]
    assert len(files) > 10
    hits = [(path.name, text) for path in files for text in texts if text in path.read_text(encoding="utf-8")]
    assert hits == []
