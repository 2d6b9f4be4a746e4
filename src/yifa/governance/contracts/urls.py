"""Addresses of contracts."""

from django.urls import path

from yifa.governance.contracts import views

urlpatterns = [
    path("contracts/calendar/", views.calendar),
    path("contracts/<int:pk>/text.docx", views.text),
]
