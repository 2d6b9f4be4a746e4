"""Registers of the example."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from tests.kernel_example.models import Loan, LoanState, Thing
from yifa.kernel.policy import READERS, WRITERS, Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Expected, Panel, Resource, View


def lent(thing: Thing) -> int:
    """Return how many of its loans are out; the loans come with the page (``prefetch``)."""
    return sum(loan.state == LoanState.OUT for loan in thing.loans.all())


@resource
class ThingResource(Resource):
    """公物."""

    key, model, title, noun, order = "kernel_example.thing", Thing, "公物台账", "公物", 10
    columns = ("title", "number", "place", Column("worth", number=True, order_by="worth", wan=True), "happened_on",
               "unit", Column("out", "在借", value=lent, number=True))  # fmt: skip
    under, spare = ("number",), ("place",)
    filters = ("happened_on", "unit")
    form = ("title", "number", "place", "worth", "happened_on", "unit", "note")
    line, search = ("number", "place"), ("title", "number")
    business_key = ("number",)
    aliases = {"number": ("资产编号",)}
    panels = (Panel("kernel_example.loan", "thing", "借用记录"),)
    sections = (("公物", ("title", "number", "place")), ("入账", ("worth", "happened_on", "unit")))
    ordering = ("number", "id")
    prefetch = ("loans",)
    untracked = ("seen",)
    rules = ("REP-01",)
    read_roles = READERS | {"unit"}
    register, dated = False, False
    empty = "还没有公物。登记第一件。"

    def prepare(self, work: Any, obj: Thing) -> None:
        """Fill what nobody types, before the row is written."""
        obj.place = obj.place or "库房"


@resource
class LoanResource(Resource):
    """公物借用."""

    key, model, title, noun, order = "kernel_example.loan", Loan, "公物借用台账", "公物借用", 20
    columns = ("thing", "borrower", "who", "happened_on", "due_on", "back_on", "state", "unit")
    filters = ("state", "happened_on", "borrower")
    form = ("thing", "borrower", "who", "happened_on", "due_on", "unit", "paper", "note")
    facts = ("thing", "borrower", "who", "happened_on", "due_on", "back_on", "state", "unit", "paper", "note")
    title_field, line, search = "thing", ("who", "due_on"), ("who", "paper")
    quiet = ("note",)
    views = (View("out", "在借", lambda rows, day: rows.filter(state=LoanState.OUT)),)
    tones = {"state": {LoanState.OUT: "run", LoanState.BACK: "done"}}
    sensitivity = {"who": Sensitivity.PERSONAL}
    expected = (Expected("借条", when=lambda loan: loan.state == LoanState.OUT, note="借用单位签字"),)
    select = ("thing", "borrower")
    record_label = "登记借用"
    future_ok, in_menu = True, False
    verbs = ("record", "correct", "void", "backfill")
    write_roles = WRITERS - {"head"}

    def clean(self, ctx: Any, obj: Loan | None, data: dict[str, Any]) -> None:
        """Refuse what cannot be, by whatever door it comes."""
        if data.get("due_on") and data.get("happened_on") and data["due_on"] < data["happened_on"]:
            raise ValidationError({"due_on": "应还日不能早于借出日。"})
