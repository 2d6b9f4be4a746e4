"""Addresses of the yearly report on disclosure."""

from django.urls import path

from yifa.suites.disclosure_report import views

urlpatterns = [
    path("disclosure-report/", views.index),
    path("disclosure-report/<slug:code>/<int:year>/", views.report),
    path("disclosure-report/<slug:code>/<int:year>/signed/", views.signed),
    path("disclosure-report/<slug:code>/<int:year>/export.<str:fmt>", views.export),
    path("disclosure-report/<slug:code>/<int:year>/<slug:table>/<slug:row>/<slug:column>/", views.cell),
]
