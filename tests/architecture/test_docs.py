"""Decisions have their three headings, links resolve, fragments and the glossary are well-formed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
FRAGMENT = re.compile(r"^\d{4}\.(added|changed|fixed|removed|security|rules)\.md$")
IMPERATIVE = r"(Do|Never|Always|When|Where|Keep|Write|Use|Put|Ask|Give|Say)\b"
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")


def _prose(path: Path) -> str:
    """Return the text without code blocks and code spans."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "`code`", text)


def _anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", head.lower())) for head in heads}


@pytest.mark.parametrize("path", ADRS, ids=lambda path: path.stem)
def test_an_adr_has_context_decision_and_imperative_consequences(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert heads == ["Context", "Decision", "Consequences"], heads
    assert re.match(rf"# {path.name[:4]}\. \S", text), "the title is “# NNNN. Title”"
    rules = re.findall(r"^- (.+)$", text.split("## Consequences")[1], re.MULTILINE)
    assert rules, "consequences are a list"
    soft = [
        rule for rule in rules if not re.match(r"(Do|Never|Always|When|Where|Keep|Write|Use|Put|Ask|Give|Say)\b", rule)
    ]
    assert not soft, f"consequences are imperatives: {soft}"


def test_the_adr_index_lists_every_decision_once() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    linked = Counter(re.findall(r"\((\d{4}-[\w-]+\.md)\)", index))
    assert linked == Counter(path.name for path in ADRS)
    numbers = [path.name[:4] for path in ADRS]
    assert numbers == sorted(set(numbers)), "a number stands for one decision"


def test_links_resolve(root: Path, tree: list[Path]) -> None:
    broken = []
    for path in tree:
        if path.suffix != ".md":
            continue
        for target in LINK.findall(_prose(path)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            name, _, anchor = target.partition("#")
            place = (path.parent / name).resolve() if name else path
            if not place.exists() or (anchor and place.suffix == ".md" and anchor not in _anchors(place)):
                broken.append(f"{path.relative_to(root)}: {target}")
    assert not broken, broken


def test_change_fragments_are_named_and_written() -> None:
    for path in (ROOT / "changes").iterdir():
        if path.name == "README.md":
            continue
        assert FRAGMENT.match(path.name), f"changes/{path.name}: NNNN.(added|changed|fixed|removed|security|rules).md"
        assert path.read_text(encoding="utf-8").strip(), f"changes/{path.name} is empty"


def test_the_glossary_is_well_formed() -> None:
    entries = yaml.safe_load((ROOT / "docs" / "glossary.yaml").read_text(encoding="utf-8"))
    assert len(entries) >= 150
    for entry in entries:
        assert set(entry) == {"id", "term", "note", "source"}, entry
        assert re.fullmatch(r"[a-z][a-z0-9_]*", entry["id"]), entry["id"]
        assert entry["term"] and entry["source"], f"{entry['id']}: a source is an act, a standard or “house”"
    for key in ("id", "term"):
        twice = [value for value, count in Counter(entry[key] for entry in entries).items() if count > 1]
        assert not twice, f"{key} used twice: {twice}"


def test_both_readmes_name_the_two_commands(root: Path) -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (root / name).read_text(encoding="utf-8")
        assert "make run" in text and "make test" in text, name


def test_both_readmes_list_every_setting(root: Path, tree: list[Path]) -> None:
    reads = re.compile(r"environ(?:\.get\(|\[)\s*[\"'](YIFA_[A-Z_]+)[\"']")
    sources = [path for path in tree if path.suffix == ".py" and (root / "src") in path.parents]
    used = {name for path in sources for name in reads.findall(path.read_text(encoding="utf-8"))}
    assert used
    for name in ("README.md", "README.zh-CN.md"):
        rows = set(re.findall(r"^\| `(YIFA_[A-Z_]+)`", (root / name).read_text(encoding="utf-8"), re.MULTILINE))
        assert used <= rows, f"{name} does not list {sorted(used - rows)}"
