"""Aims and plans (目标、打算) against results: whether a quantity says what was done or what is to be done."""

from __future__ import annotations

import re

from yifa.papers.reading.model import Paper

from .numbers import Hit
from .words import Words

_SENTENCE = re.compile(r"[。！？\n]")
_REACH = 60
_NOUNS = ("要求", "计划", "目标", "预期")  # an aim is set by them only with what follows: 目标是…, 要求各科室…
_GOES_ON = ("，", "、", "并", "及", "以及", "等", "的", "和", "与", "仍", "还", "相比", "存在", "有差距", "有一定差距")
_CALLED = re.compile(r"的(?:年度|年初|既定|总体|预期|考核)?(?:目标|任务|指标|要求)")
_BY_YEAR = re.compile(r"到(\d{4})年")
_LOWER = ("no_less_than", "at_least", "at_most")


def planned_spans(paper: Paper, words: Words) -> list[tuple[int, int]]:
    """Return the stretches that speak of the coming year: sections of the kind ``plan`` and closing paragraphs."""
    out = [(section.start, section.end) for section in paper.sections if section.kind == "plan"]
    out += [(part.start, part.end) for part in paper.walk() if part.kind == "plan"]
    text = paper.folded
    for start in _openings(text):
        section = paper.section_at(start)
        if words.opener.match(text, start) and not any(low <= start < high for low, high in out):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            out.append((start, min(end, section.end) if section else end))
    return out


def _openings(text: str) -> list[int]:
    """Starts of sentences and paragraphs."""
    return [0, *(match.end() for match in _SENTENCE.finditer(text))]


def apply(hits: list[Hit], work: str, paper: Paper, plan: list[tuple[int, int]], words: Words) -> list[Hit]:
    """Turn quantities that are aimed at into targets; drop bare 全部 and zeros that only lay down what shall be."""
    out: list[Hit] = []
    for hit in hits:
        inside = any(low <= hit.start < high for low, high in plan)
        aimed = not _finished(hit, work) if inside else _cued(hit, work, words) or _set(hit, work, paper)
        if not aimed:
            if hit.frequency:
                continue
            if hit.kind == "number" or not inside:
                out.append(hit)
            continue
        if hit.kind in ("none", "all") or hit.qualifier == "several":
            continue  # a rule or a manner of working, no printed quantity
        bare = hit.qualifier == "exact" or (hit.qualifier == "all" and hit.kind == "number")
        hit.bound = None if bare else hit.qualifier
        hit.qualifier = "target"
        out.append(hit)
    return out


def _before(hit: Hit, work: str) -> str:
    """The sentence up to the quantity."""
    begin = max(0, hit.start - _REACH)
    piece = work[begin : hit.start]
    stops = [stop.end() for stop in re.finditer(r"[。！？；\n]", piece)]
    return piece[stops[-1] :] if stops else piece


def _set(hit: Hit, work: str, paper: Paper) -> bool:
    """Whether the quantity is called an aim by what follows (70%的目标), or belongs to a later year (到2030年)."""
    if hit.kind == "number" and _CALLED.match(work, hit.end):
        return True
    years = [int(year) for year in _BY_YEAR.findall(_before(hit, work))]
    return bool(years) and (paper.year is None or max(years) > paper.year)


def _finished(hit: Hit, work: str) -> bool:
    """Whether a sentence inside a plan looks back (2023年已完成12件)."""
    before = _before(hit, work)
    return bool(re.search(r"(?:已|截至|目前|去年|上年|现有|共有)[^，。；]{0,12}$|了[^，。；]{0,4}$", before))


def _cued(hit: Hit, work: str, words: Words) -> bool:
    """Whether words before the quantity, in its sentence, make it an aim."""
    before = _before(hit, work)
    cue = None
    for match in words.target.finditer(before):
        said = match["yes"]
        if not said or (said in _NOUNS and before.startswith(_GOES_ON, match.end())):
            continue
        if said.startswith("年内") and hit.qualifier not in _LOWER:
            continue  # 年内召开会议4次 is told of the year that is over; 年内组织不少于2次 lays down
        cue = match
    if cue is not None:
        between = before[cue.end() :]
        if not words.done.search(between) and not re.search(r"了$|了[^，。；]{0,3}$", between):
            return True
    return hit.qualifier in _LOWER and words.every.search(before) is not None
