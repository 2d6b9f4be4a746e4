"""合同文本: a template's blanks filled from a contract, as a Word file that is edited on.

A template is a text of the register (【字段名】 stands for a field), or a Word file attached to it, which keeps its own
layout. What the contract does not say stays a line to be written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from yifa.core.org.models import Unit
from yifa.core.process import codes, matter, scans
from yifa.governance.contracts.models import Contract, ContractChange, Template
from yifa.governance.legality_review.public import Review
from yifa.kernel.files import store
from yifa.kernel.files.models import Attachment
from yifa.kernel.policy import Scope
from yifa.kernel.registry import get_resource
from yifa.lawkit import amounts
from yifa.papers import docmodel

KEY = "contracts.contract"
#: Kind of the code printed on the text of a contract: its signed copy comes back by it.
CODE = "HT"
codes.KINDS[CODE] = KEY
scans.PURPOSES[CODE] = "合同文本"
BLANK = re.compile(r"【([^【】]{1,60})】")
#: What stays where nothing is known.
LINE = "＿＿＿＿"
_ARTICLE = re.compile(r"(第[一二三四五六七八九十百]+条)[　 ]+(\S.*)")
#: Fields a text may name; what is found out or decided later belongs in no text.
FIELDS = (
    "number", "title", "category", "counterpart", "counterpart_uscc", "amount", "pay_days", "basis", "basis_no",
    "resolution_no", "unit", "handler", "starts_on", "ends_on",
)  # fmt: skip
OWN = ("机关名称", "机关统一社会信用代码", "金额大写")


def names() -> list[str]:
    """Return the names of the blanks that are filled."""
    resource = get_resource(KEY)
    return [*OWN, *(resource.field(n).label for n in FIELDS)]


def unknown(text: str) -> list[str]:
    """Return the blanks of a text that are never filled."""
    known = names()
    return [n for n in dict.fromkeys(BLANK.findall(text)) if n not in known]


def values(contract: Contract, scope: Scope) -> dict[str, str]:
    """Return what fills the blanks of a contract for a reader; empty where the contract says nothing."""
    resource, bureau = get_resource(KEY), Unit.objects.get(pk=contract.bureau_id)
    found = {resource.field(n).label: resource.display(contract, n, scope) for n in FIELDS}
    for name in ("starts_on", "ends_on"):
        day = getattr(contract, name)
        found[resource.field(name).label] = f"{day.year}年{day.month}月{day.day}日" if day else ""
    amount = contract.amount
    written = amount is not None and 0 <= amount < amounts.MOST
    return {
        **found, "机关名称": bureau.name, "机关统一社会信用代码": bureau.uscc,
        "金额大写": amounts.in_capitals(Decimal(amount)) if written and amount is not None else "",
    }  # fmt: skip


def file_of(template: Template) -> Attachment | None:
    """Return the newest Word file attached to a template."""
    rows = Attachment.objects.filter(
        bureau_id=template.bureau_id, resource="contracts.template", object_ref=template.pk,
        withdrawn_on__isnull=True, name__iendswith=".docx",
    )  # fmt: skip
    return rows.select_related("file").order_by("-id").first()


def asked(template: Template) -> list[str]:
    """Return the blanks of a template, of its file or else of its text."""
    data = _file(template)
    if data is None:
        return list(dict.fromkeys(BLANK.findall(template.body)))
    from yifa.papers.writers import fill_docx

    return fill_docx.blanks(data)


def _file(template: Template) -> bytes | None:
    attached = file_of(template)
    return store.path_of(attached.file.sha256).read_bytes() if attached is not None else None


def render(contract: Contract, scope: Scope) -> bytes:
    """Return the text of a contract as a Word file, from its template.

    Raises:
        PaperError: the file attached to the template cannot be opened.
    """
    template = contract.template
    assert template is not None
    found = values(contract, scope)

    def value(name: str) -> str:
        return found.get(name) or LINE

    data = _file(template)
    if data is not None:
        from yifa.papers.writers import fill_docx

        return fill_docx.fill(data, value, codes.code(CODE, contract))
    from yifa.papers.writers.docx import render_docx

    return render_docx(_paper(contract, template, value))


def _paper(contract: Contract, template: Template, value: Callable[[str], str]) -> docmodel.Document:
    """Return a text of the register as a paper: number, parties, articles, and the place for both signatures."""
    blocks: list[docmodel.Block] = [docmodel.para(f"合同编号：{value('合同编号')}")]
    for line in template.body.splitlines():
        words = BLANK.sub(lambda m: value(m[1]), line).strip()
        if article := _ARTICLE.fullmatch(words):
            blocks.append(docmodel.Heading(1, article[2], number=f"{article[1]}　"))
        elif words:
            blocks.append(docmodel.para(words))
    sides: list[list[docmodel.Cell]] = [[f"甲方（盖章）：{value('机关名称')}", f"乙方（盖章）：{value('相对方')}"]]
    for line in ("法定代表人或者授权代表（签字）：", "日期：　　　　年　　月　　日"):
        sides.append([line, line])
    blocks.append(docmodel.Table(rows=sides, widths=[1.0, 1.0]))
    return docmodel.Document(
        title=[contract.title], body=blocks, meta=docmodel.Meta(bureau=value("机关名称")),
        code=codes.code(CODE, contract),
    )  # fmt: skip


def made(subject: Any) -> list[matter.Made]:
    """Return the text of a contract with a template, for those who sign or advise."""
    if not isinstance(subject, Contract) or subject.template is None:
        return []
    return [matter.Made(f"合同文本 {subject.number}.docx".replace("/", "-"), lambda scope: render(subject, scope))]


def related(subject: Any) -> list[Any]:
    """Return the records whose papers belong to a contract, its change or its review: the papers handed in."""
    if isinstance(subject, Review):
        contract = Contract.objects.filter(review=subject, life="live").first()
        return [o for o in (contract, *subject.materials.filter(life="live")) if o is not None]
    review = subject.review if isinstance(subject, Contract | ContractChange) else None
    also = [subject.contract] if isinstance(subject, ContractChange) else []
    return [*also, review, *review.materials.filter(life="live")] if review is not None else also


matter.MADE.append(made)
matter.RELATED.append(related)
