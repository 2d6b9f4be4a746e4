"""The campus: what it simulates, and the ledger that the officer confirms from meters and bills."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.series import closing, reading
from yifa.affairs.energy.series.campus import Campus, Load, closable, write
from yifa.affairs.energy.series.store import Writer


def campus() -> Campus:
    """Two months of a total meter behind transformers and three loads below it."""
    return Campus(
        totals=("T",),
        nodes=(("N", "T"),),
        loads=(Load("A", "N", 60, "office"), Load("B", "N", 30, "air", "cool"), Load("C", "T", 10, "server")),
        ratios={"T": 20},
        total=lambda _, month: Decimal(2000 + int(month[5:])),
        works=lambda day: day.weekday() < 5,
        first="2026-01",
        begun=datetime(2026, 3, 8, 9),
    )


def test_a_campus_written_in_one_go_is_the_one_written_bit_by_bit(tmp_path: Path) -> None:
    """Registers are a function of time; months come to their totals; a line that was down is estimated and said so."""
    found = []
    for name, stops in (("one", ["2026-03-08T09:00"]), ("many", ["2026-01-20T00:00", "2026-02-28T23:50",
                                                                "2026-03-08T08:59", "2026-03-08T09:00"])):  # fmt: skip
        with Writer(tmp_path / name) as writer:
            with writer.manifest.step():
                writer.manifest.configure("T", {"modulus": 10**6, "ratios": [{"since": "2025-01-01", "ct": 20}]})
                for number, parent in (("N", "T"), ("A", "N"), ("B", "N"), ("C", "T")):
                    writer.manifest.configure(number, {"modulus": 10**6, "parent": parent})
            for stop in stops:
                write(writer, campus(), datetime.fromisoformat(stop), {"A": "gap", "B": "dip"})
            assert write(writer, campus(), datetime(2026, 3, 8, 9, 10)) == 0, "nothing new within a quarter of an hour"
            closed = [closing.close(writer, month) for month in closable(writer, datetime(2026, 3, 8, 9))]
            hours = reading.hours(writer, writer.months("hour"))
            found.append(
                ({k: v.tolist() for k, v in hours.items()}, [[line.text() for line in c.lines] for c in closed])
            )
            assert [c.value("meter", "T") for c in closed] == [2001, 2002]
            parts = [c.value("meter", "N") + c.value("meter", "C") for c in closed]
            assert all(0 < whole - part < 60 for whole, part in zip((2001, 2002), parts, strict=True))
            lines = {(c.month, line.name): line for c in closed for line in c.lines if line.kind == "meter"}
            assert lines["2026-01", "A"].measured < lines["2026-01", "A"].covered, (
                "the hours without a line are estimated"
            )
            assert lines["2026-01", "T"].measured == lines["2026-01", "T"].covered
    assert found[0] == found[1]


def test_the_officer_confirms_what_bills_propose(house: Any, sign_in: Any, settings: Any, tmp_path: Path) -> None:  # noqa: F811
    """Bills are split by days; only what covers the month is proposed; a second click enters nothing twice."""
    from yifa.affairs.energy.books.models import MonthlyUse
    from yifa.affairs.energy.directory.demo import months

    settings.HOME = tmp_path
    ji = house("ji")
    month = f"{months(ji)[-1]:%Y-%m}"
    client = sign_in("legal", "ji")
    page = client.get(f"/energy/books/?month={month}").content.decode()
    assert "JI0E" in page and "JI0G" in page and "表计没有月结" in page
    assert client.get("/energy/books/?month=2026-13").status_code == 404
    account = MonthlyUse.objects.filter(account__number="JI0G", life="live").first().account
    site, before = account.institution_id, MonthlyUse.objects.filter(account=account, life="live").count()
    send = {"pick": [str(account.pk)], f"quantity-{account.pk}": "八百", f"origin-{account.pk}": "bill"}
    bad = client.post(f"/energy/books/?month={month}&institution={site}", send)
    assert bad.status_code == 400 and "不是数字" in bad.content.decode()
    send |= {f"quantity-{account.pk}": "812.5", f"fee-{account.pk}": "2681.25"}
    for code in (302, 400):
        assert client.post(f"/energy/books/?month={month}&institution={site}", send).status_code == code
    rows = MonthlyUse.objects.filter(account=account, life="live")
    made = rows.get(month=month)
    assert rows.count() == before + 1 and made.quantity == Decimal("812.5") and "核对后填写（账单" in made.paper
    assert sign_in("auditor", "ji").get("/energy/books/").status_code == 404
