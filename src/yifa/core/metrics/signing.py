"""Signed yearly reports: what a sign-off keeps (签发快照), what changed since (原报…更正后…), corrected editions.

A suite keeps its report and its snapshots in tables of its own (``SignedReport``, ``SignedSnapshot``), says in a
``Signing`` how its report is composed and read, and declares its verbs from those in ``signing_verbs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from yifa.kernel import registry
from yifa.kernel.action import Refused, Work
from yifa.kernel.ledger import chain
from yifa.kernel.ledger.models import Entry, Head
from yifa.kernel.ledger.records import Finding
from yifa.kernel.record import Life, Record


class SignedReport(Record):
    """A yearly report on its way to signature and publication; subclasses add their ``state`` and further steps."""

    year = models.PositiveSmallIntegerField("年度")
    signer = models.CharField("签发人", max_length=60, blank=True)
    signed_on = models.DateField("签发日期", null=True, blank=True)
    reservations = models.TextField("签发保留意见", blank=True)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    addressee = models.CharField("主送机关", max_length=200, blank=True)
    cleared_on = models.DateField("审查日期", null=True, blank=True)
    cleared_by = models.CharField("审查人", max_length=60, blank=True)
    clearance = models.TextField("公开前审查意见", blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)
    published_at = models.CharField("公开位置", max_length=200, blank=True)
    sent_edition = models.PositiveSmallIntegerField("已报送版次", null=True, blank=True)
    public_edition = models.PositiveSmallIntegerField("已公开版次", null=True, blank=True)
    correcting_since = models.DateField("更正版起草日期", null=True, blank=True)
    correcting_why = models.CharField("更正版起草事由", max_length=200, blank=True)

    class Meta(Record.Meta):
        abstract = True

    @property
    def is_signed(self) -> bool:
        """Whether it has been signed."""
        return self.signed_on is not None

    @property
    def is_open(self) -> bool:
        """Whether its words may be written: before it is signed, and while a corrected edition is drafted."""
        return not self.is_signed or self.correcting_since is not None

    @property
    def edition(self) -> int:
        """The number of the edition that was signed last; 0 before the first."""
        rows: Any = self.snapshots  # type: ignore[attr-defined]
        return rows.aggregate(last=models.Max("number"))["last"] or 0


class SignedSnapshot(Record):
    """What was signed: per figure its text and record digests, the words, and the ledger head.

    Subclasses hold the ``report`` under the related name ``snapshots``.
    """

    number = models.PositiveSmallIntegerField("版次")
    reason = models.CharField("事由", max_length=200, blank=True)
    ledger_seq = models.BigIntegerField("账本序号")
    ledger_hash = models.CharField("账本摘要", max_length=64)
    data = models.JSONField("内容")

    class Meta(Record.Meta):
        abstract = True


@dataclass(frozen=True)
class Reading:
    """A figure as its records bear it out at some moment: as printed, the rows behind, their numbers where known."""

    printed: str
    rows: Any
    pks: frozenset[int] | None = None


#: Key of a figure → its reading; None where the report knows no such figure (any more).
Reader = Callable[[str], Reading | None]


class Signing:
    """How one kind of report is composed and read. Subclass and ``declare``."""

    report: type[SignedReport]
    snapshot: type[SignedSnapshot]
    #: Tables whose rows are words of the report; each has a bureau and a year.
    words: tuple[type[Record], ...] = ()

    def compose(self, report: Any, day: date) -> Any:
        """Return the report as the records stand on a day."""
        raise NotImplementedError

    def data(self, made: Any) -> dict[str, Any]:
        """Return what is kept of it: ``title``, ``data_as_of``, ``sections``, ``figures`` (as in cli.md)."""
        raise NotImplementedError

    def reader(self, report: Any, until: date) -> Reader:
        """Return how its figures read from today's records, cut off on a day."""
        raise NotImplementedError

    def lacks(self, report: Any, day: date) -> list[str]:
        """Return what must be there before it may be signed and is not."""
        return []

    def reservation(self, made: Any) -> str:
        """Return why it may be signed only with a written reservation; empty where nothing is open."""
        return ""


#: Model of the report → its kind.
KINDS: dict[type[SignedReport], Signing] = {}


def declare(kind: Signing) -> Signing:
    """Take a kind of report in: its words are locked when signed, its figures checked with the ledger."""
    KINDS[kind.report] = kind
    return kind


