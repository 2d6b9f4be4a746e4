"""The dry run (试算): every row of a sheet through form and gates; all errors at once, nothing written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from yifa.kernel import action as actions
from yifa.kernel import registry, verbs
from yifa.kernel.action import ActionError, Blocked, Ctx
from yifa.kernel.imports import layout as layouts
from yifa.kernel.imports.layout import Head, Layout
from yifa.kernel.imports.matching import (
    ANSWER,
    Lookups,
    Mapping,
    Target,
    creating_action,
    factor,
    propose,
    targets,
    words,
)
from yifa.kernel.imports.models import ColumnMapping
from yifa.kernel.imports.rows import RowCheck, convert, form_errors
from yifa.kernel.imports.scan import address, letter
from yifa.kernel.imports.sheets import Book, Grid, SheetError, text_of
from yifa.kernel.imports.values import BadValue
from yifa.kernel.record import Life, Record
from yifa.kernel.resource.base import HIDDEN

#: How many problems are kept with an import and shown on one page.
SHOWN = 200


@dataclass
class Problem:
    """One place to mend. row counts from 1; level: err (row stays out) or ask (read, to be looked at)."""

    row: int
    column: str
    head: str
    value: Any
    level: str
    text: str
    way: str = ""
    private: bool = False

    def line(self, file: str, sheet: str) -> str:
        """Return the problem as one line naming file, sheet, row and column."""
        where = f"第 {self.row} 行" + (f"“{self.head}”" if self.head else "")
        where += f"（{self.column}{self.row}）" if self.column else ""
        shown = f" 写的是“{text_of(self.value)}”：" if self.value not in (None, "") else "："
        return f"{file} “{sheet}”表 {where}{shown}{self.text}{self.way}"

    def as_json(self) -> dict[str, Any]:
        """Return the problem for ``--json``."""
        cell = f"{self.column}{self.row}" if self.column else None
        return {
            "row": self.row, "column": self.column, "cell": cell, "heading": self.head, "level": self.level,
            "value": None if self.private else text_of(self.value) or None, "message": self.text, "mend": self.way,
        }  # fmt: skip


@dataclass
class Options:
    """How a file is to be read. ``header`` counts rows from 1. ``answers``: gate key → answer for all rows.

    ``partial``: rows with errors stay out and the others go in.
    """

    sheet: str = ""
    header: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    backfill: bool = False
    partial: bool = False

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Options:
        """Return options from a mapping file or a kept import; unknown keys raise ValueError."""
        data = dict(data)
        if "paper" in data:
            data["constants"] = {**(data.get("constants") or {}), "paper": data.pop("paper")}
        known = set(cls.__dataclass_fields__)
        wrong = sorted(set(data) - known)
        if wrong:
            raise ValueError(
                f"列对应里有不认识的项：{'、'.join(wrong)}。可用：{'、'.join(sorted(known | {'paper'}))}。"
            )
        made = cls(**{k: v for k, v in data.items() if v is not None})
        made.columns = {str(k): str(v or "") for k, v in made.columns.items()}
        made.values = {str(f): {str(k): str(v) for k, v in m.items()} for f, m in made.values.items()}
        return made

    def as_json(self) -> dict[str, Any]:
        """Return the options as kept with the import."""
        return {k: getattr(self, k) for k in self.__dataclass_fields__}


@dataclass
class Row:
    """One row ready to be written: a new record, or the changes of one there is. ``number`` counts from 1."""

    number: int
    data: dict[str, Any]
    obj: Any = None
    answers: tuple[tuple[str, str], ...] = ()


@dataclass
class Checked:
    """The result of a dry run."""

    file: str
    sheet: str
    grid: Grid
    layout: Layout
    mapping: Mapping
    targets: list[Target]
    options: Options
    action: Any
    creates: list[Row] = field(default_factory=list)
    updates: list[Row] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Rows that hold data."""
        return len(self.layout.rows)

    @property
    def bad_rows(self) -> set[int]:
        """Rows that stay out."""
        rows = set(self.layout.rows)
        return {p.row for p in self.problems if p.level == "err" and p.row - 1 in rows}

    @property
    def errors(self) -> list[Problem]:
        """Problems that keep rows, or the whole sheet, out."""
        return [p for p in self.problems if p.level == "err"]

    @property
    def hopeless(self) -> bool:
        """Whether the sheet itself cannot be read as it is (a required column is missing)."""
        rows = set(self.layout.rows)
        return any(p.level == "err" and p.row - 1 not in rows for p in self.problems)

    def lines(self) -> list[str]:
        """Return all problems as lines: an error each, a reading that repeats down a column once."""
        same = Counter((p.column, text_of(p.value), p.text) for p in self.problems if p.level == "ask")
        lines = []
        for p in self.problems:
            more = same.pop((p.column, text_of(p.value), p.text), 0) if p.level == "ask" else 1
            if more:
                tail = f"（另有 {more - 1} 行同样）" if more > 1 else ""
                lines.append(p.line(self.file, self.sheet) + tail)
        return lines


