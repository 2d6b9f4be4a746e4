"""Posts from outside that were not taken wait for somebody's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from yifa.kernel import inbox
from yifa.kernel.policy import WRITERS, Scope
from yifa.kernel.registry import get_resource
from yifa.kernel.relay.models import PostState


def _left(scope: Scope) -> Any:
    return get_resource("relay.post").rows(scope).counted().filter(state=PostState.LEFT)


def _count(scope: Scope, day: date) -> Iterator[inbox.Asked]:
    if scope.has(WRITERS):
        yield inbox.Asked(_left(scope))


@inbox.provider(count=_count)
def entries(scope: Scope, day: date) -> Iterator[inbox.Todo]:
    """Yield one entry for each."""
    if not scope.has(WRITERS):
        return
    resource = get_resource("relay.post")
    for post in _left(scope).order_by("pk"):
        url = resource.url(post)
        yield inbox.Todo(
            key=f"relay.post.{post.pk}", kind="task", title=f"{resource.title_of(post)}：{post.words}", url=url,
            meta=(resource.title,), unit_id=post.unit_id,
            action={"label": "办理", "url": url, "small": True},
        )  # fmt: skip
