"""Addresses of the report desk."""

from django.urls import path

from yifa.suites.report_desk import comparing, tables, views

urlpatterns = [
    path("papers/", views.index),
    path("papers/new/", views.submit),
    path("papers/compare/", comparing.compare_page),
    path("papers/<int:pk>/", views.one),
    path("papers/<int:pk>/part", views.part),
    path("papers/<int:pk>/accept/", views.accept),
    path("papers/<int:pk>/waive/", views.waive),
    path("papers/<int:pk>/retract/", views.retract),
    path("papers/<int:pk>/recheck/", views.recheck),
    path("papers/<int:pk>/facts/", tables.facts_page),
    path("papers/<int:pk>/facts.xlsx", tables.facts_xlsx),
    path("papers/<int:pk>/citations/", tables.citations_page),
    path("papers/<int:pk>/out/<str:what>", tables.out),
]
