"""Addresses of energy."""

from django.urls import path

from yifa.affairs.energy.filings import views as filings

urlpatterns = [
    path("energy/filings/<int:pk>/", filings.fill),
    path("energy/filings/book/", filings.book),
    path("energy/summary/", filings.summary),
]
