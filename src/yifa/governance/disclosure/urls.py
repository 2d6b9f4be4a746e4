"""Addresses of disclosure: public pages under /open/, papers and package inside."""

from django.urls import path

from yifa.governance.disclosure import views

urlpatterns = [
    path("open/<slug:code>/", views.catalogue),
    path("open/<slug:code>/i/<int:pk>/", views.item),
    path("open/<slug:code>/rss.xml", views.rss),
    path("open/<slug:code>/ask/", views.ask),
    path("open/<slug:code>/status/", views.status),
    path("disclosure/", views.home),
    path("disclosure/letter/<int:pk>.<str:fmt>", views.letter),
    path("disclosure/package.zip", views.platform),
]
