"""生成交换数据, 发送, and the answer kept."""

from __future__ import annotations

from typing import Any

from yifa.affairs.vehicles.choices import Step
from yifa.affairs.vehicles.exchange import making as making  # the handler of the job
from yifa.affairs.vehicles.exchange import sending as sending  # the handler of the job
from yifa.affairs.vehicles.models import Message
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.jobs import queue
from yifa.kernel.registry import action

MESSAGE = "vehicles.message"
KEEPERS = frozenset({"clerk", "head", "legal"})
#: Records looked through while the reader waits; more are a job.
_AT_ONCE = 1500


@action
class Make(Action):
    """生成交换数据: one message for each record that is new or has changed since it was last made; checked at once."""

    resource, verb, label, on, main, roles = MESSAGE, "make", "生成交换数据", "none", True, KEEPERS
    confirm = "按现有台账生成待发送的数据，先校验，有问题的不发送。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Compare by digest with what was made before; large registers are looked through by a job."""
        bureau = work.scope.bureau_id or 0
        if (whole := making.total(bureau)) > _AT_ONCE:
            scope = {"user": work.scope.user_id, "bureau": bureau}
            queue.enqueue("vehicles.make", "生成公务用车交换数据", {"scope": scope}, bureau=bureau,
                          actor=work.scope.user_id, total=whole)  # fmt: skip
            return None
        fresh = [m for _, found in making.fresh(bureau, work.day) for m in found]
        if not fresh:
            raise Refused("台账自上次生成后没有变化，没有要交换的数据。")
        work.create_many(fresh)
        return fresh[0]


@action
class Keep(Action):
    """写入交换数据: a piece of what the making job found."""

    resource, verb, label, on, hidden, roles = MESSAGE, "keep", "写入交换数据", "none", True, KEEPERS

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Only the job."""
        if ctx.channel != "job":
            raise Refused("这个动作由系统办理。用“生成交换数据”。")
        super().authorise(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Write them."""
        found = data.get("messages") or ()
        if not found:
            raise Refused("没有要写入的交换数据。")
        work.create_many(found)
        return found[0]


@action
class Send(Action):
    """发送: as a job that tries again when the platform is down."""

    resource, verb, label, on, roles = MESSAGE, "send", "发送到上级平台", "none", KEEPERS

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Put the job into the queue."""
        bureau = work.scope.bureau_id
        rows = Message.objects.filter(bureau_id=bureau, life="live", step__in=(Step.WAITING, Step.FAILED), faults="")
        first = rows.order_by("id").first()
        if first is None:
            raise Refused("没有待发送的数据。先“生成交换数据”。")
        scope = {"user": work.scope.user_id, "bureau": bureau}
        queue.enqueue("vehicles.exchange", "向上级平台发送公务用车数据", {"scope": scope}, bureau=bureau,
                      actor=work.scope.user_id, total=rows.count())  # fmt: skip
        return first


@action
class Again(Action):
    """退回的重新发送: the same content once more, where the platform's reason is gone and the record was right."""

    resource, verb, label, bulk, roles = MESSAGE, "again", "重新发送", True, KEEPERS

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """What the platform refused; what fails our own check is mended in the register first."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.faults:
            return "没有通过本系统校验。更正台账后“生成交换数据”，会生成新的一条。"
        return "" if obj is None or obj.step == Step.REFUSED else "只有被平台退回的可以重新发送。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """It waits again."""
        assert obj is not None
        return work.update(obj, step=Step.WAITING)


@action
class Note(Action):
    """登记回执: what the platform answered; written by the sending job."""

    resource, verb, label, hidden, roles = MESSAGE, "note", "登记回执", True, KEEPERS

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not once it is accepted."""
        done = obj is not None and obj.step == Step.ACCEPTED
        return super().available(ctx, obj) or ("平台已接收。" if done else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the answer and count the try."""
        assert obj is not None
        if data["step"] not in Step.values:
            raise Refused("回执的状态不认识。")
        return work.update(obj, step=data["step"], reply=data["reply"][:300], tries=obj.tries + 1, sent_on=work.day)
