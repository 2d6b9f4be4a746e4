"""Check the packs as a whole: every file readable, every kind in its shape, every reference resolved.

One function per kind takes the files of the layers and yields problems. Rules
have their own checks (``schema_rules``). A kind nobody registered is itself a
problem, so that a misspelled folder does not go unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yifa.lawkit.packs.loader import ROOT, PackError, layers, read_yaml

MAX_LINES = 600


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a pack: the file, the place in it, what is wrong (Chinese)."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return "：".join(part for part in (" ".join(filter(None, (self.file, self.place))), self.message) if part)


@dataclass(frozen=True)
class PackFile:
    """One file that could be read, with the region code of its layer (None for the national one)."""

    name: str
    region: str | None
    data: Any


Checker = Callable[[list[PackFile], "Packs"], Iterable[Problem]]
#: kind -> its checker; None: read and measured only, its own module checks it when it loads
KINDS: dict[str, Checker | None] = {}


class Packs:
    """All files of the layers of one region, by kind, and what other kinds may refer to."""

    def __init__(self, files: dict[str, list[PackFile]], region: str | None, root: Path) -> None:
        self.files = files
        self.region = region
        self.root = root

    def rows(self, kind: str, key: str) -> Iterator[tuple[PackFile, dict[str, Any]]]:
        """Yield the rows of a kind that are mappings."""
        for file in self.files.get(kind, []):
            if isinstance(file.data, dict):
                for row in file.data.get(key) or []:
                    if isinstance(row, dict):
                        yield file, row

    def rule_ids(self) -> set[str]:
        """The ids of all rules."""
        return {str(row.get("id")) for _, row in self.rows("rules", "rules")}

    def codes(self, name: str) -> set[str]:
        """The codes of one list."""
        return {
            str(code.get("code"))
            for _, item in self.rows("codes", "lists")
            if item.get("list") == name
            for code in item.get("codes") or []
        }


def register(kind: str, checker: Checker | None = None) -> None:
    """Make a kind of pack known, with the function that checks it."""
    KINDS[kind] = checker


def check_packs(region: str | None = None, root: Path = ROOT) -> tuple[list[Problem], int]:
    """Check all packs of one region; return the problems and the number of files read."""
    from yifa.lawkit.packs import schema_kinds  # registers the kinds; imports this module

    schema_kinds.register_all()
    problems: list[Problem] = []
    files: dict[str, list[PackFile]] = {}
    count = 0
    for layer in layers(region, root):
        code = layer.name if layer.parent.name == "region" else None
        for folder in sorted(path for path in layer.iterdir() if path.is_dir() and path.name != "__pycache__"):
            where = f"{layer.name}/{folder.name}"
            if folder.name not in KINDS:
                problems.append(Problem(where, "", "没有这种规则包，是不是目录名写错了？"))
                continue
            for path in sorted(folder.rglob("*.yaml")):
                count += 1
                name = f"{where}/{path.relative_to(folder)}"
                file = _read(path, name, code, problems)
                if file:
                    files.setdefault(folder.name, []).append(file)
    packs = Packs(files, region, root)
    for kind, checker in KINDS.items():
        if checker and files.get(kind):
            problems += checker(files[kind], packs)
    return problems, count


def _read(path: Path, name: str, code: str | None, problems: list[Problem]) -> PackFile | None:
    lines = path.read_bytes().count(b"\n")
    if lines > MAX_LINES:
        problems.append(Problem(name, "", f"有{lines}行，超过{MAX_LINES}行，请拆成几个文件"))
    try:
        data = read_yaml(path)
    except PackError as error:
        problems.append(Problem(name, "", str(error)))
        return None
    if data is None:
        problems.append(Problem(name, "", "文件是空的"))
        return None
    return PackFile(name, code, data)


# -- small helpers the kinds share ----------------------------------------------------------------

_PARTIAL = re.compile(r"\d{4}(-\d{2})?(-\d{2})?")


def rows_of(file: PackFile, key: str) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    """Yield ``(place, row)`` of the list under ``key``, or a problem where there is none."""
    data = file.data
    if not isinstance(data, dict) or not isinstance(data.get(key), list):
        yield Problem(file.name, "", f"没有 {key} 列表")
        return
    for number, row in enumerate(data[key], 1):
        if not isinstance(row, dict):
            yield Problem(file.name, f"第{number}条", "不是键值对")
        else:
            name = row.get("id") or row.get("slug") or row.get("key") or row.get("list")
            yield str(name or f"第{number}条"), row


def is_date(value: Any, partial: bool = False) -> bool:
    """True for a real day, or where allowed for YYYY-MM and YYYY."""
    if isinstance(value, date):
        return True
    if not isinstance(value, str) or not partial or not _PARTIAL.fullmatch(value):
        return False
    parts = [int(part) for part in value.split("-")]
    return len(parts) == 1 or 1 <= parts[1] <= 12


def shape(row: dict[str, Any], required: Iterable[str], allowed: Iterable[str]) -> Iterator[str]:
    """Yield what is missing and what is not known."""
    required = tuple(required)
    for name in required:
        if row.get(name) in (None, "", []):
            yield f"缺少 {name}"
    unknown = sorted(str(name) for name in set(row) - set(required) - set(allowed))
    if unknown:
        yield f"不认识的字段 {'、'.join(unknown)}"
