"""Saved views of a list: those the Resource declares, and those a user keeps; the columns a user chose."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from yifa.kernel.policy import Scope
from yifa.kernel.resource.models import ListSetting, SavedFilter

#: How many filters a user may keep per list.
MOST = 12
_NOT_KEPT = {"after", "before", "from", "exact", "ids", "saved", "csrfmiddlewaretoken"}


def of_user(user: Any, scope: Scope, key: str) -> list[SavedFilter]:
    """Return the user's own saved filters of a list."""
    rows = SavedFilter.objects.filter(user_id=user.pk, bureau_ref=scope.bureau_id or 0, resource=key)
    return list(rows.order_by("id"))


def keep(user: Any, scope: Scope, key: str, name: str, query: str) -> str:
    """Keep a filter under a name; return a Chinese complaint, or nothing."""
    name = name.strip()[:20]
    if not name:
        return "视图要有名称。"
    mine = SavedFilter.objects.filter(user_id=user.pk, bureau_ref=scope.bureau_id or 0, resource=key)
    if mine.exclude(name=name).count() >= MOST:
        return f"每个台账最多存 {MOST} 个视图。先删去不用的。"
    pairs = [(k, v) for k, v in parse_qsl(query[:2000]) if k not in _NOT_KEPT]
    if not pairs:
        return "还没有条件。先查出想要的记录，再存视图。"
    SavedFilter.objects.update_or_create(
        user_id=user.pk, bureau_ref=scope.bureau_id or 0, resource=key, name=name, defaults={"query": urlencode(pairs)}
    )
    return ""


def drop(user: Any, pk: int) -> None:
    """Delete one of the user's own filters."""
    SavedFilter.objects.filter(user_id=user.pk, pk=pk).delete()


def columns_of(user: Any, key: str) -> list[str]:
    """Return the columns a user chose, or none."""
    chosen = ListSetting.objects.filter(user_id=user.pk, resource=key).values_list("columns", flat=True).first()
    return [str(c) for c in chosen] if isinstance(chosen, list) else []


def choose_columns(user: Any, key: str, names: list[str]) -> None:
    """Keep the columns a user wants to see."""
    ListSetting.objects.update_or_create(user_id=user.pk, resource=key, defaults={"columns": names})
