"""How a benchmark says what it measured: target, measured, ratio to a named baseline of the same run."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]


def machine() -> str:
    """Return the machine in one line."""
    return f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def line(name: str, target: str, measured: str, met: bool, ratio: float, baseline: str) -> bool:
    """Print one row; return whether the target was met."""
    print(
        f"{name:<44} {target:<18} {measured:<18} {'ok' if met else 'MISSED':<7} {ratio:>7.2f} x {baseline}", flush=True
    )
    return met


def env(home: Path) -> dict[str, str]:
    """Return the environment of a child process on an instance of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("YIFA_", "DJANGO_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {**clean, "YIFA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yifa.site.settings", "PYTHONPATH": path}


@contextmanager
def demo() -> Iterator[Path]:
    """Give the home folder of a fresh demo instance on SQLite."""
    with TemporaryDirectory(prefix="yifa-bench-") as folder:
        home = Path(folder) / "home"
        subprocess.run(
            [sys.executable, "-m", "yifa", "demo", "--no-serve"], env=env(home), check=True, capture_output=True
        )
        yield home


def use(home: Path) -> None:
    """Set Django up in this process on an instance."""
    os.environ.update(env(home))
    import django

    django.setup()
