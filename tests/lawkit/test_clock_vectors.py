"""Every shared clock vector through the command line, as its file says."""

import json
import shlex
from pathlib import Path

import pytest
import yaml

from yifa.site.cli import main

REPO = Path(__file__).resolve().parents[2]
VECTORS = REPO.parent / "shared" / "reference" / "clock_vectors.yaml"
CALLS = yaml.safe_load((REPO / "tests" / "data" / "clock_calls.yaml").read_text(encoding="utf-8"))
KNOWN = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))["vectors"] if VECTORS.exists() else []

pytestmark = pytest.mark.skipif(not KNOWN, reason=f"no shared vectors at {VECTORS}")


def answer(capsys, vector_id: str) -> dict:
    assert main(["clock", "due", *shlex.split(CALLS[vector_id]), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_vector_has_its_call_and_no_call_is_left_over():
    assert sorted(CALLS) == sorted(vector["id"] for vector in KNOWN)


@pytest.mark.parametrize("vector", KNOWN, ids=lambda vector: vector["id"])
def test_vector(vector, capsys):
    got = answer(capsys, vector["id"])
    assert got["rule"] == vector["rule"]
    expected = vector["expected"]
    assert (got["due_time"] if "T" in expected else got["due"]) == expected, vector["reasoning"]
    if "unrolled" in vector:
        assert got["unrolled"] == vector["unrolled"]
    if "safe_date" in vector:
        assert got["safe"] == vector["safe_date"]
    if vector["category"] == "fixed_date" and "safe_date" not in vector:
        assert got["safe"] is not None


@pytest.mark.parametrize("vector", KNOWN, ids=lambda vector: vector["id"])
def test_the_trace_ends_on_the_due_day(vector, capsys):
    """The explanation never disagrees with the date it explains."""
    got = answer(capsys, vector["id"])
    rows = got["trace"]
    assert rows
    counted = [row["n"] for row in rows if row["counted"]]
    if len(counted) > 1:
        assert counted == list(range(1, len(counted) + 1))
    dates = [row["date"] for row in rows]
    assert got["due"] in dates
    if vector["category"] != "fixed_date":
        assert dates[-1] == got["due"]
