"""Addresses of the outer side: the outlets' own pages, the relay's endpoint where it is set, and nothing else."""

from typing import Any

from django.conf import settings
from django.urls import include, path

from yifa.kernel.relay import outlets
from yifa.site import pages

urlpatterns: list[Any] = [path("healthz", pages.healthz)]
urlpatterns += [path("", include((found.urlpatterns, f"outlet_{key}"))) for key, found in outlets().items()]
if settings.YIFA_RELAY_ENDPOINT:
    urlpatterns.append(path("", include("yifa.kernel.relay.urls_outer")))

handler400 = "yifa.site.errors.bad_request"
handler403 = "yifa.site.errors.forbidden"
handler404 = "yifa.site.errors.not_found"
handler500 = "yifa.site.errors.server_error"
