"""Fixtures of the tests that need neither Django nor a database."""

from collections.abc import Callable
from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2].parent / "shared"


@pytest.fixture
def reference() -> Callable[[str], Path]:
    """Return a function that gives a file of the reference material, or skips: a fresh clone does not carry it."""

    def need(relative: str) -> Path:
        path = _SHARED / relative
        if not path.exists():
            pytest.skip(f"{relative} lies outside the repository and is not here")
        return path

    return need
