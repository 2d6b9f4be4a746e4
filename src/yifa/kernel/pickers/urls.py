"""Addresses of the pickers."""

from django.urls import path

from yifa.kernel.pickers import views

urlpatterns = [path("pick/<str:key>/<slug:verb>/<str:name>/", views.pick)]
