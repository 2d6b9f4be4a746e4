"""For each 法定 gate of an Action: a record and input at which it holds.

Key: (action key, gate key). Value: function(house) → (record or None, input of the Action). Who adds a 法定 gate adds
its case here; ``test_gates.py`` fails without one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.contract import samples
from yifa.kernel import registry

Case = Callable[[Any], tuple[Any, dict[str, Any]]]


def _make(house: Any, key: str, **more: Any) -> Any:
    return samples.make(house, registry.get_resource(key), **more)


def _new(house: Any, key: str, **more: Any) -> dict[str, Any]:
    return {**samples.values(house, registry.get_action(key, "record")), **more}


def _unasked(house: Any) -> tuple[Any, dict[str, Any]]:
    """A closed month of the demo with institutions over their quota that were not asked yet."""
    model = registry.get_resource("energy.closing").model
    return model.objects.get(bureau=house.bureau, life="live", over__gt=0, issued_on__isnull=True), {}


def _term(house: Any) -> dict[str, Any]:
    return {"issued_on": house.day, "term_days": 10}


def _too_early(house: Any) -> tuple[Any, dict[str, Any]]:
    """An order whose term runs."""
    order = _make(house, "energy.order", kind="order", violation="no_post", joint="财政部门")
    return house.do("energy.order", "issue", order, **_term(house)), {"notified_on": house.day}


def _major_matter(house: Any) -> Any:
    item = _make(house, "decisions.item", category="major_administrative")
    return house.do("decisions.item", "pre_review", item, pre_result="passed", pre_opinion="可以上会")


def _discussed(house: Any) -> Any:
    item = _make(house, "decisions.item", category="ordinary")
    item = house.do("decisions.item", "pre_review", item, pre_result="passed", pre_opinion="可以上会")
    return house.do("decisions.item", "submit", item, meeting=_make(house, "decisions.meeting"))


def _one_too_many(house: Any) -> tuple[Any, dict[str, Any]]:
    """A second vehicle where the quota is one."""
    unit = house.unit("办公室")
    _make(house, "vehicles.quota", category="special", number=1, unit=unit)
    _make(house, "vehicles.vehicle", category="special", unit=unit)
    return None, _new(house, "vehicles.vehicle", category="special", unit=unit)


def _too_dear(house: Any) -> tuple[Any, dict[str, Any]]:
    """A courier's car for twice the price it may have."""
    return None, _new(house, "vehicles.vehicle", category="courier", body="suv", energy="electric", price=240000)


def _submit(house: Any) -> tuple[Any, dict[str, Any]]:
    """A major administrative decision without its legality review."""
    return _major_matter(house), {"meeting": _make(house, "decisions.meeting")}


def _speak(house: Any) -> tuple[Any, dict[str, Any]]:
    """The head speaks before the others."""
    return _discussed(house), {"member": "郑某", "head": True, "opinion": "agree"}


def _execute(house: Any) -> tuple[Any, dict[str, Any]]:
    """Carried out without a resolution."""
    from yifa.kernel.gate import Override

    item = _make(house, "decisions.item", category="major_administrative", stated_risk="尚无明确规定")
    item = house.do("decisions.item", "pre_review", item, pre_result="passed", pre_opinion="可以上会")
    way = {"decisions.legality_before_discussion": Override("探索", "郑某", exception="exploratory")}
    item = house.do("decisions.item", "submit", item, overrides=way, meeting=_make(house, "decisions.meeting"))
    return item, {"execution": "组织实施"}


def _opinion(house: Any) -> tuple[Any, dict[str, Any]]:
    """A decision's review closed without a lawyer's opinion."""
    item = house.do("decisions.item", "send_to_review", _major_matter(house))
    return item.review, {"result": "passed", "opinion": "合法"}


def _unqualified(house: Any) -> tuple[Any, dict[str, Any]]:
    """An enforcement decision reviewed by somebody who does it for the first time, without the qualification."""
    case = _make(house, "enforcement.case", major=True, kind="order")
    case = house.do("enforcement.case", "submit_review", case)
    return case.review, {"result": "passed", "opinion": "合法"}


def _decide(house: Any) -> tuple[Any, dict[str, Any]]:
    """A major enforcement decision without its legal review."""
    case = _make(house, "enforcement.case", major=True)
    return case, {"letter_no": "样罚决字1号", "decided": house.day}


def _revise(house: Any) -> tuple[Any, dict[str, Any]]:
    """A new version of a normative document that touches market entities, without its review."""
    from datetime import timedelta

    old = _make(
        house, "instruments.instrument", kind="normative", touches_market=True, review_no="样审1号",
        decided_by="党组会议", happened_on=house.day - timedelta(days=9),
    )  # fmt: skip
    return old, {"new_no": "样发2号", "issued_on": house.day}


def _revise_market(house: Any) -> tuple[Any, dict[str, Any]]:
    """A new version of a document that touches operators, without its fair competition review."""
    from datetime import timedelta

    old = _make(
        house, "instruments.instrument", market_activity=True, fair_no="样公1号",
        happened_on=house.day - timedelta(days=9),
    )  # fmt: skip
    return old, {"new_no": "样发3号", "issued_on": house.day}


