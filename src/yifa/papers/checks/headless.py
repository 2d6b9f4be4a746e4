"""A last paragraph that seems to have lost its heading (疑少标题): the gap that no numbering shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from yifa.lawkit.checks import Finding
from yifa.papers.reading.model import Block, Section

from .spec import Spec
from .view import View

_CLOSING = re.compile(
    r"总之|综上|总的来看|以上|下一步|今后|接下来|同时，?我|在看到|一年来|此外|另外|通过(?:以上|上述)|特此|为此"
)
_SHORTEST = 20
_LIST = 3  # parts of one paragraph each that make a habit


def headless(view: View, spec: Spec) -> Iterable[Finding]:
    """The last part of a list holds a paragraph of another kind.

    Either every other part of the list has one paragraph and the last has more, or the paragraph speaks of a usual
    item of such reports (pack ``topics``) that no heading of the report names, and of nothing its own heading names.
    """
    if not view.is_report:
        return
    for siblings in _lists(view.paper.sections):
        last = siblings[-1]
        if last.kind not in ("achievements", "overview"):
            continue
        held = [_paragraphs(view, section) for section in siblings]
        if len(held[-1]) < 2:
            continue
        for stray in held[-1][1:]:
            said = view.text[stray.start : held[-1][-1].end]
            topic = None if _CLOSING.match(said) else _topic(view, spec, last, said)
            if topic:
                break
        else:
            habit = len(held) >= _LIST and len(held[-1]) == 2 and all(len(one) == 1 for one in held[:-1])
            if not habit or len(said) < _SHORTEST or _CLOSING.match(said) or _own(spec, last, said):
                continue
        stop = said.find("。") + 1 or len(said)
        message = spec.data["topical"].format(topic, last.title) if topic else spec.message.format(last.title)
        yield spec.finding(message, **view.quote(stray.start, stray.start + stop))


def _lists(sections: Sequence[Section]) -> Iterator[Sequence[Section]]:
    """Lists of numbered headings below the first level."""
    for section in sections:
        if len(section.children) >= 2 and not section.children[-1].number.endswith("是"):
            yield section.children
        yield from _lists(section.children)


def _paragraphs(view: View, section: Section) -> list[Block]:
    """The paragraphs of a part without parts of its own; a heading that shares its paragraph counts as one."""
    if section.children:
        return []
    return [
        block
        for block in view.paper.blocks
        if block.kind in ("paragraph", "heading")
        and block.start >= section.start
        and block.end <= section.end
        and not (block.kind == "heading" and block.end <= section.head_end)
    ]


def _own(spec: Spec, section: Section, said: str) -> bool:
    """Whether the paragraph speaks of what its heading names."""
    words = [word for row in spec.data["topics"] if re.search(row["heading"], section.title) for word in row["words"]]
    title = re.sub("加强|强化|完善|健全|规范|推进|深化|提升|落实|建设|工作|管理", " ", section.title)
    words += [part[at : at + 2] for part in re.findall(r"[\u4e00-\u9fff]+", title) for at in range(len(part) - 1)]
    return any(word in said for word in words)


def _topic(view: View, spec: Spec, section: Section, said: str) -> str | None:
    """The item the paragraph speaks of, where no heading names it and its own heading names another."""
    headings = "\n".join(part.title for part in view.walk())
    own = [row for row in spec.data["topics"] if re.search(row["heading"], section.title)]
    if not own or any(word in said for row in own for word in row["words"]):
        return None
    for row in spec.data["topics"]:
        named = sum(word in said for word in row["words"])
        if row not in own and named >= 2 and not re.search(row["heading"], headings):
            return str(row["name"])
    return None


RUNNERS = {"headless": headless}
