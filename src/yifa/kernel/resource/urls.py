"""Addresses of the derived pages."""

from django.urls import path

from yifa.kernel.exports import views as exports
from yifa.kernel.resource import views

urlpatterns = [
    path("m/<slug:label>/", views.module_home),
    path("r/<str:key>/", views.list_page),
    path("r/<str:key>/export.<slug:fmt>", exports.export),
    path("r/<str:key>/bulk/", views.bulk),
    path("r/<str:key>/saved/", views.save_view),
    path("r/<str:key>/columns/", views.columns),
    path("r/<str:key>/new/", views.new_page),
    path("r/<str:key>/new/<slug:verb>/", views.new_page),
    path("r/<str:key>/<int:pk>/", views.detail_page),
    path("r/<str:key>/<int:pk>/do/<slug:verb>/", views.act_page),
]
