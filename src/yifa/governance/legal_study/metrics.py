"""Figures of legal study."""

from typing import Any

from django.db.models import Q

from yifa.core.metrics.metric import Measured, Metric, Query, by_part, every, named, share, total
from yifa.governance.decisions.public import Body, Meeting
from yifa.governance.legal_study.choices import ItemKind, Mode, OutputKind, SessionKind, Subject
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
from yifa.kernel.record import Life
from yifa.kernel.registry import metric
from yifa.lawkit.quantity import Style


def _coverage(rows: Any, query: Query) -> Measured:
    """Meetings with a session over all meetings of the party group."""
    meetings = query.records(Meeting, body=Body.PARTY_GROUP)
    covered = meetings.filter(pk__in=rows.values("meeting_id")).count()
    return Measured(meetings.count() or None, covered, meetings.count())


metric(
    Metric(
        key="legal_study.pre_meeting_study",
        label="会前学法",
        unit="次",
        rows=lambda q: q.records(
            Session, kind=SessionKind.PRE_MEETING, meeting__body=Body.PARTY_GROUP, meeting__life=Life.LIVE
        ),
        measure=_coverage,
        qualifier="all",
        style=Style(template="{label}{q}"),
        registers=("legal_study.session", "decisions.meeting"),
        subject="党组会议",
        claim="安排会前学法",
        claim_unit="次",
        query="本年度党组会议中，有会前学法记录的会议；作废的不计",
    )
)


def _sessions(name: str, kind: SessionKind, label: str, query: str, rules: tuple[str, ...] = ()) -> None:
    metric(
        Metric(
            key=f"legal_study.{name}",
            label=label,
            unit="次",
            rows=lambda q: q.records(Session, kind=kind),
            registers=("legal_study.session",),
            query=query,
            rules=rules,
        )
    )


_sessions(
    "centre_group",
    SessionKind.CENTRE_GROUP,
    "党组理论学习中心组学习",
    "发生日在本年度、学法形式为中心组学习的学法活动；作废的不计",
    ("STU-03", "STU-04"),
)
_sessions("branch_sessions", SessionKind.BRANCH, "支部学习", "发生日在本年度、学法形式为支部学习的学法活动；作废的不计")
_sessions(
    "branch_law_sessions",
    SessionKind.BRANCH_LAW,
    "支部法治学习",
    "发生日在本年度、学法形式为支部法治学习的学法活动；作废的不计",
)
_sessions("party_days", SessionKind.PARTY_DAY, "主题党日", "发生日在本年度、学法形式为主题党日的学法活动；作废的不计")
_sessions(
    "lectures", SessionKind.LECTURE, "法治讲座", "发生日在本年度、学法形式为法治讲座的学法活动；作废的不计", ("STU-01",)
)

metric(
    Metric(
        key="legal_study.centre_group_target",
        label="中心组集中学法目标",
        unit="次",
        rows=lambda q: q.records(StudyTarget, date_field="", year=q.year, kind=SessionKind.CENTRE_GROUP),
        measure=named(lambda rows, q: rows.latest("pk").times),
        qualifier="target",
        bound="no_less_than",
        rules=("STU-03",),
        query="本年度的中心组学法目标；目标不作结果，实际次数另列",
    )
)
metric(
    Metric(
        key="legal_study.exams",
        label="学法考试",
        unit="次",
        rows=lambda q: q.records(Exam),
        measure=by_part("mode", {mode.value: f"{mode.label}考试" for mode in Mode}),
        style=Style(template="{parts}"),
        registers=("legal_study.exam",),
        rules=("STU-01",),
        query="考试日在本年度的学法考试，分线上、线下计次；作废的不计",
    )
)
metric(
    Metric(
        key="legal_study.exam_attendance",
        label="参考率",
        unit="%",
        rows=lambda q: q.records(Exam),
        measure=share(top="attended", bottom="expected"),
        qualifier="all",
        style=Style(template="{label}{q}"),
        subject="应考人员",
        claim="参加考试",
        claim_unit="人次",
        rules=("STU-01",),
        query="本年度各次学法考试实考人次之和除以应考人次之和；作废的不计",
    )
)
metric(
    Metric(
        key="legal_study.exam_pass",
        label="合格率",
        unit="%",
        rows=lambda q: q.records(Exam),
        measure=share(top="passed", bottom="attended"),
        qualifier="all",
        style=Style(template="{label}{q}"),
        subject="参考人员",
        claim="考试合格",
        claim_unit="人次",
        rules=("STU-01",),
        query="本年度各次学法考试合格人次之和除以实考人次之和；作废的不计",
    )
)


def _energy_trainees(query: Query) -> Any:
    return query.records(Trainee, training__subject=Subject.ENERGY, training__life=Life.LIVE)


metric(
    Metric(
        key="legal_study.energy_trainees",
        label="节能管理培训人员",
        unit="名",
        rows=_energy_trainees,
        registers=("legal_study.training",),
        query="结业（考试）日在本年度、所在培训班主题为节能管理的参训人员；作废的人员和培训班不计",
    )
)
metric(
    Metric(
        key="legal_study.energy_trainees_passed",
        label="通过考试",
        unit="名",
        rows=_energy_trainees,
        measure=every(Q(passed=True)),
        qualifier="all",
        style=Style(template="全部{label}"),
        subject="参训人员",
        claim="通过考试",
        claim_unit="名",
        query="本年度节能管理培训的参训人员中通过考试的；作废的人员和培训班不计",
    )
)
metric(
    Metric(
        key="legal_study.training_classes",
        label="培训班",
        unit="期",
        rows=lambda q: q.records(Training),
        registers=("legal_study.training",),
        rules=("STU-01",),
        query="开班日在本年度的培训班；作废的不计",
    )
)


def _outputs(name: str, kind: OutputKind) -> None:
    metric(
        Metric(
            key=f"legal_study.{name}",
            label=kind.label,
            unit="篇",
            rows=lambda q: q.records(Output, kind=kind),
            registers=("legal_study.output",),
            query=f"完成日在本年度、类别为{kind.label}的学习成果；作废的不计",
        )
    )


_outputs("study_notes", OutputKind.NOTE)
_outputs("articles", OutputKind.ARTICLE)
_outputs("essays", OutputKind.ESSAY)

metric(
    Metric(
        key="legal_study.books_given",
        label="发放书籍",
        unit="份",
        rows=lambda q: q.records(Distribution, kind=ItemKind.BOOK),
        measure=total("copies"),
        registers=("legal_study.distribution",),
        query="发放日在本年度、类别为书籍的发放记录的份数之和；作废的不计",
    )
)
metric(
    Metric(
        key="legal_study.oath_takers",
        label="宪法宣誓",
        unit="人",
        rows=lambda q: q.records(Oath),
        measure=total("headcount"),
        registers=("legal_study.oath",),
        query="宣誓日在本年度的宪法宣誓人数之和；作废的不计",
    )
)
metric(
    Metric(
        key="legal_study.court_observations",
        label="旁听庭审",
        unit="次",
        rows=lambda q: q.records(CourtObservation),
        registers=("legal_study.court_observation",),
        query="旁听日在本年度的旁听庭审；作废的不计",
    )
)
