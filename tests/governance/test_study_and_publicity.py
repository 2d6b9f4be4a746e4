"""What the study and publicity registers refuse, and what their figures do not count."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from yifa.governance.legal_study.models import Exam, StudyTarget, Trainee
from yifa.governance.publicity.models import Campaign, DutyItem
from yifa.kernel import registry
from yifa.kernel.action import Conflict
from yifa.kernel.policy import NOBODY
from yifa.kernel.resource.forms import form_of


def errors(house: Any, resource: str, verb: str = "record", obj: Any = None, **data: Any) -> dict[str, Any]:
    """Return the errors of the form that screen, import and API share."""
    action = registry.get_action(resource, verb)
    return dict(form_of(action, house.ctx(), obj, data).errors)


def test_nobody_passes_who_did_not_sit(house: Any) -> None:
    h = house("ji")
    exam = {"title": "测试", "mode": "online", "happened_on": h.day, "unit": h.unit("法规处").pk}
    assert "passed" in errors(h, "legal_study.exam", **exam, expected=10, attended=8, passed=9)
    assert "attended" in errors(h, "legal_study.exam", **exam, expected=10, attended=11, passed=9)
    assert not errors(h, "legal_study.exam", **exam, expected=10, attended=9, passed=9)


@pytest.mark.parametrize(("attended", "passed"), [(11, 9), (8, 9)])
def test_the_database_holds_the_order_of_an_exam_too(house: Any, attended: int, passed: int) -> None:
    h, before = house("ji"), Exam.objects.count()
    row = {"title": "测试", "mode": "online", "happened_on": h.day, "expected": 10}
    with pytest.raises(IntegrityError), transaction.atomic():
        h.do("legal_study.exam", "record", **row, attended=attended, passed=passed)
    assert Exam.objects.count() == before


def test_study_before_a_meeting_names_it_and_other_study_does_not(house: Any) -> None:
    h = house("ji")
    row = {"title": "学习", "happened_on": h.day, "unit": h.unit("办公室").pk}
    assert "meeting" in errors(h, "legal_study.session", kind="pre_meeting", **row)
    assert not errors(h, "legal_study.session", kind="branch", **row)


def test_a_certificate_has_one_holder(house: Any) -> None:
    h = house("jia")
    held = Trainee.objects.filter(bureau=h.bureau, life="live").exclude(certificate_no="").first()
    row = {"training": held.training, "name": "另一人", "happened_on": held.happened_on, "passed": True}
    with pytest.raises(Conflict, match="同样的内容"):
        h.backfill("legal_study.trainee", [{**row, "certificate_no": held.certificate_no}])


def test_names_of_trainees_are_masked_for_strangers(house: Any) -> None:
    resource = registry.get_resource("legal_study.trainee")
    person = Trainee.objects.filter(bureau=house("jia").bureau).first()
    assert person.name not in resource.display(person, "name", NOBODY)
    assert person.name not in resource.title_of(person) + resource.line_of(person)


def test_target_and_actual_stand_side_by_side(house: Any) -> None:
    h = house("ji")
    resource = registry.get_resource("legal_study.target")
    target = StudyTarget.objects.get(bureau=h.bureau, year=h.year, life="live")
    done = int(resource.display(target, "done"))
    assert 0 < done < target.times
    assert int(resource.display(target, "gap")) == target.times - done


def test_no_register_of_study_keeps_hours_or_ranks() -> None:
    words = ("时长", "学时", "积分", "排名", "名次", "打卡")
    for resource in registry.resources():
        if resource.model._meta.app_label in ("legal_study", "publicity", "duty_lists"):
            labels = [str(f.verbose_name) for f in resource.model._meta.concrete_fields]
            assert not [t for t in labels if any(word in t for word in words)]


def test_a_fixed_law_day_stands_on_its_day_and_once_a_year(house: Any) -> None:
    h = house("ding")
    row = {"day": "standards_day", "title": "宣传", "paper": "通知", "unit": h.unit("办公室").pk}
    assert "happened_on" in errors(h, "publicity.campaign", "backfill", **row, happened_on=date(h.year - 5, 10, 13))
    assert not errors(h, "publicity.campaign", "backfill", **row, happened_on=date(h.year - 5, 10, 14))
    assert "day" in errors(h, "publicity.campaign", "backfill", **row, happened_on=date(h.year, 10, 14))


def test_the_number_of_a_law_day_follows_the_year(house: Any) -> None:
    days = Campaign.objects.filter(bureau=house("ding").bureau, day="standards_day").order_by("happened_on")
    first, second = days[0], days[1]
    assert second.ordinal - first.ordinal == second.happened_on.year - first.happened_on.year
    assert Campaign(day="energy_week", happened_on=date(2023, 7, 10)).ordinal is None
    assert Campaign(day="standards_day", happened_on=date(1950, 10, 14)).ordinal is None


def test_duties_not_yet_done_are_a_view(house: Any) -> None:
    h = house("ji")
    view = next(v for v in registry.get_resource("publicity.duty_item").views if v.key == "todo")
    rows = view.where(DutyItem.objects.filter(bureau=h.bureau, year=h.year), h.day)
    for item in rows:
        assert not item.activities.filter(life="live").exists()
    done = DutyItem.objects.filter(bureau=h.bureau, year=h.year).exclude(pk__in=rows.values("pk"))
    assert all(item.activities.filter(life="live").exists() for item in done)


def test_only_a_launch_has_units_and_venues(house: Any) -> None:
    from yifa.governance.publicity.models import Activity

    h = house("ji")
    lecture = Activity.objects.filter(bureau=h.bureau, life="live").exclude(form="launch").first()
    row = {"activity": lecture.pk, "name": "某单位", "happened_on": lecture.happened_on, "paper": "名单"}
    assert "activity" in errors(h, "publicity.launch_unit", "backfill", **row)
