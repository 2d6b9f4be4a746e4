"""Taken suggestions on paper (修订): what a finding would put in place, and the paper that comes back with it.

A Word file comes back as itself with tracked changes (修订); any other paper is laid out anew with them, and a text
file may come back corrected. Nothing is changed that a person did not take.
"""

from __future__ import annotations

from .edits import Edit, corrected, replacement
from .tracked import Revised, as_docx

__all__ = ["Edit", "Revised", "as_docx", "corrected", "replacement"]
