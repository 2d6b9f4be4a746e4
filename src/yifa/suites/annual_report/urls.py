"""Addresses of the annual report."""

from django.urls import path

from yifa.suites.annual_report import views

urlpatterns = [
    path("reports/", views.index),
    path("reports/<slug:code>/<int:year>/", views.report),
    path("f/<slug:code>/<int:year>/<str:key>/", views.figure),
]