def best_sheet(book: Book, known: list[str]) -> tuple[str, Layout] | None:
    """Return the sheet in which most headings are known."""
    rated = []
    for order, name in enumerate(book.sheet_names):
        layout = layouts.find(book.grid(name), known, file_name=book.name)
        if layout is not None and layout.rows:
            rated.append((-layout.score, order, name, layout))
    best = min(rated, key=lambda r: r[:2]) if rated else None
    return (best[2], best[3]) if best else None


def locate(book: Book, found: list[Target], options: Options) -> tuple[str, Layout]:
    """Return the sheet and its layout; raise SheetError naming the sheets there are."""
    wanted = "、".join(t.label for t in found if t.required) or "、".join(t.label for t in found[:6])
    known = [*words(found), *options.columns]
    sheet = options.sheet or (book.sheet_names[0] if options.header and len(book.sheet_names) == 1 else "")
    best = None if sheet else best_sheet(book, known)
    if not sheet and best is None:
        raise SheetError(f"找不到表头。现有的表：{'、'.join(book.sheet_names)}。表头至少要有：{wanted}。")
    if best is not None and not options.header:
        return best
    sheet = sheet or (best[0] if best else "")
    header = options.header - 1 if options.header else None
    layout = layouts.find(book.grid(sheet), known, file_name=book.name, header=header)
    if layout is None:
        if options.header:
            raise SheetError(f"“{sheet}”表没有第 {options.header} 行。")
        other = best_sheet(book, known)
        way = f"“{other[0]}”表更像，改选它。" if other else f"表头至少要有：{wanted}。"
        raise SheetError(f"“{sheet}”表里找不到表头。{way}")
    return sheet, layout


def kept_for(bureau_id: int | None, resource: str, layout: Layout) -> dict[str, Any] | None:
    """Return how a file of this layout was read last time."""
    row = ColumnMapping.objects.filter(bureau_id=bureau_id, resource=resource, layout=layout.digest).first()
    return {**row.mapping, "values": row.values} if row else None


def read(resource_key: str, ctx: Ctx, book: Book, options: Options) -> Checked:
    """Find the table and give its columns their fields, without looking at the rows."""
    resource = registry.get_resource(resource_key)
    action = creating_action(resource, options.backfill)
    if action is None:
        raise SheetError(f"“{resource.title}”不接受{'补录' if options.backfill else ''}导入。")
    action.authorise(ctx, None)
    found = targets(resource, action)
    sheet, layout = locate(book, found, options)
    lookups = Lookups(resource, action, ctx)
    kept = kept_for(ctx.scope.bureau_id, resource_key, layout) or {}
    asked = _asked(options, layout, found)
    both = {
        "columns": {**(kept.get("columns") or {}), **asked},
        "values": {**(kept.get("values") or {}), **options.values},
        "constants": {**options.constants},
    }
    taken = set(asked.values()) - {""}
    both["columns"] = {h: ("" if f in taken and h not in asked else f) for h, f in both["columns"].items()}
    mapping = propose(found, layout, lookups, both)
    checked = Checked(book.name, sheet, book.grid(sheet), layout, mapping, found, options, action)
    checked.lookups = lookups  # type: ignore[attr-defined]
    checked.notes.extend(checked.grid.notes)
    _required(checked, resource, ctx)
    return checked


