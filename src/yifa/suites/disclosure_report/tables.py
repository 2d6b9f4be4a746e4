"""The three tables of the report as records: every cell is a list, every total the union of its parts.

A request is put into exactly one row by how it entered the year and exactly one by how it left it, and into one column
by who asked. So 一 + 二 = 三（七） + 四 and every 总计 hold by construction (GID-12), not by checking afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from yifa.core.metrics.metric import Query
from yifa.core.metrics.periods import unconfirmed
from yifa.governance.disclosure import public as disclosure
from yifa.governance.disputes import public as disputes
from yifa.governance.enforcement import public as enforcement
from yifa.governance.instruments import public as instruments
from yifa.kernel import registry
from yifa.lawkit.codes import code_list

TOTAL = "total"
#: group of a reply type → its number and words in the third table.
GROUPS = {
    "granted": ("（一）予以公开", False),
    "partly": ("（二）部分公开（区分处理的，只计这一情形，不计其他答复情形）", False),
    "refused": ("（三）不予公开", True),
    "not_held": ("（四）无法提供", True),
    "not_handled": ("（五）不予处理", True),
    "other": ("（六）其他处理", True),
}


@dataclass
class Row:
    """One row: key, words, the records of each column (pks), and whether it is a sum."""

    key: str
    label: str
    cells: dict[str, list[int]]
    sum: bool = False
    level: int = 1


@dataclass
class Sheet:
    """One table: its columns in order, its rows, and the model its records are of."""

    key: str
    title: str
    columns: list[tuple[str, str]]
    rows: list[Row] = field(default_factory=list)
    models: dict[str, Any] = field(default_factory=dict)
    amounts: dict[tuple[str, str], Any] = field(default_factory=dict)
    #: Registers its rows are read from (row key → Resource key; "" for all rows): an empty one needs a 零报告.
    registers: dict[str, str] = field(default_factory=dict)

    def model_of(self, row: Row) -> Any:
        """Return the model whose records stand in a row."""
        return self.models.get(row.key) or self.models.get("")

    def row(self, key: str) -> Row:
        """Return a row by key; KeyError if there is none."""
        found = next((r for r in self.rows if r.key == key), None)
        if found is None:
            raise KeyError(key)
        return found

    def count(self, row: str, column: str = TOTAL) -> int:
        """Return the number in a cell."""
        return len(self.row(row).cells.get(column, []))


def applicants() -> list[tuple[str, str]]:
    """Return the columns of the third table."""
    return [*((k.value, "其他" if k.value == "other" else str(k.label)) for k in disclosure.ApplicantKind),
            (TOTAL, "总计")]  # fmt: skip


def _by_applicant(found: list[disclosure.Standing]) -> dict[str, list[int]]:
    cells = {kind.value: [s.pk for s in found if s.applicant == kind.value] for kind in disclosure.ApplicantKind}
    return {**cells, TOTAL: [pk for pks in cells.values() for pk in pks]}


def requests(bureau_id: int, year: int, until: date | None = None) -> Sheet:
    """Return the third table (收到和处理政府信息公开申请情况)."""
    found = disclosure.standings(bureau_id, year, until)
    sheet = Sheet("requests", "收到和处理政府信息公开申请情况", applicants())

    def add(key: str, label: str, rows: list[disclosure.Standing], level: int = 1, sum_: bool = False) -> None:
        sheet.rows.append(Row(key, label, _by_applicant(rows), sum_, level))

    add("new", "一、本年新收政府信息公开申请数量", [s for s in found if s.entered == disclosure.NEW])
    add("carried_in", "二、上年结转政府信息公开申请数量", [s for s in found if s.entered == disclosure.CARRIED_IN])
    for group, (label, divided) in GROUPS.items():
        lines: dict[str, list[str]] = {}
        for code in code_list("disclosure_outcomes").codes:
            if code.extra.get("group") == group:
                lines.setdefault(str(code.extra["row"]), []).append(code.code)
        if not divided:
            codes = {c for line in lines.values() for c in line}
            add(group, f"三、本年度办理结果{label}", [s for s in found if s.left in codes], 2)
            continue
        for number, (line, kinds) in enumerate(lines.items(), 1):
            lead = f"{label} {number}.{line}"
            add(kinds[0], lead, [s for s in found if s.left in kinds], 3)
    done = [s for s in found if s.left != disclosure.CARRIED_OUT]
    add("handled", "（七）总计", done, 2, True)
    add("carried_out", "四、结转下年度继续办理", [s for s in found if s.left == disclosure.CARRIED_OUT])
    sheet.models, sheet.registers = {"": disclosure.requests([]).model}, {"": "disclosure.request"}
    return sheet


def own_motion(bureau_id: int, year: int) -> Sheet:
    """Return the second table (主动公开政府信息情况), its four small tables in one."""
    columns = [("made", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数"),
               ("decided", "本年处理决定数量"), ("charged", "本年收费金额（万元）")]  # fmt: skip
    sheet = Sheet("own_motion", "主动公开政府信息情况", columns)
    normative, decided = instruments.normative(bureau_id, year), enforcement.decided(bureau_id, year)
    made, acts = ({k: list(q.values_list("pk", flat=True)) for k, q in part.items()} for part in (normative, decided))
    paid = disclosure.charges(bureau_id, year)
    sums = dict(paid.order_by().values_list("pk", "amount"))
    empty: dict[str, list[int]] = {"made": [], "repealed": [], "in_force": []}
    sheet.rows = [
        Row("rules", "第二十条第（一）项　规章", dict(empty)),
        Row("normative", "第二十条第（一）项　行政规范性文件", made),
        Row("permits", "第二十条第（五）项　行政许可", {"decided": acts["permits"]}),
        Row("penalties", "第二十条第（六）项　行政处罚", {"decided": acts["penalties"]}),
        Row("compulsion", "第二十条第（六）项　行政强制", {"decided": acts["compulsion"]}),
        Row("charges", "第二十条第（八）项　行政事业性收费", {"charged": sorted(sums)}),
    ]
    sheet.amounts[("charges", "charged")] = sum(sums.values(), Decimal(0)) / 10000
    sheet.models = {
        "": normative["made"].model, "permits": decided["permits"].model, "penalties": decided["penalties"].model,
        "compulsion": decided["compulsion"].model, "charges": paid.model,
    }  # fmt: skip
    sheet.registers = {
        "normative": "instruments.instrument", "permits": "enforcement.decision", "compulsion": "enforcement.decision",
        "penalties": "enforcement.case", "charges": "disclosure.charge",
    }  # fmt: skip
    return sheet


def remedies(bureau_id: int, year: int, until: date | None = None) -> Sheet:
    """Return the fourth table: cases open at some time in the year, each in one column."""
    columns = [("upheld", "结果维持"), ("corrected", "结果纠正"), ("ended", "其他结果"), ("open", "尚未审结"),
               (TOTAL, "总计")]  # fmt: skip
    first, last = date(year, 1, 1), min(date(year, 12, 31), until or date(year, 12, 31))
    sheet = Sheet("remedies", "政府信息公开行政复议、行政诉讼情况", columns)
    kinds: dict[str, list[Any]] = {"reconsideration": [], "direct": [], "after": []}
    for case in disputes.about_disclosure(bureau_id).filter(happened_on__lte=last).order_by("pk"):
        if case.closed_on and case.closed_on < first:
            continue
        suit = "after" if case.reconsidered else "direct"
        kinds["reconsideration" if case.kind == disputes.Kind.RECONSIDERATION else suit].append(case)
    labels = {"reconsideration": "行政复议", "direct": "行政诉讼　未经复议直接起诉", "after": "行政诉讼　复议后起诉"}
    for key, label in labels.items():
        cells: dict[str, list[int]] = {name: [] for name, _ in columns}
        for case in kinds[key]:
            ended = bool(case.closed_on and case.closed_on <= last)
            column = "open" if not ended else (
                "upheld" if case.result in disputes.UPHELD else "corrected" if case.result in disputes.CORRECTED
                else "ended")  # fmt: skip
            cells[column].append(case.pk)
            cells[TOTAL].append(case.pk)
        sheet.rows.append(Row(key, label, cells))
    sheet.models, sheet.registers = {"": disputes.Case}, {"": "disputes.case"}
    return sheet


def unproved(sheets: list[Sheet], query: Query) -> list[str]:
    """Return the registers without a record of the year and without a 零报告; their zeros are not proved."""
    filled: dict[str, bool] = {}
    for sheet in sheets:
        for row in sheet.rows:
            if key := sheet.registers.get(row.key) or sheet.registers.get(""):
                filled[key] = filled.get(key, False) or any(row.cells.values())
    return [
        registry.get_resource(key).title
        for key, some in filled.items()
        if not some and not _kept(key, query) and unconfirmed(query, (key,)) != []
    ]


def _kept(key: str, query: Query) -> bool:
    """Whether a register has records of the year at all, if of other kinds: then it is kept, and its zero stands."""
    return bool(query.records(registry.get_resource(key).model).exists())
