"""Addresses of the year-end."""

from django.urls import path

from yifa.suites.year_end import views

urlpatterns = [path("years/", views.index)]
