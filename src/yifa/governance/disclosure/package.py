"""The export package for the government's 集约化 platform: what is published, as data and as pages, with its files.

A zip of ``catalogue.json``, ``catalogue.csv``, ``items/<id>/index.html`` with the attachments beside it, and
``manifest.json`` that names every file with its SM3 digest (``SM3SUMS`` says the same in lines). Each item has an id of
its own and a version, so that the platform may take the same package twice.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import IO, Any

from django.template.loader import render_to_string

from yifa.governance.disclosure.models import Item
from yifa.kernel.files import store
from yifa.kernel.files.models import Attachment
from yifa.kernel.policy import Sensitivity

#: field → its name in the package; the label is the model's own.
FIELDS = (
    "title", "index_no", "doc_no", "issuer", "made_on", "happened_on", "topic", "group", "genre", "audience", "form",
    "way", "extent", "origin", "channel", "address", "summary",
)  # fmt: skip
_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BLOCK = 1 << 20
#: Date of every entry: the same content makes the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
FORMAT = "yifa-disclosure/2"


def published(bureau_id: int, day: date) -> Any:
    """Return what the public may see: published of own motion, not later than today, in force as a record."""
    rows = Item.objects.filter(bureau_id=bureau_id, way="own_motion", happened_on__lte=day)
    return rows.counted().order_by("-happened_on", "-pk")


def files_of(pks: list[int]) -> Any:
    """Return the files of items that the public may have: marked 可公开, not withdrawn."""
    rows = Attachment.objects.filter(resource="disclosure.item", object_ref__in=pks, sensitivity=Sensitivity.OPEN)
    return rows.filter(withdrawn_on__isnull=True).select_related("file").order_by("pk")


def label(name: str) -> str:
    """Return what a field is called in the header block."""
    return str(getattr(Item._meta.get_field(name), "verbose_name", name))


def _value(item: Item, name: str) -> str:
    getter = getattr(item, f"get_{name}_display", None)
    value = getter() if getter else getattr(item, name)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def header_block(item: Item) -> list[dict[str, str]]:
    """Return the header block (信息头) of an item, only what is filled."""
    names = [n for n in FIELDS if n not in ("title", "summary", "address")]
    return [{"label": label(n), "value": v} for n in names if (v := _value(item, n))]


class _Digest:
    """A stream into the zip that counts and digests what passes."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.sm3, self.size = out, hashlib.new("sm3"), 0

    def write(self, block: bytes) -> None:
        self.sm3.update(block)
        self.size += len(block)
        self.out.write(block)


def _blocks(source: bytes | Attachment) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with store.path_of(source.file.sha256).open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def write(bureau: Any, rows: Any, now: datetime, out: IO[bytes]) -> None:
    """Write the package of some items; contents go through in blocks, never whole in memory."""
    code = bureau.code or str(bureau.pk)
    listed = list(rows)
    attached: dict[int, list[Attachment]] = {}
    for i in range(0, len(listed), 500):
        for found in files_of([item.pk for item in listed[i : i + 500]]):
            attached.setdefault(found.object_ref, []).append(found)
    said: list[dict[str, Any]] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:

        def add(name: str, source: bytes | Attachment) -> None:
            with book.open(_entry(name), "w") as entry:
                digest = _Digest(entry)
                for block in _blocks(source):
                    digest.write(block)
            said.append({"name": name, "size": digest.size, "sm3": digest.sm3.hexdigest()})

        items = []
        for item in listed:
            id_ = f"{code}-{item.pk}"
            names = []
            for number, found in enumerate(attached.get(item.pk, ()), 1):
                names.append(f"items/{id_}/{number:02d}-{_file_name(found.name)}")
                add(names[-1], found)
            add(f"items/{id_}/index.html", page(bureau, item, [n.rpartition("/")[2] for n in names]))
            items.append({"id": id_, "version": item.version, **{n: _value(item, n) for n in FIELDS},
                          "page": f"items/{id_}/index.html", "files": names})  # fmt: skip
        meta = {"format": FORMAT, "bureau": code, "name": bureau.name, "made_at": now.isoformat(timespec="seconds"),
                "count": len(items), "labels": {name: label(name) for name in FIELDS}, "items": items}  # fmt: skip
        add("catalogue.json", json.dumps(meta, ensure_ascii=False, indent=1).encode())
        add("catalogue.csv", _table(items))
        manifest = {"format": FORMAT, "digest": "SM3", "made_at": meta["made_at"], "files": said}
        book.writestr(_entry("SM3SUMS"), "".join(f"{f['sm3']}  {f['name']}\n" for f in said))
        book.writestr(_entry("manifest.json"), json.dumps(manifest, ensure_ascii=False, indent=1))


def _entry(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, _EPOCH)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


def page(bureau: Any, item: Item, names: list[str]) -> bytes:
    """Return one item as a page that needs nothing beside it."""
    context = {"bureau": bureau, "item": item, "header": header_block(item), "names": names}
    return render_to_string("disclosure/packed.html", context).encode()


def _file_name(name: str) -> str:
    """Return a name that is a file and no path on any machine."""
    plain = "".join("_" if c in '\\/:*?"<>|' or not c.isprintable() else c for c in name)
    return plain[-120:].lstrip(".") or "file"


def _table(items: list[dict[str, Any]]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["编号", "版本", *(label(name) for name in FIELDS), "附件"])
    for found in items:
        row = [*(found[k] for k in ("id", "version", *FIELDS)), "；".join(found["files"])]
        writer.writerow([_safe(str(cell)) for cell in row])
    return "\ufeff".encode() + table.getvalue().encode()


def _safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS) else text
