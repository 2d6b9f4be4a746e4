"""Addresses of the law."""

from django.urls import path

from yifa.core.statutes import views

urlpatterns = [
    path("law/", views.search),
    path("law/radar/", views.radar),
    path("law/rule/<str:rule_id>/", views.rule),
    path("law/<slug:slug>/", views.act),
]
