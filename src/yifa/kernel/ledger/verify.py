"""Verify (核验): sequence, chain, columns, head, seals, every live record, every signed-off figure list.

What it cannot prove: a rewrite of the whole chain by someone who also holds every copy of the seals outside the
database; that what was entered was true; personal columns whose salt was erased.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from yifa.kernel import db
from yifa.kernel.ledger import records, seal
from yifa.kernel.ledger.chain import GENESIS
from yifa.kernel.ledger.models import Entry, Head, Seal
from yifa.kernel.ledger.records import Finding

#: Further checks, registered at start-up: signed-off figure lists against their records (core.metrics).
VERIFIERS: list[Callable[[], Iterable[Finding]]] = []

#: What each kind of finding is called.
KINDS = {
    "sequence": "序号", "chain": "链", "column": "检索列", "head": "末端", "seal": "加封", "record": "记录",
    "figure": "定稿数字",
}  # fmt: skip
KEPT = 200
_BATCH = 4000


@dataclass
class Report:
    """The result of a verification. ``findings`` holds the first of them; ``counts`` all, by kind."""

    entries: int = 0
    records: int = 0
    seals: int = 0
    figures: int = 0
    head_seq: int = 0
    head_hash: str = ""
    seconds: float = 0.0
    chain_seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.counts

    @property
    def first(self) -> Finding | None:
        """The first broken place."""
        return self.findings[0] if self.findings else None

    def add(self, kind: str, message: str, **more: Any) -> None:
        """Keep one finding."""
        self.keep(Finding(kind, message, **more))

    def keep(self, finding: Finding) -> None:
        """Count a finding; the first ones are kept as they are."""
        self.counts[finding.kind] += 1
        if len(self.findings) < KEPT:
            self.findings.append(finding)


def verify(*, seals: Sequence[Path] = (), full: bool = True, last: int = 0) -> Report:
    """Verify the instance in one snapshot, while people go on working.

    seals: further seal files kept elsewhere. full: also records and figures. last: only the last N entries.
    """
    report = Report()
    begin = time.perf_counter()
    with db.read_snapshot():
        head = Head.objects.filter(pk=1).first()
        report.head_seq, report.head_hash = (head.seq, head.hash) if head else (0, GENESIS)
        end_seq, end_hash = _chain(report, max(0, report.head_seq - last) if last else 0)
        report.chain_seconds = time.perf_counter() - begin
        _head(report, end_seq, end_hash)
        _seals(report, seals, end_seq)
        if full:
            for finding in records.check(report):
                report.keep(finding)
            for check in VERIFIERS:
                for finding in check():
                    report.keep(finding)
    report.seconds = time.perf_counter() - begin
    return report


# -- chain -----------------------------------------------------------------
def _at_text(at: Any) -> str:
    """Return the column's moment as the text writes it."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    text = str(at).replace(" ", "T")
    return (text if "." in text else f"{text}.000000") + "Z"


def _chain(report: Report, start: int) -> tuple[int, str]:
    """Walk the entries after ``start``; return the last sequence number and hash."""
    sql = (
        f"SELECT seq, {db.moment_column('at')}, bureau_ref, resource, object_ref, action, text, hash "  # noqa: S608
        "FROM kernel_ledger_entry WHERE seq > %s ORDER BY seq LIMIT %s"
    )
    prev = GENESIS
    if start:
        prev = Entry.objects.filter(pk=start).values_list("hash", flat=True).first() or GENESIS
    expected, base, seen_at, at_text = start + 1, hashlib.new("sm3"), None, ""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(sql, [expected - 1, _BATCH])
            rows = cursor.fetchall()
            for seq, at, bureau, res, pk, act, text, digest in rows:
                if seq != expected:
                    _gap(report, expected, seq)
                made = base.copy()
                made.update((prev + text).encode())
                if made.hexdigest() != digest:
                    report.add(
                        "chain",
                        f"第{seq:,}条被改动（{res} 第{pk}号，{act}）：内容和前一条的摘要算不出本条摘要"
                        f"{f'；也可能是第{seq - 1:,}条被改写并重算过摘要' if seq > 1 else ''}",
                        seq=seq, resource=res, pk=pk,
                    )  # fmt: skip
                if at != seen_at:
                    seen_at, at_text = at, _at_text(at)
                lead = f'{{"act":"{act}","at":"{at_text}","bureau":{"null" if bureau is None else bureau},"changes":'
                tail = text.rfind('"pk":')
                if not (
                    text.startswith(lead)
                    and text.startswith(f'"pk":{pk},"res":"{res}",', tail)
                    and text.find(f'"seq":{seq},"state":"', tail) > 0
                ):
                    _columns(report, (seq, at_text, bureau, res, pk, act), text)
                prev, expected = digest, seq + 1
            report.entries += len(rows)
            if len(rows) < _BATCH:
                break
    return expected - 1, prev


