"""What a whole run needs before its first test, made with both cores: the templates of both engines, and bytecode.

``python -m tests.prepare`` runs one engine's part in a child beside the other's. What fails here fails no run: the
tests make what is missing themselves, and say what is wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial


def templates() -> None:
    """Build the templates of this process's engine."""
    import django

    django.setup()
    from tests.conftest import COUNTY, _demo
    from tests.engines import engine

    for kind, only in (("demo", None), ("county", COUNTY)):
        with engine.template(partial(_demo, only), kind):
            pass


def main() -> None:
    """PostgreSQL in a child; beside it SQLite, then every test module compiled by a collection."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "yifa.site.settings_test"}
    me = [sys.executable, "-m", "tests.prepare"]
    other = subprocess.Popen([*me, "templates"], env={**env, "YIFA_TEST_ENGINE": "postgres"})
    subprocess.run([*me, "templates"], env={**env, "YIFA_TEST_ENGINE": "sqlite"}, check=False)
    subprocess.run([sys.executable, "-m", "pytest", "--collect-only"], stdout=subprocess.DEVNULL, check=False)
    other.wait()


if __name__ == "__main__":
    templates() if sys.argv[1:] == ["templates"] else main()
