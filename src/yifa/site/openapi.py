"""Write the OpenAPI document: ``python -m yifa.site.openapi docs/openapi.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def text() -> str:
    """Return the document as committed: stable order, one address or schema a line."""
    from yifa.kernel.api.build import document

    plain = json.loads(json.dumps(document(), default=str))  # status codes become texts, so that they sort
    parts = plain.pop("components")
    plain |= {"paths": _Lines(plain["paths"]), "components": {k: _Lines(v) for k, v in parts.items()}}
    return _write(plain) + "\n"


class _Lines(dict[str, Any]):
    """A mapping written with each entry on its own line."""


def _write(value: Any) -> str:
    if isinstance(value, _Lines) or (isinstance(value, dict) and any(isinstance(v, dict) for v in value.values())):
        inner = _inline if isinstance(value, _Lines) else _write
        rows = (f"{json.dumps(k, ensure_ascii=False)}: {inner(v)}" for k, v in sorted(value.items()))
        return "{\n" + ",\n".join(rows) + "\n}"
    return _inline(value)


def _inline(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def main(argv: list[str]) -> int:
    """Write the document to the file named, or print it."""
    from yifa.site import boot

    boot.setup()
    if argv:
        Path(argv[0]).write_text(text(), encoding="utf-8")
    else:
        sys.stdout.write(text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
