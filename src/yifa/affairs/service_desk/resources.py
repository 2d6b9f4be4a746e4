"""Registers of the service desk."""

from typing import Any

from yifa.affairs.service_desk.models import CatalogueItem, Ticket
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource, View

#: Units served by the bureau: they ask, and rate what was done for them.
SERVED = frozenset({"unit"})


@resource
class TicketResource(Resource):
    """服务事项办件: many rows a year, found by number, item and day; not in the full-text index."""

    key, model, title, noun, order = "service_desk.ticket", Ticket, "集中办事台账", "办件", 10
    under = ("item",)
    columns = ("number", "item", "happened_on", "closed_on", "score", "asker", "unit")
    filters = ("item", "score", "happened_on", "closed_on", "unit")
    form = ("number", "item", "asker", "happened_on", "closed_on", "score", "unit", "paper", "note")
    search: tuple[str, ...] = ()
    title_field, line = "number", ("item", "happened_on", "closed_on")
    business_key = ("number",)
    aliases = {"number": ("办件编号", "流水号"), "item": ("事项", "业务类型"), "happened_on": ("受理日期", "受理时间"),
               "closed_on": ("办结时间",), "score": ("满意度",)}  # fmt: skip
    views = (
        View("open", "未办结", lambda rows, day: rows.filter(closed_on__isnull=True)),
        View("poor", "不满意", lambda rows, day: rows.filter(score__lte=2)),
    )
    empty = "还没有办件。登记第一件，或导入窗口系统导出的办件表。"
    read_roles = READERS | SERVED

    def rows(self, scope: Scope) -> Any:
        """A served unit sees what it asked for itself, whichever office handles it."""
        if scope.has(READERS):
            return super().rows(scope)
        asked = scope.unit_ids if scope.has(SERVED) else ()
        return self.model.objects.filter(bureau_id=scope.bureau_id, asker_id__in=asked or ())


@resource
class CatalogueResource(Resource):
    """服务事项目录."""

    key, model, title, noun, order = "service_desk.item", CatalogueItem, "服务事项目录", "服务事项", 20
    columns = ("name", "promise_days", "unit", "happened_on", "dropped_on")
    form = ("name", "guide", "promise_days", "happened_on", "dropped_on", "unit", "paper", "note")
    search, title_field, line = ("name", "guide"), "name", ("unit", "promise_days")
    business_key = ("name",)
    aliases = {"happened_on": ("列入日期",)}
    panels = (Panel("service_desk.ticket", "item", "办件"),)
    register = False
    read_roles = READERS | SERVED

    def rows(self, scope: Scope) -> Any:
        """The catalogue is open to every unit of the bureau, not only to the office that handles a matter."""
        if scope.has(READERS) or not scope.has(SERVED):
            return super().rows(scope)
        return self.model.objects.filter(bureau_id=scope.bureau_id)
