"""Addresses of the exchange, inner side."""

from django.urls import path

from yifa.kernel.relay import views

urlpatterns = [
    path("relay/", views.home),
    path("relay/pack/", views.pack),
    path("relay/take/", views.take),
    path("relay/sync/", views.sync),
    path("relay/out/<int:number>/", views.fetch),
]
