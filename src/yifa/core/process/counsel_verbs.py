"""Verbs of a matter put to a counsel: the office asks, renews, files and answers; the counsel replies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.process import asked_points, counsel, matter
from yifa.core.process.choices import Adoption, CounselVerdict, Way
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action
from yifa.kernel.relay import CHANNEL

LINK = "core_process.counsel_link"


class InviteCounsel(Action):
    """请法律顾问（专家）出具意见: a one-time link to one matter. Subclass with ``resource``."""

    verb, label = "invite_counsel", "请法律顾问出具意见"
    roles = frozenset({"legal"})
    extra = {
        "counsel": forms.CharField(label="法律顾问（专家）", max_length=60),
        "organisation": forms.CharField(label="所在单位", max_length=120, required=False),
        "question": forms.CharField(label="请教的问题", widget=forms.Textarea(attrs={"rows": 3})),
    }
    help = "链接只能打开这一件事项，到期失效，每次打开都记入账本。链接只显示一次。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Issue the link; only its hash is kept."""
        assert obj is not None
        _, token = counsel.issue(work, obj, data["counsel"], data.get("organisation", ""), data["question"])
        obj.counsel_token = token
        obj.say_once = f"链接只显示这一次：/counsel/{token}/"
        return obj


class PackForCounsel(InviteCounsel):
    """导出送审包: the papers of one matter for a counsel without network. Subclass with ``resource``."""

    verb, label = "pack_for_counsel", "导出送审包"
    help = "下载的送审包含事项、材料和意见书格式；签名意见回来后，在“法律顾问链接”按编号登记。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Put it down; the pack itself is made when it is fetched."""
        assert obj is not None
        link, _ = counsel.issue(work, obj, data["counsel"], data.get("organisation", ""), data["question"], Way.PACK)
        obj.counsel_link = link
        obj.say_once = f"送审包已备好，编号 {counsel.code_of(link)}：/counsel-pack/{link.pk}/"
        return obj


@action
class FileOpinion(Action):
    """登记签名意见: the signed opinion that came back, of a pack or of a link that could not be used."""

    resource, verb, label, main = LINK, "file_opinion", "登记签名意见", True
    roles = frozenset({"legal"})
    fields = ("verdict", "opinion", "answered_on", "paper")
    required = ("verdict", "opinion", "answered_on", "paper")
    help = "写明签名意见的编号；扫描件加入佐证。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        done = obj is not None and obj.answered_on is not None
        return super().available(ctx, obj) or ("意见已登记。" if done else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Between the asking and today."""
        day = data.get("answered_on")
        if day and day > ctx.day:
            raise ValidationError({"answered_on": "出具日不能晚于今天。"})
        if day and obj is not None and obj.happened_on and day < obj.happened_on:
            raise ValidationError({"answered_on": f"出具日早于送审日（{obj.happened_on.isoformat()}）。"})
        for name in ("opinion", "paper"):
            if not str(data.get(name) or "").strip():
                raise ValidationError({name: "不能空白。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """As if it had come through the link, but on paper."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return counsel.come_in(work, obj, data["verdict"], data["opinion"].strip(), day=data["answered_on"],
                               paper=data["paper"].strip())  # fmt: skip


@action
class FetchPack(Action):
    """下载送审包: each leaving of the papers stands in the ledger."""

    resource, verb, label, hidden = LINK, "fetch_pack", "下载送审包", True
    roles = frozenset({"legal"})

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only where it is really fetched."""
        return super().available(ctx, obj) or ("" if ctx.channel == "pack" else "打开送审包的地址即可下载。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Count it, and keep what left the house."""
        assert obj is not None
        digest = data.get("digest") or obj.pack_digest
        return work.update(obj, opened=obj.opened + 1, last_opened_at=work.ctx.now, pack_digest=digest)


