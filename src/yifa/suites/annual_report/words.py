"""A writer's words keep what the module's words rest on: the evidence of each sentence, and its words for a zero."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from yifa.core.metrics.paragraph import TOKEN, Paragraph, Sentence

#: A sentence with its full stop and what closes behind it.
_SENTENCE = re.compile(r"[^。！？]*[。！？]+[”’」』）]*|[^。！？]+$")
#: How alike the words of two sentences without figures are to be the same sentence, rewritten.
_ALIKE = 0.5


def sentences_of(paragraph: Paragraph, text: str) -> tuple[Sentence, ...]:
    """Return the writer's text as sentences, each with the conditions of the module's sentences it stands for.

    A figure brings the evidence its sentence needs. Words written around a number do not stand around a proved zero,
    nor the other way round: then the module's own words print.
    """
    return tuple(_conditioned(paragraph, said) for said in _SENTENCE.findall(text) if said.strip())


def _conditioned(paragraph: Paragraph, said: str) -> Sentence:
    tokens = set(TOKEN.findall(said))
    if tokens:
        stands_for = [s for s in paragraph.sentences if tokens & set(s.figures)]
    else:
        near = [s for s in paragraph.sentences if not s.figures and _alike(said, s.text) >= _ALIKE]
        stands_for = sorted(near, key=lambda s: -_alike(said, s.text))[:1]
    evidence = tuple(dict.fromkeys(key for s in stands_for for key in s.evidence))
    zeros = [s for s in stands_for if s.zero]
    if not zeros:
        return Sentence(said, evidence=evidence)
    own = max(zeros, key=lambda s: max(_alike(said, s.text), _alike(said, s.zero)))
    if _alike(said, own.zero) > _alike(said, own.text):
        return Sentence(own.text, zero=said, evidence=evidence)
    return Sentence(said, zero=own.zero, evidence=evidence)


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
