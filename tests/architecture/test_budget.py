"""Size budgets of the house plan: neither what derives the surfaces nor a module's declarations sprawl."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.engines import ROOT

SRC = ROOT / "src" / "yifa"
#: Bytes of Python that may derive every surface of every table.
KERNEL = 90_000
#: Bytes of declaration a table may cost a module, on average.
PER_TABLE = 4_000
#: Files of declarations, and packages of them where a module has many tables.
DECLARED = sorted(p for p in SRC.rglob("resources*") if p.is_dir() or p.suffix == ".py")


def test_the_derivation_stays_within_its_budget() -> None:
    files = [p for p in (SRC / "kernel" / "resource").rglob("*.py") if "migrations" not in p.parts]
    size = sum(p.stat().st_size for p in files)
    assert size <= KERNEL, f"kernel/resource has {size} bytes: move what derives nothing to a package of its own"


@pytest.mark.parametrize("path", DECLARED, ids=lambda p: p.parent.name)
def test_a_table_costs_its_module_little(path: Path) -> None:
    text = b"".join(p.read_bytes() for p in (sorted(path.rglob("*.py")) if path.is_dir() else [path]))
    tables = len(re.findall(rb"^@resource\b", text, re.M))
    assert not tables or len(text) / tables <= PER_TABLE, f"{len(text) // tables} bytes a table"
