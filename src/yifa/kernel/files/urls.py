"""Addresses of attached files."""

from django.urls import path

from yifa.kernel.files import views

urlpatterns = [
    path("files/<int:pk>/", views.show),
    path("files/<int:pk>/withdraw/", views.withdraw),
    path("files/<int:pk>/view", views.view),
    path("files/<int:pk>/download", views.download),
]
