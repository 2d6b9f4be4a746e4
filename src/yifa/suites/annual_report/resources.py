"""Registers of the annual report."""

from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource
from yifa.suites.annual_report.models import Narrative, NextStep, Shortcoming


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
