"""Addresses of process."""

from django.urls import path

from yifa.core.process import chain_views, scans, views

urlpatterns = [
    path("chains/", chain_views.index),
    path("chains/<str:region>/<str:key>/<int:version>/", chain_views.one),
    path("chains/<str:region>/<str:key>/<int:version>/chain.bpmn", chain_views.bpmn),
    path("scan/", scans.scan),
    path("scan/<str:code>/", scans.scan_one),
    path("print/approval/<int:pk>/", views.print_approval),
    path("counsel/<str:token>/", views.counsel_page),
    path("counsel-pack/<int:pk>/", views.counsel_pack),
]
