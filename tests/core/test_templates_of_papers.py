"""文书模板: a register is chosen by its Chinese name, and a token that is no field is answered with those there are."""

from __future__ import annotations

from typing import Any

from yifa.kernel.action import run
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.resource.forms import form_of


def filled(house: Any, **data: Any) -> Any:
    place = house("ji")
    given = {
        "title": "会议通知",
        "resource": "decisions.meeting",
        "heading": "【会议名称】",
        "body": "【机关名称】",
        **data,
    }
    return form_of(get_action("core_documents.template", "record"), place.ctx("legal"), None, given)


def test_the_register_is_chosen_by_its_name(house: Any) -> None:
    made = filled(house)
    assert made.is_valid(), made.errors
    choices = dict(made.fields["resource"].choices)
    assert choices["decisions.meeting"] == get_resource("decisions.meeting").title
    row = run(get_action("core_documents.template", "record"), house("ji").ctx("legal"), None, made.cleaned_data).obj
    assert get_resource("core_documents.template").display(row, "resource") == choices["decisions.meeting"]


def test_an_unknown_token_is_answered_with_the_fields_there_are(house: Any) -> None:
    made = filled(house, body="【会议室】")
    said = str(made.errors["body"])
    assert "没有这些字段：会议室" in said and "会议名称" in said and "机关名称" in said
    assert "decisions" not in said


def test_an_unknown_register_is_refused_without_a_code(house: Any) -> None:
    said = str(filled(house, resource="").errors["resource"])
    assert "." not in said.replace("</li></ul>", "")