def _asked(options: Options, layout: Layout, found: list[Target]) -> dict[str, str]:
    """Return the asked-for columns by full heading; a heading may be named by letters, last part or field label."""
    by_label = {t.label: t.name for t in found} | {t.name: t.name for t in found}
    out = {}
    for said, name in options.columns.items():
        head = next((h for h in layout.heads if said in (h.text, h.parts[-1], "".join(h.parts))), None)
        head = head or next((h for h in layout.heads if said.upper() == h.letter), None)
        if head is None:
            names = "、".join(h.text for h in layout.heads)
            raise SheetError(f"列对应里写的“{said}”列，表中没有。现有：{names}。")
        if name and name not in by_label:
            raise SheetError(f"列对应里写的“{name}”不是这个台账的栏目。现有：{'、'.join(t.label for t in found)}。")
        out[head.text] = by_label.get(name, "")
    return out


def _required(checked: Checked, resource: Any, ctx: Ctx) -> None:
    given = {f for f in checked.mapping.columns.values() if f} | set(checked.mapping.constants)
    given |= {k for k, v in checked.action.initial(ctx, None).items() if k != "happened_on" and v not in (None, "")}
    names = {f.name: f for f in resource.model._meta.concrete_fields}
    for target in checked.targets:
        if target.required and target.name not in given:
            if target.name in names and names[target.name].has_default():
                continue
            way = "在列对应里选定，或在表中加这一列。"
            checked.problems.append(
                Problem(checked.layout.top + 1, "", "", None, "err", f"缺“{target.label}”列。", way)
            )


def check(resource_key: str, ctx: Ctx, book: Book, options: Options, own: int | None = None) -> Checked:
    """Return the dry run of a file. ``own``: number of an import being resumed, whose rows do not count as there."""
    checked = read(resource_key, ctx, book, options)
    if not checked.hopeless:
        _Run(registry.get_resource(resource_key), ctx, checked, own).all_rows()
    checked.problems.sort(key=lambda p: (p.row, p.column))
    return checked


