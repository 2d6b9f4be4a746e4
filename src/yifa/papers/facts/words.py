"""The words facts are recognised by (词表), read from the packs ``papers/facts*.yaml`` and compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yifa.lawkit.packs.loader import load_kind
from yifa.lawkit.quantity.numerals import HANZI

STOPS = "，。；：！？\n"
_NUMERAL = rf"\d{HANZI}"


def either(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; a look at the first letter keeps long lists quick."""
    listed = sorted(words, key=len, reverse=True)
    if not listed:
        return "(?!)"
    first = "".join(sorted({re.escape(word[0]) for word in listed}))
    return (f"(?=[{first}])" if len(listed) > 8 else "") + "(?:" + "|".join(map(re.escape, listed)) + ")"


@dataclass(frozen=True)
class Words:
    """The compiled vocabulary of one region."""

    masks: re.Pattern[str]
    rhetorical: re.Pattern[str]
    rhetorical_before: re.Pattern[str]
    manner: re.Pattern[str]
    figurative: re.Pattern[str]
    not_one_after: str
    one_case: re.Pattern[str]
    a_case: re.Pattern[str]
    phase: re.Pattern[str]
    none: re.Pattern[str]
    all: re.Pattern[str]
    coverage: re.Pattern[str]
    rule: re.Pattern[str]
    target: re.Pattern[str]
    done: re.Pattern[str]
    every: re.Pattern[str]
    opener: re.Pattern[str]
    measured_time: re.Pattern[str]
    lead: re.Pattern[str]
    verb: re.Pattern[str]
    noun_verb: re.Pattern[str]
    light_verb: re.Pattern[str]
    noun_stop: re.Pattern[str]
    generic: frozenset[str]


@lru_cache(maxsize=8)
def words(region: str | None = None, without: frozenset[str] = frozenset()) -> Words:
    """Return the vocabulary; ``without`` leaves words out (used to measure what each word is worth)."""
    data: dict[str, Any] = {}
    for _, layer in load_kind("papers", region):
        for key, value in layer.items():
            data[key] = _merge(data.get(key), value)
    data = _drop(data, without)
    fixed = [word for row in data["not_facts"] for word in row["words"]]
    target, every = data["target"], either(data["target"]["every"])
    return Words(
        masks=_masks(fixed),
        rhetorical=re.compile(rf"个?(?:重点|主要|关键)?{either(data['rhetorical']['heads'])}"),
        rhetorical_before=re.compile(rf"{either(data['rhetorical']['before'])}$"),
        manner=re.compile(rf"[^，。；、]{{0,2}}{either(data['manner'])}"),
        figurative=re.compile(rf"[^，。；、]{{0,6}}{either(data['figurative'])}"),
        not_one_after=data["not_one_after"],
        one_case=re.compile(rf"[^，。；]{{0,14}}{either(data['one_case'])}"),
        a_case=re.compile(rf"(?:{either(data['one_case'])}|案件)$"),
        phase=re.compile(either(data["phase"])),
        none=_none(data["none"]),
        all=_all(data["all"]),
        coverage=re.compile(
            rf"{either(data['all']['coverage_verbs'])}[^，。；]{{0,24}}?{either(data['all']['coverage'])}(?=[，。；、）]|$)"
        ),
        rule=re.compile(either(data["all"]["rule_cues"])),
        target=_cues(target["not_cues"], target["cues"]),
        done=re.compile(either(target["done"])),
        every=re.compile(rf"{every}[^，。；]{{0,16}}$"),
        opener=re.compile(
            rf"\s*(?:{either(target['plan_openers'])}|\d{{4}}年(?:[^。\n]{{0,16}}?将|度?工作(?:打算|安排|思路|计划)：))"
        ),
        measured_time=re.compile(rf"{either(data['measured_time'])}[^，。；]{{0,14}}$"),
        lead=re.compile(rf"(?:\d{{4}}年(?:度|来|以来)?|(?!共[享青产治商管轨性]){either(data['leads'])})"),
        verb=re.compile(either(data["verbs"])),
        noun_verb=re.compile(either(data["noun_verbs"])),
        light_verb=re.compile(either(data["light_verbs"])),
        noun_stop=re.compile(rf"{either(data['noun_stops'])}|在(?![职编册岗校线建途用库押])"),
        generic=frozenset(data["generic"]),
    )


