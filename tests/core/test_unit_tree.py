"""A unit is not put under one of its own: on the form, by an import, by an Action called directly."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.imports.books import book

from yifa.core.org.models import Unit
from yifa.kernel.imports.check import Options, check
from yifa.kernel.imports.sheets import open_book
from yifa.kernel.registry import get_action
from yifa.kernel.resource.forms import form_of


@pytest.fixture
def branch(house: Any) -> tuple[Any, Unit, Unit]:
    """己县, a unit, and one under it."""
    ji = house("ji")
    upper = ji.do(
        "core_org.unit", "record", name="上级科", kind="office", parent=ji.bureau, reports=False, leads_law=False
    )
    lower = ji.do("core_org.unit", "record", name="下级股", kind="office", parent=upper, reports=False, leads_law=False)
    return ji, upper, lower


def test_the_form_says_so_at_the_field(branch: Any) -> None:
    ji, upper, lower = branch
    action = get_action("core_org.unit", "correct")
    values = {"name": "上级科", "kind": "office", "parent": lower.pk, "sort": 0, "reason": "试验", "checker": "孙某"}
    form = form_of(action, ji.ctx("sysadmin"), upper, values)
    assert "不能隶属于自己的下级" in str(form.errors["parent"])
    own = form_of(action, ji.ctx("sysadmin"), upper, {**values, "parent": upper.pk})
    assert "不能隶属于自己的下级" in str(own.errors["parent"])


def test_an_action_called_directly_writes_nothing(branch: Any) -> None:
    ji, upper, lower = branch
    with pytest.raises(ValidationError, match="不能隶属于自己的下级"):
        ji.do("core_org.unit", "correct", upper, parent=lower, reason="试验", checker="孙某")
    assert Unit.objects.get(pk=upper.pk).parent_id == ji.bureau.pk


def test_a_sheet_that_makes_a_circle_is_refused_by_its_row(branch: Any) -> None:
    ji, _, _ = branch
    sheet = book(("单位", [["名称", "类别", "上级"], ["上级科", "处室", "下级股"]]))
    checked = check("core_org.unit", ji.ctx("sysadmin"), open_book(sheet, "单位.xlsx"), Options())
    assert checked.errors and not checked.updates
    assert any("不能隶属于自己的下级" in p.text for p in checked.errors), checked.lines()
