"""Render the gallery without the project: ``python -m tests.ui.standalone OUT_DIR [page …]`` writes html to look at."""

from __future__ import annotations

import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "src/yifa/kernel/ui/static"


def setup() -> None:
    """Configure Django with nothing but the UI app, unless someone has configured it already."""
    import django
    from django.apps import apps
    from django.conf import settings

    if not settings.configured:
        settings.configure(
            DEBUG=False,
            SECRET_KEY="gallery",
            USE_TZ=True,
            LANGUAGE_CODE="zh-hans",
            STATIC_URL="/static/",
            ROOT_URLCONF="tests.ui.urls",
            INSTALLED_APPS=["yifa.kernel.ui", "django_htmx", "django.contrib.staticfiles"],
            FORM_RENDERER="yifa.kernel.ui.forms.YifaRenderer",
            TEMPLATES=[
                {
                    "BACKEND": "django.template.backends.django.DjangoTemplates",
                    "APP_DIRS": True,
                    "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
                }
            ],
        )
    if not apps.ready:
        django.setup()


def main(argv: list[str]) -> None:
    setup()
    from yifa.kernel.ui import gallery, gallery_more  # noqa: F401

    out = Path(argv[0])
    out.mkdir(parents=True, exist_ok=True)
    for name in argv[1:] or ["index", *gallery.PAGES]:
        (out / f"{name}.html").write_text(
            gallery.render(name).replace("/static/yifa/", f"{STATIC.as_uri()}/yifa/"), encoding="utf-8"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
