"""合同文本 and 审查意见书: filled from the record, for whoever may see it; the signed paper comes back by its code."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.core.documents.models import PaperTemplate
from yifa.core.process import codes
from yifa.governance.contracts.models import Contract
from yifa.governance.legality_review import papers
from yifa.governance.legality_review.models import Review
from yifa.kernel import registry
from yifa.kernel.files.models import Attachment

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CONTRACT, TEMPLATE, REVIEW = "contracts.contract", "contracts.template", "legality_review.review"


def _words(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    paper = Document(io.BytesIO(answer.getvalue()))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_the_text_of_a_contract_is_filled_and_follows_it(house: Any, sign_in: Any) -> None:  # noqa: F811
    ji = house("ji")
    template = ji.do(TEMPLATE, "adopt_text", text="goods")
    contract = ji.do(CONTRACT, "record", title="桌椅采购合同", category="purchase", counterpart="丑家具有限公司",
                     amount=38000, unit=ji.unit("物业管理处"), happened_on=ji.day, handler="王某")  # fmt: skip
    url = f"/contracts/{contract.pk}/text.docx"
    legal = sign_in("legal", "ji")
    assert legal.get(url).status_code == 404, "no template, no text"
    with pytest.raises(ValidationError, match="用于房屋租赁合同"):
        ji.do(CONTRACT, "use_template", contract, template=ji.do(TEMPLATE, "adopt_text", text="lease"))
    contract = ji.do(CONTRACT, "use_template", contract, template=template)
    words = _words(legal.get(url))
    for said in (contract.number, "丑家具有限公司", "38,000", "叁万捌仟元整", "己县机关事务管理局", "＿＿＿＿"):
        assert said in words
    assert "【" not in words
    code = codes.code("HT", contract)
    assert f"回传编号 {code}" in words
    signed = SimpleUploadedFile(f"{code}.pdf", PDF)
    assert contract.title in legal.post("/scan/", {"files": [signed]}).content.decode()
    assert Attachment.objects.get(resource=CONTRACT, object_ref=contract.pk).purpose == "合同文本"
    page = legal.get(f"/r/{CONTRACT}/{contract.pk}/").content.decode()
    assert url in page and "履行止" in page.split("合同没有填的")[1][:200]
    old = contract.number
    ji.do(CONTRACT, "renumber", contract, number="己管合〔2026〕9001号", reason="并入统一编号")
    words = _words(sign_in("clerk", "ji").get(url))
    assert "己管合〔2026〕9001号" in words and old not in words
    assert sign_in("legal", "jia").get(url).status_code == 404
    # a Word file of the bureau's own goes before the text; a blank that no field fills is named
    own = Document()
    own.add_paragraph("本局文本 【合同编号】【仓库编号】")
    data = io.BytesIO()
    own.save(data)
    file = SimpleUploadedFile("本局文本.docx", data.getvalue())
    ji.do(TEMPLATE, "attach", template, file=file, purpose="文本", sensitivity="internal")
    assert _words(legal.get(url)).startswith("本局文本 己管合〔2026〕9001号＿＿＿＿")
    assert "仓库编号" in legal.get(f"/r/{TEMPLATE}/{template.pk}/").content.decode().split("认不出")[1]
    with pytest.raises(ValidationError, match="没有这些字段：仓库编号"):
        registry.get_action(TEMPLATE, "record").clean(ji.ctx(), None, {"body": "【仓库编号】"})


def test_the_opinion_is_a_paper_and_its_signed_copy_comes_back(house: Any, sign_in: Any) -> None:  # noqa: F811
    ji, legal = house("ji"), sign_in("legal", "ji")
    review = Review.objects.filter(bureau=ji.bureau, kind="contract", result="passed_changed", backfilled=False).first()
    assert review is not None
    code = papers.code_of(review)
    words = _words(legal.get(f"/reviews/{review.pk}/opinion.docx"))
    change = review.points.get(verdict="change")
    for said in (review.number, review.title, change.opinion, "不适用", f"回传编号 {code}", "法规处"):
        assert said in words
    assert sign_in("legal", "jia").get(f"/reviews/{review.pk}/opinion.docx").status_code == 404
    assert code in legal.get(f"/print/review/{review.pk}/").content.decode()
    scan = SimpleUploadedFile(
        f"{code}.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    assert "只存扫描件" in legal.get(f"/scan/{code}/").content.decode()
    page = legal.post("/scan/", {"files": [scan]}).content.decode()
    assert review.title in page
    assert Attachment.objects.filter(resource=REVIEW, object_ref=review.pk, purpose__endswith=code).exists()


def test_a_template_of_papers_is_filled_from_a_record_one_may_see(house: Any, sign_in: Any) -> None:  # noqa: F811
    ji, legal = house("ji"), sign_in("legal", "ji")
    template = PaperTemplate.objects.get(bureau=ji.bureau, title="合同送审说明")
    contract = Contract.objects.filter(bureau=ji.bureau, life="live", basis_no="").order_by("-pk").first()
    assert contract is not None
    url = f"/documents/{template.pk}/{contract.pk}.docx"
    assert url in legal.get(f"/r/core_documents.template/{template.pk}/").content.decode()
    words = _words(legal.get(url))
    assert contract.title in words and contract.counterpart in words and "【" not in words
    assert sign_in("legal", "jia").get(url).status_code == 404
    other = Contract.objects.exclude(bureau=ji.bureau).first()
    assert other is not None and legal.get(f"/documents/{template.pk}/{other.pk}.docx").status_code == 404
    ended = {"valid_to": ji.day - timedelta(days=1), "reason": "停用", "checker": "吴某"}
    ji.do("core_documents.template", "correct", template, **ended)
    assert legal.get(url).status_code == 404
