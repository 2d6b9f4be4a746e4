"""The portal on a test database, standing on the test day: ``python -m tests.e2e.server PORT PASSWORD``.

Every demo account gets the given password, so that a test can sign in by the form as a person would.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def main() -> None:
    """Serve until stopped."""
    port, password = int(sys.argv[1]), sys.argv[2]
    from django.core.wsgi import get_wsgi_application

    site = get_wsgi_application()

    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from gunicorn.app.base import BaseApplication

    from tests.conftest import NOW
    from yifa.kernel import clockwork

    get_user_model().objects.update(password=make_password(password), must_change_password=False)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        token = clockwork.FIXED.set(NOW)
        try:
            return site(environ, start)
        finally:
            clockwork.FIXED.reset(token)

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in {
                "bind": f"127.0.0.1:{port}", "workers": 1, "threads": 4, "worker_class": "gthread",
                "loglevel": "warning",
            }.items():  # fmt: skip
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    Server().run()


if __name__ == "__main__":
    main()
