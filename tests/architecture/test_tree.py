"""What may stand in the repository: no addresses, no secrets, no giants, no third-party files."""

from __future__ import annotations

import re
from pathlib import Path

MOST_LINES = 600
LOCK_NAMES = re.compile(r"^(requirements/.*|.*package(-lock)?\.json|.*\.npmrc|.*uv\.lock|.*pylock.*\.toml)$")
ADDRESS = re.compile(r"://|--index-url|--extra-index-url|--find-links|--trusted-host|^\s*-[fi]\s", re.MULTILINE)
SECRET_NAMES = re.compile(
    r"(^|/)(\.env(\..+)?|\.netrc|\.pypirc|id_(rsa|dsa|ecdsa|ed25519)|secret[_-]?key.*|.*\.(pem|key|p12|pfx|sqlite3|db))$"
)
SECRET_TEXT = re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----|SECRET_KEY\s*=\s*[\"'](?!.*test)[^\"']{20,}[\"']")
THIRD_PARTY = re.compile(r"\.(min\.(js|css)|ttf|otf|ttc|woff2?)$")
MACHINE_PATH = re.compile(r"(?<![\w./])/(root|work|Users)/\w|(?<![\w./])/home/\w+/")


def _names(root: Path, tree: list[Path]) -> dict[str, Path]:
    return {path.relative_to(root).as_posix(): path for path in tree}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_lock_files_hold_no_address(root: Path, tree: list[Path]) -> None:
    locks = {name: path for name, path in _names(root, tree).items() if LOCK_NAMES.match(name)}
    assert {"requirements/base.txt", "requirements/dev.txt", "requirements/compare.txt"} <= set(locks)
    offenders = [
        f"{name}:{number}"
        for name, path in locks.items()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if ADDRESS.search(line)
    ]
    assert not offenders, "compile with --no-header and without --emit-index-url:\n" + "\n".join(offenders)


def test_every_locked_package_has_a_hash(root: Path) -> None:
    for name in ("base", "dev", "compare"):
        text = _text(root / "requirements" / f"{name}.txt").replace("\\\n", " ")
        pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert pins and all("==" in pin and "--hash=sha256:" in pin for pin in pins), name


def test_base_and_dev_agree(root: Path) -> None:
    def pins(name: str) -> dict[str, str]:
        found = re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)", _text(root / "requirements" / name), re.MULTILINE)
        return dict(found)

    base, dev = pins("base.txt"), pins("dev.txt")
    assert {name: version for name, version in base.items() if dev.get(name) != version} == {}


def test_no_file_is_over_600_lines(root: Path, tree: list[Path]) -> None:
    long = []
    for name, path in _names(root, tree).items():
        if path.suffix in (".py", ".html", ".css", ".js"):
            lines = len(_text(path).splitlines())
            if lines > MOST_LINES:
                long.append(f"{name}: {lines}")
    assert not long, "split before adding:\n" + "\n".join(long)


def test_no_secret_is_tracked(root: Path, tree: list[Path]) -> None:
    names = _names(root, tree)
    offenders = [name for name in names if SECRET_NAMES.search(name)]
    offenders += [name for name, path in names.items() if path.suffix != ".png" and SECRET_TEXT.search(_text(path))]
    assert not offenders, offenders


def test_no_third_party_file_is_tracked(root: Path, tree: list[Path]) -> None:
    offenders = [name for name in _names(root, tree) if THIRD_PARTY.search(name)]
    assert not offenders, "front-end files come from wheels, fonts from the system:\n" + "\n".join(offenders)


def test_no_machine_path_is_written(root: Path, tree: list[Path]) -> None:
    offenders = [
        f"{name}:{number}"
        for name, path in _names(root, tree).items()
        if path.suffix not in (".png", ".docx", ".xlsx", ".pdf") and path != Path(__file__).resolve()
        for number, line in enumerate(_text(path).splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not offenders, offenders


def test_one_file_imports_the_api_library(root: Path, tree: list[Path]) -> None:
    wanted = re.compile(r"^\s*(from|import) ninja\b", re.MULTILINE)
    users = [n for n, p in _names(root, tree).items() if n.startswith("src/") and p.suffix == ".py"]
    importing = {str(Path(name).parent) for name in users if wanted.search(_text(root / name))}
    assert len(importing) <= 1, f"the API library is imported in one place only: {sorted(importing)}"
