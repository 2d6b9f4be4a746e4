"""The register of imports (readable, not in the menu) and of kept column mappings."""

from __future__ import annotations

from typing import Any

from yifa.kernel import registry
from yifa.kernel.imports.models import ColumnMapping, ImportRecord
from yifa.kernel.policy import Scope
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Resource


def _register(record: Any) -> str:
    try:
        return str(registry.get_resource(record.resource).title)
    except KeyError:
        return str(record.resource)


class _Kept(Resource):
    """Tables of the import itself: no collection, no standard verbs."""

    register = False
    dated = False
    in_menu = False
    verbs = ()
    search = ()

    def rows(self, scope: Scope) -> Any:
        """Rows of the scope's bureau; registers one may not read do not show."""
        if not scope.has(self.read_roles) or scope.bureau_id is None or not scope.is_business:
            return self.model._default_manager.none()
        keys = [r.key for r in registry.resources() if scope.has(r.read_roles)]
        return self.model._default_manager.filter(bureau_id=scope.bureau_id, resource__in=keys)


@resource
class ImportResource(_Kept):
    """导入记录."""

    key, model, title, noun = "kernel_imports.record", ImportRecord, "导入记录", "导入"
    columns = (Column("register", "台账", _register), "file_name", "state", "created", "updated", "skipped",
               "actor_name", "started_at")  # fmt: skip
    filters = ("state", "backfill")
    facts = (Column("register", "台账", _register), "file_name", "sheet", "backfill", "state", "total",
             "done", "created", "updated", "unchanged", "skipped", "actor_name", "started_at", "reason",
             "file_sha256")  # fmt: skip
    title_field, line, ordering = "file_name", ("state", "started_at"), ("-id",)
    #: Progress is written with each batch, in the transaction of its rows; begin and end are Actions.
    untracked = ("done", "progress", "touched_at")


@resource
class MappingResource(_Kept):
    """列对应."""

    key, model, title, noun = "kernel_imports.mapping", ColumnMapping, "列对应", "列对应"
    columns = (Column("register", "台账", _register), "used_at")
    facts = (Column("register", "台账", _register), "layout", "used_at")
    title_field, line, ordering = "register", ("used_at",), ("-id",)
    untracked = ("used_at",)