def _gap(report: Report, expected: int, found: int) -> None:
    span = f"第{expected:,}条" if found == expected + 1 else f"第{expected:,}至{found - 1:,}条"
    report.add("sequence", f"{span}缺失", seq=expected)


_NAMES = {"seq": "序号", "at": "记录时刻", "bureau": "机关", "res": "台账", "pk": "记录", "act": "动作"}


def _columns(report: Report, columns: tuple[Any, ...], text: str) -> None:
    """Say which column beside the text differs from it (the slow, exact way)."""
    seq = columns[0]
    try:
        body = json.loads(text)
        wrong = [
            label
            for (key, label), value in zip(_NAMES.items(), columns, strict=True)
            if body.get(key) != value
        ]  # fmt: skip
    except (ValueError, AttributeError):
        wrong = ["内容不是账页"]
    if wrong:
        report.add("column", f"第{seq:,}条的检索列与内容不符：{'、'.join(wrong)}", seq=seq)


def _head(report: Report, end_seq: int, end_hash: str) -> None:
    if report.head_seq > end_seq:
        _gap(report, end_seq + 1, report.head_seq + 1)
        report.findings[-1:] = [
            Finding("sequence", f"末尾第{end_seq + 1:,}至{report.head_seq:,}条被删除", seq=end_seq + 1)
        ]
    elif report.head_seq < end_seq:
        report.add("head", f"末端记到第{report.head_seq:,}条，账页却到第{end_seq:,}条", seq=end_seq)
    elif report.head_hash != end_hash and end_seq:
        report.add("head", f"末端的摘要与第{end_seq:,}条不符", seq=end_seq)


# -- seals -----------------------------------------------------------------
def _seals(report: Report, given: Sequence[Path], end_seq: int) -> None:
    """Compare the seals in the database, their copies, and those brought from elsewhere with the chain."""
    places: list[tuple[str, dict[str, Any]]] = []
    copies: dict[str, dict[str, Any]] = {}
    for path in sorted(seal.folder().glob("*.json")):
        try:
            copies[path.name] = seal.read(path)
        except seal.SealError as error:
            report.add("seal", str(error))
    for row in Seal.objects.order_by("id"):
        at = row.at.astimezone(UTC).isoformat()
        data: dict[str, Any] = {"seq": row.seq, "hash": row.hash, "at": at, "why": row.why}
        places.append(("库内", data))
        copy = copies.get(row.file)
        if copy is None:
            report.add("seal", f"{seal.text_of(data)}的库外副本 {row.file} 不见了", seq=row.seq)
        elif (copy["seq"], copy["hash"]) != (row.seq, row.hash):
            report.add("seal", f"{seal.text_of(data)}在库内和副本 {row.file} 里不一样", seq=row.seq)
    places += [(name, data) for name, data in copies.items()]
    places += [(str(path), seal.read(path)) for path in given]
    report.seals = len(copies) + len(given)
    wanted = sorted({data["seq"] for _, data in places})
    hashes: dict[int, str] = {}
    for i in range(0, len(wanted), 500):
        hashes.update(Entry.objects.filter(pk__in=wanted[i : i + 500]).values_list("seq", "hash"))
    first = Entry.objects.filter(pk=1).values_list("hash", flat=True).first() or ""
    good, told = 0, set()
    for name, data in sorted(places, key=lambda p: p[1]["seq"]):
        seq: int = data["seq"]
        has = hashes.get(seq)
        if has == data["hash"]:
            good = max(good, seq)
            continue
        if (seq, data["hash"]) in told:
            continue
        told.add((seq, data["hash"]))
        where = f"{seal.text_of(data)}[{name}]"
        if data.get("first") and first and data["first"] != first:
            report.add("seal", f"{where}属于另一个账本，或第1条起就被改写", seq=seq)
        elif seq > end_seq:
            report.add("seal", f"{where}之后账本变短：加封时有{seq:,}条，现在只到第{end_seq:,}条", seq=seq)
        else:
            report.add("seal", f"{where}的摘要与账本不符：第{good + 1:,}至{seq:,}条之间被改写并重算过摘要", seq=seq)
