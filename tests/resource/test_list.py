"""The register: conditions, views, order, pages, columns, export."""

from __future__ import annotations

import io
import os
import re
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yifa.governance.decisions.models import Meeting
from yifa.kernel import clockwork
from yifa.kernel.exports import jobs
from yifa.kernel.jobs import queue
from yifa.kernel.jobs.models import Job
from yifa.kernel.ledger.models import Entry
from yifa.kernel.resource.models import ExportRecord, SavedFilter

LIST = "/r/decisions.meeting/"


@pytest.fixture
def many(house):
    """130 meetings of 甲市 in the running year, three a day."""
    home = house("jia")
    office = home.unit("办公室")
    return home.backfill(
        "decisions.meeting",
        [
            {"body": "topic", "number": i + 1, "title": f"专题会第{i + 1}次", "unit": office,
             "happened_on": home.day - timedelta(days=40 + i // 3)}
            for i in range(130)
        ],
    )  # fmt: skip


def titles(page: str) -> list[str]:
    return re.findall(r'<a class="y-t" href="[^"]+">([^<]+?)(?: <|</a>)', page)


def test_every_page_of_a_register_once_forth_and_back(sign_in, text, many):
    client = sign_in()
    url, seen, pages = LIST + "?body=topic&happened_on_in=year", [], []
    while url:
        page = text(client.get(url))
        pages.append(titles(page))
        seen += pages[-1]
        found = re.search(r'rel="next" href="([^"]+)"', page)
        url = found[1].replace("&amp;", "&") if found else None
        if found:
            back = page
    assert len(seen) == len(set(seen)) == 130
    assert seen[:3] == ["专题会第3次", "专题会第2次", "专题会第1次"]
    assert "第 51—100 条，共 130 条" in back
    last = text(client.get(re.search(r'rel="next" href="([^"]+)"', back)[1].replace("&amp;", "&")))
    assert "第 101—130 条，共 130 条" in last
    before = text(client.get(re.search(r'rel="prev" href="([^"]+)"', last)[1].replace("&amp;", "&")))
    assert titles(before) == pages[1]


@pytest.mark.parametrize("sort", ["number", "-number", "unit", "-unit", "title", "chair", "-chair", "happened_on"])
def test_any_order_shows_every_row_once(sign_in, text, many, sort):
    client = sign_in()
    url, seen = f"{LIST}?body=topic&happened_on_in=year&sort={sort}", []
    while url:
        page = text(client.get(url))
        seen += titles(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        url = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == len(set(seen)) == 130


def test_rows_without_a_date_are_paged_too(many, tamper):
    from yifa.kernel import paging

    with tamper():
        Meeting.objects.filter(pk__in=[m.pk for m in many[::7]]).update(happened_on=None)
    rows = Meeting.objects.filter(pk__in=[m.pk for m in many])
    for order in (["happened_on", "id"], ["-happened_on", "-id"]):
        seen, after = [], ""
        while True:
            page = paging.page(rows, order, size=20, after=after)
            seen += [o.pk for o in page.rows]
            if not page.has_next:
                break
            after = str(page.rows[-1].pk)
        assert sorted(seen) == sorted(m.pk for m in many)
        page = paging.page(rows, order, size=20, before=after)
        assert [o.pk for o in page.rows] == seen[seen.index(int(after)) - 20 : seen.index(int(after))]


def test_conditions_are_chips_that_come_off(sign_in, text, many):
    page = text(sign_in().get(LIST + "?body=topic&happened_on_in=year&q=专题会"))
    chips = re.findall(r'<a class="y-chip is-on" href="([^"]+)">(?:<span>([^<]*)</span>)?([^<]*)', page)
    assert {(c[1], c[2]) for c in chips} >= {("会议类别", "专题会"), ("发生日", "今年"), ("查找", "专题会")}
    without = next(c[0] for c in chips if c[1] == "会议类别").replace("&amp;", "&")
    assert "body=" not in without and "happened_on_in=year" in without
    assert "清除条件" in page


def test_two_characters_find_and_nothing_found_offers_a_way_back(sign_in, text, many):
    client = sign_in()
    assert len(titles(text(client.get(LIST + "?q=专题")))) == 50
    empty = text(client.get(LIST + "?q=没有这样的会议名"))
    assert "没有符合条件的记录" in empty and "清除条件" in empty
    assert titles(text(client.get(LIST + "?q=专&body=topic")))


def test_last_year_and_dates(sign_in, text, many, house):
    client = sign_in()
    none = text(client.get(LIST + "?body=topic&happened_on_in=last_year"))
    assert "没有符合条件的记录" in none
    day = (house("jia").day - timedelta(days=40)).isoformat()
    assert len(titles(text(client.get(f"{LIST}?happened_on_from={day}&happened_on_to={day}")))) == 3
    nonsense = "?happened_on_from=不是日期&body=nonsense&unit=abc&after=x&from=-1&sort=-nope"
    assert client.get(LIST + nonsense).status_code == 200


def test_void_rows_stay_struck(sign_in, text, house, many):
    home = house("jia")
    home.do("decisions.meeting", "void", many[0], reason="重复登记", checker="孙某")
    page = text(sign_in().get(LIST + "?body=topic&sort=number"))
    row = page[page.index("专题会第1次") - 400 : page.index("专题会第1次") + 200]
    assert "is-void" in row and "已作废" in row
    assert "专题会第1次" not in text(sign_in().get(LIST + "?body=topic&life=live&sort=number"))


def test_chosen_columns_and_saved_views_are_the_users_own(sign_in, text, many):
    client = sign_in()
    text(client.post(LIST + "columns/", {"col": ["title", "number"], "next": LIST}, follow=True))
    assert "主持人</a></th>" not in text(client.get(LIST)) and ">主持人<" in text(sign_in("auditor").get(LIST))
    client.post(LIST + "saved/", {"name": "专题会", "query": "body=topic&after=3"})
    own = SavedFilter.objects.get()
    assert own.query == "body=topic"
    page = text(client.get(f"{LIST}?{own.query}&saved={own.pk}"))
    assert "专题会</a>" in page and "删去“专题会”" in page
    sign_in("auditor").post(LIST + "saved/", {"drop": own.pk})
    assert SavedFilter.objects.exists()
    client.post(LIST + "saved/", {"drop": own.pk})
    assert not SavedFilter.objects.exists()


def test_export_holds_the_same_rows_and_says_where_it_came_from(sign_in, many):
    client = sign_in()
    answer = client.get(LIST + "export.xlsx?body=topic&q=专题会第&happened_on_in=year")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [[c.value for c in row] for row in sheet.iter_rows()]
    assert cells[0][:2] == ["会议名称", "会议类别"]
    assert len([r for r in cells[1:] if r[0] and str(r[0]).startswith("专题会")]) == 130
    foot = " ".join(str(r[0]) for r in cells if r[0] and str(r[0]).startswith("说明"))
    assert "甲市机关事务管理局" in foot and "会议类别 专题会" in foot and "李某" in foot
    record = ExportRecord.objects.latest("pk")
    assert (record.rows, record.format) == (130, "xlsx")
    assert Entry.objects.latest("seq").action == "decisions.meeting.export"
    csv = client.get(LIST + "export.csv?body=topic&happened_on_in=year").content.decode("utf-8-sig")
    assert csv.count("专题会第") == 130 and "说明：" in csv


def test_selected_rows_only(sign_in, many):
    client = sign_in()
    picked = [str(m.pk) for m in many[:3]]
    answer = client.post(LIST + "bulk/", {"action": "_export", "pk": picked})
    assert client.get(answer["Location"]).status_code == 200
    assert ExportRecord.objects.latest("pk").rows == 3


def test_no_formula_leaves_in_an_export(sign_in, house):
    home = house("jia")
    row = {"body": "topic", "number": 1, "title": "=HYPERLINK(1)", "happened_on": home.day - timedelta(days=40)}
    home.backfill("decisions.meeting", [row])
    csv = sign_in().get(LIST + "export.csv?q=HYPERLINK").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in csv and "\n=HYPERLINK" not in csv


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_queries_do_not_grow_with_rows(sign_in, many):
    client = sign_in()
    few = queries(client, LIST + "?body=topic&q=专题会&ids=" + ",".join(str(m.pk) for m in many[:2]))
    full = queries(client, LIST + "?body=topic&q=专题会")
    assert few == full <= queries(client, "/help/core_org/") + 15, "beyond the frame around every page"
    pk = many[0].pk
    assert queries(client, f"{LIST}{pk}/") <= queries(client, "/help/core_org/") + 16


def test_a_large_workbook_is_a_job_and_a_large_csv_a_stream(sign_in, many, monkeypatch, settings, tmp_path):
    settings.HOME = tmp_path
    monkeypatch.setattr(jobs, "AT_ONCE", 100)
    monkeypatch.setattr(jobs, "_TOLD", 50)
    client = sign_in()
    csv = client.get(LIST + "export.csv?body=topic&happened_on_in=year")
    assert csv.streaming and csv.getvalue().decode("utf-8-sig").count("专题会第") == 130
    started = client.get(LIST + "export.xlsx?body=topic&happened_on_in=year")
    job = Job.objects.get(pk=int(started["Location"].split("/")[2]))
    assert (job.state, job.done, job.result_url) == ("done", 130, f"/exports/{job.pk}/")
    answer = client.get(job.result_url)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue()), read_only=True).active
    cells = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert sum(str(c).startswith("专题会第") for c in cells) == 130 and str(cells[-1]).startswith("说明：")
    assert sign_in("auditor").get(job.result_url).status_code == 404, "only who asked for it"
    jobs.path_of(job).unlink()
    gone = client.get(job.result_url)
    assert gone.status_code == 404 and "再导出一次" in gone.content.decode()
    Job.objects.filter(pk=job.pk).update(state="cancelled")
    jobs.write(queue.Progress(job), **job.args)
    assert not list(jobs.folder().iterdir()), "a cancelled job leaves nothing"
    half = jobs.folder() / f"{job.pk}-killed"
    half.mkdir()
    (half / "sheet").write_text("half")
    now = clockwork.now()
    os.utime(half, (now.timestamp() - 3600,) * 2)
    assert jobs.expire(now) == 0 and half.exists(), "somebody may be writing there"
    assert jobs.expire(now + timedelta(days=1)) == 1 and not half.exists()
