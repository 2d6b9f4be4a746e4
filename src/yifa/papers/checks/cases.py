"""The cases of a check (例子): every check passes and fails where its pack says so.

``given`` of a case is a text, or a mapping: ``text``; or ``sample`` (a text of the pack's ``samples``) with
``replace``, ``prepend`` and ``append``; ``year``; ``title``; ``previous`` (last year's text, in the same form).
``read: true`` reads the text as a file, with title, addressee, sections and signature; a sample is always read so.
``table`` adds a table of rows. ``expect`` may name quote, suggestion, severity, message_has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from yifa.lawkit.checks import Finding
from yifa.lawkit.packs.loader import load_kind
from yifa.papers.reading.model import Block, FontRun, Layout, OffsetMap, Paper, Reading, Span, Table

from .engine import check
from .spec import Spec, load_specs


@cache
def samples(region: str | None = None) -> dict[str, str]:
    """The sample reports of the packs by name."""
    return {name: text for _, data in load_kind("checks", region) for name, text in (data.get("samples") or {}).items()}


def reading_of(given: Any) -> tuple[Reading, dict[str, Any]]:
    """The reading of a case and the options it names."""
    data: dict[str, Any] = {"text": given} if isinstance(given, str) else dict(given)
    if "sample" in data:
        data["text"] = data.get("prepend", "") + samples()[data["sample"]] + data.get("append", "")
        data["read"] = True
        for old, new in (data.get("replace") or {}).items():
            if old not in data["text"]:
                raise ValueError(f"例文里没有“{old}”")
            data["text"] = data["text"].replace(old, new)
    previous = data.get("previous")
    options = {"year": data.get("year"), "previous": reading_of(previous)[0] if previous else None}
    if data.get("read"):
        from yifa.papers.reading import read

        reading = read(data["text"].encode(), name="case.txt", year=data.get("year"))
    else:
        reading = _running(data["text"], data)
    if "layout" in data:
        layout = dict(data["layout"])
        layout["fonts"] = [FontRun(*run) for run in layout.get("fonts", ())]
        reading.paper.layout = Layout(**layout)
        reading.paper.format = "docx"
    if "header" in data:
        reading.paper.header = dict(data["header"])
    if "table" in data:
        reading.paper.tables = [Table(data["table"], [[Span(0, 0)] * len(row) for row in data["table"]], 0, 0)]
    return reading, options


def _running(text: str, data: Mapping[str, Any]) -> Reading:
    """A reading of running text: one paragraph to a line, no structure."""
    from yifa.papers import citations, facts

    blocks, start = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    paper = Paper(
        text, raw=text, map=OffsetMap([(0, 0, len(text))]), body=Span(0, len(text)), blocks=blocks,
        title=data.get("title", ""), year=data.get("year"), format="txt",
    )  # fmt: skip
    return Reading(paper, facts.find(paper), citations.find(paper))


def findings(spec: Spec, case: Mapping[str, Any], region: str | None = None) -> list[Finding]:
    """What one check finds in one case."""
    reading, options = reading_of(case["given"])
    return check(reading, only=[spec.id], region=region, **options)


def problems(region: str | None = None) -> Iterator[str]:
    """Carry out every case of every check; yield in Chinese what does not hold."""
    for spec in load_specs(region).values():
        for case in spec.passing:
            found = findings(spec, case, region)
            if found:
                yield f"{spec.id} 应通过“{case['name']}”，却查出：{found[0].message}（{found[0].quote}）"
        for case in spec.failing:
            if reason := _unmet(findings(spec, case, region), case.get("expect") or {}):
                yield f"{spec.id} 应查出“{case['name']}”：{reason}"


def _unmet(found: list[Finding], expect: Mapping[str, Any]) -> str | None:
    if not found:
        return "没有查出"
    for finding in found:
        if all(
            str(wanted) in finding.message if name == "message_has" else getattr(finding, name) == wanted
            for name, wanted in expect.items()
        ):
            return None
    return f"查出的是 {[(f.quote, f.suggestion, f.severity, f.message) for f in found]}，与预期 {dict(expect)} 不符"
