"""The reference material beside the repository, where a checkout has it."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def need(relative: str) -> Path:
    """Return a file of the reference material, or skip: a fresh clone does not carry it."""
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"{relative} lies outside the repository and is not here")
    return path
