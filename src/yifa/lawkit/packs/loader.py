"""Read pack files and lay local overlays over the national ones.

A *pack* is YAML data under ``src/yifa/packs``: ``national/<kind>/*.yaml`` and
``region/<code>/<kind>/*.yaml``. For region code 330106 the layers are
national ← 330000 (province) ← 330100 (city) ← 330106 (county, bureau).
Later layers override earlier ones by ``id``; who merges decides how.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from yifa import packs as _packs

ROOT = Path(_packs.__file__).resolve().parent
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class PackError(ValueError):
    """A pack file that cannot be used; the message is Chinese and names file and place."""


def read_yaml(path: Path) -> Any:
    """Return the data of one YAML file; raise PackError naming file and line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (safe loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"第{mark.line + 1}行" if mark else ""
        raise PackError(f"规则包 {path.name} {where}格式有误：{error.problem}") from error
    except UnicodeDecodeError as error:
        raise PackError(f"规则包 {path.name} 不是 UTF-8 编码，请另存为 UTF-8") from error


def layer_codes(region: str | None) -> list[str]:
    """Return the overlay region codes from widest to narrowest for a six-digit code."""
    if not region:
        return []
    codes = [region[:2] + "0000", region[:4] + "00", region]
    return list(dict.fromkeys(codes))


def layers(region: str | None = None, root: Path = ROOT) -> list[Path]:
    """Return the existing layer folders, national first."""
    folders = [root / "national"] + [root / "region" / code for code in layer_codes(region)]
    return [folder for folder in folders if folder.is_dir()]


def load_kind(kind: str, region: str | None = None, root: Path = ROOT) -> list[tuple[Path, Any]]:
    """Return ``(path, data)`` of every file of one kind, national first, files by name."""
    return [(path, _cached(path)) for folder in layers(region, root) for path in sorted((folder / kind).glob("*.yaml"))]


@cache
def _cached(path: Path) -> Any:
    return read_yaml(path)
