"""``python -m benchmarks.reading``: what is read out of the annotated reports, and how fast; ``-v`` names errors."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks import table
from benchmarks.reading import without, written
from benchmarks.reading.gold import Annotated, Score, annotated, score_citations, score_facts, score_sections

TARGETS = {"facts": 0.95, "citations": 0.99, "status": 0.95, "sections": 1.0}
READ_MS, FACTS_MS, CHARS = 300, 100, 6000
RUNS = 5
PERFECT = "a perfect reading"


@dataclass
class Total:
    """All scores of one run."""

    facts: Score = field(default_factory=Score)
    number_unit: Score = field(default_factory=Score)
    citations: Score = field(default_factory=Score)
    status: int = 0
    wrong_status: list[Any] = field(default_factory=list)
    sections: Score = field(default_factory=Score)
    kinds: int = 0


def score(report: Annotated, total: Total) -> None:
    """Read one report and add its scores."""
    from yifa.papers.reading import read

    data = plain(read(report.path).as_json())
    total.facts += score_facts(report.gold["facts"], data["facts"])
    total.number_unit += score_facts(report.gold["facts"], data["facts"], ("value", "unit"))
    citations, status, wrong = score_citations(report.gold["citations"], data["citations"])
    total.citations += citations
    total.status += status
    total.wrong_status += wrong
    sections, kinds = score_sections(report.gold["sections"], data["sections"])
    total.sections += sections
    total.kinds += kinds


def plain(data: Any) -> Any:
    """Decimals as numbers, as the contract prints them."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return float(data) if isinstance(data, Decimal) else data


def unseen(reports: list[Annotated]) -> tuple[Score, int]:
    """Facts of every report read without the words only it needs; the number of words dropped."""
    from yifa.papers import facts
    from yifa.papers.readers import open_paper

    lists, measure_words = without.vocabulary()
    total, dropped = Score(), 0
    for report in reports:
        words = without.only_in(report, reports, lists)
        units = frozenset(word for word in without.only_in(report, reports, measure_words) if len(word) > 1)
        dropped += len(words) + len(units)
        with without.measures_without(units):
            found = facts.find(open_paper(report.path), without=words)
        total += score_facts(report.gold["facts"], [plain(fact.as_json()) for fact in found])
    return total, dropped


def of_written() -> Score:
    """Facts of the reports written for the measuring."""
    from yifa.papers.reading import read

    total = Score()
    for report in written.reports():
        data = plain(read(report.text.encode(), name="report.txt").as_json())
        total += score_facts(report.facts, data["facts"])
    return total


def speed(reports: list[Annotated]) -> tuple[float, float]:
    """Milliseconds to read a report of 6,000 characters in a warm process, and of these for the facts."""
    from yifa.papers import facts
    from yifa.papers.readers import open_paper
    from yifa.papers.reading import read

    longest = max(reports, key=lambda report: report.gold["chars"])
    scale = CHARS / longest.gold["chars"]
    paper = open_paper(longest.path)
    read(longest.path)
    whole = min(_timed(lambda: read(longest.path)) for _ in range(RUNS))
    part = min(_timed(lambda: facts.find(paper)) for _ in range(RUNS))
    return whole * scale, part * scale


def _timed(call: Any) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def main(verbose: bool = False) -> int:
    """Print one line a measure; 0 where every target was met."""
    reports = annotated()
    if not reports:
        print("reading: no annotated reports beside this clone (../shared/reference/annotations): skipped")
        return 0
    total = Total()
    for report in reports:
        score(report, total)
    base = time.perf_counter()
    for report in reports:
        report.path.read_text(encoding="utf-8")
    base = (time.perf_counter() - base) * 1000 or 0.001
    cited = total.citations.right
    rows = [
        ("facts, strict F1", "facts", total.facts.f1, total.facts),
        ("citations, F1", "citations", total.citations.f1, total.citations),
        ("citations, status right", "status", total.status / cited if cited else 0.0, None),
        ("sections of level 1, F1", "sections", total.sections.f1, total.sections),
    ]
    met = True
    for name, key, value, part in rows:
        count = f"{part.right}+{len(part.extra)}-{len(part.missed)}" if part else f"{total.status} of {cited}"
        met &= table.line(
            name, f">= {TARGETS[key]:.2f}", f"{value:.3f}  {count}", value >= TARGETS[key], value, PERFECT
        )
    left, dropped = unseen(reports)
    count = f"{left.right}+{len(left.extra)}-{len(left.missed)}"
    name = f"facts, leave one out ({dropped} words)"
    met &= table.line(
        name,
        f">= {TARGETS['facts']:.2f}",
        f"{left.f1:.3f}  {count}",
        left.f1 >= TARGETS["facts"],
        left.f1,
        PERFECT,
    )
    own = of_written()
    count = f"{own.right}+{len(own.extra)}-{len(own.missed)}"
    met &= table.line(
        "facts, reports written for it", f">= {TARGETS['facts']:.2f}", f"{own.f1:.3f}  {count}",
        own.f1 >= TARGETS["facts"], own.f1, PERFECT,
    )  # fmt: skip
    whole, part_ms = speed(reports)
    met &= table.line(
        f"read {CHARS:,} characters, warm",
        f"<= {READ_MS} ms",
        f"{whole:.0f} ms",
        whole <= READ_MS,
        whole / base,
        "opening the files",
    )
    met &= table.line(
        "  of these the facts",
        f"<= {FACTS_MS} ms",
        f"{part_ms:.0f} ms",
        part_ms <= FACTS_MS,
        part_ms / base,
        "opening the files",
    )
    kinds = f"kinds of sections right: {total.kinds} of {total.sections.right}"
    print(f"facts by number and unit alone: F1 {total.number_unit.f1:.3f}; {kinds}")
    if verbose:
        _errors(total, left)
    return int(not met)


def _errors(total: Total, left: Score) -> None:
    for name, part in (
        ("facts", total.facts),
        ("citations", total.citations),
        ("sections", total.sections),
        ("leave one out", left),
    ):
        for item in part.missed:
            print(f"  {name} missed: {_brief(item)}")
        for item in part.extra:
            print(f"  {name} extra: {_brief(item)}")
    for item in total.wrong_status:
        print(f"  status {item['status']}, should be {item['want']}: {item['title']}")


def _brief(item: dict[str, Any]) -> str:
    keys = ("text", "number", "title", "value", "unit", "qualifier", "article", "section")
    return "  ".join(str(item[key]).replace("\n", "") for key in keys if item.get(key) is not None)
