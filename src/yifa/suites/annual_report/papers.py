"""Turn a composition into papers: docx in 公文 layout, html, md, json, and the evidence workbook (佐证册)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from yifa.core.metrics import figures as fig
from yifa.core.metrics import signing, signing_verbs
from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.action import Ctx
from yifa.kernel.exports import exporting
from yifa.kernel.ledger.models import Head
from yifa.kernel.policy import NOBODY, Scope
from yifa.papers import clearance, docmodel, writers
from yifa.papers.writers.evidence_xlsx import EvidenceBook, EvidenceFigure
from yifa.papers.writers.evidence_xlsx import write_evidence as write_book
from yifa.suites.annual_report import gates
from yifa.suites.annual_report.compose import Composition, Piece, Section, Text, as_json, figure_json
from yifa.suites.annual_report.external import Mask, Names


def document(
    made: Composition,
    *,
    doc_no: str = "",
    signed_on: Any = None,
    ledger_seq: int | None = None,
    signer: str = "",
    urgency: str = "",
    addressee: str = "",
    cleared: bool = False,
    published_on: date | None = None,
    figures: list[dict[str, Any]] | None = None,
    annex: bool = False,
    draft: bool = False,
) -> docmodel.Document:
    """Return the report as a 公文 tree: 报送稿 upward to the superior, or 公开稿 with a header block.

    Args:
        made: the report.
        doc_no: 发文字号; with it the 报送稿 bears the red 版头.
        signed_on: day of signing.
        ledger_seq: where the ledger stood when it was signed.
        signer: 签发人, printed on a paper to a superior.
        urgency: 紧急程度, above the 版头.
        addressee: 主送 as submitted; else that of the profile.
        cleared: whether 公开前审查 is registered; a 公开稿 is a draft until it is.
        published_on: day of publication.
        figures: the figures as signed, for the annex; else those of ``made``.
        annex: append the list of what each figure rests on (数据佐证目录).
        draft: print it as a draft whatever its records say.
    """
    if ledger_seq is None:
        ledger_seq = Head.objects.filter(pk=1).values_list("seq", flat=True).first()
    submit = made.edition == "submit"
    name = made.bureau.name
    paper = docmodel.Document(
        title=[name, made.title.removeprefix(name)],
        addressee=(addressee or made.profile.addressee) if submit else "",
        meta=docmodel.Meta(
            draft=made.is_draft or draft or not (submit or cleared), demo=made.profile.demo,
            data_as_of=made.data_as_of, edition=made.edition, bureau=name, ledger_seq=ledger_seq,
        ),
        signature=docmodel.Signature(issuer=name, date=signed_on, sealed=submit),
    )  # fmt: skip
    if not submit:
        pairs = [
            ("信息名称", paper.title[1]), ("发布机构", name), ("发文字号", doc_no),
            ("成文日期", docmodel.cn_date(signed_on)), ("公开日期", docmodel.cn_date(published_on)),
        ]  # fmt: skip
        paper.info = [(label, value) for label, value in pairs if value]
    elif doc_no:
        paper.header = docmodel.Header(issuer_mark=f"{name}文件", doc_no=doc_no, signer=signer, urgency=urgency)
    if submit and made.profile.copied_to:
        paper.imprint = docmodel.Imprint(copies_to=[made.profile.copied_to], printer=name, printed_on=signed_on)
    for part in made.sections:
        _add(paper, part, 1)
        for child in part.children:
            _add(paper, child, 2)
    if annex:
        rows = figures if figures is not None else [figure_json(f) for f in made.figures.values()]
        paper.attachments.append(docmodel.Attachment("数据佐证目录", [_grounds(rows)]))
    return paper


def _grounds(figures: list[dict[str, Any]]) -> docmodel.Table:
    """The annex: each figure, the records behind it, how it is counted."""
    rows: list[list[docmodel.Cell]] = []
    for number, f in enumerate(figures, 1):
        counts = [f"{f['rows']:,}", f"{f['backfilled']:,}"]
        rows.append([str(number), f["label"], f["printed"] or "受阻", *counts, f["query"]])
    return docmodel.Table(
        header=["序号", "数据", "报告所写", "记录", "补录", "口径"], rows=rows, widths=[1.5, 4, 3.4, 1.5, 1.5, 6],
        align=["center", "left", "left", "right", "right", "left"],
    )  # fmt: skip


def as_signed(made: Composition, kept: dict[str, Any]) -> Composition:
    """Return the report in the words it was signed with, whatever its records say by now.

    Args:
        made: the report as its records stand.
        kept: the content of its last snapshot.
    """
    printed = {f["key"]: f["printed"] for f in kept["figures"]}
    parts: list[Section] = []
    for s in kept["sections"]:
        texts = [Text("", _pieces(p["text"], p["figures"], printed)) for p in s["paragraphs"]]
        section = Section(s["kind"], "", s["title"], s["number"], paragraphs=texts)
        (parts[-1].children if parts and s["number"].startswith("（") else parts).append(section)
    cut = date.fromisoformat(kept["data_as_of"])
    return replace(made, title=kept["title"], sections=parts, blocking=[], data_as_of=cut)


def issued(made: Composition) -> tuple[Composition, dict[str, Any]]:
    """Return the report as it leaves: once signed in the words it was signed with, and what its head carries.

    The head: 发文字号, 签发人, 主送, day of signing, ledger number of the snapshot, whether it is cleared for
    publication; empty before there is a report.
    """
    from yifa.suites.annual_report.models import Report

    rows = Report.objects.filter(bureau=made.bureau, year=made.year, kind=made.kind, life="live")
    report = rows.first()
    if report is None:
        return made, {}
    kept = signing.latest(report)
    again = kept is not None and kept.number > 1  # a corrected edition has its own day
    head = {
        "doc_no": report.doc_no, "signed_on": kept.happened_on if kept and again else report.signed_on,
        "ledger_seq": kept.ledger_seq if kept else None, "signer": report.signer,
        "urgency": report.urgency, "addressee": report.addressee,
        "published_on": report.published_on, "figures": kept.data["figures"] if kept else None,
        "cleared": report.state in (Report.State.CLEARED, Report.State.PUBLISHED),
    }  # fmt: skip
    return (as_signed(made, kept.data) if kept else made), head


def _pieces(text: str, keys: list[str], printed: dict[str, str]) -> list[Piece]:
    """Return a paragraph cut at its figures, in the order in which they stand."""
    pieces: list[Piece] = []
    for key in keys:
        before, found, rest = text.partition(printed.get(key) or "\0")
        if found:
            pieces += [Piece(before), Piece(found, key)]
            text = rest
    return [p for p in (*pieces, Piece(text)) if p.text]


def _add(paper: docmodel.Document, section: Section, level: int) -> None:
    paper.body.append(docmodel.Heading(level, section.title, kind=section.kind, key=section.key))
    paper.body.extend(_paragraph(text) for text in section.paragraphs)


def _paragraph(text: Text) -> docmodel.Paragraph:
    runs = [docmodel.Run(p.text, p.figure or None, mark=p.mark or None) for p in text.pieces]  # type: ignore[arg-type]
    return docmodel.Paragraph(runs, key=text.key)


def render(made: Composition, fmt: str, **paper: Any) -> bytes:
    """Return the report as a file of a format; json is the document of cli.md.

    Raises:
        writers.CannotPrint: a 公开稿 holds what may not be published; or no font for pdf and ofd.
    """
    if fmt == "json":
        return json.dumps(as_json(made), ensure_ascii=False, indent=2).encode()
    tree = document(made, **paper)
    if made.edition == "public" and (found := clearance.exposures(tree)):
        raise writers.CannotPrint(f"公开稿里有不能公开的内容：{'；'.join(map(str, found[:5]))}。先改文字再导出。")
    return writers.render(tree, fmt, Path(settings.HOME) / "fonts")


def enter(ctx: Ctx, made: Composition, fmt: str, data: bytes) -> str:
    """Enter a file that leaves in the ledger with its SM3 digest, signed where there is a key; return the digest."""
    return signing_verbs.enter("annual_report.report", ctx, made.title, made.edition, fmt, data)


def evidence_book(
    made: Composition, *, now: datetime, scope: Scope = NOBODY, edition: str = "internal", printed_by: str = "命令行",
    whole: bool = True,
) -> EvidenceBook:  # fmt: skip
    """Return the evidence workbook: each figure with its list, and what passed a gate by exception or in breach.

    The external edition names nobody. ``whole`` False: the lists of some figures alone.
    """
    head = Head.objects.filter(pk=1).first()
    query = Query.of_year(made.bureau.pk, made.year, until=made.data_as_of)
    book = EvidenceBook(
        title=f"{made.title}佐证册", bureau=made.bureau.name, year=made.year, edition=edition,  # type: ignore[arg-type]
        data_as_of=made.data_as_of, ledger_head=head.hash if head else "", ledger_seq=head.seq if head else None,
        printed_by=printed_by if edition == "internal" else "", draft=made.is_draft, demo=made.profile.demo,
    )  # fmt: skip
    lists = []
    for f in made.figures.values():
        rows = fig.evidence(f.key, query)
        resource = registry.resource_of_model(rows.model)
        if scope.bureau_id is not None:
            rows = own_part(resource, rows, scope)
        lists.append((f, resource, rows, [resource.field(n) for n in resource.fact_names()]))
    people = Names(made.bureau.pk) if edition == "external" else None
    if people is not None:
        for _, _, rows, fields in lists:
            people.learn(rows, fields)
        people.also(gates.events(made, scope).values_list("approver", flat=True) if whole else ())
    # The external edition shows what a stranger may see: no role, so personal fields are masked.
    seen_by = scope if edition == "internal" else NOBODY
    for f, resource, rows, fields in lists:
        mask = people.mask(fields) if people is not None else None
        book.figures.append(
            EvidenceFigure(
                key=f.key, label=f.label, printed=f.printed, unit=f.unit or "", query=f.query,
                basis=[fig.basis_text(b) for b in f.basis],
                columns=[("id", "编号"), *((shown.name, shown.label) for shown in fields)],
                rows=_rows(resource, rows, [shown.name for shown in fields], seen_by, mask),
                source=resource.title, value=fig.plain(f.value),
            )
        )  # fmt: skip
    if whole:
        book.figures.append(gates.sheet(made, seen_by, people, scope))
    return book


def in_clear(made: Composition, scope: Scope) -> list[str]:
    """Return what of persons and work secrets the internal workbook shows this reader: register and field."""
    query = Query.of_year(made.bureau.pk, made.year, until=made.data_as_of)
    found: dict[str, None] = {}
    for f in made.figures.values():
        resource = registry.resource_of_model(fig.evidence(f.key, query).model)
        assert resource is not None
        for label in exporting.in_clear(resource, scope, resource.fact_names()):
            found[f"{resource.title}的{label}"] = None
    return list(found)


def own_part(resource: Any, rows: Any, scope: Scope) -> Any:
    """Return the rows behind a figure that a reader may open: all, or those of the reader's own units."""
    if scope.unit_ids is None and scope.has(resource.read_roles):
        return rows
    return rows.filter(pk__in=resource.rows(scope).order_by().values("pk"))


def _rows(resource: Any, rows: Any, names: list[str], scope: Scope, mask: Mask | None) -> Iterator[dict[str, Any]]:
    for obj in rows.select_related("unit", *resource.select).iterator(500):
        row = _row(resource, obj, names, scope)
        yield {n: mask(n, v) for n, v in row.items()} if mask else row


def _row(resource: Any, obj: Any, names: list[str], scope: Scope) -> dict[str, Any]:
    cells: dict[str, Any] = {"id": obj.pk, "backfilled": obj.backfilled}
    for name in names:
        cells[name] = resource.display(obj, name, scope)
    return cells


def write_evidence(made: Composition, target: Path | BinaryIO, *, now: datetime, **more: Any) -> None:
    """Write the evidence workbook."""
    write_book(evidence_book(made, now=now, **more), target)
