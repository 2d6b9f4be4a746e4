"""Verbs of an approval: 同意, 不同意, 退回, 撤回, 再送, 转办（委托）, 回避, 线下签批补登."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.org.models import Holding, Unit
from yifa.core.process import engine
from yifa.core.process.choices import InstanceState, StepState
from yifa.core.process.counsel_verbs import InviteCounsel, PackForCounsel
from yifa.core.process.models import Instance
from yifa.kernel.action import IN_ACTION, Action, Conflict, Ctx, Refused, Work
from yifa.kernel.policy import ADMIN_ROLES, ROLES, WRITERS
from yifa.kernel.registry import action, get_resource

INSTANCE = "core_process.instance"
SIGNERS = frozenset(ROLES) - ADMIN_ROLES - {"auditor"}


_PROOF = forms.CharField(
    label="凭据编号", required=False, max_length=120,
    help_text="本环节要求会议纪要、回执、审查编号或文号的，写明编号；没有要求的不填。",
)  # fmt: skip


def _opinion(required: bool = False) -> dict[str, forms.Field]:
    words = forms.CharField(label="意见", required=required, widget=forms.Textarea(attrs={"rows": 3}))
    return {"opinion": words, "proof": _PROOF}


class _Sign(Action):
    """A verb on an approval that needs a step of one's own."""

    resource = INSTANCE
    roles = SIGNERS

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """A signer need not belong to the unit: the chain says who signs."""
        if ctx.scope.bureau_id is None or not ctx.scope.has(self.roles):
            raise Refused(f"你的岗位不能办理“{self.label}”。")
        if obj is not None and obj.bureau_id != ctx.scope.bureau_id:
            raise Refused("这份审批单属于别的机关，你的岗位看不到。")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """One must have something to sign; whoever comes second is told who was quicker."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        error = engine.why_not(obj, ctx.scope)
        if isinstance(error, Conflict) and IN_ACTION.get():
            raise error
        return str(error) if error else ""


class _Decide(_Sign):
    verdict = ""
    extra = _opinion()

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Sign."""
        assert obj is not None
        return engine.decide(work, obj, self.verdict, data.get("opinion", ""), proof=data.get("proof", ""))


@action
class Agree(_Decide):
    """同意."""

    verb, label, verdict, main = "agree", "同意", StepState.AGREED, True


@action
class Disagree(_Decide):
    """不同意: the reason is written down."""

    verb, label, verdict, extra = "disagree", "不同意", StepState.DISAGREED, _opinion(True)


@action
class SendBack(_Decide):
    """退回: to whoever began it, with what must be mended."""

    verb, label, verdict, extra = "send_back", "退回", StepState.SENT_BACK, _opinion(True)


