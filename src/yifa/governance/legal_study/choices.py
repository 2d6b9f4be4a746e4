"""Enums of legal study."""

from django.db import models


class SessionKind(models.TextChoices):
    """The kind of a study session (学法形式)."""

    PRE_MEETING = "pre_meeting", "会前学法"
    CENTRE_GROUP = "centre_group", "中心组学习"
    BRANCH = "branch", "支部学习"
    BRANCH_LAW = "branch_law", "支部法治学习"
    PARTY_DAY = "party_day", "主题党日"
    LECTURE = "lecture", "法治讲座"


class SpeakerRank(models.TextChoices):
    """Who speaks (主讲人身份)."""

    LEADER = "leader", "主要负责人"
    MEMBER = "member", "班子成员"
    STAFF = "staff", "本局人员"
    COUNSEL = "counsel", "法律顾问"
    EXPERT = "expert", "外请专家"


class Mode(models.TextChoices):
    """Where an exam, a class or a court hearing is followed (方式)."""

    ONLINE = "online", "线上"
    OFFLINE = "offline", "线下"


class Subject(models.TextChoices):
    """What a training class is about (培训主题)."""

    LAW = "law", "法治"
    ENERGY = "energy", "节能管理"
    ENFORCEMENT = "enforcement", "行政执法"
    POLICY = "policy", "机关事务政策"
    OTHER = "other", "其他"


class OutputKind(models.TextChoices):
    """What study brought forth (成果类别)."""

    NOTE = "note", "学习心得"
    ARTICLE = "article", "理论文章"
    ESSAY = "essay", "征文"


class ItemKind(models.TextChoices):
    """What was handed out (资料类别)."""

    BOOK = "book", "书籍"
    MATERIAL = "material", "学习资料"


class Occasion(models.TextChoices):
    """Why an oath to the Constitution is taken (宣誓事由)."""

    APPOINTED = "appointed", "新任职"
    COLLECTIVE = "collective", "集体宣誓"


class Bound(models.TextChoices):
    """How a target is bounded (目标写法); words of the figure vocabulary."""

    NO_LESS = "no_less_than", "不少于"
    EXACT = "", "按此数"
