"""The register of messages to the upper platform."""

from __future__ import annotations

from yifa.affairs.vehicles.choices import Step
from yifa.affairs.vehicles.models import Message
from yifa.kernel.registry import resource
from yifa.kernel.resource import Resource, View


@resource
class MessageResource(Resource):
    """数据交换: made by the system, never typed."""

    key, model, title, noun, order = "vehicles.message", Message, "平台数据交换", "交换", 95
    columns = ("title", "interface", "happened_on", "step", "tries", "first_pass", "reply", "sent_on")
    filters = ("interface", "step", "first_pass", "happened_on")
    form: tuple[str, ...] = ()
    facts = ("title", "interface", "happened_on", "step", "tries", "first_pass", "faults", "reply", "sent_on", "digest")
    search, line = ("title",), ("interface", "step")
    views = (
        View("waiting", "待发送", lambda rows, day: rows.filter(step__in=(Step.WAITING, Step.FAILED))),
        View("refused", "被退回", lambda rows, day: rows.filter(step=Step.REFUSED)),
    )
    tones = {"step": {"waiting": "run", "accepted": "done", "refused": "alarm", "failed": "warn"}}
    verbs: tuple[str, ...] = ()
    register = False
    empty = "还没有交换记录。配置上级平台地址后，点“生成交换数据”。"
