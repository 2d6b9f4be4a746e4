"""Looking a paper through: read, check, and keep what a page wants to show. Nothing here writes a table."""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yifa.core.org.models import Unit
from yifa.kernel.files import store
from yifa.kernel.record import Life
from yifa.lawkit.checks import Basis, Finding
from yifa.papers import checks
from yifa.papers.reading import Fact, PaperError, Reading, read
from yifa.papers.reading.model import Paper, plain_number
from yifa.suites.annual_report.proof import Records
from yifa.suites.report_desk.models import CheckedPaper, FindingAnswer, StatedFigure

log = logging.getLogger("yifa.papers")
#: Files up to this size are read while the officer waits; larger ones, and page formats, by a job.
AT_ONCE = 400_000
_SECRET = re.compile(r"^[\s　]*(?:绝密|机密|秘密)[\s　]*(?:★|☆|\d|[一二三四五六七八九十]+年|长期|$)", re.MULTILINE)


class Secret(PaperError):
    """A paper that bears a secrecy mark (密级); such papers are never entered."""


@dataclass(frozen=True)
class Looked:
    """What came of looking through: the reading, its findings, and both as kept with the record."""

    reading: Reading
    findings: list[Finding]
    kept: dict[str, Any]


def quick(data: bytes) -> bool:
    """Whether a file is read while one waits."""
    return len(data) <= AT_ONCE and not data.lstrip()[:5].startswith(b"%PDF")


def read_paper(data: bytes, name: str, year: int | None = None) -> Reading:
    """Read an upload; PaperError says in Chinese what is wrong. A paper with a secrecy mark is refused."""
    reading = read(data, name=name, year=year)
    if _SECRET.search(reading.paper.text[:400]):
        raise Secret("文件标有密级。涉密文件不得进入本系统，请按保密规定处理。")
    return reading


def _safely(data: bytes, name: str, year: int | None) -> Reading:
    """Read; a file on which a reader trips is told to the officer with a number, and to the log with its trace."""
    try:
        return read_paper(data, name, year)
    except PaperError:
        raise
    except Exception as error:
        number = secrets.token_hex(4).upper()
        log.exception("paper not read, incident %s", number)
        raise PaperError(f"读这份文件时出错，已记下（事件编号 {number}）。请另存为 docx 或 txt 后再交。") from error


def read_again(data: bytes, name: str, year: int | None = None) -> Reading:
    """Read a kept paper once more, to write into it."""
    return _safely(data, name, year)


def look(
    data: bytes, name: str, *, bureau_id: int, year: int | None = None, previous: CheckedPaper | None = None,
    against: bool = False,
) -> Looked:  # fmt: skip
    """Read and check a paper.

    Args:
        data: the file; name: as it was called.
        bureau_id: whose local rules, last year's figures and records are taken.
        year: the report year where the paper does not say.
        previous: last year's report among the papers handed in; else the figures kept of last year.
        against: hold every fact against the bureau's records.
    """
    reading = _safely(data, name, year)
    year = year or reading.paper.year
    evidence = Records(Unit.objects.get(pk=bureau_id), year) if against and year else None
    findings = checks.check(
        reading, year=year, previous=before(bureau_id, reading, year, previous), evidence=evidence,
        region=region_of(bureau_id),
    )  # fmt: skip
    return Looked(reading, findings, kept(reading, findings))


def region_of(bureau_id: int) -> str | None:
    """The region code whose local rules apply."""
    code = Unit.objects.filter(pk=bureau_id).values_list("region", flat=True).first() or ""
    return code if len(code) == 6 and code.isdigit() else None


def before(bureau_id: int, reading: Reading, year: int | None, chosen: CheckedPaper | None) -> Reading | None:
    """Last year's report: the one chosen, else the figures kept of last year for the same bureau."""
    if chosen is not None and (data := store.get(chosen.file_sha256)) is not None:
        try:
            return read(data, name=chosen.file_name, year=chosen.year)
        except PaperError:
            return None
    rows = stated(bureau_id, year - 1, reading.paper.issuer) if year else []
    return Reading(Paper("", year=year - 1), [fact_of(row) for row in rows]) if rows and year else None


