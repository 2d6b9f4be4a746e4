"""What was studied, by whom, with what result. No hours, no ranking (国办函〔2026〕12号)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yifa.governance.legal_study.choices import (
    Bound,
    ItemKind,
    Mode,
    Occasion,
    OutputKind,
    SessionKind,
    SpeakerRank,
    Subject,
)
from yifa.kernel.record import Life, Record


class Session(Record):
    """A study session (学法活动); 会前学法 belongs to its meeting."""

    kind = models.CharField("学法形式", max_length=16, choices=SessionKind.choices)
    title = models.CharField("学习内容", max_length=200)
    speaker = models.CharField("主讲（领学）人", max_length=60, blank=True)
    speaker_rank = models.CharField("主讲人身份", max_length=8, choices=SpeakerRank.choices, blank=True)
    attendees = models.TextField("参加人员", blank=True)
    extended = models.TextField("扩大参加人员", blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)
    materials = models.CharField("学习资料", max_length=200, blank=True)
    meeting = models.ForeignKey(
        "decisions.Meeting", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属会议"
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "学法活动"

    def __str__(self) -> str:
        return self.title


class Exam(Record):
    """A law exam (学法考试): who should sit, who sat, who passed; no marks of persons are kept."""

    title = models.CharField("考试名称", max_length=200)
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    organiser = models.CharField("组织单位（平台）", max_length=120, blank=True)
    expected = models.PositiveIntegerField("应考人数")
    attended = models.PositiveIntegerField("实考人数")
    passed = models.PositiveIntegerField("合格人数")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "学法考试"
        constraints = [
            models.CheckConstraint(condition=Q(attended__lte=F("expected")), name="exam_attended_of_expected"),
            models.CheckConstraint(condition=Q(passed__lte=F("attended")), name="exam_passed_of_attended"),
        ]

    def __str__(self) -> str:
        return self.title


class Training(Record):
    """A training class (培训班); its people are Trainees."""

    title = models.CharField("培训班名称", max_length=200)
    subject = models.CharField("培训主题", max_length=12, choices=Subject.choices)
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    organiser = models.CharField("举办单位", max_length=120, blank=True)
    ends_on = models.DateField("结束日", null=True, blank=True)
    headcount = models.PositiveIntegerField("参加人数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "培训班"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(happened_on__isnull=True) | Q(ends_on__gte=F("happened_on")),
                name="training_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Trainee(Record):
    """One person in a training class (参训人员)."""

    training = models.ForeignKey(Training, models.PROTECT, related_name="trainees", verbose_name="培训班")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("岗位", max_length=60, blank=True)
    passed = models.BooleanField("通过考试", default=False)
    certificate_no = models.CharField("证书编号", max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "参训人员"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "certificate_no"],
                condition=Q(life=Life.LIVE) & ~Q(certificate_no=""),
                name="one_holder_per_certificate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.training}参训人员"


class Output(Record):
    """What study brought forth (学习成果): notes, articles, essays."""

    kind = models.CharField("成果类别", max_length=8, choices=OutputKind.choices)
    title = models.CharField("题目", max_length=200)
    author = models.CharField("作者", max_length=60, blank=True)
    published_in = models.CharField("刊发（报送）处", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "学习成果"

    def __str__(self) -> str:
        return self.title


class Distribution(Record):
    """Books and materials handed out (资料发放), by slip."""

    kind = models.CharField("资料类别", max_length=10, choices=ItemKind.choices)
    title = models.CharField("书目（资料）", max_length=200)
    copies = models.PositiveIntegerField("份数")
    receiver = models.CharField("领取单位", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "资料发放"
        constraints = [models.CheckConstraint(condition=Q(copies__gt=0), name="study_copies_positive")]

    def __str__(self) -> str:
        return self.title


class Oath(Record):
    """An oath to the Constitution (宪法宣誓) on taking up a post."""

    title = models.CharField("仪式名称", max_length=200)
    occasion = models.CharField("宣誓事由", max_length=12, choices=Occasion.choices)
    people = models.TextField("宣誓人员和职务")
    headcount = models.PositiveIntegerField("宣誓人数")
    overseer = models.CharField("监誓人", max_length=60, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "宪法宣誓"

    def __str__(self) -> str:
        return self.title


class CourtObservation(Record):
    """A court hearing watched (旁听庭审), in court or on the public hearing site."""

    title = models.CharField("案由", max_length=200)
    case_no = models.CharField("案号", max_length=80, blank=True)
    court = models.CharField("审理法院", max_length=120, blank=True)
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    own_case = models.BooleanField("本局涉案", default=False)
    headcount = models.PositiveIntegerField("旁听人数", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "旁听庭审"

    def __str__(self) -> str:
        return self.title


class StudyTarget(Record):
    """A yearly target of sessions (学法目标): stands beside what was done, is never a result."""

    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("学法形式", max_length=16, choices=SessionKind.choices)
    bound = models.CharField("目标写法", max_length=16, choices=Bound.choices, default=Bound.NO_LESS, blank=True)
    times = models.PositiveSmallIntegerField("次数")

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "学法目标"
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "year", "kind"], condition=Q(life=Life.LIVE), name="one_study_target_a_year"
            ),
            models.CheckConstraint(condition=Q(times__gt=0), name="study_target_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_kind_display()}目标"