def _cues(no: list[str], yes: list[str]) -> re.Pattern[str]:
    """The words of an aim (``yes``) and those that only look like them (``no``)."""
    first = "".join(sorted({word[0] for word in [*no, *yes]}))
    return re.compile(f"(?=[{first}])(?:(?P<no>{either(no)})|(?P<yes>{either(yes)}))")


def _masks(fixed: list[str]) -> re.Pattern[str]:
    """Any fixed word; one that begins with a numeral does not begin in the middle of a longer number (十一批).

    The look-ahead at the first letter keeps it quick: most places of a text begin no word.
    """
    first = "".join(sorted({word[0] for word in fixed}))
    numbered = either(word for word in fixed if word[0] in HANZI)
    others = either(word for word in fixed if word[0] not in HANZI)
    return re.compile(rf"(?=[{first}])(?:(?<![{_NUMERAL}]){numbered}|{others})" if fixed else "(?!)")


def _none(data: dict[str, Any]) -> re.Pattern[str]:
    """Every way to say that nothing happened.

    未 or 没有 with a verb that reports an event, 未被 with a remedy, 全年未 with an act, 无 and 零 with an event.
    """
    events, verbs, acts = either(data["events"]), either(data["verbs"]), either(data["acts"])
    passive, words = either(data["passive"]), either(data["words"])
    one = "(?:(?:任何)?(?:一|1)(?P<unit%d>[件起例次个人宗项]))?"
    not_yet, tail = "(?<![尚还])", "[^，。；]{0,8}"
    rest = rf"(?!了?{either(data['not_events'])})[^，。；！？\n（“]{{0,30}}"
    act = rf"{acts}[^，。；]{{0,16}}?{events}{tail}"
    counted = "[件起例次个人项%]"
    out = [
        rf"(?<![{data['not_after']}尚还])[从均也亦暂]?(?:未|没有|没)[再曾]?{verbs}[过了]?{one % 1}{rest}",
        rf"{not_yet}均?(?:未|没有)因[^，。；]{{1,16}}(?:{verbs}|被){rest}",
        rf"{not_yet}均?(?:未|没有)[再曾]?被[^，。；]{{0,14}}?{passive}[^，。；]{{0,10}}",
        rf"(?<=年)未{act}",
        rf"(?:全年|本年度|年度内?|今年|目前)[^，。；]{{0,10}}?(?:未|没有){act}",
        rf"(?:{not_yet}未有|不存在)[^，。；、]{{0,12}}?{events}{tail}",
        rf"没有{one % 2}[^，。；、]{{0,10}}?{events}{tail}",
        r"无(?:一|1)(?P<unit3>[件起例次个人宗项])[^，。；]{0,16}",
        rf"(?!{words})(?<![有毫从并全])无[^，。；]{{0,12}}?{events}{tail}",
        rf"(?:(?<=保持)|(?<=实现)|(?<=做到))“?零(?!距离|容忍)[^\W\d]{{0,4}}?{events}”?",
        rf"“?零(?={events}|发生|发案|失误|差错)[^，。；、”]{{2,8}}”?",
        rf"{events}[^，。；]{{0,10}}?(?:为|是|数|均为|实现|保持)“?(?:零|0)”?(?![\d.余多]|{counted})(?:发生|增长|新增)?",
        rf"{events}[^，。；]{{0,6}}?“零(?:发生|发案)”",
    ]
    return re.compile("|".join(out))


def _all(data: dict[str, Any]) -> re.Pattern[str]:
    """全部, 均 and 每次都, said of what was done; never 平均 and 均衡."""
    whole = "|".join(f"(?<={word})" for word in data["whole_before_jun"])
    all_of = f"(?:(?<![{data['not_before_jun']}])|{whole})均"
    rule = "(?!需|要|应|须|可|能|会|是|有)"
    return re.compile(
        rf"全部(?!门|的)|{all_of}(?![{data['not_after_jun']}])"
        rf"|每一?[次场件项个家期批份人名笔起条][^，。；]{{0,10}}?(?:都|{all_of}){rule}"
    )


def _merge(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {key: _merge(old.get(key), new.get(key)) for key in {**old, **new}}
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *new]
    if isinstance(old, str) and isinstance(new, str):
        return old + new
    return old if new is None else new


def _drop(data: Any, without: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {key: _drop(value, without) for key, value in data.items()}
    if isinstance(data, list):
        return [_drop(value, without) for value in data if not (isinstance(value, str) and value in without)]
    return data
