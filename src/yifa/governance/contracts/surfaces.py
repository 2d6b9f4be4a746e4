"""What the contract's page shows beside its facts: contracts that look alike, dealings with the same side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Sum

from yifa.governance.contracts import texts
from yifa.governance.contracts.choices import State
from yifa.governance.contracts.models import Contract, Obligation, Template
from yifa.governance.contracts.process import alike, facts_of, interest_so_far
from yifa.governance.legality_review.public import told
from yifa.kernel.policy import Scope
from yifa.kernel.resource import ports
from yifa.kernel.resource.base import show
from yifa.lawkit.review_points import hints
from yifa.lawkit.rules import get_rule
from yifa.papers.reading.errors import PaperError


def _text(obj: Contract, scope: Scope) -> dict[str, Any]:
    """The text of a contract: its template, and what is still a line to be written by hand."""
    template = obj.template
    if template is None:
        return {}
    url = f"/contracts/{obj.pk}/text.docx"
    try:
        found, blanks = texts.values(obj, scope), texts.asked(template)
    except PaperError as problem:
        facts = [{"label": "示范文本", "value": f"{template}：{problem}", "wide": True}]
        return {"panels": [{"title": "合同文本", "facts": facts, "alarm": True}]}
    empty = [n for n in blanks if not found.get(n)]
    facts = [{"label": "示范文本", "value": str(template), "wide": True},
             {"label": "合同没有填的", "value": "、".join(empty) if empty else "没有", "wide": True}]  # fmt: skip
    return {"panels": [{"title": "合同文本", "facts": facts}], "actions": [{"label": "合同文本 .docx", "url": url}]}


def template_panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: the blanks of a template, and those that no field of a contract fills."""
    if not isinstance(obj, Template) or not obj.counts:
        return {}
    try:
        blanks = texts.asked(obj)
    except PaperError as problem:
        return {"panels": [{"title": "空白", "facts": [{"label": "文件", "value": str(problem), "wide": True}],
                            "alarm": True}]}  # fmt: skip
    attached, known = texts.file_of(obj), texts.names()
    odd = [n for n in blanks if n not in known]
    filled = "、".join(n for n in blanks if n in known) or "没有"
    facts = [{"label": "取自", "value": attached.name if attached else "正文", "wide": True},
             {"label": "由合同填写", "value": filled, "wide": True}]  # fmt: skip
    if odd:
        facts.append({"label": "认不出，留空", "value": "、".join(odd), "wide": True})
    return {"panels": [{"title": "空白", "facts": facts, "alarm": bool(odd)}]}


def panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: 相对方 of a contract."""
    if not isinstance(obj, Contract) or not obj.counts:
        return {}
    facts = [{"label": "疑似重复", "value": text, "wide": True} for text in alike(obj, scope)]
    year = (obj.happened_on or day).year
    rows = Contract.objects.visible_to(scope).filter(life="live", counterpart=obj.counterpart, happened_on__year=year)
    found = rows.aggregate(n=Count("pk"), total=Sum("amount"))
    if found["n"] > 1:
        total = f"，金额合计 {show(found['total'])} 元" if found["total"] else ""
        facts.append({"label": f"{year}年与该相对方的合同", "value": f"{found['n']} 份{total}", "wide": True})
    checks = [c.kind for c in obj.checks.all() if c.counts]
    if obj.signed_on is None and "dishonest" not in checks:
        facts.append({"label": "失信名单核查", "value": "还没有登记", "wide": True})
    wrong = any(f["label"] == "疑似重复" for f in facts)
    panels: list[dict[str, Any]] = [{"title": "相对方", "facts": facts, "alarm": wrong}] if facts else []
    if obj.state in (State.DRAFT, State.IN_REVIEW):
        said = told(hints("contract", facts_of(obj, day), day), day)
        panels += [{"title": "送审前比对", "facts": said}] if said else []
    text = _text(obj, scope)
    return {**text, "panels": [*panels, *text.get("panels", [])]}


def late_panel(obj: Any, scope: Scope, day: date) -> dict[str, Any]:
    """Provider of the detail page: what a late payment to a small firm costs as long as it is not made."""
    if not isinstance(obj, Obligation) or not obj.counts or (owed := interest_so_far(obj, day)) is None:
        return {}
    assert obj.due_on is not None
    law = get_rule("PRO-33", on=obj.due_on)
    rate = f"每日 {(law.quantity or {}).get('value')}%，{law.basis}；合同另有约定的按约定"
    facts = [{"label": "已逾期", "value": f"{(day - obj.due_on).days} 日"},
             {"label": "到今天的逾期利息", "value": f"{show(owed)} 元"},
             {"label": "怎么算的", "value": f"{show(obj.amount)} 元，{rate}", "wide": True}]  # fmt: skip
    return {"panels": [{"title": "逾期支付", "facts": facts, "alarm": True}]}


ports.PANELS.extend((panel, template_panel, late_panel))
