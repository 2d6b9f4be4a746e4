"""Addresses of legality review."""

from django.urls import path

from yifa.governance.legality_review import views

urlpatterns = [
    path("reviews/", views.queue),
    path("print/review/<int:pk>/", views.print_opinion),
    path("reviews/<int:pk>/opinion.docx", views.opinion_paper),
]
