"""报告体检 as an officer uses it: hand in, read the findings, decide, take the paper back, compare, delete."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from yifa.kernel import registry
from yifa.kernel.action import Refused, run
from yifa.kernel.files import store
from yifa.kernel.jobs.models import Job
from yifa.kernel.ledger.models import Entry
from yifa.kernel.resource.models import ExportRecord
from yifa.suites.report_desk import desk
from yifa.suites.report_desk.models import CheckedPaper, FindingAnswer, StatedFigure

LAST = """甲局机关事务管理局2024年法治政府建设情况报告
一、主要举措和成效
全年召开党组会议18次，审查合同97份。
二、存在的不足和原因
一是制度更新不够及时，原因是清理机制没有建立。
三、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人带头学法4次。
四、下一年度主要安排
建立清理机制，明确责任处室，上半年完成。
"""
REPORT = """己县机关事务管理局2025年法治政府建设情况报告
一、主要举措和成效
截止2025年12月底，召开党组会议27次，审查合同163份。按照《信访条例》办理信访26件。
二、存在的不足和原因
一是制度更新不够及时，原因是清理机制没有建立。
三、下一年度主要安排
组织法治培训7次，明确责任处室，上半年完成。
"""


def word(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def hand_in(client: Client, content: bytes | str, name: str = "送审稿.txt", **more: Any) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/papers/new/", {"file": SimpleUploadedFile(name, data), **more})


def handed_in(client: Client, content: bytes | str = REPORT, name: str = "送审稿.txt", **more: Any) -> CheckedPaper:
    answer = hand_in(client, content, name, **more)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return CheckedPaper.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))


def number_of(paper: CheckedPaper, quote: str) -> int:
    return next(f.no for f in desk.found(paper) if f.finding.quote == quote)


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


@pytest.fixture
def legal(sign_in: Any) -> Client:
    return sign_in("legal", "ji")


def test_a_bureau_without_one_record_is_told_what_to_do(sign_in: Any) -> None:
    page = words(sign_in("legal", "ding").get("/papers/"))
    assert "还没有送检的文稿" in page and 'href="/papers/new/"' in page


def test_the_paper_stands_left_with_marks_and_the_findings_right(legal: Client) -> None:
    paper = handed_in(legal)
    page = words(legal.get(f"/papers/{paper.pk}/"))
    stop, law = number_of(paper, "截止"), number_of(paper, "《信访条例》")
    for no in (stop, law):
        assert page.count(f'id="m{no}"') == 1 and page.count(f'id="f{no}"') == 1
    assert "<ins>截至</ins>" in page and "<ins>《信访工作条例》</ins>" in page
    assert "第一责任人" in page, "what the report lacks is said"
    assert '<a href="/law/' in page, "a ground opens in the law library"
    assert "召开党组会议27次" in page


def test_findings_are_filtered_by_class_and_severity_and_jump(legal: Client) -> None:
    paper = handed_in(legal)
    stop, law = number_of(paper, "截止"), number_of(paper, "《信访条例》")
    page = words(legal.get(f"/papers/{paper.pk}/?c=law&f={law}"))
    assert f'id="f{law}"' in page and f'id="f{stop}"' not in page and f'id="m{stop}"' not in page
    assert "y-mark is-err is-on" in page or "y-mark is-on" in page
    only = words(legal.get(f"/papers/{paper.pk}/?s=error"))
    severe = {f.no for f in desk.found(paper) if f.finding.severity == "error"}
    assert severe and all(f'id="f{no}"' in only for no in severe)
    assert only.count('<li id="f') + only.count('<li class="is-on" id="f') == len(severe)


def test_a_taken_suggestion_comes_back_as_a_tracked_change(legal: Client) -> None:
    paper = handed_in(legal, word(REPORT), "送审稿.docx")
    no = number_of(paper, "截止")
    answer = legal.post(f"/papers/{paper.pk}/accept/", {"no": no, "code": "WRD-W02", "text": "截至"})
    assert answer.status_code == 302
    page = words(legal.get(f"/papers/{paper.pk}/?d=done"))
    assert "采纳" in page and "撤回处理" in page
    sent = legal.get(f"/papers/{paper.pk}/out/revised.docx")
    assert sent.status_code == 200
    xml = zipfile.ZipFile(io.BytesIO(sent.content)).read("word/document.xml").decode()
    assert "<w:del " in xml and "<w:ins " in xml and "<w:delText" in xml
    entry = Entry.objects.filter(resource="report_desk.answer").latest("seq")
    assert entry.action == "report_desk.paper.accept"
    assert ExportRecord.objects.filter(resource="report_desk.paper", format="docx").exists()


def test_other_words_may_be_written(legal: Client) -> None:
    paper = handed_in(legal)
    no = number_of(paper, "截止")
    assert "截至" in words(legal.get(f"/papers/{paper.pk}/accept/?no={no}"))
    legal.post(f"/papers/{paper.pk}/accept/", {"no": no, "text": "到"})
    assert FindingAnswer.objects.get(checked_paper=paper).text == "到"
    text = legal.get(f"/papers/{paper.pk}/out/corrected.txt").content.decode()
    assert "到2025年12月底" in text and "截止" not in text


def test_a_finding_is_let_pass_only_with_a_reason_and_stays_so_after_another_check(legal: Client) -> None:
    paper = handed_in(legal)
    no = number_of(paper, "《信访条例》")
    refused = legal.post(f"/papers/{paper.pk}/waive/", {"no": no, "reason": "  "})
    assert refused.status_code == 200 and "reason" in refused.content.decode()
    assert not FindingAnswer.objects.filter(checked_paper=paper).exists()
    legal.post(f"/papers/{paper.pk}/waive/", {"no": no, "reason": "写的是历史情况"})
    assert legal.post(f"/papers/{paper.pk}/recheck/").status_code == 302
    paper.refresh_from_db()
    chosen = next(f for f in desk.found(paper) if f.finding.quote == "《信访条例》")
    assert chosen.answer is not None and chosen.answer.reason == "写的是历史情况"
    said = json.loads(legal.get(f"/papers/{paper.pk}/out/findings.json").content)
    assert "《信访条例》" not in [row["quote"] for row in said["findings"]]
    legal.post(f"/papers/{paper.pk}/retract/", {"no": chosen.no})
    assert next(f for f in desk.found(paper) if f.finding.quote == "《信访条例》").answer is None


def test_comments_for_people(legal: Client) -> None:
    paper = handed_in(legal, word(REPORT), "送审稿.docx")
    sent = legal.get(f"/papers/{paper.pk}/out/comments.docx")
    parts = zipfile.ZipFile(io.BytesIO(sent.content))
    assert "截至" in parts.read("word/comments.xml").decode()
    page = legal.get(f"/papers/{paper.pk}/out/findings.html").content.decode()
    assert "截止" in page and "<script" not in page


def test_facts_and_citations(legal: Client) -> None:
    paper = handed_in(legal)
    page = words(legal.get(f"/papers/{paper.pk}/facts/"))
    assert "召开党组会议27次" in page and "目标或安排" in page
    sheet = openpyxl.load_workbook(io.BytesIO(legal.get(f"/papers/{paper.pk}/facts.xlsx").content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(row[0] == "党组会议" and row[1] == 27 and row[2] == "次" for row in rows)
    cited = words(legal.get(f"/papers/{paper.pk}/citations/"))
    assert "《信访条例》" in cited and "报告年度已废止或被替代" in cited and "《信访工作条例》" in cited
    assert '<a href="/law/' in cited


def test_last_years_report_shows_what_was_copied(legal: Client) -> None:
    copied = "坚持把学法用法作为领导干部的必修课，健全会前学法、集中研讨、以案释法三项做法，推动学用结合。" * 2
    last = handed_in(legal, LAST.replace("全年召开", copied + "\n全年召开"), "上年.txt")
    now = REPORT.replace("截止2025", copied + "\n截止2025")
    page = words(legal.get("/papers/new/"))
    assert f'value="{last.pk}"' in page, "it is offered as last year's report"
    before = {f.finding.id for f in desk.found(handed_in(legal, now))}
    after = {f.finding.id for f in desk.found(handed_in(legal, now, "比.txt", previous=last.pk))}
    assert after > before


def test_another_year_may_be_said_for_another_check(legal: Client) -> None:
    paper = handed_in(legal)
    assert 'value="2025"' in words(legal.get(f"/papers/{paper.pk}/recheck/"))
    legal.post(f"/papers/{paper.pk}/recheck/", {"chosen": "1", "year": 2021})
    paper.refresh_from_db()
    assert paper.year == 2021
    cited = words(legal.get(f"/papers/{paper.pk}/citations/"))
    assert "报告年度内有效" in cited, "in 2021 the old regulation was in force"


def test_a_reader_that_trips_is_told_with_a_number(legal: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*args: Any, **more: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(desk, "read", trip)
    page = words(hand_in(legal, REPORT))
    assert "事件编号" in page and "ZeroDivision" not in page


def bomb() -> bytes:
    """A Word package that unpacks to more than any report holds."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", b"0" * (40 << 20))
    return out.getvalue()


