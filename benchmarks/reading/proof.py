"""How many of the proof-reading cases the checker finds: ``python -m benchmarks.reading.proof [REPORTS CASES]``.

``classes.yaml`` maps each case to a class. A case counts as found where an error, warning or information of the
checker covers its words (damage that is told once per file: where its check speaks at all). A wording case counts only
where the very pattern fires on at least three sentences of the packs, none of them from the samples. A *correct* case
(trap) is flagged where an error or warning covers its words and none of the faulty cases does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from yifa.lawkit.checks import Finding
from yifa.papers.checks import check, load_specs
from yifa.papers.checks.cases import reading_of
from yifa.papers.checks.patterns import Pattern, _matches, patterns_of
from yifa.papers.checks.view import View
from yifa.papers.reading import Reading, read

HERE = Path(__file__).parent
SHARED = HERE.parents[1].parent / "shared"
LEAST = 3
_ROW = re.compile(r"^\| (E\d{3}-\d\d) \|(.*)\|\s*$")
_NO_SPACE = re.compile(r"\s")


@dataclass
class Case:
    """One row of the tables."""

    id: str
    report: str
    kind: str  # proven error, content gap, warning, correct (…)
    line: int
    quote: str
    cls: str
    once: str | None
    whole: bool

    @property
    def correct(self) -> bool:
        return self.kind.startswith("correct")


def cases(path: Path) -> list[Case]:
    """The cases of the tables with their classes."""
    classes = yaml.safe_load((HERE / "classes.yaml").read_text(encoding="utf-8"))
    found, report = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            report = line[3:].split()[0]
        match = _ROW.match(line)
        if match:
            cells = [cell.strip() for cell in match.group(2).split("|")]
            said = classes[match.group(1)]
            found.append(
                Case(
                    match.group(1), report, cells[0], int(cells[2]), cells[3].replace("⏎", ""), said["class"],
                    said.get("once"), bool(said.get("whole")),
                )
            )  # fmt: skip
    return found


def place(reading: Reading, case: Case) -> tuple[int, int] | None:
    """Where the words of a case stand in the normalised text: the occurrence nearest to its line."""
    paper = reading.paper
    kept = [index for index, letter in enumerate(paper.text) if not letter.isspace()]
    packed = "".join(paper.text[index] for index in kept)
    words = re.sub(r"\[bookmark:[^\]]*\]", "", case.quote)
    words = _NO_SPACE.sub("", words)
    best: tuple[int, int, int] | None = None
    at = packed.find(words)
    while at >= 0 and words:
        start, end = kept[at], kept[at + len(words) - 1] + 1
        line = paper.raw.count("\n", 0, paper.raw_span(start, end)[0]) + 1
        if best is None or abs(line - case.line) < best[0]:
            best = (abs(line - case.line), start, end)
        at = packed.find(words, at + 1)
    return (best[1], best[2]) if best else None


def covers(finding: Finding, span: tuple[int, int] | None) -> bool:
    """Whether a finding stands on the words of a case."""
    if span is None or finding.start is None or finding.end is None:
        return False
    return finding.start < span[1] and span[0] < finding.end


def general(finding: Finding, reading: Reading) -> bool:
    """Whether what made a wording finding fires on three sentences of the packs."""
    spec = load_specs()[finding.id]
    if spec.kind != "wording":
        return True
    if spec.run != "patterns":
        return len(spec.failing) >= LEAST
    view = View(reading)
    for pattern in patterns_of(spec):
        if any(match.start() == finding.start for match in _matches(view, pattern)):
            return _fires(pattern, spec.failing, finding.quote) >= LEAST
    return False


def _fires(pattern: Pattern, failing: Any, quote: str | None) -> int:
    count = 0
    for case in failing:
        found = [match.group(0) for match in _matches(View(reading_of(case["given"])[0]), pattern)]
        # a list of pairs is one pattern: only the same wrong word counts
        count += bool(found) and (hasattr(pattern.to, "pairs") is False or quote in found)
    return count


@dataclass
class Score:
    """Found of all, by class; what was missed; traps flagged; false warnings per 1,000 characters by report."""

    found: dict[str, list[str]]
    missed: dict[str, list[str]]
    flagged: list[tuple[str, str, str]]
    false: dict[str, list[Finding]]
    chars: dict[str, int]

    def recall(self, *names: str) -> float:
        found = sum(len(self.found.get(name, [])) for name in names)
        whole = found + sum(len(self.missed.get(name, [])) for name in names)
        return found / whole if whole else 1.0

    def false_rate(self, report: str) -> float:
        return len(self.false[report]) * 1000 / self.chars[report]


def score(reports: Path, table: Path) -> Score:
    """Run the checker over the reports and compare."""
    made = Score({}, {}, [], {}, {})
    everything = cases(table)
    for report in dict.fromkeys(case.report for case in everything):
        reading = read(reports / f"{report}.txt")
        findings = check(reading)
        own = [case for case in everything if case.report == report]
        spans = {case.id: place(reading, case) for case in own}
        faulty = [case for case in own if not case.correct]
        made.chars[report] = len(reading.paper.text)
        for case in faulty:
            key = f"{'gap' if case.kind == 'content gap' else case.kind.split()[0]}:{case.cls}"
            hit = any(_hits(finding, case, spans[case.id], reading) for finding in findings)
            (made.found if hit else made.missed).setdefault(key, []).append(case.id)
        for case in own:
            if case.correct:
                made.flagged += [
                    (case.id, finding.id, finding.severity)
                    for finding in findings
                    if finding.severity != "info"
                    and covers(finding, spans[case.id])
                    and not any(_about(finding, other, spans[other.id]) for other in faulty)
                ]
        made.false[report] = [
            finding
            for finding in findings
            if finding.severity != "info" and not any(_about(finding, case, spans[case.id]) for case in faulty)
        ]
    return made


def _about(finding: Finding, case: Case, span: tuple[int, int] | None) -> bool:
    kind = load_specs()[finding.id].kind
    if case.once or case.whole:
        return finding.id == case.once or (case.whole and kind == case.cls and finding.start is None)
    return covers(finding, span)


def _hits(finding: Finding, case: Case, span: tuple[int, int] | None, reading: Reading) -> bool:
    return _about(finding, case, span) and (case.cls != "wording" or general(finding, reading))


def lines(made: Score) -> Iterator[str]:
    """The score in words."""
    for key in sorted({*made.found, *made.missed}):
        missed = "、".join(made.missed.get(key, []))
        whole = len(made.found.get(key, [])) + len(made.missed.get(key, []))
        yield f"{key:24} {len(made.found.get(key, [])):3}/{whole:<3} {made.recall(key):.2f}  {missed}"
    for report in made.false:
        shown = " ".join(f"{f.id}“{(f.quote or '')[:12]}”" for f in made.false[report])
        yield f"{report}: {made.false_rate(report):.2f} false per 1,000 characters  {shown}"
    yield f"traps flagged: {made.flagged or 'none'}"


def main() -> None:
    """Print the score."""
    arguments = [Path(name) for name in sys.argv[1:]]
    reports, table = arguments or (SHARED / "reports", SHARED / "reference" / "proofreading_cases.md")
    if not table.exists():
        sys.exit("no proof-reading cases here")
    print("\n".join(lines(score(reports, table))))


if __name__ == "__main__":
    main()
