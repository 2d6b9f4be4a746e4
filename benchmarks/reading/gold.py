"""The annotated reports and the strict score: value, unit and qualifier, matched by the words.

The conventions stand beside the annotations (``CONVENTIONS.md``).

Standard library only, so that other libraries can be scored in an environment of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ANNOTATIONS = ROOT.parent / "shared" / "reference" / "annotations"
REPORTS = ROOT.parent / "shared" / "reports"
OVERLAP = 0.5  # of the shorter text's letter pairs


@dataclass(frozen=True)
class Annotated:
    """One report with its annotation."""

    name: str
    path: Path
    gold: dict[str, Any]


@dataclass
class Score:
    """Counts of right, superfluous and missed items, with the items that went wrong."""

    right: int = 0
    extra: list[Any] = field(default_factory=list)
    missed: list[Any] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, [*self.extra, *other.extra], [*self.missed, *other.missed])

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + len(self.extra) + len(self.missed)
        return 2 * self.right / total if total else 1.0


def annotated() -> list[Annotated]:
    """Return the annotated reports, none where the folder is absent."""
    out = []
    for path in sorted(ANNOTATIONS.glob("*.json")):
        report = REPORTS / f"{path.stem}.txt"
        if report.is_file():
            out.append(Annotated(path.stem, report, json.loads(path.read_text(encoding="utf-8"))))
    return out


def letters(text: str) -> str:
    """The words of a text without spaces, line breaks and width of signs."""
    return re.sub(r"\s+", "", text).translate(str.maketrans("(),;:％", "（），；：%"))


def overlap(one: str, other: str) -> float:
    """Share of the shorter text's letter pairs that the longer one has too."""
    first, second = (_pairs(letters(text)) for text in (one, other))
    small = min(len(first), len(second))
    return len(first & second) / small if small else 0.0


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def readings(fact: dict[str, Any], keys: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """The right readings of one annotated fact: its own and those it accepts."""
    variants = [fact, *({**fact, **other} for other in fact.get("accept", []))]
    return [tuple(variant.get(key) for key in keys) for variant in variants]


def score_facts(
    gold: list[dict[str, Any]],
    found: list[dict[str, Any]],
    keys: tuple[str, ...] = ("value", "unit", "qualifier"),
) -> Score:
    """Match every found fact with at most one annotated fact of the same keys and overlapping words."""
    pairs = sorted(
        (
            (-overlap(fact["text"], want["text"]), g, f)
            for g, want in enumerate(gold)
            for f, fact in enumerate(found)
            if tuple(fact.get(key) for key in keys) in readings(want, keys)
            and overlap(fact["text"], want["text"]) >= OVERLAP
        )
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    for _, g, f in pairs:
        if g not in taken_gold and f not in taken_found:
            taken_gold.add(g)
            taken_found.add(f)
    score = Score(right=sum(not gold[g].get("optional") for g in taken_gold))
    score.missed = [want for g, want in enumerate(gold) if g not in taken_gold and not want.get("optional")]
    score.extra = [fact for f, fact in enumerate(found) if f not in taken_found]
    return score


def score_citations(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> tuple[Score, int, list[Any]]:
    """Return the score of title and article in order of place, how many statuses are right, and the wrong ones."""
    rest = list(found)
    score, status, wrong = Score(), 0, []
    for want in gold:
        key = (letters(want["title"]), want.get("article"))
        hit = next((item for item in rest if (letters(item["title"]), item.get("article")) == key), None)
        if hit is None:
            if not want.get("optional"):
                score.missed.append(want)
            continue
        rest.remove(hit)
        if want.get("optional"):
            continue
        score.right += 1
        right = hit["status"] in {want["status"], *_listed(want.get("accept_status"))}
        status += right
        if not right:
            wrong.append({"want": want["status"], **hit})
    score.extra = rest
    return score, status, wrong


def _listed(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else value or []


def score_sections(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> tuple[Score, int]:
    """Return the score of the level-1 sections (number and title) and how many of these have the right kind."""
    score, kinds = Score(), 0
    rest = list(found)
    for want in gold:
        key = (want["number"], letters(want["title"]))
        hit = next((item for item in rest if (item["number"], letters(item["title"])) == key), None)
        if hit is None:
            score.missed.append(want)
            continue
        rest.remove(hit)
        score.right += 1
        kinds += hit["kind"] == want["kind"]
    score.extra = rest
    return score, kinds
