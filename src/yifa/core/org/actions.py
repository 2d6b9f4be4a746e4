"""Founding a bureau, and accounts: opened by the system administrator, secured by the security administrator."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.org import duties as _duties  # noqa: F401  (declares the verbs of terms, posts and the profile)
from yifa.core.org import tokens as _tokens  # noqa: F401  (declares the interface tokens)
from yifa.core.org.choices import Nature, UnitKind
from yifa.core.org.models import BureauProfile, Unit
from yifa.kernel.accounts.models import User
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.registry import action


@action
class Found(Action):
    """建立机关: the root unit and its profile; only from the command line (``yifa init``, the demo)."""

    resource, verb, label, on = "core_org.unit", "found", "建立机关", "none"
    roles: frozenset[str] = frozenset()

    def authorise(self, ctx: Ctx, obj: Any | None) -> None:
        """Only the operator at the command line."""
        if ctx.channel != "cli":
            raise Refused("建立机关只能在命令行办理：yifa init。")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Unit:
        """Create unit and profile."""
        unit = Unit(
            code=data.get("code"), name=data["name"], short_name=data.get("short_name", ""), kind=UnitKind.BUREAU,
            uscc=data.get("uscc", ""), region=data["region"], sort=data.get("sort", 0),
        )  # fmt: skip
        unit.full_clean(exclude=["bureau"])
        work.create(unit)
        profile = {k: v for k, v in data.items() if k in {f.name for f in BureauProfile._meta.fields}}
        profile.setdefault("nature", Nature.ADMINISTRATIVE)
        work.create(BureauProfile(bureau=unit, **profile))
        return unit


class _AccountAction(Action):
    """An Action on a person's account."""

    resource = "core_org.person"
    roles = frozenset({"sysadmin"})


@action
class OpenAccount(_AccountAction):
    """开通账号: a login for a person, with a first password that must be changed."""

    verb, label = "open_account", "开通账号"
    extra = {"username": forms.CharField(label="登录名", max_length=60)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """One account per person."""
        return super().available(ctx, obj) or ("已有账号。" if obj is not None and obj.user_id else "")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Login names are unique."""
        if User.objects.filter(username=data["username"].strip()).exists():
            raise ValidationError({"username": "这个登录名已有人用。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Create the account; the password is returned once in ``work.data`` and stored only hashed."""
        assert obj is not None
        password = data.get("password") or secrets.token_urlsafe(9)
        user = User(
            username=data["username"].strip(), display_name=obj.name, demo=data.get("demo", False),
            must_change_password=data.get("must_change_password", True),
        )  # fmt: skip
        user.set_password(password)
        work.create(user)
        obj.first_password = password
        return work.update(obj, user=user)


@action
class ResetPassword(_AccountAction):
    """重设密码: by the security administrator, without e-mail; the new password must be changed at once."""

    verb, label = "reset_password", "重设密码"
    roles = frozenset({"secadmin"})
    confirm = "原密码立即失效，新密码只显示一次。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """There must be an account."""
        return super().available(ctx, obj) or ("还没有账号。" if obj is not None and not obj.user_id else "")

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Set a random password."""
        assert obj is not None
        user, password = obj.user, secrets.token_urlsafe(9)
        user.set_password(password)
        work.update(user, password=user.password, must_change_password=True)
        obj.first_password = password
        return obj


class _Switch(_AccountAction):
    roles = frozenset({"secadmin"})
    to = True

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """There must be an account in the other state."""
        if obj is not None and not obj.user_id:
            return "还没有账号。"
        if obj is not None and obj.user.is_active == self.to:
            return "账号已是这个状态。"
        return super().available(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Any:
        """Switch the account."""
        assert obj is not None
        work.update(obj.user, is_active=self.to)
        return obj


@action
class CloseAccount(_Switch):
    """停用账号."""

    verb, label, to, danger = "close_account", "停用账号", False, True


@action
class ReopenAccount(_Switch):
    """启用账号."""

    verb, label, to = "reopen_account", "启用账号", True
