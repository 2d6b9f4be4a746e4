"""Addresses of vehicles."""

from django.urls import path

from yifa.affairs.vehicles import views

urlpatterns = [path("vehicles/board/", views.day_board), path("vehicles/use/", views.use)]
