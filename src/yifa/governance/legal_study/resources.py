"""Registers of legal study."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from yifa.governance.legal_study.choices import SessionKind
from yifa.governance.legal_study.models import (
    CourtObservation,
    Distribution,
    Exam,
    Oath,
    Output,
    Session,
    StudyTarget,
    Trainee,
    Training,
)
from yifa.governance.legal_study.queries import sessions_done
from yifa.kernel.policy import Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource, View


@resource
class SessionResource(Resource):
    """学法活动."""

    key, model, title, noun, order = "legal_study.session", Session, "学法活动台账", "学法活动", 10
    columns = ("title", "kind", "happened_on", "unit", "speaker", "meeting")
    filters = ("kind", "speaker_rank", "happened_on", "unit")
    form = (
        "kind",
        "title",
        "happened_on",
        "unit",
        "speaker",
        "speaker_rank",
        "meeting",
        "attendees",
        "extended",
        "headcount",
        "materials",
        "paper",
        "note",
    )
    search = ("title", "speaker", "paper", "materials")
    line = ("kind", "happened_on")
    business_key = ("kind", "happened_on", "title")
    rules = ("STU-01", "STU-03", "STU-04")
    aliases = {
        "happened_on": ("学习时间", "日期"),
        "title": ("学习主题", "内容"),
        "speaker": ("主讲人", "领学人"),
        "extended": ("列席人员", "扩大人员"),
        "headcount": ("人数",),
    }
    views = tuple(
        View(kind.value, str(kind.label), lambda rows, day, k=kind.value: rows.filter(kind=k))  # type: ignore[misc]
        for kind in (SessionKind.PRE_MEETING, SessionKind.CENTRE_GROUP, SessionKind.BRANCH, SessionKind.LECTURE)
    )
    empty = "还没有登记学法活动。登记第一次，或导入现有 Excel。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """会前学法 names its meeting and happens on its day; other kinds have none."""
        meeting = data.get("meeting")
        if data.get("kind") != SessionKind.PRE_MEETING:
            if meeting:
                raise ValidationError({"meeting": "只有会前学法写所属会议。"})
            return
        if not meeting:
            raise ValidationError({"meeting": "会前学法须写明所属会议。"})
        if data.get("happened_on") and meeting.happened_on and data["happened_on"] > meeting.happened_on:
            raise ValidationError({"happened_on": "会前学法不能晚于会议日期。"})


@resource
class ExamResource(Resource):
    """学法考试."""

    key, model, title, noun, order = "legal_study.exam", Exam, "学法考试台账", "学法考试", 11
    columns = (
        "title",
        "mode",
        "happened_on",
        "unit",
        "expected",
        "attended",
        "passed",
        Column(
            "rates", "参考率 / 合格率", lambda e: f"{_rate(e.attended, e.expected)} / {_rate(e.passed, e.attended)}"
        ),
    )
    filters = ("mode", "happened_on", "unit")
    form = ("title", "mode", "happened_on", "unit", "organiser", "expected", "attended", "passed", "paper", "note")
    search = ("title", "organiser", "paper")
    line = ("mode", "happened_on")
    business_key = ("title", "happened_on", "mode")
    rules = ("STU-01",)
    aliases = {
        "expected": ("应考", "应参考人数"),
        "attended": ("实考", "参考人数"),
        "passed": ("合格", "通过人数"),
        "happened_on": ("考试日期", "考试时间"),
        "mode": ("考试方式",),
    }
    empty = "还没有登记学法考试。登记第一次，或导入外部平台的成绩汇总。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Nobody sits who should not, nobody passes who did not sit."""
        expected, attended, passed = (data.get(n) or 0 for n in ("expected", "attended", "passed"))
        if attended > expected:
            raise ValidationError({"attended": "实考人数不能多于应考人数。"})
        if passed > attended:
            raise ValidationError({"passed": "合格人数不能多于实考人数。"})


def _rate(n: int, d: int) -> str:
    return f"{n * 100 // d}%" if d else "没有人应考"


