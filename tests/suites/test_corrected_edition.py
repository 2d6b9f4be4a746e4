"""A signed report gets new words by a corrected edition: drafted, written around locked figures, signed again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from yifa.kernel.action import Refused
from yifa.kernel.registry import get_action
from yifa.suites.annual_report import inbox
from yifa.suites.annual_report.models import Report

SignIn = Callable[..., Client]
KEY = "annual_report.report"
ADDED = "在此基础上，复审意见逐条反馈承办处室。"


def words(data: bytes, part: str = "document") -> str:
    with ZipFile(io.BytesIO(data)) as z:
        parts = [z.read(n).decode() for n in sorted(z.namelist()) if n.startswith(f"word/{part}")]
        return re.sub("<[^>]+>", "", "".join(parts))


def report_of(h: Any) -> Report:
    return Report.objects.get(bureau=h.bureau, year=h.year)


def pen(page: str, figure: str) -> str:
    """Return the address behind the pen of the paragraph that prints a figure."""
    at = page.index(f"?fig={figure}#panel")
    found = re.search(r'href="(/reports/[^"]+/text/[^"]+)"', page[at:])
    assert found is not None
    return found[1]


def form_values(page: str) -> tuple[list[str], list[str]]:
    """Return kinds and values of the form of a paragraph, as a browser would send them back."""
    kinds, values = [], []
    for figure, text in re.findall(
        r'name="value" value="([^"]+)"|<textarea[^>]*name="value"[^>]*>([^<]*)</textarea>', page
    ):
        kinds.append("figure" if figure else "text")
        values.append(figure or text)
    return kinds, values


def test_from_the_signed_page_to_the_second_edition(house: Any, sign_in: SignIn) -> None:
    h, officer = house("wu"), sign_in(bureau="wu")
    base = f"/reports/wu/{h.year}/"
    page = officer.get(base).content.decode()
    button = f"/r/{KEY}/{report_of(h).pk}/do/redraft/"
    assert button in page and "起草更正版" in page and "/text/" not in page
    signed = words(officer.get(f"{base}export.docx").content)
    assert officer.post(button, {"reason": "补写复审反馈情况"}).status_code == 302

    page = officer.get(base).content.decode()
    assert "更正版起草中" in page and "收起更正版" in page
    address = pen(page, "legality_review.second_level")
    kinds, values = form_values(officer.get(address).content.decode())
    assert "legality_review.second_level" in values
    values[-1] += ADDED
    assert officer.post(address, {"kind": kinds, "value": values}).status_code == 302
    assert ADDED in officer.get(base).content.decode()

    assert words(officer.get(f"{base}export.docx").content) == signed
    draft = officer.get(f"{base}export.docx?edition=correction").content
    assert ADDED in words(draft) and "发〔" not in words(draft) and "草　稿" in words(draft, "header")

    report = report_of(h)
    assert waiting(h, "leader") == [f"{report}：更正版待签发"]
    h.do(KEY, "reissue", report, reason="补写复审反馈情况", reservations="")
    again = words(officer.get(f"{base}export.docx").content)
    assert ADDED in again and again != signed
    first, second = report.snapshots.order_by("number")
    kept = ["".join(p["text"] for s in e.data["sections"] for p in s["paragraphs"]) for e in (first, second)]
    assert ADDED not in kept[0] and ADDED in kept[1]
    assert "起草更正版" in officer.get(base).content.decode()
    with pytest.raises(Refused, match="起草更正版"):
        h.do("annual_report.narrative", "write", year=h.year, paragraph="legality_review.reviews", text="改一下")


def test_a_corrected_edition_goes_where_the_first_one_went(house: Any) -> None:
    from yifa.core.documents.models import OutgoingPaper
    from yifa.suites.annual_report.models import NextStep

    h = house("wu")
    report = report_of(h)
    leaving = {"submitted_on": h.day, "addressee": "市委", "published_on": h.day, "published_at": "市政府网站"}
    for verb in ("resubmit", "republish"):
        with pytest.raises(Refused, match="就是最近签发的一版"):
            h.do(KEY, verb, report, doc_no="戊管发〔2026〕9号", clearance="可以公开", **leaving)
    h.do(KEY, "redraft", report, reason="写清安排")
    row = NextStep.objects.filter(bureau=h.bureau, year=h.year).first()
    h.do("annual_report.next_step", "correct", row, reason="写清楚", checker="孙某", measure="每季度对照一次")
    h.do(KEY, "reissue", report_of(h), reason="写清安排")
    assert waiting(h, "legal") == [f"{report}：更正版待报送"]
    first = report.doc_no
    offered = get_action(KEY, "resubmit").initial(h.ctx("legal"), report_of(h))
    assert offered["doc_no"] != first
    h.do(KEY, "resubmit", report_of(h), **offered)
    papers = OutgoingPaper.objects.filter(bureau=h.bureau, object_ref=report.pk).order_by("pk")
    assert [p.number for p in papers] == [first, offered["doc_no"]] and "更正版" in papers[1].title
    assert waiting(h, "legal") == [f"{report}：更正版待公开"]
    h.do(KEY, "republish", report_of(h), clearance="不涉密，可以公开", published_on=h.day, published_at="市政府网站")
    assert waiting(h, "legal") == []


def waiting(h: Any, role: str) -> list[str]:
    """Return the titles of reports in a role's inbox."""
    return [todo.title for todo in inbox.entries(h.scope(role), h.day)]


def test_a_figure_is_not_typed_into_a_corrected_edition_either(house: Any, sign_in: SignIn) -> None:
    h, officer = house("wu"), sign_in(bureau="wu")
    h.do(KEY, "redraft", report_of(h), reason="试写")
    address = pen(officer.get(f"/reports/wu/{h.year}/").content.decode(), "legality_review.second_level")
    kinds, values = form_values(officer.get(address).content.decode())
    values[-1] += "另有复审77件次。"
    said = officer.post(address, {"kind": kinds, "value": values})
    assert said.status_code == 400 and "手写的数字" in said.content.decode()


def test_only_the_head_signs_and_a_draft_without_changes_is_put_away(house: Any) -> None:
    h = house("wu")
    h.do(KEY, "redraft", report_of(h), reason="看一看")
    with pytest.raises(Refused, match="更正版已经在起草"):
        h.do(KEY, "redraft", report_of(h), reason="再看")
    with pytest.raises(Refused, match="不能办理"):
        h.act(KEY, "reissue", report_of(h), ctx=h.ctx("legal"), reason="法规处自己签")
    with pytest.raises(Refused, match="文字也没有改"):
        h.do(KEY, "reissue", report_of(h), reason="没有改动")
    h.do(KEY, "shelve", report_of(h))
    assert report_of(h).correcting_since is None and report_of(h).snapshots.count() == 1


def test_a_draft_with_other_words_is_not_put_away(house: Any) -> None:
    h = house("wu")
    h.do(KEY, "redraft", report_of(h), reason="试写")
    from yifa.suites.annual_report.models import NextStep

    row = NextStep.objects.filter(bureau=h.bureau, year=h.year).first()
    h.do("annual_report.next_step", "correct", row, reason="写清楚", checker="孙某", measure="每季度对照一次")
    with pytest.raises(ValidationError, match="和签发时不同"):
        h.do(KEY, "shelve", report_of(h))
    h.do(KEY, "reissue", report_of(h), reason="写清安排")
    assert report_of(h).snapshots.count() == 2
