"""Registers of the annual report."""

from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource
from yifa.suites.annual_report.models import Narrative, NextStep, Report, Shortcoming, Snapshot


@resource
class ShortcomingResource(Resource):
    """不足和原因."""

    key, model, title, noun, order = "annual_report.shortcoming", Shortcoming, "不足和原因", "不足", 10
    columns = ("title", "cause", "year", "sort")
    filters = ("year",)
    form = ("year", "title", "cause", "sort", "unit", "note")
    search = ("title", "cause")
    line, ordering = ("year",), ("-year", "sort", "id")
    register, dated = False, False
    business_key = ("year", "title")


@resource
class NextStepResource(Resource):
    """下年安排."""

    key, model, title, noun, order = "annual_report.next_step", NextStep, "下年安排", "安排", 11
    columns = ("title", "measure", "year", "sort")
    filters = ("year",)
    form = ("year", "title", "measure", "sort", "unit", "note")
    search = ("title", "measure")
    line, ordering = ("year",), ("-year", "sort", "id")
    register, dated = False, False
    business_key = ("year", "title")


@resource
class NarrativeResource(Resource):
    """报告文字."""

    key, model, title, noun, order = "annual_report.narrative", Narrative, "报告文字", "段落", 12
    columns = ("paragraph", "year", "text", "dropped")
    form = ("year", "paragraph", "text", "dropped")
    search = ("text",)
    title_field, line, ordering = "paragraph", ("year",), ("-year", "paragraph")
    register, dated, in_menu = False, False, False
    business_key = ("year", "paragraph")


@resource
class ReportResource(Resource):
    """年度报告."""

    key, model, title, noun, order = "annual_report.report", Report, "年度报告办理", "报告", 9
    columns = ("year", "state", "doc_no", "signer", "signed_on", "submitted_on", "published_on")
    filters = ("year", "state")
    facts = ("year", "state", "deliberated_on", "deliberated_by", "signer", "signed_on", "reservations", "doc_no",
             "urgency", "submitted_on", "addressee", "receipt_on", "receipt_no", "cleared_on", "cleared_by",
             "clearance", "published_on", "published_at", "correcting_since", "correcting_why",
             "note")  # fmt: skip
    title_field, line, ordering, search = "year", ("state", "doc_no"), ("-year", "-id"), ("doc_no",)
    verbs = ()
    rules = ("REP-01", "REP-02", "REP-03", "REP-04")
    register, dated = False, False
    panels = (Panel("annual_report.snapshot", "report", "签发快照"),)

    def title_of(self, obj: Report) -> str:
        """2023年法治政府建设年度报告."""
        return str(obj)


@resource
class SnapshotResource(Resource):
    """签发快照."""

    key, model, title, noun = "annual_report.snapshot", Snapshot, "签发快照", "快照"
    columns = ("number", "happened_on", "reason", "ledger_seq", "ledger_hash")
    facts = ("report", "number", "happened_on", "reason", "ledger_seq", "ledger_hash")
    title_field, line, ordering, search = "number", ("reason",), ("-id",), ()
    verbs = ()
    register, dated, in_menu = False, False, False
