"""The tree of numbered parts: 一、（一）1.（1）第一部分 ①, and run-in 一是…。

A number counts as a heading where it begins a paragraph, or a sentence of one (一是…。二是…。). 一是…；二是… inside one
sentence and a lone 一是 are no headings. Level is the depth in the tree, whatever the style of the numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yifa.papers.reading.model import Block, Paper, Section
from yifa.papers.structure import kinds, marks

_MID_RUN_IN = re.compile(rf"(?<=[。！？：])(?P<n>[{marks.HAN}]{{1,3}})是(?![否以因由])[，、]?")
_MID_NUMBER = re.compile(
    rf"(?<=[。：])(?:[{marks.HAN}]{{1,3}}、|（[{marks.HAN}]{{1,3}}）|\d{{1,2}}[.．、](?!\d)|（\d{{1,2}}）)"
)
_INNER = re.compile(r"(?:（一）|(?<!\d)1[.．、](?!\d)|(?<=[^，、；])一是)")
_INLINE = re.compile(rf"[；，、][{marks.HAN}]{{1,2}}是")
_NO_TITLE = re.compile(rf"^(?:[{marks.HAN}]{{1,2}}(?:、|级|等|类|季度|线)|至)")
_CLOSING = re.compile(
    r"^(?:总之|综上|总的来看|总体(?:来)?看|总而言之|一年来，虽|以上(?:是|为|报告|汇报)|特此|专此|谨此|当否"
    r"|妥否|请审|下一步，|今后，|接下来，|新的一年"
    r"|站在新的|面对新|虽然(?:我局|我们|取得))"
)
_MAX_TITLE = 150


@dataclass(slots=True)
class _Token:
    mark: marks.Mark
    start: int
    title: tuple[int, int]
    head_end: int
    run_in: bool
    at_start: bool
    block: int


def find(paper: Paper, first: int, last: int) -> list[Section]:
    """The sections in the blocks ``first`` to ``last`` (excluded)."""
    tokens: list[_Token] = []
    for index in range(first, last):
        block = paper.blocks[index]
        if block.kind in ("paragraph", "heading"):
            tokens += _tokens(paper.folded, block, index)
    tokens = _series(_mid_numbers(tokens))
    if not any(token.mark.rank < marks.RUN_IN for token in tokens):
        loose = _unnumbered(paper, first, last)
        if loose:
            return loose
    end = paper.body.end
    tree = _tree(paper, tokens, _ranks(tokens))
    _close(paper, tree, end)
    _trim_closing(paper, tree, first, last)
    for token in tokens:
        if not token.run_in and token.at_start:
            paper.blocks[token.block].kind = "heading"
    return tree


def _tokens(folded: str, block: Block, index: int) -> list[_Token]:
    found: list[_Token] = []
    mark = marks.mark_at(folded, block.start, block.end)
    if mark:
        token = _token(folded, block, index, block.start, mark, True)
        if token:
            found.append(token)
    for pattern in (_MID_RUN_IN, _MID_NUMBER):
        for match in pattern.finditer(folded, block.start + 1, block.end):
            mark = marks.mark_at(folded, match.start(), block.end)
            if mark:
                token = _token(folded, block, index, match.start(), mark, False)
                if token:
                    found.append(token)
    if found and not found[0].run_in:
        # 一、主要做法（一）… on one line: the inner number begins a heading of its own
        at = found[0].head_end
        mark = marks.mark_at(folded, at, block.end) if at < block.end else None
        if mark and folded[at - 1] not in "。：" and all(token.start != at for token in found):
            token = _token(folded, block, index, at, mark, False)
            if token:
                found.append(token)
    return sorted(found, key=lambda token: token.start)


def _token(folded: str, block: Block, index: int, start: int, mark: marks.Mark, at_start: bool) -> _Token | None:
    begin = start + mark.length
    stop = folded.find("。", begin, block.end)
    run_in = stop >= 0
    end = stop if run_in else block.end
    if mark.rank < marks.RUN_IN:
        inner = _INNER.search(folded, begin + 2, min(end, begin + 60))
        if inner and inner.start() < end:
            end, run_in = inner.start(), False
    title = folded[begin:end]
    if mark.rank == marks.RUN_IN:
        if _INLINE.search(title) or (not run_in and (title[-1:] in "；，、" or not at_start)):
            return None
    elif mark.rank in (marks.LEVEL1, marks.LEVEL2) and _NO_TITLE.match(title):
        return None
    if not title.strip("：；，、 ") or len(title) > 2000:
        return None
    head_end = min(end + 1, block.end) if run_in else end
    cleaned = title.rstrip("：；，、 ")
    return _Token(mark, start, (begin, begin + len(cleaned)), head_end, run_in, at_start, index)


def _mid_numbers(tokens: list[_Token]) -> list[_Token]:
    """Numbers inside a paragraph count only where they carry a series on, or open one that goes on."""
    kept: list[_Token] = []
    seen: dict[int, int] = {}
    for position, token in enumerate(tokens):
        rank, value = token.mark.rank, token.mark.value
        if not token.at_start and rank < marks.RUN_IN:
            short = token.title[1] - token.title[0] <= 60
            goes_on = value > 1 and seen.get(rank) == value - 1
            opens = value == 1 and any(
                other.mark.rank == rank and other.mark.value == 2 for other in tokens[position + 1 : position + 12]
            )
            if not short or not (goes_on or opens):
                continue
        if rank < marks.RUN_IN:
            for deeper in [r for r in seen if r > rank]:
                del seen[deeper]
            seen[rank] = value
        kept.append(token)
    return kept


def _series(tokens: list[_Token]) -> list[_Token]:
    """Run-in numbers count only in a series of two or more that begins with 一是."""
    drop: set[int] = set()
    run: list[int] = []

    def close() -> None:
        if len(run) < 2:
            drop.update(run)
        run.clear()

    for position, token in enumerate(tokens):
        if token.mark.rank < marks.RUN_IN:
            close()
            continue
        if token.mark.value == 1:
            close()
            run.append(position)
        elif run and 0 < token.mark.value - tokens[run[-1]].mark.value <= 3:
            run.append(position)
        elif token.at_start and run:
            run.append(position)
        else:
            drop.add(position)
    close()
    return [token for position, token in enumerate(tokens) if position not in drop]


def _ranks(tokens: list[_Token]) -> dict[int, int]:
    """The order of the number styles; some papers put 1. above （一）."""
    order = {rank: rank for rank in range(7)}
    level2 = [i for i, token in enumerate(tokens) if token.mark.rank == marks.LEVEL2]
    level3 = [i for i, token in enumerate(tokens) if token.mark.rank == marks.LEVEL3]
    if level2 and level3 and level3[0] < level2[0]:
        restarts2 = sum(1 for i in level2 if tokens[i].mark.value == 1)
        restarts3 = sum(1 for i in level3 if tokens[i].mark.value == 1)
        under = sum(1 for i in level2 if tokens[i].mark.value == 1 and i and tokens[i - 1].mark.rank == marks.LEVEL3)
        if restarts2 > restarts3 or (under and under == restarts2 and restarts3 <= restarts2 and len(level3) > 1):
            order[marks.LEVEL2], order[marks.LEVEL3] = marks.LEVEL3, marks.LEVEL2
    return order


def _tree(paper: Paper, tokens: list[_Token], order: dict[int, int]) -> list[Section]:
    roots: list[Section] = []
    stack: list[tuple[int, Section]] = []
    for token in tokens:
        rank = order[token.mark.rank]
        while stack and stack[-1][0] >= rank:
            stack.pop()
        title = re.sub(r"\s+", " ", paper.text[token.title[0] : token.title[1]]).strip()
        section = Section(
            len(stack) + 1, token.mark.number, title, "other", token.start, token.start, token.head_end, token.run_in
        )
        (stack[-1][1].children if stack else roots).append(section)
        stack.append((rank, section))
    return roots


def _close(paper: Paper, sections: list[Section], end: int) -> None:
    for index, section in enumerate(sections):
        limit = sections[index + 1].start if index + 1 < len(sections) else end
        section.end = section.start + len(paper.text[section.start : limit].rstrip())
        section.head_end = min(section.head_end, section.end)
        _close(paper, section.children, section.end)


def _trim_closing(paper: Paper, tree: list[Section], first: int, last: int) -> None:
    """An unnumbered closing paragraph (总之…) belongs to the last level-1 part only."""
    if not tree or not tree[-1].children:
        return
    section = tree[-1]
    inner = [b for b in paper.blocks[first:last] if b.kind in ("paragraph", "heading") and b.start >= section.start]
    newest = max(child.start for child in section.walk())
    extra = [b for b in inner if b.start > newest]
    if not extra:
        return
    closing = len(extra)
    while closing and _CLOSING.match(paper.folded[extra[closing - 1].start : extra[closing - 1].end]):
        closing -= 1
    if closing == len(extra):
        leaves = section.children
        blocks_of = [sum(1 for b in inner if leaf.start <= b.start < leaf.end) for leaf in leaves]
        single = len(leaves) > 1 and all(leaf.run_in for leaf in leaves) and all(n == 1 for n in blocks_of[:-1])
        if not (single and not leaves[-1].children):
            return
        closing = 0
    begin = extra[closing].start
    for child in section.children:
        for part in child.walk():
            if part.end > begin:
                part.end = part.start + len(paper.text[part.start : begin].rstrip())


def _unnumbered(paper: Paper, first: int, last: int) -> list[Section]:
    """Parts of a paper without any numbers: its styled headings, or short lines that name a part."""
    blocks = [(i, paper.blocks[i]) for i in range(first, last) if paper.blocks[i].kind in ("paragraph", "heading")]
    heads: list[Block] = []
    for position, (_, block) in enumerate(blocks):
        line = paper.folded[block.start : block.end]
        follows = position + 1 < len(blocks) and blocks[position + 1][1].end - blocks[position + 1][1].start > 40
        short = 3 <= len(line) <= 40 and line[-1] not in "。；，、" and not any(stop in line for stop in "。；")
        if short and (block.kind == "heading" or (follows and kinds.of_title(line, paper.year) is not None)):
            heads.append(block)
    if len(heads) < 2:
        return []
    sections = []
    for block in heads:
        block.kind = "heading"
        title = paper.text[block.start : block.end].rstrip("：: ")
        sections.append(Section(1, "", title, "other", block.start, block.start, block.end))
    _close(paper, sections, paper.body.end)
    return sections