class _Run:
    """One pass over the rows."""

    def __init__(self, resource: Any, ctx: Ctx, checked: Checked, own: int | None) -> None:
        self.res, self.ctx, self.c, self.own = resource, ctx, checked, own
        self.lookups: Lookups = checked.lookups  # type: ignore[attr-defined]
        self.rows = RowCheck(resource, checked.action, ctx, self.lookups)
        by_text = {h.text: h for h in checked.layout.heads}
        by_name = {t.name: t for t in checked.targets}
        self.columns: list[tuple[Head, Target, Decimal]] = []
        for text, name in checked.mapping.columns.items():
            if name and text in by_text and name in by_name:
                times, note = factor(by_name[name], by_text[text])
                self.columns.append((by_text[text], by_name[name], times))
                if note:
                    checked.notes.append(f"“{text}”{note}。")
        self.head_of = {t.name: h for h, t, _ in self.columns}
        self.constants = self._constants(by_name)
        self.personal = frozenset(resource.personal_columns())
        self.closed: dict[Any, str] = {}
        self.seen: dict[tuple[Any, ...], int] = {}
        self.existing, self.objects = self._existing()

    def _constants(self, by_name: dict[str, Target]) -> dict[str, Any]:
        out = {}
        for name, value in self.c.mapping.constants.items():
            if name not in by_name:
                raise SheetError(f"列对应里写的“{name}”不是这个台账的栏目。")
            if value in (None, "") or name in self.head_of:
                continue
            try:
                out[name], _ = convert(
                    by_name[name], value, None, Decimal(1), self.c.layout.year, self.c.mapping, self.lookups
                )
            except BadValue as error:
                raise SheetError(f"各行相同的“{by_name[name].label}”：{error}{error.way}") from error
        return out

    def _existing(self) -> tuple[dict[tuple[Any, ...], int], dict[int, Any]]:
        """Return business key → number of the record there is."""
        self.key = tuple(self.res.business_key)
        known = {f.name: f for f in self.res.model._meta.concrete_fields}
        given = set(self.head_of) | set(self.constants) | set(self.rows.initial)
        if not self.key:
            return {}, {}
        missing = [n for n in self.key if n not in given]
        if missing or any(n not in known for n in self.key):
            labels = "、".join(self.res.field(n).label for n in missing)
            self.c.notes.append(f"表中没有“{labels}”，认不出已有的记录，全部按新增处理。")
            self.key = ()
            return {}, {}
        rows = self.res.model._default_manager.filter(bureau_id=self.ctx.scope.bureau_id)
        if issubclass(self.res.model, Record):
            rows = rows.filter(life=Life.LIVE)
            if self.own:
                rows = rows.exclude(import_ref=self.own)
        names = [known[n].attname for n in self.key]
        return {tuple(_norm(v) for v in r[1:]): r[0] for r in rows.order_by("-pk").values_list("pk", *names)}, {}

    def all_rows(self) -> None:
        """Check every row."""
        for r, why in self.c.layout.warnings:
            self.c.problems.append(Problem(r + 1, "", "序号", None, "ask", why))
        prepared = [(r, *self._read(r)) for r in self.c.layout.rows]
        hits = {self.existing[k] for _, _, k, _ in prepared if k in self.existing}
        if hits:
            self.objects = self.res.model._default_manager.in_bulk(list(hits))
        for r, data, key, answers in prepared:
            if data is not None:
                self._one(r, data, key, answers)
        gates = {g.key: g.title for g in self.c.action.gates} if self.c.options.backfill else {}
        open_ = [t for k, t in gates.items() if k not in self.c.options.answers and ANSWER + k not in self.head_of]
        if open_:
            self.c.notes.append(f"{'、'.join(open_)}：没有答复，将记为“无法核实”。")

    def _problem(self, row: int, head: Head | None, value: Any, level: str, text: str, way: str = "") -> None:
        column = letter(head.index) if head else ""
        private = head is not None and self.c.mapping.columns.get(head.text) in self.personal
        self.c.problems.append(Problem(row + 1, column, head.text if head else "", value, level, text, way, private))

    def _read(self, r: int) -> tuple[dict[str, Any] | None, tuple[Any, ...] | None, dict[str, str]]:
        data: dict[str, Any] = dict(self.constants)
        answers: dict[str, str] = {}
        bad = False
        grid, layout = self.c.grid, self.c.layout
        for head, target, times in self.columns:
            spot = (r, head.index)
            value = grid.cells[r][head.index]
            if spot in grid.unstored:
                formula = grid.unstored[spot][:40]
                text = f"{address(*spot)} 是公式（={formula}），文件里没有存它的结果。"
                self._problem(r, head, None, "err", text, "用表格软件打开文件，保存一次再传；或改成数值。")
                bad = True
                continue
            if spot in grid.faults:
                self._problem(r, head, grid.faults[spot], "err", "单元格是错误值。", "改正公式，或填实际的值。")
                bad = True
                continue
            if value in (None, "", HIDDEN):
                continue
            try:
                read, note = convert(target, value, head, times, layout.year, self.c.mapping, self.lookups)
            except BadValue as error:
                self._problem(r, head, value, "err", str(error), error.way)
                bad = True
                continue
            if note:
                self._problem(r, head, value, "ask", note)
            if target.name.startswith(ANSWER):
                answers[target.name.removeprefix(ANSWER)] = read
            else:
                data[target.name] = read
        if bad:
            return None, None, answers
        if tidy := getattr(self.res, "tidy", None):  # as the register keeps them: 浙A·12345 is 浙A12345
            tidy(data)
        key = None
        if self.key:
            merged = {**self.rows.initial, **data}
            parts = tuple(_norm(merged.get(n)) for n in self.key)
            if all(p not in (None, "") for p in parts):
                key = parts
        return data, key, answers

    def _one(self, r: int, data: dict[str, Any], key: tuple[Any, ...] | None, answers: dict[str, str]) -> None:
        if key is not None:
            if key in self.seen:
                names = "、".join(self.res.field(n).label for n in self.key)
                text = f"和第 {self.seen[key]} 行重复（{names}相同）。"
                self._problem(r, None, None, "err", text, "删去一行，或改成不同的内容。")
                return
            self.seen[key] = r + 1
            obj = self.objects.get(self.existing.get(key, 0))
            if obj is not None:
                self._change(r, obj, data)
                return
        form = self.rows.create(data)
        if not form.is_valid():
            self._form_problems(r, form)
            return
        clean = dict(form.cleaned_data)
        given = {**self.c.options.answers, **answers}
        ctx = _with(self.ctx, given)
        try:
            passage = actions._gates(self.c.action, ctx, None, clean, self.c.action.verb == "backfill")
        except Blocked as error:
            basis = error.gate.basis_text()
            way = f"（{error.gate.force.value}：{basis}）" if basis else f"（{error.gate.force.value}）"
            self._problem(r, None, None, "err", f"{error}{way}", "导入不能越过闸口。")
            return
        for warning in passage.warnings:
            self._problem(r, None, None, "ask", warning)
        clean["source"] = f"{self.c.file} {self.c.sheet} 第{r + 1}行"[:300]
        self.c.creates.append(Row(r + 1, clean, None, tuple(sorted(given.items()))))

    def _change(self, r: int, obj: Any, data: dict[str, Any]) -> None:
        if self.rows.update_form is None:
            self._problem(r, None, None, "err", "已有这条记录，这个台账不能用导入更新。", "删去这一行。")
            return
        try:
            self.rows.reimport.authorise(self.ctx, obj)
        except ActionError as error:
            self._problem(r, None, None, "err", f"已有这条记录。{error}", "删去这一行。")
            return
        form = self.rows.update(obj, data)
        if not form.is_valid():
            self._form_problems(r, form)
            return
        given = {n for n, v in data.items() if v not in (None, "") and n not in self.constants}
        changed = {n: v for n, v in form.cleaned_data.items() if n in given and _differs(obj, n, v)}
        if not changed:
            self.c.same += 1
            return
        day = getattr(obj, "happened_on", None)
        if self.res.register and day and (period := self._closed(day)):
            text = f"已有这条记录，所在的{period}已关闭，重新导入不能改它。"
            self._problem(r, None, None, "err", text, "在记录上用“更正”办理，写明批准重开的负责人。")
            return
        self.c.updates.append(Row(r + 1, changed, obj))

    def _closed(self, day: Any) -> str:
        if day not in self.closed:
            self.closed[day] = verbs.closed_period(self.res.key, self.ctx.scope.bureau_id, day)  # type: ignore[arg-type]
        return self.closed[day]

    def _form_problems(self, r: int, form: Any) -> None:
        for name, message in form_errors(form):
            head = self.head_of.get(name)
            value = self.c.grid.cells[r][head.index] if head else None
            label = str(form.fields[name].label) if name in form.fields else ""
            way = f"补上“{label}”。" if value in (None, "") and label and "必填" in message else ""
            text = message if head or not label else f"{label}：{message}"
            self._problem(r, head, value, "err", text, way)


def _with(ctx: Ctx, answers: dict[str, str]) -> Ctx:
    return replace(ctx, answers=answers)


def _norm(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else getattr(value, "pk", value)


def _differs(obj: Any, name: str, value: Any) -> bool:
    field_ = obj._meta.get_field(name)
    if field_.many_to_many:
        return False
    return _norm(getattr(obj, field_.attname)) != _norm(value)


def tally(problems: list[Problem]) -> Counter[str]:
    """Return how many problems there are of each level."""
    return Counter(p.level for p in problems)
