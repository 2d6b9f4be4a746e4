"""Points on which a counsel is asked (审查要点): named by the module of the matter, each answered in the opinion."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from yifa.core.process import matter
from yifa.core.process.choices import PointVerdict

#: The longest answer to one point.
MOST = 1000
#: The key of “其余要点均无异议”.
REST = "*"


@dataclass(frozen=True)
class Point:
    """One point: its key within the matter, its title, what it asks."""

    key: str
    title: str
    asks: str = ""


#: Modules name the points of a record of theirs; what is no record of theirs has none.
POINTS: list[Callable[[Any], Iterable[Point]]] = []


def points_of(subject: Any) -> list[Point]:
    """Return the points of a record and of those that belong to its matter, in order."""
    if subject is None:
        return []
    about = [subject, *(other for related in matter.RELATED for other in related(subject))]
    return [point for one in about for named in POINTS for point in named(one)]


def given(posted: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the answers of a form as typed: key → verdict and words."""
    out: dict[str, dict[str, str]] = {}
    for name, value in posted.items():
        kind, _, key = str(name).partition("-")
        if kind in ("verdict", "words") and key:
            out.setdefault(key[:40], {})[kind] = str(value).strip()[:MOST]
    return out


def asked(points: Iterable[Any], answers: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the points as a page shows them, with what was typed; ``points``: of a record, or as a card keeps them."""
    named = [p if isinstance(p, dict) else vars(p) for p in points]
    rest = answers.get(REST, {}).get("verdict", "")
    made = [{**p, "verdict": "", "words": "", **answers.get(p["key"], {})} for p in named]
    return [{**p, "verdict": p["verdict"] or rest} for p in made]


def fault(points: Iterable[Any], answers: Mapping[str, Mapping[str, str]]) -> str:
    """Return what is missing in the answers (empty: nothing): a conclusion, or the words of an objection."""
    open_, bare = [], []
    for point in asked(points, answers):
        if point["verdict"] not in PointVerdict.values:
            open_.append(point["title"])
        elif point["verdict"] != PointVerdict.AGREED and not point["words"]:
            bare.append(point["title"])
    for names, why in ((open_, "没有写结论"), (bare, "不是“无异议”，写明意见或者理由")):
        if names:
            return f"要点“{'”“'.join(names[:3])}”{'等' if len(names) > 3 else ''}{why}。"
    return ""


def kept(subject: Any, answers: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the answers as they are kept with the opinion; ValidationError where one is missing."""
    points = points_of(subject)
    if why := fault(points, answers):
        raise ValidationError({"points": why})
    return [{n: p[n] for n in ("title", "verdict", "words")} for p in asked(points, answers)]


def words_of(answers: Iterable[Mapping[str, str]]) -> str:
    """Return kept answers in words: each point that is not agreed to, and how many are."""
    rows = list(answers)
    said = [f"{a['title']}（{PointVerdict(a['verdict']).label}）：{a['words'].rstrip('。')}。"
            for a in rows if a["verdict"] != PointVerdict.AGREED]  # fmt: skip
    agreed = len(rows) - len(said)
    return "".join([*said, f"{'其余' if said else ''} {agreed} 条要点无异议。" if agreed else ""]).strip()
