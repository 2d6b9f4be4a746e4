"""账页: the ledger as the audit administrator reads it: who did what to which record and when, not what stands in it.

The values an entry changed show only where the reader's role may read that register (三员分立, ADR 0051).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from yifa.kernel import history, registry
from yifa.kernel.ledger.models import Entry, Head, Seal
from yifa.kernel.policy import Scope
from yifa.kernel.ui.marks import cn_date, title_cell

#: Who may read the ledger's pages.
ROLES = frozenset({"auditadmin"})
SIZE = 50
SEALS = 8
VIA = {"screen": "页面", "import": "导入", "api": "接口", "job": "后台任务", "cli": "命令行"}
_HIDDEN = frozenset({"id", "bureau_id", "version", "created_at", "updated_at", "import_ref"})


class Conditions(forms.Form):
    """What may be asked of the ledger."""

    start = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    resource = forms.ChoiceField(label="台账", required=False)
    action = forms.ChoiceField(label="动作", required=False)
    who = forms.CharField(label="经办人（姓名全称）", required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted((r.title, r.key) for r in registry.resources())
        labels: dict[str, None] = {}
        for res in registry.resources():
            labels.update({a.label: None for a in registry.actions(res.key).values()})
        self.fields["resource"].choices = [("", "全部"), *((key, title) for title, key in names)]  # type: ignore[attr-defined]
        self.fields["action"].choices = [("", "全部"), *((label, label) for label in sorted(labels))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("start") and data.get("end") and data["start"] > data["end"]:
            self.add_error("end", "不能早于起始日。")
        return data


def entries(scope: Scope, asked: dict[str, Any]) -> Any:
    """Return the entries of the reader's bureau that meet the conditions."""
    rows = Entry.objects.filter(bureau_ref=scope.bureau_id)
    if asked.get("start"):
        rows = rows.filter(at__gte=_midnight(asked["start"]))
    if asked.get("end"):
        rows = rows.filter(at__lt=_midnight(asked["end"] + timedelta(days=1)))
    if asked.get("resource"):
        rows = rows.filter(resource=asked["resource"])
    if asked.get("action"):
        rows = rows.filter(text__contains=f'"label":{_json(asked["action"])},')
    if asked.get("who"):
        rows = rows.filter(text__contains=f'"name":{_json(asked["who"].strip())},"post":')
    return rows


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def table(rows: list[Entry], scope: Scope, day: Any) -> dict[str, Any]:
    """Return entries as a table."""
    heads = [
        {"label": "序号", "num": True},
        {"label": "记录时刻", "nowrap": True},
        *({"label": text} for text in ("经办", "动作", "记录", "改动")),
        {"label": "摘要", "nowrap": True, "hide": "phone"},
    ]
    return {
        "caption": "账页，从新到旧", "columns": heads,
        "rows": [{"pk": e.seq, "label": f"第{e.seq}条", "cells": _cells(e, scope, day)} for e in rows],
    }  # fmt: skip


def _cells(entry: Entry, scope: Scope, day: Any) -> list[Any]:
    body = json.loads(entry.text)
    who, local = body.get("who", {}), timezone.localtime(entry.at)
    resource = next((r for r in registry.resources() if r.key == entry.resource), None)
    readable = resource is not None and scope.has(resource.read_roles)
    place = resource.title if resource is not None else entry.resource
    tags = [f"代{who['for']}"] if who.get("for") else []
    sub = [t for t in (who.get("post", ""), VIA.get(who.get("via", ""), who.get("via", ""))) if t]
    reason = [body["why"]] if readable and body.get("why") else []
    return [
        entry.seq,
        f"{cn_date(local, day)} {local:%H:%M:%S}",
        title_cell(who.get("name") or "系统", None, sub, tags),
        title_cell(body.get("label", ""), None, reason),
        {"text": f"{place} 第{entry.object_ref}号",
         "url": f"/r/{entry.resource}/{entry.object_ref}/" if readable else ""},
        _changed(resource, body, scope, readable),
        f"{entry.hash[:4]}…{entry.hash[-4:]}",
    ]  # fmt: skip


def _changed(resource: Any, body: dict[str, Any], scope: Scope, readable: bool) -> str:
    """Return which fields an entry changed, with their values where the reader may read the register."""
    every = body.get("changes", {})
    changes = {k: v for k, v in every.items() if k not in _HIDDEN}
    if every.keys() & {"created_at", "bureau_id"} and all(old is None for old, _ in every.values()):
        return "新记录"
    if resource is None or not changes:
        return f"{len(changes)} 项" if changes else "—"
    labels = {f.attname: str(f.verbose_name) for f in resource.model._meta.concrete_fields}
    if not readable:
        return "、".join(labels.get(name, name) for name in changes)
    seen = history.changes_of(resource, changes, scope, {})
    return "；".join(
        c["label"] if isinstance(c["old"], dict) else f"{c['label']} {c['old'] or '空'}→{c['new'] or '空'}"
        for c in seen
    )


def state(day: Any) -> dict[str, Any]:
    """Return the panel of head and seals: each seal is held against the entry it sealed."""
    head = Head.objects.filter(pk=1).first()
    seals = list(Seal.objects.order_by("-id")[:SEALS])
    hashes = dict(Entry.objects.filter(seq__in=[s.seq for s in seals]).values_list("seq", "hash"))
    rows = []
    for s in seals:
        good = hashes.get(s.seq) == s.hash
        at = timezone.localtime(s.at)
        said = {"text": "与账本一致" if good else "与账本不符", "tone": "mute" if good else "alarm"}
        cells = [f"{cn_date(at, day)} {at:%H:%M}", s.why, s.seq, said, s.file]
        rows.append({"pk": s.pk, "label": s.why, "alarm": not good, "cells": cells})
    columns = [{"label": "加封时刻", "nowrap": True}, {"label": "事由"}, {"label": "序号", "num": True},
               {"label": "核对"}, {"label": "库外文件", "hide": "phone"}]  # fmt: skip
    note = f"末端第 {head.seq:,} 条，摘要 {head.hash[:16]}…" if head is not None else "还没有账页"
    return {
        "title": "末端和加封", "text": f"{note}。", "corner": {"text": "核验账本", "url": "/ledger/verify/"},
        "table": {"caption": "加封", "columns": columns, "rows": rows, "plain": True, "tight": True},
        "empty": "还没有加封。",
    }  # fmt: skip
