"""Query counts of list and record pages are pinned, and do not grow with the rows.

Pinned is what a page asks beyond the frame around every page (``shell``: who reads, menu, inbox), pinned once itself.
``YIFA_PIN=1 python -m pytest tests/queries`` writes ``pins.yaml`` anew; read the difference before committing it.
A register that is not pinned yet may ask as many queries as ``default`` says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contract.conftest import keys, reader_of, roomy, sign_in, some  # noqa: F401  (fixtures)
from yifa.kernel import registry
from yifa.kernel.policy import ROLES

FILE = Path(__file__).parent / "pins.yaml"
PINS: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
WRITE = os.environ.get("YIFA_PIN") == "1"
FOUND: dict[str, Any] = {}
#: A page that shows a text and its frame.
BARE = "/help/core_org/"


@pytest.fixture(scope="module", autouse=True)
def pin() -> Iterator[None]:
    """Write what was measured, if asked."""
    yield
    if WRITE:
        out = {
            "shell": FOUND.pop("shell"),
            "default": {"list": 14, "detail": 30},
            **{k: FOUND[k] for k in sorted(FOUND)},
        }
        head = "# Most queries a list page and a record page may ask (see test_pins.py).\n"
        FILE.write_text(head + yaml.safe_dump(out, allow_unicode=True, sort_keys=False), encoding="utf-8")


def queries(client: Any, address: str, **query: Any) -> int:
    """Return how many queries a page asks, after a first call has filled what a process keeps."""
    client.get(address, query)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address, query)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return len(seen)


@pytest.mark.parametrize("key", keys())
def test_pages_ask_no_more_queries_than_pinned(key: str, some: Any, sign_in: Any) -> None:  # noqa: F811
    resource = registry.get_resource(key)
    place, obj = some(resource)
    client = sign_in(reader_of(resource), place.code)
    shell = queries(client, BARE)
    now = {
        "list": queries(client, f"/r/{key}/") - shell,
        "detail": queries(client, f"/r/{key}/{obj.pk}/") - shell,
    }
    FOUND[key] = now
    if WRITE:
        return
    pinned = PINS.get(key) or PINS["default"]
    over = {page: f"{now[page]} > {pinned[page]}" for page in now if now[page] > pinned[page]}
    assert not over, f"{key}: {over}; if it must be so, pin it (see the head of this file)"


def test_the_frame_asks_no_more_queries_than_pinned(house: Any, sign_in: Any) -> None:  # noqa: F811
    most = max(queries(sign_in(role, "ji"), BARE) for role in ("legal", "clerk", "leader", "secadmin"))
    FOUND["shell"] = most
    assert WRITE or most <= PINS["shell"], f"{most} > {PINS['shell']}"


@pytest.mark.parametrize("key", keys())
def test_a_list_asks_the_same_for_one_row_and_for_many(key: str, house: Any, sign_in: Any) -> None:  # noqa: F811
    resource = registry.get_resource(key)
    for code in ("wu", "ji", "jia", "yi", "bing", "ding"):
        place = house(code)
        pks = list(resource.rows(place.scope(*ROLES)).order_by("pk").values_list("pk", flat=True)[:30])
        if len(pks) > 3:
            break
    else:
        pytest.skip(f"{key}: the demo has too few records to compare")
    client = sign_in(reader_of(resource), place.code)
    for address in (f"/r/{key}/", f"/api/v1/{key}/"):
        few = queries(client, address, ids=f"{pks[0]},{pks[-1]}")
        many = queries(client, address, ids=",".join(map(str, pks)))
        assert many <= few + 2, f"{address}: {few} queries for two rows, {many} for {len(pks)}"
