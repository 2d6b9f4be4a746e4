"""Samples and the fonts at hand for the tests of printed pages."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from yifa.papers.writers.fonts import FontMissing, Library, library


@pytest.fixture(scope="session")
def shelf() -> Library:
    """The fonts of the machine; without any Chinese one these tests cannot run."""
    found = library()
    try:
        found.require()
    except FontMissing as error:
        pytest.skip(f"no Chinese font here: {error}")
    return found
