"""One background job as people see it. A framework table: it records no business."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models

from yifa.kernel import clockwork

#: A job that has not been heard of for this long: its process is gone, or its place in the queue.
STALE = timedelta(minutes=3)


class Job(models.Model):
    """A job (后台任务): what it does, for whom, how far it is. ``key``: unique name of recurring work in its period."""

    class State(models.TextChoices):
        """Where a job stands."""

        WAIT = "wait", "排队"
        RUN = "run", "正在办"
        DONE = "done", "已完成"
        FAILED = "failed", "没有完成"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=200)
    key = models.CharField("唯一名", max_length=120, null=True, unique=True)  # noqa: DJ001
    args = models.JSONField("参数", default=dict)
    bureau_ref = models.BigIntegerField("机关", null=True)
    actor_ref = models.BigIntegerField("经办账号", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAIT)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    unit = models.CharField("量词", max_length=8, default="条")
    note = models.CharField("说明", max_length=300, blank=True)
    error = models.CharField("错误", max_length=500, blank=True)
    incident = models.CharField("事件编号", max_length=16, blank=True)
    result_url = models.CharField("结果地址", max_length=300, blank=True)
    result_text = models.CharField("结果", max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    created_at = models.DateTimeField("开始时刻")
    touched_at = models.DateTimeField("最近时刻")

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = [models.Index(fields=["state", "touched_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        """Where the job stands, as people read it: one that should move and does not is said to stand still."""
        return "没有动静" if self.hint else str(self.get_state_display())

    @property
    def hint(self) -> str:
        """What is said of a job that should move and does not."""
        if clockwork.now() - self.touched_at < STALE:
            return ""
        if self.state == self.State.RUN:
            return "几分钟没有动静，办理它的进程可能中断了。后台任务会自动接着办；一直不动，告诉系统管理员。"
        if self.state == self.State.WAIT and not self.attempts:
            return "还没有轮到，或者后台任务没有启动。一直不动，告诉系统管理员。"
        return ""

    def context(self) -> dict[str, Any]:
        """Return the context of ``yifa/parts/job.html``."""
        return {
            "title": self.title, "state": self.state, "done": self.done, "total": self.total, "unit": self.unit,
            "note": self.hint or self.note, "error": self.error, "incident": self.incident,
            "poll_url": f"/jobs/{self.pk}/part", "reload_url": f"/jobs/{self.pk}/",
            "cancel_url": f"/jobs/{self.pk}/cancel",
            "result": {"url": self.result_url, "text": self.result_text or "看结果"} if self.result_url else None,
        }  # fmt: skip
