"""Registers of the report desk."""

from typing import Any

from yifa.kernel.policy import Scope
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource
from yifa.suites.report_desk.models import CheckedPaper, FindingAnswer, StatedFigure
from yifa.suites.report_desk.words import QUALIFIER


@resource
class CheckedPaperResource(Resource):
    """送检文稿."""

    key, model, title, noun = "report_desk.paper", CheckedPaper, "送检文稿", "文稿"
    columns = ("title", "issuer", "year", "state", "errors", "warnings", "infos", "checked_at")
    filters = ("year", "state")
    facts = ("title", "file_name", "format", "issuer", "year", "state", "error", "previous", "against", "checked_at",
             "errors", "warnings", "infos", "file_sha256", "unit")  # fmt: skip
    search = ("title", "issuer")
    line, ordering = ("year", "state"), ("-id",)
    tones = {"state": {"wait": "run", "done": "done", "failed": "alarm", "gone": "void"}}
    untracked = ("result",)
    select = ("previous",)
    panels = (Panel("report_desk.answer", "checked_paper", "处理意见"),)
    verbs = ()
    register, dated, in_menu = False, False, False

    def rows(self, scope: Scope) -> Any:
        """Without the result, which is as long as the paper."""
        return super().rows(scope).defer("result")

    empty = "还没有送检的文稿。在“报告体检”里上传一份。"


@resource
class FindingAnswerResource(Resource):
    """处理意见."""

    key, model, title, noun = "report_desk.answer", FindingAnswer, "处理意见", "处理意见"
    columns = ("checked_paper", "kind", "code", "quote", "text", "reason", "by", "happened_on")
    filters = ("kind",)
    facts = ("checked_paper", "kind", "code", "quote", "text", "reason", "by", "happened_on")
    title_field, line, ordering, search = "code", ("kind", "reason"), ("-id",), ()
    select = ("checked_paper",)
    verbs = ()
    register, dated, in_menu = False, False, False


@resource
class StatedFigureResource(Resource):
    """报告所载数字."""

    key, model, title, noun = "report_desk.figure", StatedFigure, "报告所载数字", "数字"
    columns = ("subject", "year", "value", "measure", Column("said", "说法", lambda o: QUALIFIER.get(o.qualifier, "")),
               "quote", "source")  # fmt: skip
    filters = ("year",)
    facts = ("subject", "year", "issuer", "value", "measure", Column("said", "说法"), "quote", "section",
             "checked_paper", "source", "paper", "note")  # fmt: skip
    form = ("year", "subject", "value", "measure", "note")
    search = ("subject", "quote")
    title_field, line, ordering = "subject", ("year", "quote"), ("-year", "id")
    select = ("checked_paper",)
    business_key = ("year", "subject", "measure")
    verbs = ("correct", "void")
    register, dated, in_menu = False, False, False
    empty = "还没有从报告存下的数字。打开一份体检过的报告，点“存为当年数字”。"
