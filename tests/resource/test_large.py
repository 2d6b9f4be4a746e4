"""A register that has grown: the ways a small one never takes give the same rows."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection, models

from yifa.governance.decisions.models import Meeting
from yifa.kernel import db, indexes, paging, registry
from yifa.kernel.search import index

LIST = "/r/decisions.meeting/"


@pytest.fixture
def grown(house, monkeypatch):
    """90 meetings of 甲市, and every limit so low that this is a large register."""
    for name, value in (("MANY", 40), ("TAB", 9), ("_FEW", 12)):
        monkeypatch.setattr(paging, name, value)
    for name, value in (("_LISTED", 20), ("_PROBE", 4)):
        monkeypatch.setattr(index, name, value)
    home = house("jia")
    office = home.unit("办公室")
    return home.backfill(
        "decisions.meeting",
        [
            {"body": "topic", "number": i + 1, "title": f"专题会第{i + 1}次" + "机要" * (i % 3 == 0), "unit": office,
             "happened_on": home.day - timedelta(days=40 + i // 3)}
            for i in range(90)
        ],
    )  # fmt: skip


def walk(client, text, url):
    """Return the titles of all pages and the line below the first."""
    seen, said = [], ""
    while url:
        page = text(client.get(url))
        said = said or re.search(r"共 [\d,]+\+? 条[^<]*", page)[0]
        seen += re.findall(r'<a class="y-t" href="[^"]+">(专题会[^<]+?)(?: <|</a>)', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        url = found[1].replace("&amp;", "&") if found else None
    return seen, said


@pytest.mark.postgres
@pytest.mark.parametrize(("dense", "rows"), [(5, 0), (200_000, 10**6)])
def test_words_filters_and_orders_find_every_row_once(sign_in, text, grown, monkeypatch, dense, rows):
    monkeypatch.setattr(db, "_DENSE", dense)
    if db.is_postgres():  # it looks into the documents of few rows, for the rows of few documents
        monkeypatch.setattr(db, "guessed", lambda asked: rows)
        monkeypatch.setattr(db, "guessed_documents", lambda *asked: index._LISTED + 1)
    client = sign_in()
    narrow = LIST + "?body=topic&happened_on_in=year"
    for query, wanted in (("", 90), ("&q=专题", 90), ("&q=机要", 30), ("&q=专题+机要", 30), ("&sort=-number", 90)):
        seen, said = walk(client, text, narrow + query)
        assert len(seen) == len(set(seen)) == wanted, query
        assert said.startswith("共 40+ 条" if wanted > 40 else f"共 {wanted} 条"), query
    for query in ("&exact=1", "&exact=1&q=专题"):
        assert walk(client, text, narrow + query)[1].startswith("共 90 条")
    by_title, said = walk(client, text, narrow + "&sort=chair")
    assert "不按这一栏排序" in said and by_title == walk(client, text, narrow)[0]


def test_a_grown_register_gets_its_indexes_and_loses_those_nobody_wants(grown):
    resource = registry.get_resource("decisions.meeting")
    table = Meeting._meta.db_table
    assert indexes.follow(resource) == len(indexes.wanted(resource)) > 0
    assert indexes.follow(resource) == 0, "once"
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE bureau_id = 1 AND body = 'topic' "
            "ORDER BY happened_on DESC, id DESC LIMIT 51"
        )
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert indexes.PREFIX in plan and "TEMP B-TREE" not in plan, plan
    db.add_index(Meeting, models.Index(fields=["paper"], name=f"{indexes.PREFIX}of_last_year"))
    assert indexes.follow(resource) == 1
    held = {n for n in db.index_names(table) if n.startswith(indexes.PREFIX)}
    assert held == {i.name for i in indexes.wanted(resource)}


def test_every_register_has_a_span_of_document_numbers_of_its_own():
    bases = [index.base_of(r.key) for r in registry.resources()]
    assert len(bases) == len(set(bases))
    assert max(bases) + index._ROOM < 2**63
