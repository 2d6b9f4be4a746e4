"""What goes wrong with a file: one error class, one clear Chinese line for the person who dropped it in."""

from __future__ import annotations


class PaperError(ValueError):
    """A file that cannot be read as a paper; the message is Chinese and says what to do."""
