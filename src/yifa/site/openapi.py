"""Write the OpenAPI document: ``python -m yifa.site.openapi docs/openapi.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def text() -> str:
    """Return the document as committed: stable order, one change a line."""
    from yifa.kernel.api.build import document

    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


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