def of(report: Any) -> Signing:
    """Return the kind of a report."""
    return KINDS[type(report)]


def row_digest(resource: Any, obj: Any) -> str:
    """Return the digest of a record as it stands; personal columns are left out, so nothing can be guessed."""
    skip = {*resource.personal_columns(), *resource.untracked, "version", "updated_at", "import_ref"}
    return chain.state_digest({k: v for k, v in chain.row_values(obj).items() if k not in skip})[:32]


class Digests(dict[tuple[str, int], str]):
    """Digests of records as they stand, each read once: the same record stands behind several figures."""

    def among(self, resource: Any, pks: Iterable[int]) -> dict[int, str]:
        """Return the digests of those of the records that are there."""
        wanted = list(pks)
        unread = [pk for pk in wanted if (resource.key, pk) not in self]
        rows = resource.model._default_manager.filter(pk__in=unread).iterator(1000)
        self.update(((resource.key, obj.pk), row_digest(resource, obj)) for obj in rows)
        return {pk: self[name] for pk in wanted if (name := (resource.key, pk)) in self}


def freeze(report: Any, made: Any) -> dict[str, Any]:
    """Return what a sign-off keeps."""
    kind = of(report)
    data = kind.data(made)
    read = kind.reader(report, made.data_as_of)
    digests = Digests()
    for kept in data["figures"]:
        found = read(kept["key"])
        assert found is not None
        resource = registry.resource_of_model(found.rows.model)
        assert resource is not None
        there = digests.among(resource, found.rows.order_by("pk").values_list("pk", flat=True))
        kept["resource"], kept["records"] = resource.key, [[pk, digest] for pk, digest in there.items()]
    return data


def take(work: Work, report: Any, made: Any, reason: str = "") -> Any:
    """Write the next snapshot of a report inside a running Action."""
    head = Head.objects.get(pk=1)
    data = freeze(report, made)
    data["reservations"] = report.reservations
    table: Any = of(report).snapshot
    made_of = table(
        bureau_id=report.bureau_id, report=report, number=report.snapshots.count() + 1, reason=reason,
        happened_on=work.day, ledger_seq=head.seq, ledger_hash=head.hash, data=data,
    )  # fmt: skip
    return work.create(made_of)


@dataclass(frozen=True)
class Difference:
    """One signed figure that its records no longer bear out."""

    key: str
    label: str
    signed: str
    now: str
    gone: list[int]
    come: list[int]
    changed: list[int]

    @property
    def note(self) -> str:
        """原报55件次，更正后54件次."""
        return f"{self.label}：原报{self.signed}，更正后{self.now or '不再成立'}"

    @property
    def rows(self) -> str:
        """What became of the records behind it."""
        parts = [f"少 {len(self.gone)} 条" if self.gone else "", f"多 {len(self.come)} 条" if self.come else "",
                 f"改 {len(self.changed)} 条" if self.changed else ""]  # fmt: skip
        return "、".join(p for p in parts if p) or "写法有变"


def latest(report: Any) -> Any:
    """Return the last snapshot of a report, None before it is signed."""
    return report.snapshots.order_by("-number").first()


def differences(report: Any, day: date, *, deep: bool = False, read: Reader | None = None) -> list[Difference]:
    """Return the figures whose printed text, or whose list, differs from the last snapshot.

    ``deep`` also compares every record's digest. ``read``: of a report composed already, up to the snapshot's day.
    """
    snapshot = latest(report)
    if snapshot is None:
        return []
    read = read or of(report).reader(report, min(day, date.fromisoformat(snapshot.data["data_as_of"])))
    found = []
    for kept in snapshot.data["figures"]:
        now = read(kept["key"])
        if now is None:
            continue
        before = {pk: digest for pk, digest in kept["records"]}
        after = set(now.rows.values_list("pk", flat=True) if now.pks is None else now.pks)
        gone, come = sorted(set(before) - after), sorted(after - set(before))
        changed: list[int] = []
        if deep:
            resource = registry.get_resource(kept["resource"])
            kept_rows = now.rows.filter(pk__in=set(before) & after)
            changed = [obj.pk for obj in kept_rows.iterator(1000) if row_digest(resource, obj) != before[obj.pk]]
        if now.printed != kept["printed"] or gone or come or changed:
            found.append(Difference(kept["key"], kept["label"], kept["printed"], now.printed, gone, come, changed))
    return found


