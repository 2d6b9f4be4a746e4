"""A local notice's outline lies over the national one, and the report of that place follows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from yifa.lawkit.packs.loader import ROOT, load_kind
from yifa.lawkit.packs.schema import check_packs
from yifa.suites.annual_report import outline
from yifa.suites.annual_report.compose import compose

LOCAL = """\
id: fazhi
title: 法治建设年度报告
basis: {law: 甲市关于报送法治建设年度报告的通知, doc_no: null}
orders: {local: [leader, achievements, plan, shortcomings, other]}
order: local
parts:
- {key: plan, title: 下一步打算}
- key: achievements
  sections:
  - {key: decision, title: 依法决策}
  - {key: study, title: 学法用法}
"""


@pytest.fixture
def local(tmp_path: Path, monkeypatch: Any, house: Any) -> Iterator[Any]:
    """The outline of 甲市's region in a copy of the packs."""
    jia = house("jia")
    shutil.copytree(ROOT / "national", tmp_path / "national")
    folder = tmp_path / "region" / jia.bureau.region[:6] / "outlines"
    folder.mkdir(parents=True)
    (folder / "notice.yaml").write_text(LOCAL, encoding="utf-8")
    monkeypatch.setattr(outline, "load_kind", partial(load_kind, root=tmp_path))
    outline.load_outline.cache_clear()
    yield tmp_path
    outline.load_outline.cache_clear()


def test_the_report_follows_the_local_notice(local: Path, house: Any) -> None:
    h = house("jia")
    made = compose(h.bureau, h.year, day=h.day)
    assert made.title.endswith("年法治建设年度报告")
    assert [s.kind for s in made.sections] == ["leader", "achievements", "plan", "shortcomings"]
    assert made.sections[2].title == "下一步打算"
    assert [c.title for c in made.sections[1].children] == ["依法决策", "学法用法"]
    assert made.blocking == []
    assert check_packs(h.bureau.region[:6], local)[0] == []


def test_other_places_keep_the_national_outline(local: Path, house: Any) -> None:
    h = house("yi")
    made = compose(h.bureau, h.year, day=h.day)
    assert made.sections[0].kind == "achievements" and len(made.sections[0].children) > 2


def test_a_part_that_is_mandatory_nationally_stays_so(local: Path, house: Any) -> None:
    parts = {p.key: p for p in outline.load_outline("fazhi", house("jia").bureau.region).parts}
    assert parts["plan"].mandatory and parts["leader"].mandatory
