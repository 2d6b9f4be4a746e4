"""The checker (校核): what is wrong with a report, where, why and on what ground.

``check(reading)`` runs every check of ``packs/national/checks`` over a
:class:`~yifa.papers.reading.model.Reading`. A check has an id AREA-{S,C,L,F,W,Y}NN (structure, content, law,
figure, wording, layout), a severity, a message, its ground and its cases, all in the pack; what a pattern cannot say
is a function named by the pack's ``run``. ``error`` means wrong on its face or against a text of the library;
whatever could be right is a ``warning`` put as a question. What could not be read is never corrected.

Standard library and lawkit only; no Django.
"""

from __future__ import annotations

from yifa.lawkit.checks import Basis, Finding

from . import output
from .engine import Options, as_json, check, summary
from .spec import Spec, Waiver, WaiverError, load_specs

__all__ = [
    "Basis",
    "Finding",
    "Options",
    "Spec",
    "Waiver",
    "WaiverError",
    "as_json",
    "check",
    "load_specs",
    "output",
    "summary",
]
