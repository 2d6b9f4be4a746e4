"""Who is asked by a reader reads through ``Resource.rows`` or ``visible_to``; a bare queryset needs a reason.

Scanned are functions that are handed a reader (a request or a scope) outside the kernel's own mechanism. Whether what
they answer is right is seen by ``tests/contract/test_scope.py`` and ``test_every_page.py``; this says it where it is
written, for code that no page reaches yet.
"""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLANTED = HERE.parent / "broken" / "scope" / "reads_past_the_scope.py.txt"
SCANNED = ("core", "governance", "affairs", "suites", "site")
READERS = {"request", "scope"}
TYPES = {"", "Any", "HttpRequest", "Scope"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
#: Models that hold no business record of an office: the bureau's own plan, and what belongs to the reader.
OPEN = {"Unit", "BureauProfile", "Person", "Holding", "Post", "User", "Head", "Entry", "Job", "SearchDoc"}


def _given(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    args = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    typed = [(a.arg, ast.unparse(a.annotation) if a.annotation else "") for a in args]
    return any(kind == "Scope" or (name in READERS and kind in TYPES) for name, kind in typed)


def bare_reads(source: str) -> list[tuple[int, str]]:
    """Return ``(line, function)`` of every queryset that a function with a reader builds past the scope."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def chain(node: ast.AST) -> set[str]:
        """Return the names of the methods called on a manager, one after the other."""
        names: set[str] = set()
        while isinstance(above := parents.get(node), ast.Attribute | ast.Call) and getattr(above, "func", node) is node:
            if isinstance(above, ast.Attribute):
                names.add(above.attr)
            node = above
        return names

    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not _given(function):
            continue
        if function.name == "rows" and isinstance(parents[function], ast.ClassDef):
            continue  # Resource.rows is the rule itself; the contract tests hold it
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
                model = node.value.id if isinstance(node.value, ast.Name) else ""
                if model not in OPEN and not {"visible_to", "none"} & chain(node):
                    found.append((node.lineno, function.name))
    return sorted(set(found))


def allowed() -> dict[str, str]:
    """Return ``path::function -> reason`` of the allow-list."""
    lines = (HERE / "scope_allowed.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit(": ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {place.strip(): reason.strip() for place, reason in pairs}


def _found(root: Path, tree: list[Path]) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for path in tree:
        name = path.relative_to(root).as_posix()
        if name.endswith(".py") and name.startswith(tuple(f"src/yifa/{part}/" for part in SCANNED)):
            for line, function in bare_reads(path.read_text(encoding="utf-8")):
                out.setdefault(f"{name}::{function}", []).append(line)
    return out


def test_a_reader_is_answered_through_the_scope(root: Path, tree: list[Path]) -> None:
    free = allowed()
    offenders = [f"{place} line {lines}" for place, lines in _found(root, tree).items() if place not in free]
    assert not offenders, "read through get_resource(…).rows(scope) or .visible_to(scope):\n" + "\n".join(offenders)


def test_the_allow_list_has_reasons_and_no_dead_lines(root: Path, tree: list[Path]) -> None:
    found = _found(root, tree)
    assert [place for place, reason in allowed().items() if not reason or place not in found] == []


def test_the_scan_bites() -> None:
    source = PLANTED.read_text(encoding="utf-8")
    expected = {number for number, line in enumerate(source.splitlines(), 1) if "# caught" in line}
    assert expected and {line for line, _ in bare_reads(source)} == expected
