"""No template, pack or test contains a printed figure: the figures come from records.

The acceptance list is not part of the repository. Where it stands beside the clone
(``../shared/reference/figures.yaml``) its printed texts are searched; elsewhere the test is skipped.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).resolve().parent
HAN = "\u4e00-\u9fff"
BINARY = {".png", ".pdf", ".docx", ".xlsx", ".xls", ".ofd"}
#: The tests that read the list itself.
READERS = ("tests/figures/", "tests/lawkit/test_quantity_figures.py")


def pattern_for(printed: str) -> re.Pattern[str]:
    """Return the search for one printed text.

    A text with a number is bounded by what would make it another number or an article (31次, not 131次;
    2项, not 第2项; nor a range of years in the brackets of an act's title). A short text without one (一起)
    is a word of the language: it counts only where it stands alone between signs that are not Chinese letters.
    """
    body = re.escape(printed)
    if re.search(r"\d", printed):
        units = r"(?!工作日|自然日|月|小时|百分点)"
        after = r"(?![\d.])" if printed[-1].isdigit() else units if printed[-1] == "个" else ""
        return re.compile(rf"(?<![\d.,第（(~～—-]){body}{after}")
    if len(printed) <= 4:
        return re.compile(rf"(?<![{HAN}]){body}(?![{HAN}])")
    return re.compile(body)


def allowed() -> set[tuple[str, str]]:
    """Return ``(path, printed)`` of the allow-list; a line without a reason does not count."""
    lines = (HERE / "figures_allowed.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split(":", 2) for line in lines if line.strip() and not line.startswith("#")]
    return {(part[0].strip(), part[1].strip()) for part in parts if len(part) == 3 and part[2].strip()}


def _searched(root: Path, tree: list[Path]) -> dict[str, Path]:
    names = {path.relative_to(root).as_posix(): path for path in tree if path.suffix not in BINARY}
    wanted = re.compile(r"^src/yifa/packs/|(^|/)templates/|(^|/)tests/")
    own = (*READERS, "tests/architecture/test_figures_not_written.py", "tests/architecture/figures_allowed.txt")
    return {name: path for name, path in names.items() if wanted.search(name) and not name.startswith(own)}


def test_no_printed_figure_is_written_down(root: Path, tree: list[Path]) -> None:
    source = root.parent / "shared" / "reference" / "figures.yaml"
    if not source.is_file():
        pytest.skip("the acceptance list does not stand beside this clone")
    printed = sorted({row["printed"] for row in yaml.safe_load(source.read_text(encoding="utf-8"))["figures"]})
    patterns = [(text, pattern_for(text)) for text in printed]
    free = allowed()
    offenders = []
    for name, path in _searched(root, tree).items():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            offenders += [
                f"{name}:{number}: {text}"
                for text, pattern in patterns
                if pattern.search(line) and (name, text) not in free
            ]
    assert not offenders, "figures are read from records, not written:\n" + "\n".join(offenders)


@pytest.mark.parametrize(
    ("printed", "line", "hit"),
    [
        ("7次", "会议7次", True),
        ("7次", "会议17次", False),
        ("7次", "7次会议", True),
        ("7项", "第三款第7项", False),
        ("7个", "7个工作日", False),
        ("7—9年", "实施纲要（7—9年）", False),
        ("77%", "率为77%以上", True),
        ("9+9+Z", "总体架构9+9+Z", True),
        ("一回", "一回", True),
        ("一回", "“一回”", True),
        ("一回", "同一回事", False),
        ("六大类和七小类", "建成六大类和七小类标准", True),
    ],
)
def test_the_search_bites(printed: str, line: str, hit: bool) -> None:
    assert bool(pattern_for(printed).search(line)) is hit