def _issue_standard(house: Any) -> tuple[Any, dict[str, Any]]:
    """The bureau issues a local standard itself."""
    standard = _make(house, "standards.standard", level="local")
    return standard, {"stage": "issue", "done_on": house.day}


def _refusal(house: Any) -> tuple[Any, dict[str, Any]]:
    """A refusal that does not say where to turn."""
    return _running_request(house), {
        "result": "refused_internal", "letter_no": "样答1号", "delivered_on": house.day, "organ": "", "reasons": "样由",
    }  # fmt: skip


def _running_request(house: Any) -> Any:
    resource = registry.get_resource("disclosure.request")
    rows = resource.model.objects.filter(bureau=house.bureau, life="live", extended_on__isnull=True)
    extend = registry.get_action("disclosure.request", "extend")
    for row in rows.order_by("-pk"):
        if not extend.available(house.ctx(), row):
            return row
    raise AssertionError("the demo of 己县 has no request in mid-work")


def _yearly_report(house: Any) -> tuple[Any, Any]:
    """A report on disclosure, written and checked, and one of its texts."""
    year, key, office = house.year - 3, "disclosure_report.report", house.unit("办公室")
    report = house.do(key, "start", year=year)
    for part in ("overview", "other", "problems"):
        text = house.do("disclosure_report.text", "record", year=year, part=part, text="样文", unit=office)
    return house.do(key, "check", report, checked_on=house.day, checked_by="赵某"), text


def _take_away(house: Any, text: Any) -> None:
    house.do("disclosure_report.text", "void", text, reason="重写", checker="李某")


def _unsigned(house: Any) -> tuple[Any, dict[str, Any]]:
    """A part is taken away between the check and the signature."""
    report, text = _yearly_report(house)
    _take_away(house, text)
    return report, {"signed_on": house.day, "reservations": "已逐一核对"}


def _unissued(house: Any) -> tuple[Any, dict[str, Any]]:
    """A part is taken away while a corrected edition is drafted."""
    report, text = _yearly_report(house)
    report = house.do("disclosure_report.report", "sign", report, signed_on=house.day, reservations="已逐一核对")
    report = house.do("disclosure_report.report", "redraft", report, reason="补写")
    _take_away(house, text)
    return report, {"reason": "补写", "reservations": "已逐一核对"}


CASES: dict[tuple[str, str], Case] = {
    ("decisions.item.submit", "decisions.legality_before_discussion"): _submit,
    ("decisions.item.speak", "decisions.head_last"): _speak,
    ("decisions.item.execute", "decisions.decided_before_execution"): _execute,
    ("legality_review.review.issue_opinion", "legality_review.counsel_heard"): _opinion,
    ("legality_review.review.issue_opinion", "legality_review.reviewer_qualified"): _unqualified,
    ("disclosure.item.record", "disclosure.review"): lambda h: (
        None,
        _new(h, "disclosure.item", reviewer="", reviewed_on=None),
    ),
    ("disclosure.request.ask_supplement", "disclosure.notice"): lambda h: (
        _running_request(h),
        {"told_on": h.day, "until": h.day + timedelta(days=9), "wanted": "写明年度"},
    ),
    ("disclosure.request.extend", "disclosure.extension"): lambda h: (_running_request(h), {"approved_on": h.day}),
    ("disclosure.request.reply", "disclosure.remedy"): _refusal,
    ("disclosure.request.charge", "disclosure.fee"): lambda h: (
        _running_request(h),
        {"told_on": h.day, "amount": 30, "until": h.day + timedelta(days=7)},
    ),
    ("energy.closing.issue", "energy.asked_first"): _unasked,
    ("energy.order.issue", "energy.jointly"): lambda h: (_make(h, "energy.order", joint=""), _term(h)),
    ("energy.order.issue", "energy.legal_review"): lambda h: (
        _make(h, "energy.order", joint="财政部门", major=True),
        _term(h),
    ),
    ("energy.order.notify", "energy.ordered_first"): _too_early,
    ("disclosure_report.report.check", "disclosure_report.contents"): lambda h: (
        h.do("disclosure_report.report", "start", year=h.year - 3),
        {"checked_on": h.day, "checked_by": "赵某"},
    ),
    ("disclosure_report.report.sign", "disclosure_report.contents"): _unsigned,
    ("disclosure_report.report.reissue", "disclosure_report.contents"): _unissued,
    ("enforcement.case.record", "enforcement.officers"): lambda h: (
        None,
        _new(h, "enforcement.case", officer_one=None, officer_two=None),
    ),
    ("enforcement.case.decide", "enforcement.legal_review"): _decide,
    ("instruments.instrument.record", "instruments.legality"): lambda h: (
        None,
        _new(h, "instruments.instrument", kind="normative", touches_market=True, review_no=""),
    ),
    ("instruments.instrument.revise", "instruments.legality"): _revise,
    ("instruments.instrument.record", "instruments.fair_competition"): lambda h: (
        None,
        _new(h, "instruments.instrument", market_activity=True, fair_no=""),
    ),
    ("instruments.instrument.revise", "instruments.fair_competition"): _revise_market,
    ("standards.standard.advance", "standards.local_issuer"): _issue_standard,
    ("vehicles.vehicle.record", "vehicles.within_quota"): _one_too_many,
    ("vehicles.vehicle.record", "vehicles.within_standard"): _too_dear,
}