def stated(bureau_id: int, year: int, issuer: str | None = None) -> list[StatedFigure]:
    """The figures kept of a year; where bureaus differ, those of the one named."""
    rows = StatedFigure.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE)
    if issuer:
        rows = rows.filter(issuer__in=(issuer, ""))
    return list(rows.order_by("pk"))


def fact_of(row: StatedFigure) -> Fact:
    """A kept figure as a fact."""
    value = row.value
    number: Decimal | int | None = int(value) if value is not None and value == int(value) else value
    return Fact(
        row.quote or row.subject, row.subject, number, row.measure or None, row.qualifier,  # type: ignore[arg-type]
        0, 0, section=row.section,
    )  # fmt: skip


def kept(reading: Reading, findings: list[Finding]) -> dict[str, Any]:
    """What the pages show, as plain data."""
    paper = reading.paper
    return {
        "text": paper.text, "title": paper.title, "issuer": paper.issuer or "",
        "chars": len(re.sub(r"\s", "", paper.text)),
        "blocks": [
            [b.start, b.end, b.kind, _level(paper, b.start)]
            for b in paper.blocks
            if paper.text[b.start : b.end].strip()
        ],
        "facts": [fact.as_json() for fact in reading.facts],
        "citations": [citation.as_json() for citation in reading.citations],
        "findings": checks.as_json(findings)["findings"],
        "damage": [damage.message for damage in paper.damage],
        "kinds": sorted({section.kind for section in paper.walk()}),
    }  # fmt: skip


def _level(paper: Paper, start: int) -> int:
    return next((s.level for s in paper.walk() if s.start == start and not s.run_in), 0)


def columns(looked: Looked) -> dict[str, Any]:
    """The columns of the record that come from the paper."""
    paper, counts = looked.reading.paper, checks.summary(looked.findings)
    return {
        "title": (paper.title or paper.name or "没有读到标题")[:300], "format": paper.format,
        "issuer": (paper.issuer or "")[:200], "year": paper.year, "errors": counts["error"],
        "warnings": counts["warning"], "infos": counts["info"], "result": looked.kept, "error": "",
        "state": CheckedPaper.State.DONE,
    }  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A finding as the page shows it: its number, what it says, and what was decided."""

    no: int
    finding: Finding
    answer: FindingAnswer | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.answer is None


def finding_of(row: dict[str, Any]) -> Finding:
    """A kept finding."""
    basis = Basis(**row["basis"]) if row.get("basis") else None
    return Finding(
        row["id"], row["severity"], row["message"], row["quote"], row["start"], row["end"], row["suggestion"], basis
    )


def found(paper: CheckedPaper) -> list[Found]:
    """All findings of a paper with what was decided, in reading order."""
    answers = list(FindingAnswer.objects.filter(checked_paper=paper, life=Life.LIVE).order_by("pk"))
    out = []
    for no, row in enumerate(paper.result.get("findings", []), 1):
        finding = finding_of(row)
        out.append(Found(no, finding, next((a for a in answers if covers(a, finding)), None)))
    return out


def covers(answer: FindingAnswer, finding: Finding) -> bool:
    """Whether a decision was taken on this finding: the same check, words and place."""
    return answer.code == finding.id and answer.quote == (finding.quote or "") and answer.start == finding.start


def facts(paper: CheckedPaper) -> list[Fact]:
    """The kept facts of a paper."""
    return [
        Fact(
            row["text"], row["subject"], _exact(row["value"]), row["unit"], row["qualifier"], row["start"], row["end"],
            row["bound"], row["section"],
        )
        for row in paper.result.get("facts", [])
    ]  # fmt: skip


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, float) else value


def number(value: Any) -> Any:
    """A value as a table shows it."""
    return plain_number(value)
