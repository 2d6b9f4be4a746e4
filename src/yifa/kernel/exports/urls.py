"""Addresses of exports that a job has written."""

from django.urls import path

from yifa.kernel.exports import views

urlpatterns = [path("exports/<int:pk>/", views.fetch)]
