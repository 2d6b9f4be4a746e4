"""Make the gallery renderable when the project settings do not name the UI app yet."""

from tests.ui.standalone import setup

setup()
