"""Verbs of signed yearly reports: the steps of the way, 签发, corrected editions (更正版). Suites declare their own.

A subclass names its ``resource``, ``roles``, ``rules`` and gates; what a report is made of it reads by ``signing.of``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from yifa.core.metrics import signing
from yifa.kernel import registry
from yifa.kernel.action import Action, Ctx, Refused, Work, run
from yifa.kernel.exports.exporting import ExportVerb
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.ledger import chain, seal
from yifa.kernel.policy import Scope
from yifa.kernel.resource.models import ExportRecord
from yifa.papers import docmodel, writers

_SAME = "签发的数字与记录一致，文字也没有改，不用出更正版。"


class MandatoryParts(Gate):
    """A missing mandatory part blocks; what else is open may be signed with reservations. Subclass: key and rule."""

    title, force = "报告必备内容", Force.PARTY

    def check(self, ctx: Ctx, obj: Any, data: dict[str, Any]) -> Block | None:
        """Block while a mandatory part is missing."""
        lacks = signing.of(obj).lacks(obj, ctx.day)
        return Block("；".join(lacks), "补齐后再办理") if lacks else None


def not_ahead(ctx: Ctx, data: dict[str, Any]) -> None:
    """Raise ValidationError for a date that has not come."""
    for name, value in data.items():
        if name.endswith("_on") and value and value > ctx.day:
            raise ValidationError({name: "日期不能晚于今天。"})


class Step(Action):
    """One step of the way: allowed in one state, leads to the next."""

    start: Any
    to: Any
    #: The field that keeps which edition left with this step (``sent_edition``, ``public_edition``).
    place = ""
    main = True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in its state."""
        if obj is not None and obj.state != self.start:
            return f"报告现在是“{obj.get_state_display()}”，不到这一步。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Dates do not lie in the future."""
        not_ahead(ctx, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Fill the step's fields and move on; where the paper leaves the house, keep which edition it was."""
        assert obj is not None
        left = {self.place: obj.edition} if self.place else {}
        return work.update(obj, state=self.to, **left, **{k: v for k, v in data.items() if k in self.fields})


def reserve(kind: signing.Signing, made: Any, data: dict[str, Any]) -> None:
    """Raise ValidationError where a report is to be signed over open claims without a reservation."""
    if not data.get("reservations") and (why := kind.reservation(made)):
        raise ValidationError({"reservations": why})


class Sign(Step):
    """主要负责人签发: what stands in the report is kept as a snapshot; blocked sentences need a written reservation."""

    verb, label = "sign", "签发"
    roles = frozenset({"leader"})
    fields = ("signed_on", "reservations")
    required = ("signed_on",)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Blocked sentences are named; signing over them needs a reservation."""
        super().clean(ctx, obj, data)
        assert obj is not None
        kind = signing.of(obj)
        reserve(kind, kind.compose(obj, ctx.day), data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Sign and keep the snapshot."""
        assert obj is not None
        work.update(obj, state=self.to, signer=work.scope.name, **{k: data[k] for k in self.fields if k in data})
        signing.take(work, obj, signing.of(obj).compose(obj, work.day), "签发")
        seal.with_action(work.ctx, f"{obj}签发")
        return obj


class _Corrected(Action):
    """A verb on a report that has been signed."""

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only of a signed report."""
        if obj is not None and not obj.is_signed:
            return "还没有签发。"
        return super().available(ctx, obj)


class Redraft(_Corrected):
    """起草更正版: the words around the locked figures may be written again; the signed edition stays what it is."""

    verb, label = "redraft", "起草更正版"
    extra = {"reason": forms.CharField(label="起草事由", max_length=200)}
    confirm = "签发版原样保留，导出的公文仍是签发版；更正版改好后由党政主要负责人再签发。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only of a signed report, one draft at a time."""
        if obj is not None and obj.correcting_since:
            return "更正版已经在起草。"
        return super().available(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Open the words."""
        assert obj is not None
        return work.update(obj, correcting_since=work.day, correcting_why=data["reason"])


class Shelve(_Corrected):
    """收起更正版: a draft in which nothing differs from what was signed is closed again."""

    verb, label = "shelve", "收起更正版"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only of an open draft."""
        if obj is not None and not obj.correcting_since:
            return "没有在起草更正版。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Words of its own would stand in the report without a signature."""
        if obj is not None and (changed := signing.rewritten(obj, signing.of(obj).compose(obj, ctx.day))):
            raise ValidationError(f"“{'”“'.join(changed)}”的文字和签发时不同。改回去再收起，或签发更正版。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Close the words."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return work.update(obj, correcting_since=None, correcting_why="")


class Reissue(_Corrected):
    """签发更正版: a new edition of a signed report, with its reason; the difference note says what changed."""

    verb, label = "reissue", "签发更正版"
    roles = frozenset({"leader"})
    fields = ("reservations",)
    extra = {"reason": forms.CharField(label="更正事由", max_length=200)}

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer what the draft was opened for."""
        return {"reason": obj.correcting_why if obj is not None else "", "reservations": ""}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Only where a signed figure, or the words, have changed; blocked sentences need a reservation."""
        if obj is None:
            return
        kind = signing.of(obj)
        made = kind.compose(obj, ctx.day)
        if not signing.differences(obj, ctx.day) and not signing.rewritten(obj, made):
            raise ValidationError(_SAME)
        reserve(kind, made, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Keep the next snapshot."""
        assert obj is not None
        made = signing.of(obj).compose(obj, work.day)
        changed, words = signing.differences(obj, work.day), signing.rewritten(obj, made)
        if not changed and not words:
            raise Refused(_SAME)
        work.extra = {"differences": [d.note for d in changed], "rewritten": words}
        work.update(
            obj, note=data["reason"], reservations=data.get("reservations", ""), correcting_since=None,
            correcting_why="",
        )  # fmt: skip
        signing.take(work, obj, made, data["reason"])
        seal.with_action(work.ctx, f"{obj}更正版")
        return obj


class Leaves(_Corrected):
    """The edition signed last goes where an earlier one went: 报送更正版, 公开更正版."""

    main = True
    #: The field that says which edition is there.
    place: str

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only where an earlier edition lies, and no newer one is being written."""
        if obj is not None:
            there = getattr(obj, self.place)
            if there is None:
                return f"还没有{self.label[:2]}过，不到这一步。"
            if there >= obj.edition:
                return f"{self.label[:2]}的就是最近签发的一版。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Dates do not lie in the future."""
        not_ahead(ctx, data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Say which edition is there now."""
        assert obj is not None
        filled = {k: v for k, v in data.items() if k in self.fields}
        return work.update(obj, **{self.place: obj.edition}, **filled)


class ExportPaper(ExportVerb):
    """导出公文: the ledger keeps the SM3 digest of what left, so that any copy can be told from a changed one.

    Subclass with ``of``, the Resource of the report.
    """

    verb, label = "paper", "导出公文"
    of = ""

    def __init__(self) -> None:
        super().__init__(registry.get_resource(self.of))

    def in_clear(self, scope: Scope, data: dict[str, Any]) -> list[str]:
        """Nothing protected: a report is written to be sent and published."""
        return []

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> ExportRecord:
        """Enter the export, with the digest of the file."""
        work.extra = {"sm3": data["sm3"], "format": data["format"], "edition": data.get("edition", "submit")}
        data["conditions"] = f"{data['conditions']}，SM3 {data['sm3']}"
        if mark := data.get("sm2"):
            work.extra["sm2"] = mark
            data["conditions"] += f"，SM2 签名（密钥 {mark['key']}）"
        return super().execute(work, obj, data)


def enter(resource: str, ctx: Ctx, title: str, edition: str, fmt: str, data: bytes) -> str:
    """Enter a file of a report that leaves in the ledger: its SM3 digest, signed where there is a key; the digest."""
    digest = chain.sm3(data)
    said = f"{title}（{docmodel.EDITIONS[edition]}）"
    taken = {"format": fmt, "conditions": said, "edition": edition, "sm3": digest, "sm2": signature(data)}
    run(registry.get_action(resource, "paper"), ctx, None, taken)
    return digest


def signature(data: bytes) -> dict[str, str]:
    """Return the integrity mark of a file: id of the key, and signature; empty where this instance has no key.

    Raises:
        writers.CannotPrint: there is a key and it cannot be used.
    """
    path = Path(settings.HOME) / "keys" / "sm2.pem"
    if not path.exists():
        return {}
    from yifa.papers import signing as marks
    from yifa.papers.signing import sm2

    try:
        made = marks.sign(data, sm2.KeyFile.read(path))
    except marks.SigningError as error:
        raise writers.CannotPrint(f"签名密钥不能用：{error}") from error
    return {"key": made.key_id, "signature": made.signature}
