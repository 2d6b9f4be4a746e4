"""Interface tokens: issued and revoked by the security administrator, on the screen only, shown once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.org.models import Person
from yifa.core.org.resources import OrgResource
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.api import tokens
from yifa.kernel.api.models import Token
from yifa.kernel.policy import Sensitivity
from yifa.kernel.record import Life
from yifa.kernel.registry import action, resource

SECADMIN = frozenset({"secadmin"})


@resource
class TokenResource(OrgResource):
    """接口令牌."""

    key, model, title, noun, order = "core_org.token", Token, "接口令牌", "令牌", 15
    columns = ("purpose", "user", "mode", "hint", "expires_on", "revoked_on")
    filters = ("mode", "expires_on")
    facts = ("purpose", "user", "unit", "mode", "hint", "expires_on", "revoked_on")
    title_field, line, ordering = "purpose", ("mode", "expires_on"), ("-id",)
    search = ("purpose",)
    verbs = ()
    read_roles = frozenset({"secadmin", "auditadmin"})
    write_roles = SECADMIN
    sensitivity = {"digest": Sensitivity.PERSONAL}
    empty = "还没有签发接口令牌。在“人员”中打开一个人，办理“签发接口令牌”。"


def _in_force(person: Person, day: date) -> Any:
    rows = Token.objects.filter(bureau_id=person.bureau_id, user_id=person.user_id or 0, life=Life.LIVE)
    return rows.filter(revoked_on__isnull=True, expires_on__gte=day)


class _TokenAction(Action):
    roles = SECADMIN

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """A program cannot hand out or take back keys."""
        super().authorise(ctx, obj)
        if ctx.channel == "api":
            raise Refused("接口令牌只能在页面上签发和吊销。")


@action
class IssueToken(_TokenAction):
    """签发接口令牌: a key with which a program acts as this person; never more than the person may."""

    resource, verb, label = "core_org.person", "issue_token", "签发接口令牌"
    extra = {
        "purpose": forms.CharField(label="用途", max_length=120, help_text="哪个系统用、做什么"),
        "mode": forms.ChoiceField(label="权限", choices=Token.Mode.choices, initial=Token.Mode.READ),
        "expires_on": forms.DateField(label="到期日", widget=forms.DateInput(attrs={"type": "date"})),
    }
    help = "令牌只显示一次，系统只存摘要。权限不超过此人；停用账号后令牌随之失效。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """There must be an account in use."""
        if obj is not None and not (obj.user_id and obj.user.is_active):
            return "没有启用的账号。"
        return super().available(ctx, obj)

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """It ends within a year: a key that never ends is a key nobody watches."""
        until = data["expires_on"]
        if until <= ctx.day:
            raise ValidationError({"expires_on": "到期日须在今天之后。"})
        if (until.year - ctx.day.year, until.month, until.day) > (1, ctx.day.month, ctx.day.day):
            raise ValidationError({"expires_on": "最长一年，到期另行签发。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Make the token; its secret is returned once in ``first_password`` and stored only as a digest."""
        assert obj is not None
        secret = tokens.fresh()
        work.create(
            Token(
                bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=work.day, user_id=obj.user_id,
                purpose=data["purpose"], mode=data["mode"], expires_on=data["expires_on"],
                digest=tokens.digest(secret), hint=tokens.hint(secret),
            )
        )  # fmt: skip
        obj.first_password = secret
        return obj


@action
class RevokeTokens(_TokenAction):
    """吊销全部接口令牌 of a person."""

    resource, verb, label, danger = "core_org.person", "revoke_tokens", "吊销全部接口令牌", True
    confirm = "用这些令牌的系统立即不能再访问。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """There must be one in force."""
        if obj is not None and not (obj.user_id and _in_force(obj, ctx.day).exists()):
            return "没有在用的接口令牌。"
        return super().available(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Revoke each."""
        assert obj is not None
        for token in _in_force(obj, work.day):
            work.update(token, revoked_on=work.day)
        return obj


@action
class RevokeToken(_TokenAction):
    """吊销 of one token."""

    resource, verb, label, danger = "core_org.token", "revoke", "吊销", True
    confirm = "用这个令牌的系统立即不能再访问。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """It must be in force."""
        if obj is not None and obj.revoked_on is not None:
            return "已经吊销。"
        return super().available(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Revoke it."""
        assert obj is not None
        return work.update(obj, revoked_on=work.day)
