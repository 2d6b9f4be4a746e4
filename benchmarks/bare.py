"""A bare Django view, the baseline of the load benchmark: ``gunicorn benchmarks.bare:application``."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(SECRET_KEY="bare", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"])  # noqa: S106


def hello(request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("ok")


urlpatterns = [path("", hello)]
application = get_wsgi_application()
