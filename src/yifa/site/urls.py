"""Addresses of the site."""

from django.urls import include, path

from yifa.kernel.search.views import search
from yifa.site import accounts, pages

urlpatterns = [
    path("accounts/", include("yifa.site.account_urls")),
    path("me/sessions/", accounts.sessions),
    path("search", search),
    path("help/<slug:label>/", pages.module_help),
    path("", include("yifa.core.statutes.urls")),
    path("", include("yifa.core.documents.urls")),
    path("", include("yifa.core.process.urls")),
    path("", include("yifa.governance.disclosure.urls")),
    path("", include("yifa.governance.legality_review.urls")),
    path("", include("yifa.governance.contracts.urls")),
    path("", include("yifa.suites.annual_report.urls")),
    path("", include("yifa.suites.disclosure_report.urls")),
    path("", include("yifa.suites.report_desk.urls")),
    path("", include("yifa.suites.collection.urls")),
    path("", include("yifa.suites.cockpit.urls")),
    path("", include("yifa.suites.year_end.urls")),
    path("", include("yifa.affairs.energy.urls")),
    path("", include("yifa.affairs.vehicles.urls")),
    path("", include("yifa.kernel.exports.urls")),
    path("", include("yifa.kernel.imports.urls")),
    path("", include("yifa.kernel.jobs.urls")),
    path("", include("yifa.kernel.ledger.urls")),
    path("", include("yifa.kernel.pickers.urls")),
    path("", include("yifa.kernel.relay.urls")),
    path("", include("yifa.kernel.resource.urls")),
    path("", include("yifa.kernel.files.urls")),
    path("api/", include("yifa.kernel.api.urls")),
    path("enter/<int:bureau>/", pages.enter),
    path("healthz", pages.healthz),
    path("", include("yifa.suites.my_work.urls")),
]

handler400 = "yifa.site.errors.bad_request"
handler403 = "yifa.site.errors.forbidden"
handler404 = "yifa.site.errors.not_found"
handler500 = "yifa.site.errors.server_error"
