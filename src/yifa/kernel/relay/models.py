"""What the relay keeps: inside the channel, its packages and what came in by them; outside cards and waiting posts."""

from __future__ import annotations

from django.db import models

from yifa.kernel.record import Record


class Channel(Record):
    """The pairing of a bureau with its outer instance (内外网通道), and how far both directions have come."""

    pairing = models.CharField("配对号", max_length=32)
    partner = models.CharField("外网机公钥", max_length=130, blank=True)
    address = models.CharField("外网机地址", max_length=300, blank=True, help_text="https 开头；只用文件交换的不填")
    made = models.PositiveIntegerField("已出包号", default=0)
    made_digest = models.CharField("出包摘要", max_length=64, blank=True)
    loaded = models.PositiveIntegerField("外网机已装入号", default=0)
    told = models.PositiveIntegerField("已告知收包号", default=0)
    taken = models.PositiveIntegerField("已收包号", default=0)
    taken_digest = models.CharField("收包摘要", max_length=64, blank=True)
    tried_at = models.DateTimeField("最近一次联系", null=True, blank=True)
    said = models.CharField("联系结果", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "内外网通道"
        constraints = [
            models.UniqueConstraint(fields=["bureau"], condition=models.Q(life="live"), name="one_channel_per_bureau")
        ]

    def __str__(self) -> str:
        return f"{self.bureau} 配对 {self.pairing[:8]}"


class Direction(models.TextChoices):
    """Which way a package goes (方向)."""

    OUT = "out", "出（内网到外网）"
    IN = "in", "进（外网到内网）"


class Way(models.TextChoices):
    """How a package travels (途径)."""

    FILE = "file", "文件"
    NETWORK = "network", "网络"


class PackageState(models.TextChoices):
    """What became of a package (结果)."""

    MADE = "made", "已制作"
    LOADED = "loaded", "外网机已装入"
    TAKEN = "taken", "已收取"
    REFUSED = "refused", "拒收"


class Package(Record):
    """One package that crossed, or was refused (内外网交换包); 发生日 is the day it was made or came."""

    pairing = models.CharField("配对号", max_length=32, blank=True)
    direction = models.CharField("方向", max_length=4, choices=Direction.choices)
    number = models.PositiveIntegerField("包号", null=True, blank=True)
    way = models.CharField("途径", max_length=8, choices=Way.choices, default=Way.FILE)
    state = models.CharField("结果", max_length=8, choices=PackageState.choices)
    whole = models.BooleanField("全量", default=False)
    made_at = models.DateTimeField("制作时刻", null=True, blank=True)
    digest = models.CharField("摘要（SM3）", max_length=64, blank=True)
    previous = models.CharField("上一包摘要", max_length=64, blank=True)
    size = models.BigIntegerField("大小（字节）", default=0)
    cards = models.PositiveIntegerField("更新条数", default=0)
    gone = models.PositiveIntegerField("撤下条数", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    posts = models.PositiveIntegerField("来件数", default=0)
    refused = models.PositiveIntegerField("未收来件数", default=0)
    why = models.CharField("拒收原因", max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "内外网交换包"
        constraints = [
            models.UniqueConstraint(
                fields=["pairing", "direction", "number"], condition=~models.Q(state="refused"), name="a_number_once"
            )
        ]

    def __str__(self) -> str:
        kind = "出包" if self.direction == Direction.OUT else "进包"
        return f"{kind}第{self.number}号" if self.number else f"{kind}（读不出包号）"


class PostState(models.TextChoices):
    """What became of a post (结果)."""

    DONE = "done", "已办入"
    LEFT = "left", "没有收下"
    TOLD = "told", "退回本人"
    DECLINED = "declined", "不予收取"


class Taken(Record):
    """One form that came in by a package (外网来件), and what became of it; 发生日 is the day it was handed in."""

    key = models.CharField("来件号", max_length=32, unique=True)
    package = models.ForeignKey(Package, models.PROTECT, null=True, related_name="+", verbose_name="交换包")
    outlet = models.CharField("窗口", max_length=40)
    handed_in_at = models.DateTimeField("提交时刻")
    who = models.CharField("凭证摘要", max_length=64, blank=True)
    state = models.CharField("结果", max_length=8, choices=PostState.choices)
    words = models.CharField("结果说明", max_length=500, blank=True)
    data = models.JSONField("回告内容", default=dict, blank=True)
    resource = models.CharField("台账", max_length=80, blank=True)
    object_ref = models.BigIntegerField("记录", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "外网来件"

    def __str__(self) -> str:
        return f"来件 {self.key[:8]}"


class Sent(models.Model):
    """What the outer instance holds by the packages made so far; a whole package starts it anew."""

    bureau_ref = models.BigIntegerField("机关")
    outlet = models.CharField("窗口", max_length=40)
    key = models.CharField("卡片", max_length=120)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "已送出的卡片"
        constraints = [models.UniqueConstraint(fields=["bureau_ref", "outlet", "key"], name="a_card_is_sent_once")]

    def __str__(self) -> str:
        return f"{self.outlet}/{self.key}"


# -- outside ---------------------------------------------------------------
class Partner(models.Model):
    """Outside: a bureau that this instance serves, its keys, and how far both directions have come."""

    code = models.CharField("机关代号", max_length=40, unique=True)
    name = models.CharField("机关", max_length=120)
    about = models.JSONField("说明", default=dict, blank=True)
    pairing = models.CharField("配对号", max_length=32)
    key = models.CharField("内网公钥", max_length=130)
    seal = models.CharField("封装公钥", max_length=64)
    loaded = models.PositiveIntegerField("已装入包号", default=0)
    loaded_digest = models.CharField("装入摘要", max_length=64, blank=True)
    as_of = models.DateTimeField("内容截至", null=True, blank=True)
    posted = models.PositiveIntegerField("已出来件包号", default=0)
    posted_digest = models.CharField("来件包摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务的机关"

    def __str__(self) -> str:
        return self.name


class StoredCard(models.Model):
    """Outside: one card as it was handed out."""

    bureau = models.CharField("机关代号", max_length=40)
    outlet = models.CharField("窗口", max_length=40)
    key = models.CharField("卡片", max_length=120)
    who = models.CharField("凭证摘要", max_length=64, blank=True)
    sort = models.CharField("次序", max_length=60, blank=True)
    words = models.TextField("检索文字", blank=True)
    data = models.JSONField("内容", default=dict)
    files = models.JSONField("文件", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "卡片"
        constraints = [models.UniqueConstraint(fields=["bureau", "outlet", "key"], name="a_card_is_held_once")]
        indexes = [models.Index(fields=["bureau", "outlet", "who", "sort"])]

    def __str__(self) -> str:
        return f"{self.outlet}/{self.key}"


class StoredPost(models.Model):
    """Outside: one form handed in and not yet acknowledged; only the inner instance can open its body."""

    key = models.CharField("来件号", max_length=32, unique=True)
    bureau = models.CharField("机关代号", max_length=40)
    outlet = models.CharField("窗口", max_length=40)
    at = models.DateTimeField("提交时刻")
    who = models.CharField("凭证摘要", max_length=64, blank=True, db_index=True)
    body = models.BinaryField("封装内容")
    size = models.PositiveIntegerField("大小")
    package = models.PositiveIntegerField("来件包号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "待取来件"
        indexes = [models.Index(fields=["bureau", "package", "id"])]

    def __str__(self) -> str:
        return f"来件 {self.key[:8]}"
