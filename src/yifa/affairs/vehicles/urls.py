"""Addresses of vehicles."""

from django.urls import path

from yifa.affairs.vehicles import charge_views, link_views, paper_views, picks, trip_views, views

urlpatterns = [
    path("vehicles/board/", views.day_board),
    path("vehicles/use/", views.use),
    path("vehicles/use.xlsx", views.use_xlsx),
    path("vehicles/charges/", charge_views.settled),
    path("vehicles/charges.xlsx", charge_views.settled_xlsx),
    path("vehicles/waiting/", picks.waiting),
    path("vehicles/return/", trip_views.returned),
    path("vehicles/plan/<int:pk>/", paper_views.plan),
    path("vehicles/reports/<int:pk>/", paper_views.use_report),
    path("vehicles/reports/<int:pk>.docx", paper_views.report_docx),
    path("vehicles/reports/<int:pk>.xlsx", paper_views.report_xlsx),
    path("vehicles/exchange/", paper_views.reconciled),
    path("vehicles/phone-link/<int:pk>/", link_views.show),
    path("print/dispatch/<int:pk>/", paper_views.print_sheet),
    path("print/dispatch/<int:pk>.docx", paper_views.sheet_docx),
    path("trips/", trip_views.trips),
    path("trips/sw.js", trip_views.worker),
    path("trips/<int:pk>/", trip_views.trip),
    path("trips/<int:pk>/photo/<int:number>/", trip_views.photo),
]
