"""What people with real posts do on the screen: a password without e-mail, sessions, a counsel link, a paper form."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from yifa.core.org.choices import HoldingKind
from yifa.core.org.models import Person


def _done(client: Client, url: str, data: dict[str, Any] | None = None) -> str:
    """Do an Action on its page and return the page that follows."""
    answer = client.post(url, data or {}, follow=True)
    assert answer.status_code == 200 and "y-err" not in answer.content.decode()
    return str(answer.content.decode())


def test_a_forgotten_password_is_set_anew_without_mail_and_shown_once(sign_in: Any, staff: Any) -> None:
    name = staff("ji", "车辆管理处", "clerk")
    person = Person.objects.get(user__username=name)
    admin = sign_in("secadmin", "ji")
    page = _done(admin, f"/r/core_org.person/{person.pk}/do/reset_password/")
    shown = re.search(r"初始密码\s*([A-Za-z0-9_-]{12})", re.sub(r"<[^>]+>", " ", page))
    assert shown, "the new password is on the page that follows"
    assert shown.group(1) not in admin.get(f"/r/core_org.person/{person.pk}/").content.decode(), "and only once"
    door = Client()
    answer = door.post("/accounts/login/", {"login": name, "password": shown.group(1)}, follow=True)
    assert "password" in answer.request["PATH_INFO"], "it has to be changed at once"
    person.user.refresh_from_db()
    assert person.user.must_change_password


def test_ones_sessions_are_listed(sign_in: Any) -> None:
    assert sign_in("clerk", "ji").get("/me/sessions/").status_code == 200


def test_a_counsel_link_is_made_on_the_screen_and_opens_without_an_account(sign_in: Any, house: Any) -> None:
    from yifa.governance.legality_review.models import Review

    review = Review.objects.filter(bureau=house("ji").bureau, kind="decision", state="received").first()
    page = _done(
        sign_in("legal", "ji"), f"/r/legality_review.review/{review.pk}/do/invite_counsel/",
        {"counsel": "赵某", "question": "权限是否充分？"},
    )  # fmt: skip
    link = re.search(r"/counsel/[A-Za-z0-9_-]+/", page)
    assert link, "the link is on the page that follows"
    opened = Client().get(link.group(0))
    assert opened.status_code == 200 and "权限是否充分" in opened.content.decode()


def test_the_paper_form_of_an_approval_prints(sign_in: Any, house: Any) -> None:
    from yifa.core.process.models import Instance

    made = Instance.objects.filter(bureau=house("ji").bureau).first()
    page = sign_in("legal", "ji").get(f"/print/approval/{made.pk}/")
    assert page.status_code == 200 and re.search(r"SP-\d{4}-\d{8}-\d", page.content.decode())


def test_cover_is_entered_on_the_administrators_screen(sign_in: Any, staff: Any) -> None:
    """AB岗 and 代 are kinds of holding a post; who holds one through cover is shown so in the ledger."""
    person = Person.objects.get(user__username=staff("ji", "车辆管理处", "clerk"))
    page = sign_in("secadmin", "ji").get(f"/r/core_org.holding/new/?person={person.pk}")
    assert page.status_code == 200
    words = page.content.decode()
    assert all(label in words for label in HoldingKind.labels)
