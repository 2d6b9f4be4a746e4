"""Put the report together: six parts in the order of the outline, words from people, numbers from records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yifa.core.metrics import figures as fig
from yifa.core.metrics.metric import Query
from yifa.core.metrics.paragraph import TOKEN
from yifa.core.org.models import BureauProfile, Unit
from yifa.governance.disclosure import public as disclosure
from yifa.kernel import registry
from yifa.kernel.record import Life
from yifa.lawkit import rules
from yifa.lawkit.clock import Event, fold
from yifa.lawkit.explain import zh_date
from yifa.lawkit.quantity.numerals import to_hanzi
from yifa.papers import docmodel
from yifa.suites.annual_report.outline import load_outline
from yifa.suites.disclosure_report import grids, tables
from yifa.suites.disclosure_report.models import ReportText

KIND = "xxgk"
#: Figures that the overview reads out.
SAID = (
    ("disclosure.published_items", "全年主动公开政府信息{}"),
    ("disclosure.portal_items", "其中门户网站发布{}"),
    ("disclosure.wechat_items", "微信公众号发布{}"),
    ("disclosure.budget_and_accounts", "依法公开{}"),
)


@dataclass
class Part:
    """One of the six parts."""

    key: str
    number: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    sheets: list[tables.Sheet] = field(default_factory=list)


@dataclass
class Made:
    """The report of a bureau and year as the records stand."""

    bureau: Unit
    profile: BureauProfile
    year: int
    data_as_of: date
    title: str
    parts: list[Part]
    missing: list[str]
    figures: list[fig.Figure]
    unproved: list[str]

    def sheet(self, key: str) -> tables.Sheet:
        """Return one of the tables."""
        return next(s for p in self.parts for s in p.sheets if s.key == key)


def compose(bureau: Unit, year: int, *, day: date) -> Made:
    """Return the report; ``day`` is today: what lies after it is not in it."""
    outline = load_outline(KIND, bureau.region)
    texts = {t.part: t for t in ReportText.objects.filter(bureau=bureau, year=year, life=Life.LIVE).order_by("pk")}
    query = Query.of_year(bureau.pk, year, until=day)
    sheets = {
        "own_motion": tables.own_motion(bureau.pk, year),
        "requests": tables.requests(bureau.pk, year, day),
        "remedies": tables.remedies(bureau.pk, year, day),
    }
    code = bureau.code or str(bureau.pk)
    named = {key: None for text in texts.values() for key in TOKEN.findall(text.text) if key in registry.metrics()}
    wanted = dict.fromkeys([*(key for key, _ in SAID), *named])
    said = {key: fig.evaluate(key, query, bureau_code=code) for key in wanted}
    parts = []
    for i, found in enumerate(outline.parts, 1):
        part = Part(found.key, to_hanzi(i), found.title)
        words = texts.get(found.key)
        if found.key == "overview":
            part.paragraphs += _overview(said, sheets["requests"])
        if words and words.text.strip():
            part.paragraphs += [_read(line.strip(), said) for line in words.text.splitlines() if line.strip()]
        if found.key == "other":
            part.paragraphs.append(_fees(bureau.pk, year, day))
        if found.key in sheets:
            part.sheets.append(sheets[found.key])
        parts.append(part)
    missing = [f"“{p.title}”还没有写" for p in parts if not p.paragraphs and not p.sheets]
    missing += [f"文字里的“{said[key].label}”没有佐证" for key in named if not said[key].printed]
    title = f"{bureau.name}{year}年{outline.title}"
    profile = BureauProfile.objects.get(bureau=bureau)
    empty = tables.unproved(list(sheets.values()), query)
    return Made(bureau, profile, year, query.end, title, parts, missing, [f for f in said.values() if f.printed], empty)


def _read(line: str, said: dict[str, fig.Figure]) -> str:
    """Return a line of words with its figures printed; what has no evidence says so and is not made up."""
    return TOKEN.sub(lambda m: said[m[1]].printed or f"（{said[m[1]].label}没有佐证）" if m[1] in said else m[0], line)


def _overview(figures: dict[str, fig.Figure], sheet: tables.Sheet) -> list[str]:
    said = ["，".join(words.format(figures[key].printed) for key, words in SAID if figures[key].printed)]
    new, old = sheet.count("new"), sheet.count("carried_in")
    done, left = sheet.count("handled"), sheet.count("carried_out")
    if new or old:
        said.append(f"新收政府信息公开申请{new}件，上年结转{old}件，办结{done}件，结转下年度{left}件")
    return ["".join(f"{sentence}。" for sentence in said if sentence)] if any(said) else []


def _fees(bureau_id: int, year: int, day: date) -> str:
    count, asked, paid = disclosure.fees(bureau_id, year, day)
    if not count and not paid:
        return "本年度没有收取信息处理费。"
    return f"本年度发出信息处理费收费通知{count}件，总金额{fig.plain(asked)}元；实际收取{fig.plain(paid)}元。"


def due(year: int, day: date) -> dict[str, Any]:
    """Return when the report on a year is due (GID-08), and the last safe working day."""
    result = fold(rules.get_rule("GID-08"), [Event("start", date(year, 1, 1))], today=day)
    safe = f"，最后工作日 {zh_date(result.safe, day)}" if result.safe and result.safe != result.due else ""
    text = f"{zh_date(result.due, day)}前提交主管部门并公布{safe}" if result.due else ""
    return {"text": text, "due": result.due, "provisional": result.provisional, "basis": str(result.rule.basis)}


def unheard(made: Made) -> int:
    """Return how many suits went straight to court since refusals go to reconsideration first (GID-18)."""
    since = rules.load_rules()["GID-18"].basis.effective
    sheet = made.sheet("remedies")
    rows = sheet.models[""]._default_manager.filter(pk__in=sheet.row("direct").cells[tables.TOTAL])
    return int(rows.filter(happened_on__gte=since).count()) if since else 0


def checks(made: Made, before: tables.Sheet) -> list[dict[str, Any]]:
    """Return what the format asks to agree (勾稽关系), each with both sides; ``before``: last year's third table."""
    sheet = made.sheet("requests")
    out = []
    for key, label in sheet.columns:
        left = sheet.count("new", key) + sheet.count("carried_in", key)
        right = sheet.count("handled", key) + sheet.count("carried_out", key)
        out.append({"what": f"一加二等于三（七）加四：{label}", "left": left, "right": right})
    out.append({"what": "本年第二行等于上年第四行", "left": sheet.count("carried_in"),
                "right": before.count("carried_out")})  # fmt: skip
    return out


