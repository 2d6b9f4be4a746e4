"""Addresses of process."""

from django.urls import path

from yifa.core.process import views

urlpatterns = [
    path("scan/", views.scan),
    path("scan/<str:code>/", views.scan_one),
    path("print/approval/<int:pk>/", views.print_approval),
    path("counsel/<str:token>/", views.counsel_page),
]
