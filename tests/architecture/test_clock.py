"""Rules, records and figures are given their day: nobody down there reads today's date."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLANTED = HERE.parent / "broken" / "clock" / "reads_today.py.txt"
GIVEN_THEIR_DAY = ("lawkit", "governance", "affairs", "suites", "core")
FORBIDDEN = {
    "datetime.date.today",
    "datetime.datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "django.utils.timezone.now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "time.time",
    "time.localtime",
    "time.gmtime",
}


def clock_reads(source: str) -> list[tuple[int, str]]:
    """Return ``(line, name)`` of every use of a forbidden name, whatever it was imported as."""
    module = ast.parse(source)
    aliases: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for name in node.names:
                aliases[name.asname or name.name.split(".")[0]] = name.name if name.asname else name.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                aliases[name.asname or name.name] = f"{node.module}.{name.name}"

    def dotted(node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            head = dotted(node.value)
            return f"{head}.{node.attr}" if head else ""
        return aliases.get(node.id, "") if isinstance(node, ast.Name) else ""

    uses = (node for node in ast.walk(module) if isinstance(node, ast.Attribute | ast.Name))
    found = {(node.lineno, dotted(node)) for node in uses if isinstance(node.ctx, ast.Load)}
    return sorted((line, name) for line, name in found if name in FORBIDDEN)


def allowed() -> dict[str, str]:
    """Return ``path -> reason`` of the allow-list."""
    lines = (HERE / "clock_allowed.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(":", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {path.strip(): reason.strip() for path, reason in pairs}


def _judged(root: Path, tree: list[Path]) -> dict[str, Path]:
    wanted = re.compile(rf"src/yifa/({'|'.join(GIVEN_THEIR_DAY)})/(?!.*/?tests/).*\.py$")
    names = {path.relative_to(root).as_posix(): path for path in tree}
    return {name: path for name, path in names.items() if wanted.match(name)}


def test_nobody_reads_today(root: Path, tree: list[Path]) -> None:
    free = allowed()
    offenders = [
        f"{name}:{line} {what}"
        for name, path in _judged(root, tree).items()
        if name not in free
        for line, what in clock_reads(path.read_text(encoding="utf-8"))
    ]
    assert not offenders, "take the day as an argument instead:\n" + "\n".join(offenders)


def test_the_allow_list_has_reasons_and_no_dead_lines(root: Path, tree: list[Path]) -> None:
    judged = _judged(root, tree)
    for name, reason in allowed().items():
        assert reason, f"{name} has no reason"
        assert name in judged and clock_reads(judged[name].read_text(encoding="utf-8")), f"{name} no longer needs it"


def test_the_scan_bites() -> None:
    source = PLANTED.read_text(encoding="utf-8")
    expected = {number for number, line in enumerate(source.splitlines(), 1) if line.endswith("# caught")}
    assert {line for line, _ in clock_reads(source)} == expected