def document(
    made: Made, kept: dict[str, Any], published: date | None, edition: str = "submit", *, draft: bool = False
) -> docmodel.Document:
    """Return the report as a paper.

    kept: what is printed: ``as_json`` of today, or the content of the snapshot once it is signed. draft: not signed.
    """
    body: list[Any] = []
    for section in kept["sections"]:
        body.append(docmodel.Heading(1, section["title"], key=section["kind"]))
        body += [docmodel.para(p["text"]) for p in section["paragraphs"]]
        body += [table for sheet in section["tables"] for table in _tables(sheet)]
    return docmodel.Document(
        title=[made.bureau.name, kept["title"].removeprefix(made.bureau.name)],
        body=body,
        signature=docmodel.Signature(issuer=made.bureau.name, date=published),
        meta=docmodel.Meta(
            draft=draft, demo=made.profile.demo, data_as_of=date.fromisoformat(kept["data_as_of"]),
            edition=edition, bureau=made.bureau.name,
        ),
    )  # fmt: skip


def text_of(sheet: tables.Sheet, row: tables.Row, column: str) -> str:
    """Return what stands in a cell: a count, an amount, or nothing where the form has no field."""
    if (row.key, column) in sheet.amounts:
        return f"{sheet.amounts[row.key, column].normalize():f}"
    return str(len(row.cells[column])) if column in row.cells else ""


def _tables(sheet: dict[str, Any]) -> list[docmodel.Table]:
    """Return a kept sheet as the tables of the form."""
    found = grids.laid_out(sheet["columns"], [(row["label"], row["cells"]) for row in sheet["rows"]])
    return [_table(grid) for grid in found]


def _table(grid: grids.Grid) -> docmodel.Table:
    align: list[Any] = ["right" for _ in grid.columns]
    widths = [1.0 for _ in grid.columns]
    if grid.named:
        align[0], widths[0] = "left", 4.0
    rows: list[Any] = [list(row) for row in grid.rows]
    return docmodel.Table(rows, list(grid.columns), widths, grid.caption, align, grid.groups)


def as_json(made: Made, base: str = "") -> dict[str, Any]:
    """Return the document of ``yifa report compose --format json``; each cell is a figure with its list."""
    form = rules.load_rules()["GID-12"].basis
    basis = [{"law": form.law, "article": form.article}]
    cells = [
        {
            "key": f"{sheet.key}.{row.key}.{column}", "label": f"{row.label}：{label}",
            "value": value, "stored": value, "unit": unit, "qualifier": "exact",
            "numerator": None, "denominator": None, "printed": text_of(sheet, row, column),
            "rows": len(row.cells[column]), "list_url": f"{base}{sheet.key}/{row.key}/{column}/",
            "basis": basis,
        }
        for part in made.parts for sheet in part.sheets for row in sheet.rows
        for column, label in sheet.columns if column in row.cells
        for value, unit in [_value(sheet, row, column)]
    ]  # fmt: skip
    cells += [
        {
            "key": f.key, "label": f.label, "value": fig.plain(f.value), "stored": fig.plain(f.stored), "unit": f.unit,
            "qualifier": f.qualifier, "numerator": f.numerator, "denominator": f.denominator, "printed": f.printed,
            "rows": f.rows, "list_url": f.list_url, "basis": f.basis,
        }
        for f in made.figures
    ]  # fmt: skip
    return {
        "bureau": made.bureau.code or str(made.bureau.pk), "year": made.year, "kind": KIND, "edition": "submit",
        "title": made.title, "data_as_of": made.data_as_of.isoformat(),
        "blocking": [{"figure": None, "why": why, "instead": []} for why in made.missing],
        "sections": [
            {"number": p.number, "title": p.title, "kind": p.key,
             "paragraphs": [{"text": t, "figures": []} for t in p.paragraphs],
             "tables": [{"title": s.title, "columns": [label for _, label in s.columns],
                         "rows": [{"label": r.label, "cells": [text_of(s, r, k) for k, _ in s.columns]}
                                  for r in s.rows]} for s in p.sheets]}
            for p in made.parts
        ],
        "figures": cells,
    }  # fmt: skip


def _value(sheet: tables.Sheet, row: tables.Row, column: str) -> tuple[Any, str]:
    """Return the value of a cell and its unit."""
    if (row.key, column) in sheet.amounts:
        return float(sheet.amounts[row.key, column]), "万元"
    return len(row.cells[column]), "件"
