"""Make the gallery renderable when the project settings do not name the UI app yet."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.ui.standalone import setup

setup()
