"""Snapshots of signed reports, and what has changed since (原报…更正后…)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.core.metrics import figures as fig
from yifa.core.metrics.metric import Query
from yifa.kernel import registry
from yifa.kernel.ledger import chain
from yifa.kernel.ledger.models import Entry, Head
from yifa.kernel.ledger.records import Finding
from yifa.suites.annual_report.compose import Composition, as_json, compose
from yifa.suites.annual_report.models import Report, Snapshot


def row_digest(resource: Any, obj: Any) -> str:
    """Return the digest of a record as it stands; personal columns are left out, so nothing can be guessed."""
    skip = {*resource.personal_columns(), *resource.untracked, "version", "updated_at", "import_ref"}
    return chain.state_digest({k: v for k, v in chain.row_values(obj).items() if k not in skip})[:32]


def freeze(made: Composition) -> dict[str, Any]:
    """Return what a sign-off keeps."""
    query = Query.of_year(made.bureau.pk, made.year, until=made.data_as_of)
    data = as_json(made)
    for kept in data["figures"]:
        rows = fig.evidence(kept["key"], query)
        resource = registry.resource_of_model(rows.model)
        kept["resource"] = resource.key
        kept["records"] = [[obj.pk, row_digest(resource, obj)] for obj in rows.order_by("pk").iterator(1000)]
    return data


def take(work: Any, report: Report, made: Composition, reason: str = "") -> Snapshot:
    """Write the next snapshot of a report inside a running Action."""
    head = Head.objects.get(pk=1)
    number = report.snapshots.count() + 1
    data = freeze(made)
    data["reservations"] = report.reservations
    return work.create(
        Snapshot(
            bureau_id=report.bureau_id, report=report, number=number, reason=reason, happened_on=work.day,
            ledger_seq=head.seq, ledger_hash=head.hash, data=data,
        )
    )  # fmt: skip


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


def latest(report: Report) -> Snapshot | None:
    """Return the last snapshot of a report."""
    return report.snapshots.order_by("-number").first()


def differences(report: Report, day: date, *, deep: bool = False) -> list[Difference]:
    """Return the figures whose printed text, or whose list, differs from the last snapshot.

    ``deep`` also compares every record's digest (used by ``yifa ledger verify``).
    """
    snapshot = latest(report)
    if snapshot is None:
        return []
    until = min(day, date.fromisoformat(snapshot.data["data_as_of"]))
    query = Query.of_year(report.bureau_id, report.year, until=until)
    choices = fig.choices_of(report.bureau_id, report.year)
    found = []
    for kept in snapshot.data["figures"]:
        if kept["key"] not in registry.metrics():
            continue
        now = fig.evaluate(kept["key"], query, choice=choices.get(kept["key"]))
        rows = fig.evidence(kept["key"], query)
        before = {pk: digest for pk, digest in kept["records"]}
        after = set(rows.values_list("pk", flat=True))
        gone, come = sorted(set(before) - after), sorted(after - set(before))
        changed: list[int] = []
        if deep:
            resource = registry.get_resource(kept["resource"])
            kept_rows = rows.filter(pk__in=set(before) & after)
            changed = [obj.pk for obj in kept_rows.iterator(1000) if row_digest(resource, obj) != before[obj.pk]]
        if now.printed != kept["printed"] or gone or come or changed:
            found.append(Difference(kept["key"], kept["label"], kept["printed"], now.printed, gone, come, changed))
    return found


def rewritten(report: Report, made: Composition) -> list[str]:
    """Return the headings under which the words are no longer those of the last snapshot."""
    kept = latest(report)
    if kept is None:
        return []
    signed, now = (
        {(s["number"], s["title"]): [p["text"] for p in s["paragraphs"]] for s in data["sections"]}
        for data in (kept.data, as_json(made))
    )
    return [title for number, title in {**signed, **now} if signed.get((number, title)) != now.get((number, title))]


def as_of(report: Report, day: date) -> Composition:
    """Return the report composed from today's records, cut off where it was cut off."""
    return compose(report.bureau, report.year, day=day, kind=report.kind)


def unexplained() -> Iterator[Finding]:
    """Yield the signed figures whose records are no longer as signed although the ledger knows of no change.

    A record corrected by an Action has an entry after the sign-off and belongs into the difference note; one that was
    edited, deleted or inserted by SQL has none.
    """
    for report in Report.objects.order_by("bureau_id", "year"):
        kept_as = latest(report)
        if kept_as is None:
            continue
        until = date.fromisoformat(kept_as.data["data_as_of"])
        query = Query.of_year(report.bureau_id, report.year, until=until)
        for kept in kept_as.data["figures"]:
            if kept["key"] in registry.metrics():
                yield from _unexplained(report, kept_as, kept, query)


def _unexplained(report: Report, kept_as: Snapshot, kept: dict[str, Any], query: Query) -> Iterator[Finding]:
    resource = registry.get_resource(kept["resource"])
    signed = dict(kept["records"])
    counted = set(fig.evidence(kept["key"], query).values_list("pk", flat=True))
    there = resource.model._default_manager.filter(pk__in=list(signed)).iterator(1000)
    now = {obj.pk: row_digest(resource, obj) for obj in there}
    odd = {pk for pk, digest in signed.items() if now.get(pk) != digest}
    since = _recorded(resource.key, odd, kept_as.ledger_seq)
    fresh = counted - set(signed)
    odd, fresh = odd - since, fresh - _recorded(resource.key, fresh, 0)
    for pk in sorted(odd | fresh):
        what = "所列的记录没有经过账本就被改动" if pk in now else "所列的记录不见了"
        what = "多出账本没有记过的记录" if pk in fresh else what
        yield Finding(
            "figure",
            f"{report.bureau}{report.year}年报告签发的“{kept['label']}”（{kept['printed']}）{what}：{resource.title}第{pk}号",
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
