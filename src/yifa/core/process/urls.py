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
    path("approvals/<int:pk>/papers/<slug:name>/", views.approval_paper),
    path("counsel/<str:token>/", views.counsel_page),
    path("counsel/<str:token>/papers/<slug:name>/", views.counsel_paper),
    path("counsel-pack/<int:pk>/", views.counsel_pack),
]
