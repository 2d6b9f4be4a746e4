"""Addresses of documents."""

from django.urls import path

from yifa.core.documents import views

urlpatterns = [path("documents/<int:pk>/<int:row>.docx", views.paper)]
