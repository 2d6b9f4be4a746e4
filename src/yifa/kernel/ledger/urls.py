"""Addresses of the ledger's pages."""

from django.urls import path

from yifa.kernel.ledger import views

urlpatterns = [
    path("ledger/", views.index),
    path("ledger/verify/", views.check),
]