@resource
class TrainingResource(Resource):
    """培训班."""

    key, model, title, noun, order = "legal_study.training", Training, "培训班台账", "培训班", 12
    columns = ("title", "subject", "mode", "happened_on", "ends_on", "organiser", "headcount")
    filters = ("subject", "mode", "happened_on", "unit")
    form = ("title", "subject", "mode", "happened_on", "ends_on", "unit", "organiser", "headcount", "paper", "note")
    search = ("title", "organiser", "paper")
    line = ("subject", "happened_on")
    business_key = ("title", "happened_on")
    rules = ("STU-01",)
    aliases = {
        "happened_on": ("开班日期", "开始日期"),
        "ends_on": ("结业日期", "结束日期"),
        "title": ("班名", "培训名称"),
    }
    panels = (Panel("legal_study.trainee", "training", "参训人员"),)
    empty = "还没有登记培训班。登记第一期，或导入现有 Excel。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """A class does not end before it starts."""
        if data.get("ends_on") and data.get("happened_on") and data["ends_on"] < data["happened_on"]:
            raise ValidationError({"ends_on": "结束日不能早于开班日。"})


@resource
class TraineeResource(Resource):
    """参训人员."""

    key, model, title, noun, order = "legal_study.trainee", Trainee, "参训人员名册", "参训人员", 13
    columns = ("training", "name", "unit", "post", "passed", "certificate_no", "happened_on")
    filters = ("training", "passed", "unit")
    form = ("training", "name", "unit", "post", "happened_on", "passed", "certificate_no", "paper", "note")
    search = ("paper",)
    title_field, line = "training", ("unit", "certificate_no")
    business_key = ("training", "name", "unit")
    sensitivity = {"name": Sensitivity.PERSONAL, "certificate_no": Sensitivity.PERSONAL}
    aliases = {
        "happened_on": ("结业日期", "考试日期"),
        "passed": ("是否合格", "是否通过"),
        "certificate_no": ("证书号", "结业证号"),
    }
    register = False
    empty = "还没有参训人员。登记第一名，或导入名册。"


@resource
class OutputResource(Resource):
    """学习成果."""

    key, model, title, noun, order = "legal_study.output", Output, "学习成果台账", "学习成果", 14
    columns = ("title", "kind", "happened_on", "unit", "author", "published_in")
    filters = ("kind", "happened_on", "unit")
    form = ("kind", "title", "happened_on", "unit", "author", "published_in", "paper", "note")
    search = ("title", "published_in", "paper")
    line = ("kind", "happened_on")
    business_key = ("kind", "title")
    sensitivity = {"author": Sensitivity.PERSONAL}
    aliases = {"happened_on": ("完成日期", "刊发日期"), "kind": ("类型",), "author": ("撰写人",)}
    empty = "还没有登记学习成果。登记第一篇。"


@resource
class DistributionResource(Resource):
    """资料发放."""

    key, model, title, noun, order = "legal_study.distribution", Distribution, "学习资料发放台账", "发放记录", 15
    columns = ("title", "kind", "copies", "happened_on", "unit", "receiver")
    filters = ("kind", "happened_on", "unit")
    form = ("kind", "title", "copies", "happened_on", "unit", "receiver", "paper", "note")
    search = ("title", "receiver", "paper")
    line = ("copies", "happened_on")
    business_key = ("title", "receiver", "happened_on")
    aliases = {"copies": ("数量", "册数", "本数"), "receiver": ("领用单位", "领取人"), "happened_on": ("发放日期",)}
    empty = "还没有发放记录。登记第一笔。"


@resource
class OathResource(Resource):
    """宪法宣誓."""

    key, model, title, noun, order = "legal_study.oath", Oath, "宪法宣誓台账", "宪法宣誓", 16
    columns = ("title", "occasion", "happened_on", "headcount", "overseer", "place")
    filters = ("occasion", "happened_on")
    form = ("title", "occasion", "happened_on", "unit", "people", "headcount", "overseer", "place", "paper", "note")
    search = ("title", "people", "paper")
    line = ("occasion", "happened_on")
    business_key = ("title", "happened_on")
    empty = "还没有登记宪法宣誓。登记第一次。"


@resource
class CourtResource(Resource):
    """旁听庭审."""

    key, model, title, noun, order = "legal_study.court_observation", CourtObservation, "旁听庭审台账", "旁听庭审", 17
    columns = ("title", "case_no", "court", "mode", "own_case", "happened_on", "headcount")
    filters = ("mode", "own_case", "happened_on")
    form = ("title", "case_no", "court", "mode", "own_case", "happened_on", "unit", "headcount", "paper", "note")
    search = ("title", "case_no", "court", "paper")
    line = ("case_no", "happened_on")
    business_key = ("title", "happened_on")
    aliases = {"court": ("法院",), "happened_on": ("开庭日期", "旁听日期"), "headcount": ("人数",)}
    empty = "还没有登记旁听庭审。登记第一次。"


@resource
class TargetResource(Resource):
    """学法目标."""

    key, model, title, noun, order = "legal_study.target", StudyTarget, "学法目标", "学法目标", 18
    columns = (
        "year",
        "kind",
        "bound",
        "times",
        Column("done", "实际次数", sessions_done, number=True),
        Column("gap", "还差", lambda t: max(0, t.times - sessions_done(t)), number=True),
        "paper",
    )
    filters = ("year", "kind")
    form = ("year", "kind", "bound", "times", "happened_on", "unit", "paper", "note")
    facts = ("year", "kind", "bound", "times", "done", "gap", "happened_on", "unit", "paper", "note")
    search = ("paper",)
    title_field, line = "kind", ("year", "times")
    ordering = ("-year", "kind", "-id")
    business_key = ("year", "kind")
    rules = ("STU-03",)
    register = False
    empty = "还没有学法目标。登记本年度目标，实际次数会列在旁边。"
