"""Every address of the site that no register derives: whose record it names, or why it tells nothing of one.

A new address stands in one of these lists, or ``tests/architecture/test_addresses.py`` fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.contract.surfaces import Surface, places, routes
from yifa.kernel import registry
from yifa.kernel.policy import ROLES

#: Pages for everybody, without records in them or with public ones.
PUBLIC = ("accounts/", "open/", "law/", "help/", "healthz", "static/", "counsel/", "chains/")
#: Pages that a register derives (``surfaces.py``), and those of the reader's own jobs.
DERIVED, JOBS = ("api/", "r/", "^r/", "pick/", "files/"), ("jobs/", "exports/")
#: A figure with records in the bureau the pages are asked for.
FIGURE = "legality_review.second_level"


@dataclass(frozen=True)
class Named:
    """What an address names by its number: a record of a register, made so that the page answers its readers."""

    key: str
    where: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    more: Callable[[Any], dict[str, Any]] = lambda obj: {}


def _asked(collection: Any) -> dict[str, Any]:
    """Return an answer that a collection asks for."""
    from yifa.core.metrics.models import Answer

    found = Answer.objects.filter(collection=collection).order_by("pk").first()
    return {"register": found.register, "unit": found.unit_id}


_OPEN = {"way": "pack", "answered_on": None, "declined_on": None, "revoked": False, "refused": 0}


def _contract(template: Any) -> dict[str, Any]:
    """Return a record that a template is filled from."""
    rows = registry.get_resource(template.resource).model._default_manager.filter(bureau=template.bureau, life="live")
    return {"row": rows.order_by("-pk").values_list("pk", flat=True)[0]}


#: Address up to its number → what it names.
OF_A_RECORD = {
    "print/approval/": Named("core_process.instance"),
    "documents/": Named("core_documents.template", where={"resource": "contracts.contract"}, more=_contract),
    "approvals/": Named("core_process.instance", where={"resource": "contracts.contract"}),
    "counsel-pack/": Named("core_process.counsel_link", given=_OPEN),
    "disclosure/letter/": Named("disclosure.letter"),
    "print/review/": Named("legality_review.review"),
    "reviews/": Named("legality_review.review"),
    "contracts/": Named("contracts.contract", where={"template__isnull": False}),
    "papers/": Named("report_desk.paper"),
    "collections/": Named("core_metrics.collection", more=_asked),
    "energy/filings/": Named("energy.filing", where={"period__regex": r"^\d{4}$"}),
    "energy/bulletin/": Named("energy.closing"),
    "energy/card/": Named("energy.institution"),
    "energy/load/": Named("energy.institution"),
    "energy/meter/": Named("energy.meter"),
    "energy/platforms/": Named("energy.layout"),
    "energy/applications/": Named("energy.application"),
    "energy/audit/": Named("energy.audit"),
    "energy/order/": Named("energy.order"),
    "vehicles/phone-link/": Named("vehicles.phone_link"),
    "vehicles/plan/": Named("vehicles.event"),
    "vehicles/reports/": Named("vehicles.use_report"),
    "print/dispatch/": Named("vehicles.dispatch"),
    "trips/": Named("vehicles.dispatch"),
    "imports/": Named("kernel_imports.record"),
    "people/": Named("core_org.person"),
}
#: Pages that answer one person only, who is not among the readers of a register, and whose tests see to it.
OF_ONE_PERSON = {
    "trips/<int:pk>/": "the driver of the trip",
    "trips/<int:pk>/photo/<int:number>/": "the driver of the trip",
    "imports/<int:pk>/marked.xlsx": "who brought the file",
}
#: Pages of a record that every office may read, with what others keep: searched for marks like pages of no record.
OF_ANYBODY = ("people/",)
#: Pages of a role that holds the whole bureau wherever it sits.
OF_THE_LEAD = {"collections/<int:pk>/import/": "the legal office takes all offices' sheets; the form holds no record"}
#: Pages that show each office what concerns the whole bureau, and why. Another bureau is told nothing by them.
OF_THE_BUREAU = {
    "energy/analysis/": "the year of all institutions the bureau answers for, as it is published",
    "energy/reports/": "who has filed and who has not, of all institutions the bureau answers for",
    "energy/reports/<int:year>.<str:fmt>": "the same on paper",
    "energy/summary/": "what all institutions of the bureau together have filed, and which have not",
    "reports/<slug:code>/<int:year>/": "the bureau's own report names its matters; the lists behind it are scoped",
    "reports/<slug:code>/<int:year>/export.<str:fmt>": "the same report on paper",
    "disclosure-report/<slug:code>/<int:year>/": "a report to the public",
    "disclosure-report/<slug:code>/<int:year>/export.<str:fmt>": "the same report on paper",
}
#: Other pages that show records, of which each reader is told the own.
OF_RECORDS = {
    "", "search", "cockpit/", "years/", "papers/", "papers/new/", "papers/compare/", "reviews/", "contracts/calendar/",
    "disclosure/package.zip", "reports/<slug:code>/<int:year>/gates/", "reports/<slug:code>/<int:year>/evidence.xlsx",
    "f/<slug:code>/<int:year>/<str:key>/", "f/<slug:code>/<int:year>/<str:key>/evidence.xlsx",
    "disclosure-report/<slug:code>/<int:year>/<slug:table>/<slug:row>/<slug:column>/", "m/<slug:label>/",
    "energy/books/", "energy/city/", "energy/control/", "energy/visit/", "vehicles/board/", "vehicles/return/",
    "vehicles/charges/", "vehicles/charges.xlsx", "vehicles/use/", "vehicles/use.xlsx",
    "vehicles/waiting/",
}  # fmt: skip
#: Pages that tell no word of a record, so that no mark on one could show on them, and what they hold instead.
WITHOUT_RECORDS = {
    "me/sessions/": "the reader's own sessions",
    "scan/": "a field for a code", "scan/<str:code>/": "the record of a code that has to be right",
    "disclosure/": "numbers of published items", "disclosure/portal/": "an upload",
    "reports/": "the years of a bureau", "disclosure-report/": "the years of a bureau",
    "reports/<slug:code>/<int:year>/start/": "a button", "reports/<slug:code>/<int:year>/wording/": "a choice of words",
    "reports/<slug:code>/<int:year>/text/<str:paragraph>/": "the words of the bureau's own report",
    "reports/<slug:code>/<int:year>/signed/": "the bureau's own report as signed",
    "disclosure-report/<slug:code>/<int:year>/signed/": "a report to the public as signed",
    "collections/": "quarters", "collections/open/": "a form",
    "energy/filings/book/": "an upload",
    "vehicles/exchange/": "numbers of what was sent to the upper platform",
    "trips/": "the own trips of the driver who reads", "trips/sw.js": "a script", "jobs/": "the own jobs of who reads",
    "ledger/": "the bureau's trail, for its auditors", "ledger/verify/": "whether the trail is whole",
    "relay/": "how far the exchange with the outer side has come", "relay/pack/": "a button",
    "relay/take/": "an upload", "relay/sync/": "a button",
    "relay/out/<int:number>/": "a package for the outer side, for those who carry it",
    "enter/<int:bureau>/": "a button", "todo/record/": "a form", "start/": "how a bureau begins",
}  # fmt: skip
#: Figures of the whole bureau, told to each office that reads its reports; the lists behind them are scoped.
FIGURES = {
    "cockpit/", "papers/compare/", "reports/<slug:code>/<int:year>/evidence.xlsx",
    "f/<slug:code>/<int:year>/<str:key>/", "f/<slug:code>/<int:year>/<str:key>/evidence.xlsx",
    "disclosure-report/<slug:code>/<int:year>/<slug:table>/<slug:row>/<slug:column>/",
}  # fmt: skip
#: What pages of numbers say to an office that keeps no record.
NONE_OF_IT = {"disclosure/": "主动公开 0 条"}
#: What else fills the places of an address.
PLACES = {"label": "contracts", "table": "requests", "row": "new", "column": "total", "paragraph": "x",
          "what": "findings.json", "token": "x", "sha": "0" * 64, "verb": "chase", "number": 1, "which": "report",
          "name": "made-0", "key": FIGURE, "fmt": "docx"}  # fmt: skip


def _a_unit_that_drove() -> str:
    trip = (
        registry.get_resource("vehicles.dispatch")
        .model.objects.filter(bureau__code="ji", state="settled")
        .latest("back_at")
    )
    return f"?unit={trip.user_unit_id}&from={trip.back_at:%Y-%m-01}&to={trip.back_at:%Y-%m-%d}"


#: What is asked beside an address so that it shows records.
QUERIES = {"vehicles/charges/": _a_unit_that_drove, "vehicles/charges.xlsx": _a_unit_that_drove}
#: Addresses that answer a post, with what is sent.
POSTED = {
    "disclosure/package.zip": {},
    "f/<slug:code>/<int:year>/<str:key>/evidence.xlsx": {"reason": "合同测试"},
    "reports/<slug:code>/<int:year>/evidence.xlsx": {"reason": "合同测试"},
}


def own_routes() -> list[str]:
    """Return the routes no register derives."""
    return [route for route, _ in routes() if not route.startswith((*PUBLIC, *DERIVED))]


def unnamed() -> set[str]:
    """Return the routes that stand in no list, and those listed that are none."""
    alone = {*OF_RECORDS, *OF_THE_BUREAU, *WITHOUT_RECORDS}
    routes = {r if "pk" not in places(r) or r.startswith(JOBS) else before(r) for r in own_routes()}
    jobs = {r for r in routes if r.startswith(JOBS)}
    listed = {*alone, *OF_A_RECORD, *jobs}
    return (routes ^ listed) | ({*OF_ONE_PERSON, *OF_THE_LEAD, *POSTED} - set(own_routes()))


def before(route: str) -> str:
    """Return an address up to its number."""
    return route.split("<int:pk>")[0]


def of_a_record() -> Iterator[tuple[str, str]]:
    """Yield (route, address up to its number) of every page that names a record."""
    yield from ((r, before(r)) for r in own_routes() if "pk" in places(r) and not r.startswith(JOBS))


def addresses(place: Any) -> Iterator[tuple[str, str]]:
    """Yield (route, address) of every page of a bureau that names no record of an office."""
    known = {**PLACES, "code": place.code, "year": place.year, "bureau": place.bureau.pk}
    for route in own_routes():
        if "pk" not in places(route) and route != "m/<slug:label>/":
            html = {"fmt": "html"} if "reports/<slug" in route or "-report/" in route else {}
            yield route, Surface(route, "").address(**{**known, **html}) + QUERIES.get(route, str)()
        elif route.startswith(OF_ANYBODY):
            rows = registry.get_resource(OF_A_RECORD[before(route)].key).rows(place.scope(*ROLES))
            for pk in rows.order_by("pk").values_list("pk", flat=True)[:4]:
                yield route, Surface(route, "").address(**known, pk=pk)
    for app in sorted({r.model._meta.app_label for r in registry.resources()}):
        yield "m/<slug:label>/", f"/m/{app}/"
    for resource in registry.resources():
        yield "r/<str:key>/new/", f"/r/{resource.key}/new/"
    yield "search", "/search?q=合同"