@action
class RenewLink(Action):
    """换发链接: the old one opens nothing any more; the new one is for the same person and question."""

    resource, verb, label = LINK, "renew", "换发链接"
    roles = frozenset({"legal"})
    help = "链接过期、停用或者发错了地方的，换发一个；旧链接随之失效。要换一位律师的，回到事项页重新邀请。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A link nobody has answered."""
        why = super().available(ctx, obj)
        if why or obj is None:
            return why
        if obj.way != Way.LINK:
            return "送审包不用换发。"
        if obj.answered_on or obj.declined_on:
            return "意见已出具。" if obj.answered_on else "收件人已申请回避。"
        return "已经换发过，用新的那一个。" if obj.replaced_by.exists() else ""

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Issue it anew."""
        assert obj is not None
        subject = matter.subject_of(obj)
        if subject is None:
            raise Refused("事项已不在台账上，不能换发。")
        new: Any
        new, token = counsel.issue(work, subject, obj.counsel, obj.organisation, obj.question)
        new.counsel_token = token
        new.say_once = f"链接只显示这一次：/counsel/{token}/"
        return new


@action
class AnswerCounsel(Action):
    """答复采纳情况: whether the office took over what the counsel said, and why not."""

    resource, verb, label = LINK, "answer", "登记采纳情况"
    roles = frozenset({"legal"})
    fields = ("adoption", "adoption_reason")
    required = ("adoption",)

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """After the opinion."""
        waiting = obj is not None and not obj.answered_on
        return super().available(ctx, obj) or ("还没有出具意见。" if waiting else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not adopting needs a reason."""
        if data.get("adoption") != Adoption.ADOPTED and not (data.get("adoption_reason") or "").strip():
            raise ValidationError({"adoption_reason": "没有采纳的，写明理由。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep it."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return work.update(
            obj, adoption=data["adoption"], adoption_reason=data.get("adoption_reason", ""), adopted_on=work.day
        )


@action
class RevokeLink(Action):
    """收回链接."""

    resource, verb, label, danger = LINK, "revoke", "收回链接", True
    roles = frozenset({"legal"})

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        return super().available(ctx, obj) or ("链接已收回。" if obj is not None and obj.revoked else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The link opens nothing any more."""
        return work.update(obj, revoked=True)


class _ByLink(Action):
    """What the holder of a link does; the scope is made from the link alone (see ``counsel.scope_of_link``)."""

    resource = LINK
    roles = frozenset({"counsel"})
    hidden = True

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Only through this very link."""
        if ctx.channel not in ("link", CHANNEL) or obj is None or ctx.scope.extra.get("link") != obj.pk:
            raise Refused("只能通过一次性链接办理。")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not expired when it was handed in, not revoked, not answered."""
        return counsel.closed(obj, counsel.handed_in(ctx) or ctx.now) if obj is not None else ""


@action
class OpenLink(_ByLink):
    """打开链接: each opening stands in the ledger."""

    verb, label = "open", "打开链接"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Count it."""
        assert obj is not None
        return work.update(obj, opened=obj.opened + 1, last_opened_at=work.ctx.now)


@action
class FetchPaper(_ByLink):
    """下载材料: which paper left by the link, and when."""

    verb, label = "fetch_paper", "下载材料"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the moment; the entry names the paper."""
        assert obj is not None
        work.extra = {"paper": str(data.get("name") or "")}
        return work.update(obj, last_opened_at=work.ctx.now)


@action
class GiveOpinion(_ByLink):
    """出具法律意见: closes the link."""

    verb, label = "give_opinion", "出具法律意见"
    extra = {
        "verdict": forms.ChoiceField(label="结论", choices=CounselVerdict.choices, required=False),
        "opinion": forms.CharField(label="法律意见", widget=forms.Textarea(attrs={"rows": 10})),
        "no_interest": forms.BooleanField(label="本人与本事项没有利害关系", required=False),
    }

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the opinion with the matter."""
        assert obj is not None
        if not data.get("opinion", "").strip():
            raise ValidationError({"opinion": "写明法律意见。"})
        verdict = data.get("verdict") or ""
        if verdict and verdict not in CounselVerdict.values:
            raise ValidationError({"verdict": "选一个结论。"})
        if not data.get("no_interest"):
            raise ValidationError({"no_interest": "请声明与本事项没有利害关系；有利害关系的，申请回避。"})
        answers = asked_points.kept(matter.subject_of(obj), data.get("points") or {})
        work.update(obj, no_interest=True, answers=answers)
        at = counsel.handed_in(work.ctx)
        day = counsel.day_of(at) if at else work.day
        return counsel.come_in(work, obj, verdict, data["opinion"].strip(), day=day)


@action
class Decline(_ByLink):
    """申请回避: the counsel has an interest in the matter, or may not take it for another reason."""

    verb, label = "decline", "申请回避"
    extra = {"reason": forms.CharField(label="回避事由", max_length=200)}

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """The link closes; somebody else is asked."""
        assert obj is not None
        if not (data.get("reason") or "").strip():
            raise ValidationError({"reason": "写明回避事由。"})
        return counsel.decline(work, obj, data["reason"].strip()[:200])


@action
class WrongReader(_ByLink):
    """核对未过: somebody on another device did not name for whom the link is; after a few times it closes."""

    verb, label = "wrong_reader", "核对收件人未过"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Count it."""
        assert obj is not None
        return work.update(obj, refused=obj.refused + 1)
