"""What the architecture tests share: the tree as git sees it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SKIPPED_DIRS = {".git", ".venv", "var", "build", "shots", "node_modules", "__pycache__", ".templates"}


def _listed() -> list[Path]:
    """Return the tracked files and those about to be tracked; without git, every file of the tree."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        found = (path for path in ROOT.rglob("*") if not SKIPPED_DIRS & set(path.relative_to(ROOT).parts))
        return sorted(path for path in found if path.is_file() and ".egg-info" not in str(path))
    names = done.stdout.decode("utf-8").split("\0")
    return sorted({ROOT / name for name in names if name and (ROOT / name).is_file()})


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tree() -> list[Path]:
    """Every file of the repository, as absolute paths."""
    return _listed()
