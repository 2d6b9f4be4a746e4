"""Addresses of the cockpit."""

from django.urls import path

from yifa.suites.cockpit import views

urlpatterns = [path("cockpit/", views.board)]
