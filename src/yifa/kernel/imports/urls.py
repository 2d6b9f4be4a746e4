"""Addresses of imports."""

from django.urls import path, re_path

from yifa.kernel.imports import views

_SHA = r"^r/(?P<key>[^/]+)/import/(?P<sha>[0-9a-f]{64})/"

urlpatterns = [
    path("r/<str:key>/import/", views.upload),
    path("r/<str:key>/import/template.xlsx", views.template),
    re_path(_SHA + r"$", views.columns),
    re_path(_SHA + r"check/$", views.check_page),
    re_path(_SHA + r"marked\.xlsx$", views.marked_page),
    path("imports/<int:pk>/", views.one),
    path("imports/<int:pk>/part", views.part),
    path("imports/<int:pk>/cancel", views.cancel),
    path("imports/<int:pk>/resume", views.resume),
    path("imports/<int:pk>/marked.xlsx", views.marked_of),
]
