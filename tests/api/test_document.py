"""The committed OpenAPI document is what the declarations say now."""

from __future__ import annotations

import json
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    from yifa.site.openapi import text

    assert FILE.read_text(encoding="utf-8") == text(), (
        "declarations changed: run `make openapi` and read the difference"
    )


def test_every_register_and_every_verb_stands_in_it() -> None:
    from yifa.kernel import registry
    from yifa.kernel.api.build import verbs

    paths = json.loads(FILE.read_text(encoding="utf-8"))["paths"]
    for resource in registry.resources():
        assert f"/api/v1/{resource.key}/" in paths
        for action in verbs(resource):
            where = "{pk}/" if action.on == "one" else ""
            where = "" if action.verb == "record" and action.on == "none" else f"{where}{action.verb}/"
            assert "post" in paths[f"/api/v1/{resource.key}/{where}"]


def test_names_are_chinese() -> None:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert any("\u4e00" <= c <= "\u9fff" for c in operation["summary"]), (path, method)
