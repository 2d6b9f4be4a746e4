"""A process that puts a large import into the queue as the screen does: bureau, register, file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.site.settings")


def main(bureau: str, register: str, path: str) -> None:
    import django

    django.setup()
    from yifa.kernel.imports import apply, uploads
    from yifa.kernel.imports.check import Options, check
    from yifa.kernel.imports.sheets import open_book
    from yifa.site.commands.import_ import context

    ctx, data = context(bureau, None), Path(path).read_bytes()
    checked = check(register, ctx, open_book(data, Path(path).name), Options(backfill=True))
    print(apply.begin_later(checked, ctx, uploads.store(data)).pk)


if __name__ == "__main__":
    main(*sys.argv[1:])
