"""What other offices keep makes no difference to what an office is told: neither a name nor a number on any own page.

Three offices that keep much ask the pages of their work; then every record that does not reach them is carried off to
another bureau, and they ask again. Pages that tell all offices what is the bureau's are named in ``own_pages.py``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from tests.contract import own_pages as own
from tests.contract.test_every_page import put
from tests.contract.test_scope import content
from yifa.kernel import inbox, registry
from yifa.kernel.policy import BUREAU_WIDE, READERS, Scope
from yifa.kernel.record import Life, Record
from yifa.kernel.resource import ports
from yifa.kernel.search.models import SearchDoc

#: Office → how the addresses of its work begin; all others are asked by the last.
OFFICES = {"公共机构节能处": ("energy/", "m/energy"), "车辆管理处": ("vehicles/", "m/vehicles"), "物业管理处": ("",)}
#: Registers that stay: of the bureau itself, or asked about as a whole.
STAYS = {"core_org.unit", "core_org.profile", "core_org.person", "core_org.post", "core_org.holding",
         "disclosure.guide", "disclosure.yearly", "rule_of_law_plan.plan"}  # fmt: skip
#: Office → registers whose list and whose page of one record it asks too, for what stands beside the record.
PAGES = {
    "公共机构节能处": ("energy.institution", "energy.meter"),
    "车辆管理处": ("vehicles.vehicle", "vehicles.dispatch", "core_documents.template"),
    "物业管理处": ("contracts.contract", "legality_review.review", "counsel.lawyer", "disclosure.request",
              "rule_of_law_plan.task"),
}  # fmt: skip
_TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken":"[^"]*"|nonce-?[\w=+/-]*')


def asked(place: Any) -> dict[str, list[tuple[str, str]]]:
    """Return the (route, address) that each office asks."""
    out: dict[str, list[tuple[str, str]]] = {office: [] for office in OFFICES}
    for route, address in own.addresses(place):
        if (
            route not in own.OF_THE_BUREAU
            and route not in own.FIGURES
            and not route.startswith(("r/", *own.OF_ANYBODY))
        ):
            office = next(o for o, starts in OFFICES.items() if address.lstrip("/").startswith(starts))
            out[office].append((route, address))
    for office, keys in PAGES.items():
        for key in keys:
            mine = registry.get_resource(key).model._default_manager.filter(
                Q(unit=place.unit(office)) | Q(unit=None), bureau=place.bureau, life="live"
            )
            row = mine.order_by("-pk").values_list("pk", flat=True)[0]
            out[office] += [("r/<str:key>/", f"/r/{key}/"), ("r/<str:key>/<int:pk>/", f"/r/{key}/{row}/")]
    out["物业管理处"].append(("law/", "/law/rule/GID-02/"))
    return out


def entangle(place: Any) -> None:
    """Let what an office keeps have to do with what others keep: the same firm, applicant and counsel, a tie."""
    unit = place.unit("物业管理处")

    def rows(key: str) -> Any:
        return registry.get_resource(key).model._default_manager.filter(bureau=place.bureau, life="live")

    mine = rows("contracts.contract").filter(unit=unit).latest("pk")
    rows("contracts.contract").update(counterpart="庚物业服务有限公司", happened_on=mine.happened_on)
    parts = rows("contracts.obligation")  # more of them than a page shows, every third another office's
    parts.update(contract=mine, unit=unit)
    assert parts.count() > 12
    parts.annotate(third=F("pk") % 3).filter(third=0).update(unit=place.unit("财务处"))
    asked = rows("disclosure.request").exclude(arrived_on=None).latest("pk")
    rows("disclosure.request").exclude(pk=asked.pk).update(applicant=asked.applicant, arrived_on=asked.arrived_on)
    rows("disclosure.request").filter(pk=asked.pk).update(unit=unit)
    rows("core_legaltime.clock").filter(resource="disclosure.request", object_ref=asked.pk).update(unit=unit)
    site = (
        rows("energy.institution").exclude(pk=rows("energy.meter").earliest("pk").account.institution_id).earliest("pk")
    )
    for resource in registry.resources():  # one institution with all that hangs on it is another office's
        fields = {f.name for f in resource.model._meta.get_fields()}
        at = "institution" if "institution" in fields else "account__institution" if "account" in fields else ""
        if resource.key.startswith("energy.") and at:
            rows(resource.key).filter(**{at: site}).update(unit=place.unit("财务处"))
    rows("energy.institution").filter(pk=site.pk).update(unit=place.unit("财务处"))
    alarms = registry.get_resource("energy.alarm").model.objects
    for kind, office in (("high", "财务处"), ("low", "公共机构节能处")):
        alarms.create(
            bureau=place.bureau, unit=place.unit(office), institution=site, supply="electricity", kind=kind,
            happened_on=place.day, created_at=place.now, updated_at=place.now,
        )  # fmt: skip
    lawyer = rows("counsel.lawyer").latest("pk")
    rows("counsel.lawyer").filter(pk=lawyer.pk).update(unit=unit)
    links = rows("core_process.counsel_link")
    links.update(counsel=lawyer.name, happened_on=place.day)
    links.filter(pk=links.latest("pk").pk).update(
        resource="contracts.contract", object_ref=mine.pk, unit=place.unit("财务处")
    )


@contextmanager
def without_others(place: Any, unit: Any, other: Any, tamper: Any) -> Iterator[None]:
    """Carry off to another bureau, void, what does not reach a unit, for a while."""
    with tamper(), transaction.atomic():
        mark = transaction.savepoint()
        for resource in registry.resources():
            rows = resource.model._default_manager
            if issubclass(resource.model, Record) and resource.key not in STAYS:
                own_rows = Q(unit__isnull=True)
                for name in resource.model.reached_by:
                    own_rows |= Q(**{name: unit})
                reached = rows.filter(own_rows).order_by().values("pk")
                rows.filter(bureau=place.bureau).exclude(pk__in=reached).update(bureau=other, life=Life.VOID)
        docs = SearchDoc.objects.filter(bureau_ref=place.bureau.pk).exclude(Q(unit_ref=None) | Q(unit_ref=unit.pk))
        docs.update(bureau_ref=other.pk)
        inbox.forget()
        yield
        transaction.savepoint_rollback(mark)
    inbox.forget()


def told(reader: Any, scope: Scope, place: Any, addresses: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what each address tells, and what the desk asks, in lines."""
    found = {at: _TOKENS.sub("", content(put(reader, route, at))).splitlines() for route, at in addresses}
    found["desk"] = sorted(f"{t.key} {t.title}" for t in inbox.todos(scope, place.day))
    found["badges"] = sorted(f"{key} {due}" for key, due in ports.due(scope, place.day).items() if due["count"])
    return found


def test_what_others_keep_makes_no_difference(house: Any, sent_as: Any, tamper: Any) -> None:
    place = house("ji")
    other = place.do(
        "core_org.unit", "found", code="ren", name="新设机关事务管理局", region="990700", started_on=place.day
    )
    with tamper():
        entangle(place)
    differs = []
    for office, addresses in asked(place).items():
        unit = place.unit(office)
        scope = Scope(None, place.bureau.pk, (READERS | {"unit"}) - BUREAU_WIDE, frozenset({unit.pk}), unit.pk, "旁人")
        reader = sent_as(scope)
        before = told(reader, scope, place, addresses)
        assert sum(map(len, before.values())) > 500 and before["desk"], f"{office} keeps nothing to be told"
        with without_others(place, unit, other, tamper):
            after = told(reader, scope, place, addresses)
        for at, lines in before.items():
            changed = [t for t in difflib.unified_diff(lines, after[at], n=0, lineterm="") if t[0] in "+-"]
            differs += [f"{office} {at}: {t[:300]}" for t in changed[2:6]]
    assert not differs, "\n".join(differs)