@action
class Withdraw(_Sign):
    """撤回: by whoever began it, before it ends."""

    verb, label, danger = "withdraw", "撤回", True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only the starter, only while it runs."""
        why = Action.available(self, ctx, obj)
        if why or obj is None:
            return why
        if obj.state not in (InstanceState.RUNNING, InstanceState.RETURNED):
            return f"审批单{obj.state_label()}。"
        own = obj.starter == ctx.scope.name and (obj.starter_ref is None or obj.starter_ref == ctx.scope.user_id)
        return "" if own else "只有发起人能撤回。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """End it."""
        assert obj is not None
        return engine.withdraw(work, obj)


@action
class Again(Withdraw):
    """补正后再送: a new round from the first stage."""

    verb, label, danger = "again", "补正后再送", False

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After a return."""
        waiting = obj is not None and obj.state != InstanceState.RETURNED
        return super().available(ctx, obj) or ("审批单没有退回。" if waiting else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Go round again."""
        assert obj is not None
        return engine.again(work, obj)


@action
class Delegate(_Sign):
    """转办（委托）: somebody signs in one's place; it is shown as 代."""

    verb, label = "delegate", "转办（委托）"
    extra = {
        "to": forms.ModelChoiceField(
            label="转给", queryset=Holding.objects.filter(post__role__in=SIGNERS).select_related("person", "post")
        ),
        "reason": forms.CharField(label="理由", max_length=200),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Hand the step over inside the bureau."""
        assert obj is not None
        if data["to"].bureau_id != obj.bureau_id or data["to"].post.role not in SIGNERS:
            raise ValidationError({"to": "只能转给本机关有签批岗位的人。"})
        return engine.hand_over(work, obj, data["to"].person, data["reason"])


@action
class Recuse(_Sign):
    """回避: one has an interest in the matter."""

    verb, label = "recuse", "回避"
    extra = {"reason": forms.CharField(label="回避事由", max_length=200)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Stand aside."""
        assert obj is not None
        return engine.stand_aside(work, obj, data["reason"])


_VERDICTS = [(s.value, s.label) for s in (StepState.AGREED, StepState.DISAGREED, StepState.SENT_BACK)]


@action
class PaperSign(_Sign):
    """线下签批补登: a signature on paper, with its date, its number and who entered it."""

    verb, label = "paper_sign", "线下签批补登"
    roles = WRITERS
    extra = {
        "signer": forms.CharField(label="纸面签批人", max_length=60),
        "post": forms.CharField(label="职务", max_length=120, required=False),
        "verdict": forms.ChoiceField(label="意见", choices=_VERDICTS),
        "opinion": forms.CharField(label="签批意见", required=False, widget=forms.Textarea(attrs={"rows": 2})),
        "paper_date": forms.DateField(label="纸面日期", widget=forms.DateInput(attrs={"type": "date"})),
        "paper": forms.CharField(label="纸质件编号或扫描件名", max_length=200),
        "office": forms.ModelChoiceField(
            label="代表的会签处室",
            queryset=Unit.objects.all(),
            required=False,
            help_text="会签写明处室的，选是哪一家签的",
        ),
        "proof": _PROOF,
    }
    help = "补登后审批单上标明“线下签批补登”、纸面日期和补登人；扫描件在页面上加入佐证材料。"

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Whoever enters a paper for others at least sees the approval."""
        super().authorise(ctx, obj)
        if obj is None or ctx.scope.unit_ids is None:
            return
        if not get_resource(self.resource).rows(ctx.scope).filter(pk=obj.pk).exists():
            raise Refused("这份审批单由别的处室（单位）承办，你的岗位不能办理。")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """While it runs."""
        stopped = obj is not None and obj.state != InstanceState.RUNNING
        return Action.available(self, ctx, obj) or (f"审批单{obj.state_label()}。" if stopped and obj else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """A paper of the future does not exist; nobody enters a signature of their own as paper."""
        if data.get("paper_date") and data["paper_date"] > ctx.day:
            raise ValidationError({"paper_date": "纸面日期不能晚于今天。"})
        if obj is not None and data.get("paper_date") and data["paper_date"] < obj.happened_on:
            raise ValidationError({"paper_date": "纸面日期早于发起日。"})
        if obj is not None and not data.get("office") and len(engine.offices_waiting(obj)) > 1:
            names = "、".join(str(u) for u in engine.offices_waiting(obj))
            raise ValidationError({"office": f"选是哪一家会签的：{names}。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Sign for the paper."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        step = engine.mine(obj, work.scope, name=data["signer"], office=data.get("office"))
        if step is None:
            raise Refused(f"当前环节没有{data['signer']}的签批，或须回避。看流程里待签批的人。")
        return engine.decide(
            work, obj, data["verdict"], data.get("opinion", ""), step=step, signer=data["signer"], signer_ref=None,
            post=data.get("post", ""), acting_for="", offline=True, paper_date=data["paper_date"], paper=data["paper"],
            decided_on=data["paper_date"], entered_by=work.scope.name, proof=data.get("proof", ""),
        )  # fmt: skip


def _names(text: Any) -> list[str]:
    """Return the names in a text, or in a list already made."""
    if not isinstance(text, str):
        return [str(n) for n in text or ()]
    return [n.strip() for n in text.replace("，", "、").replace(",", "、").split("、") if n.strip()]


class StartApproval(Action):
    """发起审批 on a record of a module: subclass with ``resource``, ``verb`` and ``chain``."""

    chain = ""
    label = "发起审批"
    include: tuple[str, ...] = ()
    extra = {
        "interested": forms.CharField(
            label="有利害关系的人", required=False, max_length=200, help_text="姓名，用顿号分开"
        ),
        "offices": forms.CharField(
            label="会签处室", required=False, max_length=300,
            help_text="处室名称，用顿号分开；写明后只由这些处室的负责人会签",
        ),
    }  # fmt: skip

    def optional(self, obj: Any) -> tuple[str, ...]:
        """Return the optional stages that apply to a record."""
        return self.include

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """One at a time."""
        running = obj is not None and engine.open_of(obj, self.chain)
        return super().available(ctx, obj) or ("审批正在办理。" if running else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Every office named is one of the bureau's."""
        if obj is not None:
            self._offices(obj, data)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """The offices named last time."""
        before = Instance.objects.filter(bureau_id=ctx.scope.bureau_id, chain__contains=f"/{self.chain}@", life="live")
        last = before.exclude(offices=[]).order_by("-pk").values_list("offices", flat=True).first() or []
        units = Unit.objects.filter(pk__in=last, closed_on__isnull=True).order_by("sort", "id")
        return {"offices": "、".join(str(u) for u in units)}

    def _offices(self, obj: Any, data: dict[str, Any]) -> list[Unit]:
        known: dict[str, Unit] = {}
        for unit in Unit.objects.filter(bureau_id=obj.bureau_id, closed_on__isnull=True):
            known.update({unit.name: unit, unit.short_name or unit.name: unit})
        names = list(dict.fromkeys(_names(data.get("offices"))))
        if unknown := [n for n in names if n not in known]:
            raise ValidationError({"offices": f"本机关没有“{'、'.join(unknown)}”。按单位台账上的名称写。"})
        return [known[n] for n in names]

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Open the approval; the record itself is what one comes back to."""
        assert obj is not None
        offices = self._offices(obj, data)
        names = _names(data.get("interested"))
        engine.begin(work, obj, self.chain, interested=names, include=self.optional(obj), offices=offices)
        return obj


__all__ = ["Instance", "InviteCounsel", "PackForCounsel", "StartApproval"]
