"""The export package for the government's 集约化 platform: what is published, with its header block, checkable.

A zip of ``catalogue.json``, ``catalogue.csv`` and ``SHA256SUMS``. Each item has an id of its own and a version, so that
the platform may take the same package twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

from yifa.governance.disclosure.models import Item

#: field → its name in the package; the label is the model's own.
FIELDS = (
    "title", "index_no", "doc_no", "issuer", "made_on", "happened_on", "topic", "group", "genre", "audience", "form",
    "way", "extent", "origin", "channel", "address", "summary",
)  # fmt: skip
_STARTS = ("=", "+", "-", "@", "\t", "\r")


def published(bureau_id: int, day: date) -> Any:
    """Return what the public may see: published of own motion, not later than today, in force as a record."""
    rows = Item.objects.filter(bureau_id=bureau_id, way="own_motion", happened_on__lte=day)
    return rows.counted().order_by("-happened_on", "-pk")


def _label(name: str) -> str:
    return "公开日期" if name == "happened_on" else str(getattr(Item._meta.get_field(name), "verbose_name", name))


def _value(item: Item, name: str) -> str:
    getter = getattr(item, f"get_{name}_display", None)
    value = getter() if getter else getattr(item, name)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def header_block(item: Item) -> list[dict[str, str]]:
    """Return the header block (信息头) of an item, only what is filled."""
    names = [n for n in FIELDS if n not in ("title", "summary", "address")]
    return [{"label": _label(n), "value": v} for n in names if (v := _value(item, n))]


def build(bureau: Any, rows: Any, now: datetime) -> bytes:
    """Return the package of some items."""
    code = bureau.code or str(bureau.pk)
    items = [
        {"id": f"{code}-{item.pk}", "version": item.version, **{name: _value(item, name) for name in FIELDS}}
        for item in rows
    ]
    meta = {"bureau": code, "name": str(bureau), "made_at": now.isoformat(timespec="seconds"), "count": len(items),
            "labels": {name: _label(name) for name in FIELDS}, "items": items}  # fmt: skip
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["编号", "版本", *(_label(name) for name in FIELDS)])
    for found in items:
        writer.writerow([_safe(str(found[k])) for k in ("id", "version", *FIELDS)])
    files = {
        "catalogue.json": json.dumps(meta, ensure_ascii=False, indent=1).encode(),
        "catalogue.csv": "\ufeff".encode() + table.getvalue().encode(),
    }
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in {**files, "SHA256SUMS": sums.encode()}.items():
            book.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def _safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text
