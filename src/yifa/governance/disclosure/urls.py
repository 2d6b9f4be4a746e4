"""Addresses of disclosure: public pages under /open/, papers, package and comparison inside."""

from django.urls import path

from yifa.governance.disclosure import desk, views

urlpatterns = [
    path("open/<slug:code>/", views.catalogue),
    path("open/<slug:code>/i/<int:pk>/", views.item),
    path("open/<slug:code>/i/<int:pk>/file/<int:number>/", views.file),
    path("open/<slug:code>/guide/", views.guide),
    path("open/<slug:code>/rss.xml", views.rss),
    path("open/<slug:code>/ask/", views.ask),
    path("open/<slug:code>/correct/", views.correct),
    path("open/<slug:code>/status/", views.status),
    path("disclosure/", desk.home),
    path("disclosure/portal/", desk.compare),
    path("disclosure/letter/<int:pk>.<str:fmt>", desk.letter),
    path("disclosure/package.zip", desk.platform),
]
