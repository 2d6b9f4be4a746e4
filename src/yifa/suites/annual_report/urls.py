"""Addresses of the annual report."""

from django.urls import path

from yifa.suites.annual_report import views

urlpatterns = [
    path("reports/", views.index),
    path("reports/<slug:code>/<int:year>/", views.editor),
    path("reports/<slug:code>/<int:year>/start/", views.start),
    path("reports/<slug:code>/<int:year>/wording/", views.wording),
    path("reports/<slug:code>/<int:year>/text/<str:paragraph>/", views.text),
    path("reports/<slug:code>/<int:year>/signed/", views.signed),
    path("reports/<slug:code>/<int:year>/gates/", views.exceptions),
    path("reports/<slug:code>/<int:year>/export.<str:fmt>", views.export),
    path("reports/<slug:code>/<int:year>/evidence.xlsx", views.evidence),
    path("f/<slug:code>/<int:year>/<str:key>/", views.figure),
    path("f/<slug:code>/<int:year>/<str:key>/evidence.xlsx", views.evidence),
]
