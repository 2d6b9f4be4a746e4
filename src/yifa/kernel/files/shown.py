"""The files of a record (佐证材料) on its page."""

from __future__ import annotations

from typing import Any

from yifa.kernel import history, registry
from yifa.kernel.action import Ctx
from yifa.kernel.files.models import Attachment
from yifa.kernel.policy import Scope
from yifa.kernel.resource.listing import may


def attachments(resource: Any, obj: Any) -> list[Attachment]:
    """Return the files attached to a record, newest first."""
    rows = Attachment.objects.filter(resource=resource.key, object_ref=obj.pk)
    return list(rows.select_related("file").order_by("-id"))


def files_panel(resource: Any, obj: Any, ctx: Ctx, files: list[Attachment]) -> dict[str, Any] | None:
    """Return the panel 佐证材料 with its way to add one; None where there is nothing to show."""
    attach = registry.actions(resource.key).get("attach")
    able = attach is not None and may(attach, ctx, obj) and not attach.available(ctx, obj)
    files = [f for f in files if f.withdrawn_on is None]
    if not files and not able:
        return None
    panel: dict[str, Any] = {"title": "佐证材料", "empty": "还没有佐证材料。"}
    if files:
        panel["template"], panel["files"] = "yifa/resource/files.html", [_file(f, ctx.scope) for f in files]
        panel["empty"] = ""
    if able:
        panel["corner"] = {"text": "加入佐证", "url": f"{resource.url(obj)}do/attach/"}
    return panel


def _file(attachment: Attachment, scope: Scope) -> dict[str, Any]:
    shown = history.proof(attachment, scope)
    start, end = attachment.proves_from, attachment.proves_to
    proves = f"证明 {start:%Y-%m-%d}" + (f" 至 {end:%Y-%m-%d}" if end and end != start else "") if start else ""
    return {**shown, "meta": [t for t in (attachment.purpose, proves, size(attachment.file.size)) if t]}


def size(number: int) -> str:
    """Return a file size for readers."""
    return (
        f"{number} 字节"
        if number < 1024
        else f"{number / 1024:.0f} KB"
        if number < 1 << 20
        else f"{number / (1 << 20):.1f} MB"
    )
