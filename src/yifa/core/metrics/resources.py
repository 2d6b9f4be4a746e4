"""Registers of collection and wording."""

from yifa.core.metrics.models import Answer, Collection, RegisterClose, WordingChoice
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource


class Kept(Resource):
    """Tables that are part of the machinery, not of any collection."""

    register = False
    dated = False
    in_menu = False
    verbs = ()
    search = ()


@resource
class CollectionResource(Kept):
    """收数."""

    key, model, title, noun = "core_metrics.collection", Collection, "收数", "收数"
    columns = ("year", "quarter", "state", "due_on", "closed_on")
    filters = ("year", "state")
    facts = ("year", "quarter", "state", "due_on", "closed_on")
    title_field, line, ordering = "quarter", ("year", "state"), ("-year", "-quarter")
    panels = (
        Panel("core_metrics.answer", "collection", "各处室答复"),
        Panel("core_metrics.close", "collection", "台账关闭"),
    )


@resource
class AnswerResource(Kept):
    """收数答复."""

    key, model, title, noun = "core_metrics.answer", Answer, "收数答复", "答复"
    columns = ("unit", "register", "state", "kind", "entries", "answered_on", "confirmed_by", "chased")
    filters = ("state", "kind")
    facts = ("collection", "unit", "register", "state", "kind", "entries", "answered_by", "answered_on",
             "confirmed_by", "confirmed_on", "chased", "return_reason")  # fmt: skip
    title_field, line, ordering = "register", ("unit", "state"), ("register", "unit")


@resource
class CloseResource(Kept):
    """台账关闭."""

    key, model, title, noun = "core_metrics.close", RegisterClose, "台账关闭", "关闭"
    columns = ("collection", "register", "state", "closed_by", "approver", "reason")
    facts = ("collection", "register", "state", "closed_by", "approver", "reason", "seal")
    title_field, line, ordering = "register", ("collection", "state"), ("-id",)


@resource
class WordingResource(Kept):
    """写法选择."""

    key, model, title, noun = "core_metrics.wording", WordingChoice, "写法选择", "选择"
    columns = ("year", "metric", "qualifier", "option")
    facts = ("year", "metric", "qualifier", "option", "chosen_by")
    title_field, line, ordering = "metric", ("year",), ("-year", "metric")
