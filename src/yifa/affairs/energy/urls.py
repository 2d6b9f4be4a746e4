"""Addresses of energy."""

from django.urls import path

from yifa.affairs.energy.audits import views as audits
from yifa.affairs.energy.boards import city, institution, meter
from yifa.affairs.energy.books import views as books
from yifa.affairs.energy.closings import views as closings
from yifa.affairs.energy.control import views as control
from yifa.affairs.energy.designations import views as designations
from yifa.affairs.energy.filings import views as filings
from yifa.affairs.energy.platforms import views as platforms
from yifa.affairs.energy.supervision import views as supervision
from yifa.affairs.energy.supervision import visit
from yifa.affairs.energy.targets import views as targets

urlpatterns = [
    path("energy/books/", books.check),
    path("energy/filings/<int:pk>/", filings.fill),
    path("energy/filings/book/", filings.book),
    path("energy/summary/", filings.summary),
    path("energy/bulletin/<int:pk>/", closings.paper),
    path("energy/card/<int:pk>/", closings.card),
    path("energy/reports/", supervision.arrears),
    path("energy/reports/<int:year>.<str:fmt>", supervision.summary),
    path("energy/filings/<int:pk>/report.<str:fmt>", supervision.own),
    path("energy/analysis/", targets.analysis),
    path("energy/applications/<int:pk>/", designations.scores),
    path("energy/audit/<int:pk>/<str:which>.<str:fmt>", audits.paper),
    path("energy/control/", control.board),
    path("energy/visit/", visit.enter),
    path("energy/load/<int:pk>/", institution.board),
    path("energy/meter/<int:pk>/", meter.page),
    path("energy/city/", city.board),
    path("energy/platforms/<int:pk>/", platforms.page),
    path("energy/order/<int:pk>/<str:which>.docx", supervision.order),
]