def entity() -> bytes:
    """A Word package that asks for a file of the machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        body = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
        parts.writestr("word/document.xml", body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"", "空"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "另存为"),
        ("图.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "图片"),
        ("坏.pdf", b"%PDF-1.7\nnothing", "打不开"),
        ("乱.docx", b"PK\x03\x04 nothing of the kind", ""),
        ("弹.docx", bomb(), ""),
        ("实体.docx", entity(), ""),
        ("截断.docx", word(REPORT)[:2000], ""),
        ("零.txt", b"\0" * 5000, "空"),
        ("英.txt", b"The quick brown fox jumps over the lazy dog. " * 40, ""),
    ],
)
def test_a_bad_upload_is_said_on_the_page_and_nothing_is_kept(
    legal: Client, name: str, content: bytes, said: str
) -> None:
    answer = hand_in(legal, content, name)
    if answer.status_code == 302:  # read by a job: its page says so
        page = words(legal.get(answer["Location"]))
        assert "没有完成" in page
    else:
        page = words(answer)
        assert not CheckedPaper.objects.filter(file_name=name).exists()
    assert said in page and "Traceback" not in page and "root:" not in page and "事件编号" not in page


def test_a_paper_with_a_secrecy_mark_is_not_taken(legal: Client) -> None:
    answer = hand_in(legal, "机密★一年\n" + REPORT)
    assert answer.status_code == 200 and "密级" in answer.content.decode()
    assert not CheckedPaper.objects.filter(file_name="送审稿.txt").exists()


def test_a_large_paper_is_checked_by_a_job_with_progress(legal: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "AT_ONCE", 10)
    paper = handed_in(legal)
    job = Job.objects.get(kind="report_desk.check", args__paper=paper.pk)
    assert (job.state, job.done, job.result_url) == ("done", 3, f"/papers/{paper.pk}/")
    assert "<ins>截至</ins>" in words(legal.get(f"/papers/{paper.pk}/"))
    answer = hand_in(legal, "The quick brown fox jumps over the lazy dog. " * 40, "英.txt")
    failed = words(legal.get(answer["Location"]))
    assert "没有完成" in failed and "英.txt" in failed
    assert "没有完成" in words(legal.get(answer["Location"] + "part"))


def test_nobody_of_another_bureau_or_office_sees_it(legal: Client, sign_in: Any, staff: Any) -> None:
    paper = handed_in(legal)
    base = f"/papers/{paper.pk}/"
    assert paper.unit is not None and paper.unit.name != "物业管理处"
    others = sign_in(staff("ji", "物业管理处", "clerk"), "ji")
    assert paper.title not in words(others.get("/papers/compare/"))
    for stranger in (sign_in("legal", "wu"), sign_in("sysadmin", "ji"), sign_in("unit", "ji"), others):
        for address in (base, base + "facts/", base + "facts.xlsx", base + "out/comments.docx", base + "part"):
            assert stranger.get(address).status_code in (403, 404), address
        assert stranger.post(base + "waive/", {"no": 1, "reason": "x"}).status_code in (403, 404)
    auditor = sign_in("auditor", "ji")
    assert auditor.get(base).status_code == 200
    assert auditor.post(base + "waive/", {"no": 1, "reason": "x"}).status_code == 403
    assert auditor.get("/papers/new/").status_code == 403


def test_a_deleted_paper_leaves_its_title_and_digest_only(
    legal: Client, django_capture_on_commit_callbacks: Any
) -> None:
    one, two = handed_in(legal), handed_in(legal)
    assert store.get(one.file_sha256) is not None
    with django_capture_on_commit_callbacks(execute=True):
        legal.post(f"/r/report_desk.paper/{one.pk}/do/remove/")
    assert store.get(one.file_sha256) is not None, "the other paper has the same content"
    with django_capture_on_commit_callbacks(execute=True):
        legal.post(f"/r/report_desk.paper/{two.pk}/do/remove/")
    assert store.get(one.file_sha256) is None
    two.refresh_from_db()
    assert two.result == {} and two.state == "gone"
    assert legal.get(f"/papers/{two.pk}/").status_code == 404
    assert f"/papers/{two.pk}/" not in words(legal.get("/papers/"))
    assert Entry.objects.filter(resource="report_desk.paper", object_ref=two.pk).latest("seq").action.endswith("remove")


def test_figures_kept_of_last_year_are_compared_with_and_are_no_evidence(legal: Client, house: Any) -> None:
    from yifa.core.metrics import figures
    from yifa.core.metrics.metric import Query

    ji = house("ji")

    def counted() -> Any:
        query = Query.of_year(ji.bureau.pk, 2024)
        return {key: figures.evaluate(key, query, bureau_code="ji").rows for key in registry.metrics()}

    before = counted()
    last = handed_in(legal, LAST.replace("甲局", "己县"), "上年.txt")
    page = legal.post(f"/r/report_desk.paper/{last.pk}/do/keep_figures/")
    assert page.status_code == 302
    kept = StatedFigure.objects.filter(checked_paper=last)
    assert {(k.subject, k.value) for k in kept} >= {("党组会议", 18)}
    assert all(k.backfilled and k.source.startswith("来源于报告") and k.year == 2024 for k in kept)
    assert counted() == before
    assert "已经存下" in registry.get_action("report_desk.paper", "keep_figures").available(ji.ctx(), last)
    jump = REPORT.replace("召开党组会议27次", "召开党组会议270次")
    found = desk.found(handed_in(legal, jump, "跳.txt"))
    assert any(f.finding.quote == "召开党组会议270次" and "18次" in f.finding.message for f in found)


def test_this_years_figures_are_not_kept_before_the_year_is_over(legal: Client, house: Any) -> None:
    now = handed_in(legal, REPORT.replace("2025", "2026"), "今年.txt")
    with pytest.raises(Refused, match="还没有过完"):
        run(registry.get_action("report_desk.paper", "keep_figures"), house("ji").ctx(), now, {})


def test_every_figure_is_held_against_the_records_if_asked(legal: Client) -> None:
    plain = handed_in(legal)
    asked = handed_in(legal, REPORT, "核对.txt", against="on")
    assert len(desk.found(asked)) > len(desk.found(plain))
    assert any("27次" in (f.finding.quote or "") for f in desk.found(asked))


def test_papers_and_composed_years_stand_side_by_side(legal: Client) -> None:
    one = handed_in(legal, LAST.replace("甲局", "己县"), "上年.txt")
    two = handed_in(legal)
    page = words(legal.get("/papers/compare/"))
    assert one.title in page and "本系统编制" in page
    found = words(legal.get(f"/papers/compare/?s=p{one.pk}&s=p{two.pk}&go=1"))
    assert "党组（党委）会议" in found and "召开党组会议18次" in found and "召开党组会议27次" in found
    assert "+9 次" in found and "+50.0%" in found
    assert "<svg" in found, "the change is drawn"
    assert "党政主要负责人履行第一责任人职责情况" in found
    with_records = words(legal.get(f"/papers/compare/?s=p{one.pk}&s=c2026&go=1"))
    assert "本系统编制" in with_records and "同一事项" in with_records
    assert "再选一份" in words(legal.get(f"/papers/compare/?s=p{one.pk}"))


def test_a_figure_of_another_bureau_cannot_be_compared(legal: Client, sign_in: Any) -> None:
    paper = handed_in(legal)
    page = words(sign_in("legal", "wu").get(f"/papers/compare/?s=p{paper.pk}&s=c2023&go=1"))
    assert paper.title not in page


def test_a_decision_on_a_result_that_has_changed_is_refused(legal: Client, house: Any) -> None:
    paper = handed_in(legal)
    action = registry.get_action("report_desk.paper", "waive")
    with pytest.raises(ValidationError):
        run(action, house("ji").ctx(), paper, {"no": 99, "reason": "x"})
    with pytest.raises(ValidationError):
        run(action, house("ji").ctx(), paper, {"no": 1, "code": "WRD-W99", "reason": "x"})
    assert not FindingAnswer.objects.filter(checked_paper=paper).exists()


def test_every_composed_report_passes_through(legal: Client, house: Any) -> None:
    from yifa.suites.annual_report import papers
    from yifa.suites.annual_report.compose import compose

    wu = house("wu")
    content = papers.render(compose(wu.bureau, wu.year, day=wu.day), "docx")
    paper = handed_in(legal, content, "编制.docx")
    assert paper.format == "docx" and paper.year == wu.year
    assert legal.get(f"/papers/{paper.pk}/").status_code == 200
    assert len(desk.facts(paper)) > 20


def test_the_real_reports_pass_through(legal: Client, shared: Path) -> None:
    files = sorted((shared / "reports").glob("*.txt"))
    assert files
    papers = [handed_in(legal, file.read_bytes(), file.name) for file in files]
    for paper in papers:
        page = words(legal.get(f"/papers/{paper.pk}/"))
        found = desk.found(paper)
        assert found and all(f'id="f{f.no}"' in page for f in found)
        for ending in ("comments.docx", "findings.html", "findings.json", "findings.sarif"):
            assert legal.get(f"/papers/{paper.pk}/out/{ending}").status_code == 200
        assert legal.get(f"/papers/{paper.pk}/citations/").status_code == 200
    query = "&".join(f"s=p{paper.pk}" for paper in papers)
    assert "同一事项" in words(legal.get(f"/papers/compare/?{query}"))
