"""Addresses of background jobs."""

from django.urls import path

from yifa.kernel.jobs import views

urlpatterns = [
    path("jobs/", views.index),
    path("jobs/<int:pk>/", views.one),
    path("jobs/<int:pk>/part", views.part),
    path("jobs/<int:pk>/cancel", views.cancel),
]
