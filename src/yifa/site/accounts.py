"""Login rules of the site: no sign-up, no mail, Chinese answers; the door, the password page, one's sessions."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yifa.core.org.models import BureauProfile
from yifa.kernel import clockwork, limits
from yifa.kernel.policy import scope_of
from yifa.kernel.ui.errors import error_context
from yifa.kernel.ui.forms import prepare
from yifa.site import door

#: Message templates of the login library → our words; those not named here say nothing.
_SAID = {"account/messages/logged_out.txt": "已退出。", "account/messages/password_changed.txt": "密码已改。"}


class Adapter(DefaultAccountAdapter):
    """Accounts are made by the administrators."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "这个账号已停用。请系统管理员核对。",
        "enter_current_password": "现在的密码不对。",
        "incorrect_password": "密码不对。",
        "invalid_login": "账号或密码不对。",
        "too_many_login_attempts": "连续多次密码不对，稍后再试，或请安全管理员重设密码。",
        "username_password_mismatch": "账号或密码不对。",
        "rate_limited": "办得太快了，等 1 分钟再试。",
        "same_as_current": "新密码不能与现在的相同。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """A password chosen by its owner need not be changed again; no other column is written."""
        user.must_change_password = False
        user.set_password(password)
        user.save(update_fields=["password", "must_change_password"])

    def add_message(
        self, request: Any, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say only what is worth saying, in our words."""
        if text := _SAID.get(message_template or ""):
            messages.add_message(request, level, text)


def locked_out(request: HttpRequest, credentials: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say in Chinese that the account is locked for a while."""
    context = error_context(
        429, title="登录已暂停", text="连续多次密码不对，这个账号暂停登录 30 分钟。",
        todo=["到时再试，或请安全管理员重设密码。"], home_url="/accounts/login/",
    )  # fmt: skip
    return render(request, "yifa/error.html", context, status=429)


def newest_bureau(user: Any) -> int | None:
    """Return the bureau, of those a user serves, whose registers came last into use (启用日期)."""
    held = [pk for pk, _, _ in scope_of(user).extra.get("bureaus", [])]
    found = BureauProfile.objects.filter(bureau_id__in=held).order_by("-started_on", "-bureau_id").first()
    return found.bureau_id if found else None


class Door(LoginView):
    """The login page, with today's working-day state and the next statutory dates."""

    template_name = "yifa/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Begin in the bureau that came last into use (demo accounts hold posts in several)."""
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated and "bureau" not in self.request.session:
            if (newest := newest_bureau(self.request.user)) is not None:
                self.request.session["bureau"] = newest
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is public."""
        return {**super().get_context_data(**kwargs), "door": door.context(clockwork.today())}


class Leave(LogoutView):
    """Ask before signing out."""

    template_name = "yifa/account/logout.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the head."""
        return {**super().get_context_data(**kwargs), "head": {"title": "退出"}}


class Password(PasswordChangeView):
    """Change one's own password."""

    template_name = "yifa/account/password.html"

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """Return the form with our labels."""
        form = super().get_form(*args, **kwargs)
        for name, label in (("oldpassword", "现在的密码"), ("password1", "新密码"), ("password2", "再输一次新密码")):
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)
        form.fields["password1"].help_text = "至少 10 个字符，不全是数字，不用姓名、登录名和常见密码。"
        return prepare(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add head and buttons."""
        must = getattr(self.request.user, "must_change_password", False)
        return {
            **super().get_context_data(**kwargs),
            "head": {"title": "修改密码"},
            "lead": "这是第一次登录，或密码刚重设过。改密码后才能办理业务。" if must else "",
            "formcfg": {"submit": "修改密码", "cancel_url": None if must else "/"},
        }

    def get_success_url(self) -> str:
        """Back to work."""
        return "/"


def no_mail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What takes the place of sign-up, reset by mail and e-mail pages."""
    context = error_context(
        403, title="密码由安全管理员重设", text="本系统不开放注册，也不用邮件重设密码。",
        todo=["忘记密码，请本机关安全管理员重设；新密码当面交给本人，第一次登录时须改。",
              "没有账号，请本机关系统管理员开通。"],
        home_url="/accounts/login/",
    )  # fmt: skip
    return render(request, "yifa/error.html", {**context, "code": ""}, status=200)


def inactive(request: HttpRequest) -> HttpResponse:
    """The account is closed."""
    context = error_context(
        403, title="账号已停用", text="这个账号不能登录。", todo=["需要恢复的，请本机关安全管理员启用。"]
    )
    return render(request, "yifa/error.html", context, status=403)


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's own sessions; end one or all others."""
    user: Any = request.user
    known = UserSession.objects.purge_and_list(user)
    own = request.session.session_key
    if request.method == "POST":
        limits.check(request, "sessions")
        wanted = request.POST.get("end", "")
        ended = [s for s in known if s.session_key != own and (wanted == "all" or str(s.pk) == wanted)]
        for session in ended:
            session.end()
        messages.success(request, f"已结束 {len(ended)} 个会话。")
        return redirect("/me/sessions/")
    rows = []
    for session in sorted(known, key=lambda s: (s.session_key != own, -s.created_at.timestamp())):
        mine = session.session_key == own
        rows.append({
            "mine": mine, "pk": session.pk, "agent": _agent(session.user_agent), "ip": session.ip,
            "since": f"{timezone.localtime(session.created_at):%Y-%m-%d %H:%M}",
        })  # fmt: skip
    return render(request, "yifa/account/sessions.html", {"head": {"title": "我的会话"}, "sessions": rows})


def _agent(text: str) -> str:
    """Return browser and system in words."""
    systems = (
        ("Windows", "Windows"),
        ("Android", "安卓"),
        ("iPhone", "iPhone"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chromium 内核浏览器"), ("Safari/", "Safari"))
    system = next((name for mark, name in systems if mark in text), "其他系统")
    browser = next((name for mark, name in browsers if mark in text), "其他程序")
    return f"{browser}，{system}"
