"""Reports side by side (比较): the same items over years or bureaus, what one lacks that others report, what changed.

``compare`` matches the facts of several readings by a rule a lawyer can read (the pack ``compare/items.yaml``):
the same kind of measure word and the same topic, else the same name, else names alike in most of their pairs of
characters. Nothing here ranks anybody. Standard library and lawkit only; no Django.
"""

from __future__ import annotations

from .match import Rule, rule
from .sheet import Cell, Change, Comparison, Item, Missing, Side, compare, sides

__all__ = ["Cell", "Change", "Comparison", "Item", "Missing", "Rule", "Side", "compare", "rule", "sides"]
