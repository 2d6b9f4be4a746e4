"""Reference index (引用索引): which rules, gates, actions, registers, figures and sentences rest on an act.

Superseding a statute lists them all: the law-change radar (N5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from yifa.kernel import registry
from yifa.kernel.search import index
from yifa.lawkit.catalogue import Catalogue, Statute
from yifa.lawkit.library import catalogue as whole_catalogue
from yifa.lawkit.rules import Rule, load_rules


@dataclass(frozen=True)
class Use:
    """One thing of the system that rests on a rule: what kind, its Chinese name, where it opens."""

    kind: str
    title: str
    url: str = ""
    rule: str = ""


#: Most records looked at for one act.
MOST = 200
#: Modules add what their records cite: (scope, slug) → uses. Instruments, contracts, standards, exam questions.
PROVIDERS: list[Callable[[Any, str], Iterable[Use]]] = []
#: Core adds what runs by a rule: (scope, rule ids) → uses. Clocks (期限), with how many are running.
BY_RULE: list[Callable[[Any, list[str]], Iterable[Use]]] = []


@cache
def rules_by_statute() -> dict[str, list[Rule]]:
    """Return slug → rules whose basis is that act."""
    catalogue = Catalogue.load()
    found: dict[str, list[Rule]] = {}
    for rule in load_rules().values():
        match = catalogue.find(rule.basis.law)
        if match is not None:
            found.setdefault(match.statute.slug, []).append(rule)
    return found


@cache
def uses_by_rule() -> dict[str, list[Use]]:
    """Return rule id → what the system rests on it."""
    found: dict[str, list[Use]] = {}

    def add(rule: str, kind: str, title: str, url: str = "") -> None:
        use = Use(kind, title, url, rule)
        if use not in found.setdefault(rule, []):
            found[rule].append(use)

    for resource in registry.resources():
        for rule in resource.rules:
            add(rule, "台账", resource.title, resource.url())
        for action in registry.actions(resource.key).values():
            if action.rules != resource.rules:
                for rule in action.rules:
                    add(rule, "动作", f"{resource.noun or resource.title}：{action.label}", resource.url())
            for gate in action.gates:
                if gate.rule:
                    add(gate.rule, "闸口", f"{gate.title}（{gate.force}）", resource.url())
    for metric in registry.metrics().values():
        for rule in metric.rules:
            add(rule, "数字", metric.label)
    for paragraph in registry.all_paragraphs():
        for key in paragraph.figures:
            if key in registry.metrics():
                for rule in registry.get_metric(key).rules:
                    add(rule, "报告段落", f"{registry.get_metric(key).label}所在段落")
    return found


def uses_of_rules(rules: list[str], scope: Any = None) -> list[Use]:
    """Return everything that rests on some rules; with a scope, also what runs by them in its bureau."""
    out = [use for rule in rules for use in uses_by_rule().get(rule, [])]
    if scope is not None and rules:
        out += [use for provider in BY_RULE for use in provider(scope, rules)]
    return out


def uses_of(slug: str, scope: Any = None, article: str = "") -> list[Use]:
    """Return everything that rests on an act, rule by rule, then what the records of a scope cite.

    ``article``: only the rules of that 条 (``33``, ``120-1``); records are found by the act's title alone.
    """
    rules = [r.id for r in rules_by_statute().get(slug, []) if not article or covers(r.basis.article, article)]
    out = uses_of_rules(rules, scope)
    if scope is not None:
        out += [use for provider in PROVIDERS for use in provider(scope, slug)]
    return out


def covers(basis: str | None, article: str) -> bool:
    """Whether an article named by a rule (``33``, ``33.2``, ``9、10``) lies in the article asked for, or round it."""
    asked = article.split(".")
    for part in re.split(r"[^0-9.\-]+", basis or ""):
        place = part.split(".")
        shorter = min(len(place), len(asked))
        if part and place[:shorter] == asked[:shorter]:
            return True
    return False


def citing_records(scope: Any, slug: str) -> Iterable[Use]:
    """Yield the records a scope may see whose searchable text names the act by its title (《…》 or plain)."""
    statute = whole_catalogue().by_slug[slug]
    names = [n for n in (statute.title, statute.full) if n]
    for doc in index.find(scope, statute.title)[:MOST]:
        resource = registry.get_resource(doc.resource)
        obj = resource.rows(scope).filter(pk=doc.object_ref).first()
        if obj is None or not obj.counts:
            continue
        texts = [resource.display(obj, name, scope) for name in resource.search]
        if any(name in text for name in names for text in texts):
            yield Use("记录", f"{resource.noun or resource.title}：{doc.title}", resource.url(obj))


PROVIDERS.append(citing_records)


@dataclass(frozen=True)
class Alarm:
    """One act that changed, and what rests on it."""

    statute: Statute
    why: str
    rules: list[Rule]
    uses: list[Use]


@cache
def changed(day: date) -> tuple[Alarm, ...]:
    """Return the acts that rules rest on and that are not in force on a day: the radar without a look at records."""
    catalogue = Catalogue.load()
    out = []
    for slug, found in rules_by_statute().items():
        if (statute := catalogue.by_slug.get(slug)) is None:
            continue
        standing = catalogue.status(statute.title, day)
        if standing.status in ("superseded", "not_yet"):
            out.append(Alarm(statute, standing.why, found, []))
    return tuple(out)


def radar(day: date, scope: Any = None) -> list[Alarm]:
    """Return the acts that rules or records rest on and that are not in force on a day, or have a newer text.

    A newer text is one the library holds and the packs, and so the rules, do not know yet.
    """
    catalogue = whole_catalogue()
    out = []
    for statute in catalogue.statutes:
        standing = catalogue.status(statute.title, day)
        why = standing.why if standing.status in ("superseded", "not_yet") else newer_text(statute, day)
        if not why:
            continue
        found = rules_by_statute().get(statute.slug, [])
        uses = uses_of(statute.slug, scope)
        if found or uses:
            out.append(Alarm(statute, why, found, uses))
    return out


def newer_text(statute: Statute, day: date) -> str:
    """Say which version the library holds that the rules do not know; empty where there is none."""
    packed = Catalogue.load().by_slug.get(statute.slug)
    known = {version.year for version in packed.versions} if packed else set()
    last = max((year for year in known if year), default=None)
    if last is None:
        return ""
    for version in reversed(statute.versions):
        if version.year is None or version.year in known or version.year <= last:
            continue
        since = version.effective or version.published
        when = f"{since}起施行" if version.effective else f"{since}公布，施行日期待核实"
        coming = "将于" if version.effective and version.effective.first > day else ""
        return f"已导入{version.year}年文本（{coming}{when}），规则和记录依据的是{last}年及以前的文本，请核对"
    return ""