def rewritten(report: Any, made: Any) -> list[str]:
    """Return the headings under which the words are no longer those of the last snapshot."""
    kept = latest(report)
    if kept is None:
        return []
    signed, now = (
        {(s["number"], s["title"]): [p["text"] for p in s["paragraphs"]] for s in data["sections"]}
        for data in (kept.data, of(report).data(made))
    )
    return [title for number, title in {**signed, **now} if signed.get((number, title)) != now.get((number, title))]


def table(report: Any, day: date) -> dict[str, Any]:
    """Return the signed figures beside what their records say now, for ``parts/table.html``."""
    found = {d.key: d for d in differences(report, day, deep=True)}
    rows = []
    for kept in latest(report).data["figures"]:
        d = found.get(kept["key"])
        rows.append(
            {"pk": kept["key"], "label": kept["label"], "alarm": d is not None,
             "cells": [{"text": kept["label"], "url": kept["list_url"]}, kept["printed"],
                       d.now if d else kept["printed"],
                       {"text": d.rows if d else "一致", "tone": "alarm" if d else "mute"}]}
        )  # fmt: skip
    columns = [{"label": "数字"}, {"label": "原报"}, {"label": "现在"}, {"label": "记录", "nowrap": True}]
    notes = [d.note for d in found.values()]
    return {"caption": "签发数字与现在的记录", "columns": columns, "rows": rows, "notes": notes}


def hold(work: Work) -> None:
    """Refuse new words in a signed report while no corrected edition is drafted (called after every Action)."""
    for kind in KINDS.values():
        written: list[Any] = [c.obj for c in work.changes if isinstance(c.obj, kind.words)]
        manager: Any = kind.report._default_manager
        for bureau_id, year in {(obj.bureau_id, obj.year) for obj in written}:
            report = manager.filter(bureau_id=bureau_id, year=year, life=Life.LIVE).first()
            if report is not None and not report.is_open:
                raise Refused(f"{year}年的报告{report.get_state_display()}，文字不能再改。要改先“起草更正版”。")


def unexplained() -> Iterator[Finding]:
    """Yield the signed figures whose records are no longer as signed although the ledger knows of no change.

    A record corrected by an Action has an entry after the sign-off and belongs into the difference note; one that was
    edited, deleted or inserted by SQL has none.
    """
    digests = Digests()
    for kind in KINDS.values():
        for report in kind.report._default_manager.order_by("bureau_id", "year"):
            kept_as = latest(report)
            if kept_as is None:
                continue
            read = kind.reader(report, date.fromisoformat(kept_as.data["data_as_of"]))
            for kept in kept_as.data["figures"]:
                if (now := read(kept["key"])) is not None:
                    yield from _unexplained(report, kept_as, kept, now, digests)


def _unexplained(report: Any, kept_as: Any, kept: dict[str, Any], now: Reading, known: Digests) -> Iterator[Finding]:
    resource = registry.get_resource(kept["resource"])
    signed = dict(kept["records"])
    counted = set(now.rows.values_list("pk", flat=True))
    digests = known.among(resource, signed)
    odd = {pk for pk, digest in signed.items() if digests.get(pk) != digest}
    since = _recorded(resource.key, odd, kept_as.ledger_seq)
    fresh = counted - set(signed)
    odd, fresh = odd - since, fresh - _recorded(resource.key, fresh, 0)
    for pk in sorted(odd | fresh):
        what = "所列的记录没有经过账本就被改动" if pk in digests else "所列的记录不见了"
        what = "多出账本没有记过的记录" if pk in fresh else what
        yield Finding(
            "figure",
            f"{report.bureau}{report}签发的“{kept['label']}”（{kept['printed']}）{what}：{resource.title}第{pk}号",
            seq=kept_as.ledger_seq, resource=resource.key, pk=pk,
        )  # fmt: skip


def _recorded(resource: str, pks: set[int], after: int) -> set[int]:
    """Return those of the records that have ledger entries after a sequence number."""
    out: set[int] = set()
    wanted = sorted(pks)
    for i in range(0, len(wanted), 500):
        rows = Entry.objects.filter(resource=resource, object_ref__in=wanted[i : i + 500], seq__gt=after)
        out.update(rows.values_list("object_ref", flat=True))
    return out
