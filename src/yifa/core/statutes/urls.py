"""Addresses of the law."""

from django.urls import path

from yifa.core.statutes import importing, views

urlpatterns = [
    path("law/", views.search),
    path("law/radar/", views.radar),
    path("law/import/", importing.upload),
    path("law/import/<str:sha>/", importing.preview),
    path("law/rule/<str:rule_id>/", views.rule),
    path("law/<slug:slug>/", views.act),
]
