"""Addresses of my work."""

from django.urls import path

from yifa.suites.my_work import views

urlpatterns = [
    path("", views.home),
    path("todo/record/", views.record),
    path("start/", views.start),
    path("people/<int:pk>/handover/", views.handover_page),
    path("people/<int:pk>/handover.xlsx", views.handover_book),
]
