"""The five finished demo years: complete, signed, published, and still true to their records."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from yifa.core.metrics import signing
from yifa.core.metrics.metric import Query
from yifa.core.org.models import Holding
from yifa.kernel import clockwork, registry
from yifa.suites.annual_report import external, papers
from yifa.suites.annual_report.compose import as_json, compose
from yifa.suites.annual_report.models import Report

FINISHED = ["jia", "yi", "bing", "ding", "wu"]
PARTS = ["achievements", "leader", "shortcomings", "plan"]


@pytest.mark.parametrize("code", FINISHED)
def test_nothing_is_blocked_and_all_mandatory_parts_stand(house: Any, code: str) -> None:
    h = house(code)
    made = compose(h.bureau, h.year, day=h.day)
    assert made.blocking == []
    assert [s.kind for s in made.sections] == PARTS


@pytest.mark.parametrize("code", FINISHED)
def test_the_report_went_its_whole_way(house: Any, code: str) -> None:
    h = house(code)
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    assert report.state == Report.State.PUBLISHED
    assert report.submitted_on < date(h.year + 1, 3, 1)
    assert report.published_on < date(h.year + 1, 4, 1)
    assert "〔" in report.doc_no


@pytest.mark.parametrize("code", FINISHED)
def test_every_signed_figure_still_agrees_with_its_records(house: Any, code: str) -> None:
    h = house(code)
    report = Report.objects.get(bureau=h.bureau, year=h.year)
    assert signing.differences(report, h.day, deep=True) == []


def test_the_regulation_asks_for_a_cause_with_every_shortcoming(house: Any) -> None:
    h = house("jia")
    made = compose(h.bureau, h.year, day=h.day)
    texts = [t.text for s in made.sections if s.kind == "shortcomings" for t in s.paragraphs]
    assert texts
    assert all("原因" in text for text in texts)


def test_docx_and_workbook_come_out_with_the_figures(house: Any) -> None:
    h = house("wu")
    made = compose(h.bureau, h.year, day=h.day)
    docx = papers.render(made, "docx", doc_no="戊管发〔2024〕6号")
    with ZipFile(io.BytesIO(docx)) as z:
        body = z.read("word/document.xml").decode()
    assert all(f.printed.split("、")[0] in body for f in made.figures.values())
    out = io.BytesIO()
    papers.write_evidence(made, out, now=clockwork.now(), scope=h.scope("legal"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue()))
    assert len(book.sheet_names) == len(made.figures) + 2
    assert book.sheet_names[0] == "目录" and "闸口例外和违规登记" in book.sheet_names[-1]


def test_the_external_workbook_masks_names(house: Any) -> None:
    h = house("wu")
    made = compose(h.bureau, h.year, day=h.day)
    inside, outside = io.BytesIO(), io.BytesIO()
    papers.write_evidence(made, inside, now=clockwork.now(), scope=h.scope("legal"))
    papers.write_evidence(made, outside, now=clockwork.now(), scope=h.scope("legal"), edition="external")

    def cells(data: io.BytesIO) -> str:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data.getvalue()))
        return "|".join(
            str(c) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for c in row
        )

    assert "已隐去" not in cells(inside)
    assert "已隐去" in cells(outside)
    people = {name for key in ("counsel.public_lawyers", "duty_lists.statements_given") for name in _people(h, key)}
    assert len(people) > 2
    assert all(name in cells(inside) for name in people)
    assert not [name for name in people if name in cells(outside)]


def _people(h: Any, key: str) -> set[str]:
    rows = registry.get_metric(key).rows(Query.of_year(h.bureau.pk, h.year))
    return {getattr(row, "name", "") or getattr(row, "person", "") for row in rows}


def test_outside_nobody_is_named_but_offices_are(house: Any) -> None:
    """A field that names people prints 已隐去 whoever it names; an office there, and all other words, stay."""
    h = house("ji")
    resource = registry.get_resource("rule_of_law_plan.briefing")
    fields = [resource.field(n) for n in resource.fact_names()]
    rows = resource.model.objects.filter(bureau=h.bureau)
    h.do(
        "rule_of_law_plan.briefing", "correct", rows.first(), reason="核对", checker="李某", reporter="欧阳修远、法规处"
    )
    names = external.Names(h.bureau.pk)
    names.learn(rows, fields)
    mask = names.mask(fields)
    assert mask("reporter", "司马相如") == "已隐去"
    assert mask("reporter", "法规处") == "法规处"
    assert mask("title", "由欧阳修远和法规处汇报") == "由已隐去和法规处汇报"
    clerk = Holding.objects.filter(bureau=h.bureau)[0].person
    assert mask("outcome", f"请{clerk.name}落实") == "请已隐去落实"


def test_json_document_has_the_agreed_keys(house: Any) -> None:
    h = house("yi")
    data = as_json(compose(h.bureau, h.year, day=h.day))
    assert set(data) == {"bureau", "year", "kind", "edition", "title", "data_as_of", "blocking", "sections", "figures"}
    keys = {"key", "label", "value", "stored", "unit", "qualifier", "numerator", "denominator", "printed", "rows",
            "backfilled", "query", "list_url", "basis"}  # fmt: skip
    assert all(set(f) == keys for f in data["figures"])
    assert all(f["rows"] > 0 or f["qualifier"] == "none" for f in data["figures"])
