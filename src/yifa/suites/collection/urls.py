"""Addresses of collection."""

from django.urls import path

from yifa.suites.collection import views

urlpatterns = [
    path("collections/", views.index),
    path("collections/open/", views.open_quarter),
    path("collections/<int:pk>/", views.matrix),
    path("collections/<int:pk>/answer/", views.answer),
    path("collections/<int:pk>/paper/", views.on_paper),
    path("collections/<int:pk>/sheet/", views.sheet),
    path("collections/<int:pk>/book.xlsx", views.book),
    path("collections/<int:pk>/import/", views.take_book),
    path("collections/<int:pk>/do/<slug:verb>/", views.do),
    path("collections/<int:pk>/<str:register>/<int:unit>/", views.drill),
    path("collections/<int:pk>/<str:register>/<int:unit>/do/<slug:verb>/", views.do_answer),
]
