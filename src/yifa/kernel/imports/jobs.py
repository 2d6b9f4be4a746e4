"""The two jobs of imports: apply, and sweep what was cancelled or undone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from yifa.kernel import clockwork, indexes, registry
from yifa.kernel.action import ActionError, Ctx
from yifa.kernel.imports import apply
from yifa.kernel.imports.models import ImportRecord
from yifa.kernel.imports.sheets import SheetError
from yifa.kernel.jobs.queue import GiveUp, Progress, handler
from yifa.kernel.policy import ROLES, Scope, scope_of


def ctx_for(who: dict[str, Any]) -> Ctx:
    """Return the context of the person who asked, as their posts are now; the operator's without a person."""
    if who.get("user") is None:
        roles = frozenset(ROLES) - {"auditadmin", "unit", "driver", "counsel"}
        scope = Scope(user_id=None, bureau_id=who["bureau"], roles=roles, unit_ids=None, name="命令行")
    else:
        scope = scope_of(
            get_user_model()._default_manager.filter(pk=who["user"], is_active=True).first(), who["bureau"]
        )
    return Ctx(scope=scope, day=clockwork.today(), now=clockwork.now(), channel="job")


@handler("imports.apply")
def apply_job(progress: Progress, record: int, scope: dict[str, Any]) -> None:
    """Apply a large import."""
    found = ImportRecord.objects.get(pk=record)
    progress.result(f"/imports/{record}/", "看这次导入")
    progress.tell(done=found.done, total=found.total, note="先检查整个文件，再分批写入。可以离开这一页。")
    try:
        ended = apply.perform(found, ctx_for(scope), lambda done, total: progress.tell(done, total))
    except (ActionError, SheetError) as error:
        raise GiveUp(str(error)) from error
    indexes.follow(registry.get_resource(ended.resource))
    if ended.state == ImportRecord.State.CANCELLED and ended.errors:
        raise GiveUp(f"检查未通过，{len(ended.errors)} 处要改，没有写入。")
    progress.tell(note="")


@handler("imports.sweep")
def sweep_job(progress: Progress, record: int, scope: dict[str, Any], reason: str, approver: str) -> None:
    """Void the rows of a cancelled or undone import."""
    found = ImportRecord.objects.get(pk=record)
    progress.result(f"/imports/{record}/", "看这次导入")
    try:
        apply.sweep(found, ctx_for(scope), reason, approver, lambda done, total: progress.tell(done, total))
    except ActionError as error:
        raise GiveUp(str(error)) from error
