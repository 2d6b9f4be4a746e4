"""The style sheets and the script keep to what Chromium 86 knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yifa.kernel import ui

STATIC = Path(ui.__file__).parent / "static" / "yifa"
SHEETS = sorted(STATIC.glob("*.css"))

#: What came after Chromium 86: pattern → the version that brought it.
LATER_CSS = {
    r":has\(": "105", r":is\(": "88", r":where\(": "88", r":not\([^()]*,": "88", r"(?<![\w-])inset\s*:": "87",
    r"(?<![\w-])(?:inset|margin|padding|border)-(?:inline|block)(?:-start|-end)?\s*:": "87 (in part)",
    r"aspect-ratio\s*:": "88", r"@container": "105", r"@layer": "99", r"@scope": "118", r"@property": "85 (in part)",
    r"color-mix\(": "111", r"(?:oklch|oklab|lab|lch|color)\(": "111", r"\d(?:dvh|svh|lvh|dvw|svw|lvw)\b": "108",
    r"\bsubgrid\b": "117", r"text-wrap\s*:": "114", r"::file-selector-button": "89", r"accent-color": "93",
    r"scrollbar-gutter": "94", r"content-visibility\s*:\s*auto": "85 (buggy)", r"overflow\s*:\s*clip": "90",
    r"@media[^{]*[<>]=?": "104", r"&": "112 (nesting)", r"\bfont-palette\b": "101", r"::marker\s*\{[^}]*content": "89",
    r"(?<![\w-])(?:translate|rotate|scale)\s*:": "104", r"(?<!-webkit-)(?<!-)print-color-adjust": "136 (unprefixed)",
    r"(?<!-webkit-)(?<!-)box-decoration-break": "130 (unprefixed)", r"(?<!-webkit-)(?<!-)mask(?:-\w+)?\s*:": "120",
}  # fmt: skip
LATER_JS = {
    r"\?\?=|\|\|=|&&=": "85", r"\.at\(": "92", r"\.replaceAll\(": "85", r"structuredClone": "98",
    r"Object\.hasOwn\b": "93", r"\.findLast\(": "97", r"\.toSorted\(|\.toReversed\(|\.with\(": "110",
    r"static\s*\{": "94", r"\s#\w+\s*[=(;]": "84", r"await\s+import": "89", r"\.showModal\(|popover": "114",
    r"Array\.fromAsync|Object\.groupBy|Promise\.withResolvers": "117", r"replaceChildren": "86",
    r"crypto\.randomUUID": "92",
}  # fmt: skip
#: A later property that only adds to a look, beside its older form or without loss where it is missing.
HARMLESS = {"accent-color", "print-color-adjust", "box-decoration-break"}


def _bare(text: str) -> str:
    """Return a style sheet without comments, strings and addresses."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r"\"[^\"]*\"|'[^']*'|url\([^)]*\)", '""', text)


def newer(text: str, known: dict[str, str]) -> list[str]:
    """Return what of a text is newer than the browser."""
    found = []
    for pattern, version in known.items():
        for hit in re.finditer(pattern, text):
            if hit[0].strip(" :") not in HARMLESS:
                found.append(f"{hit[0].strip()} (Chromium {version})")
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda p: p.name)
def test_style_sheets(sheet: Path) -> None:
    """No selector, unit or property that Chromium 86 would drop."""
    assert newer(_bare(sheet.read_text(encoding="utf-8")), LATER_CSS) == []


def test_harmless_has_its_older_form() -> None:
    """What is let through stands beside the prefixed form that Chromium 86 reads."""
    for name in ("print-color-adjust", "box-decoration-break"):
        for sheet in SHEETS:
            text = _bare(sheet.read_text(encoding="utf-8"))
            for rule in re.findall(r"\{([^{}]*)\}", text):
                if re.search(rf"(?<![\w-]){name}", rule):
                    assert f"-webkit-{name}" in rule, (sheet.name, rule)


def test_script() -> None:
    """The script is plain enough for Chromium 86."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", (STATIC / "yifa.js").read_text(encoding="utf-8"), flags=re.S)
    assert newer(text, LATER_JS) == []


@pytest.mark.parametrize(
    "planted",
    [
        ".a:has(.b) { color: red; }", ".a { inset: 0; }", ".a { height: 100dvh; }", ".a { & b { color: red; } }",
        "@container (min-width: 3em) { .a { color: red; } }", ".a { color: color-mix(in srgb, red, blue); }",
        "@media (width >= 600px) { .a { color: red; } }", ".a { aspect-ratio: 1; }", ".a:not(.b, .c) { color: red; }",
        ".a { margin-inline: 4px; }",
    ],
)  # fmt: skip
def test_it_bites(planted: str) -> None:
    """A planted newer feature is found."""
    assert newer(_bare(planted), LATER_CSS)
