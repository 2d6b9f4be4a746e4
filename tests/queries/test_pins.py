"""Every register and record answers its reader; its query counts are pinned, and do not grow with the rows.

Pinned is what a page asks beyond the frame around every page (``shell``: who reads, menu, inbox), pinned once itself.
``YIFA_PIN=1 python -m pytest tests/queries`` writes ``pins.yaml`` anew; read the difference before committing it.
A register that is not pinned yet may ask as many queries as ``default`` says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.contract import own_pages
from tests.contract.conftest import bare, keys, reader_of, roomy, sign_in, some  # noqa: F401
from tests.contract.surfaces import Surface
from yifa.kernel import inbox, registry

FILE = Path(__file__).parent / "pins.yaml"
PINS: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
WRITE = os.environ.get("YIFA_PIN") == "1"
FOUND: dict[str, Any] = {}
#: Pages of the pilots that no register derives, and the desk.
PAGES = (
    "", "disclosure/", "disclosure/letter/<int:pk>.<str:fmt>", "reviews/", "print/review/<int:pk>/",
    "reviews/<int:pk>/opinion.docx", "contracts/calendar/", "contracts/<int:pk>/text.docx", "print/approval/<int:pk>/",
    "vehicles/board/", "vehicles/use/", "vehicles/waiting/", "vehicles/return/", "vehicles/exchange/",
    "vehicles/plan/<int:pk>/", "vehicles/reports/<int:pk>/", "vehicles/reports/<int:pk>.xlsx", "trips/",
    "print/dispatch/<int:pk>/", "print/dispatch/<int:pk>.docx", "disclosure-report/",
    "disclosure-report/<slug:code>/<int:year>/",
)  # fmt: skip
#: A page that shows a text and its frame.
BARE = "/help/core_org/"


@pytest.fixture(scope="module", autouse=True)
def pin() -> Iterator[None]:
    """Write what was measured, if asked."""
    yield
    if WRITE:
        out = {
            "shell": FOUND.pop("shell"),
            "default": {"list": 14, "detail": 30, "new": 12},
            "pages": FOUND.pop("pages"),
            **{k: FOUND[k] for k in sorted(FOUND)},
        }
        head = "# Most queries a list page and a record page may ask (see test_pins.py).\n"
        FILE.write_text(head + yaml.safe_dump(out, allow_unicode=True, sort_keys=False), encoding="utf-8")


def ok(client: Any, address: str, **query: Any) -> Any:
    """Expect 200."""
    answer = client.get(address, query)
    assert answer.status_code == 200, f"{address}: {answer.status_code} {answer.content[:300].decode(errors='replace')}"
    return answer


def queries(client: Any, address: str, **query: Any) -> int:
    """Return how many queries a page asks, the counts of its frame among them."""
    inbox.forget()
    with CaptureQueriesContext(connection) as seen:
        ok(client, address, **query)
    return len(seen)


_FRAMES: dict[str, int] = {}


def bare_frame(client: Any, who: str) -> int:
    """Return how many queries a page without content and menu asks an account, measured once."""
    if who not in _FRAMES:
        ok(client, BARE)
        _FRAMES[who] = queries(client, BARE)
    return _FRAMES[who]


@pytest.mark.parametrize("key", keys())
def test_a_reader_is_answered_within_the_pinned_queries(key: str, some: Any, sign_in: Any, bare: None) -> None:  # noqa: F811
    """The first visit shows the record; the second is counted, when the process keeps what it keeps."""
    resource = registry.get_resource(key)
    place, obj = some(resource)
    who = reader_of(resource)
    scope, client = place.scope(who), sign_in(who, place.code)
    register, one, interface = f"/r/{key}/", f"/r/{key}/{obj.pk}/", f"/api/v1/{key}/"
    assert resource.title in ok(client, register).content.decode()
    title = resource.display(obj, resource.title_field, scope)
    assert title in unescape(ok(client, one).content.decode())
    listed = ok(client, interface).json()
    assert listed["items"] and listed["count"]
    assert ok(client, f"{interface}{obj.pk}/").json()["pk"] == obj.pk
    ok(client, f"{interface}{obj.pk}/history/")

    shell = bare_frame(client, who)
    whole = queries(client, register)
    now = {"list": whole - shell, "detail": queries(client, one) - shell}
    record = registry.actions(key).get("record")
    if record is not None and who in record.roles:
        form = f"{register}new/"
        assert 'method="post"' in ok(client, form).content.decode()
        now["new"] = queries(client, form) - shell
    FOUND[key] = now
    if listed["count"] > 3:
        pks = f"{listed['items'][0]['pk']},{listed['items'][-1]['pk']}"
        assert whole <= queries(client, register, ids=pks) + 2, "a list asks more for many rows than for two"
        many = queries(client, interface)
        assert many <= queries(client, interface, ids=pks) + 2, "the interface asks more for many rows than for two"
    if WRITE:
        return
    pinned = {**PINS["default"], **PINS.get(key, {})}
    over = {page: f"{now[page]} > {pinned[page]}" for page in now if now[page] > pinned[page]}
    assert not over, f"{key}: {over}; if it must be so, pin it (see the head of this file)"


def test_a_page_of_the_pilots_own_asks_no_more_queries_than_pinned(house: Any, sign_in: Any, bare: None) -> None:  # noqa: F811
    """Queue, board, calendar, letters, prints, papers: on the demo's rows, so that one query a row is seen."""
    place = house("ji")
    client = sign_in("legal", "ji")
    frame, now = bare_frame(client, "legal"), {}
    pages = [(r, a) for r, a in own_pages.addresses(place) if r in PAGES and "?" not in a]
    for route, before in own_pages.of_a_record():
        if route in PAGES:
            named = own_pages.OF_A_RECORD[before]
            obj = registry.get_resource(named.key).rows(place.scope("legal")).filter(**named.where).latest("pk")
            pages.append((route, Surface(route, "").address(**own_pages.PLACES, pk=obj.pk)))
    assert {route for route, _ in pages} == set(PAGES)
    for route, address in pages:
        ok(client, address)
        now[route] = queries(client, address) - frame
    FOUND["pages"] = now
    over = {route: n for route, n in now.items() if not WRITE and n > PINS["pages"][route]}
    assert not over, f"{over}; pinned: {PINS.get('pages')}"


def test_the_frame_asks_no_more_queries_than_pinned(house: Any, sign_in: Any) -> None:  # noqa: F811
    ok(sign_in("legal", "ji"), BARE)
    most = max(queries(sign_in(role, "ji"), BARE) for role in ("legal", "clerk", "leader", "secadmin"))
    FOUND["shell"] = most
    assert WRITE or most <= PINS["shell"], f"{most} > {PINS['shell']}"
