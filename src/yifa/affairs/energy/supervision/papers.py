"""The two papers of supervision, and the 通报 that may follow an order."""

from __future__ import annotations

from datetime import date

from yifa.affairs.energy.supervision.choices import Paper
from yifa.affairs.energy.supervision.models import CorrectionOrder
from yifa.core.org.models import Unit
from yifa.lawkit.explain import zh_date
from yifa.papers import docmodel

LAW = "《公共机构节能条例》"


def paper(order: CorrectionOrder) -> docmodel.Document:
    """Return the order or the opinion as a paper; a draft until it is delivered."""
    bureau = str(Unit.objects.get(pk=order.bureau_id).name)
    site, joint = str(order.institution), f"会同{order.joint}" if order.joint else "会同有关部门（待写明）"
    if order.kind == Paper.ORDER:
        item = order.get_violation_display()
        basis = f"上述情况属于{LAW}第三十七条第{item[:3]}项所列情形。本机关{joint}，责令你单位限期改正。"
        end = "期限届满后本机关进行复查；逾期不改正的，依照同一条的规定予以通报。"
    else:
        basis = f"上述情况造成能源浪费。依照{LAW}第四十一条，本机关{joint}，提出整改意见。"
        end = "请及时落实，并将落实情况书面告知本机关。"
    term = f"自收到本文书之日起{order.term_days}日内（至{zh_date(order.due_on)}）改正。" if order.due_on else ""
    lines = [order.facts, basis, f"改正要求：{order.demand}", term, end]
    return docmodel.Document(
        title=[bureau, order.get_kind_display()],
        header=docmodel.Header(doc_no=order.number),
        addressee=site,
        body=[docmodel.para(line) for text in lines for line in text.splitlines() if line.strip()],
        signature=docmodel.Signature(issuer=bureau, date=order.issued_on),
        meta=docmodel.Meta(bureau=bureau, draft=order.issued_on is None),
    )


def notice(order: CorrectionOrder) -> docmodel.Document:
    """Return the 通报 of an order that was not carried out."""
    bureau = str(Unit.objects.get(pk=order.bureau_id).name)
    day: date | None = order.notified_on
    item = order.get_violation_display()
    days = [zh_date(day) if day else "" for day in (order.issued_on, order.due_on, order.rechecked_on)]
    lines = [
        f"{days[0]}，本机关会同{order.joint}向{order.institution}送达责令限期改正通知书（{order.number}），期限至{days[1]}。",
        f"{days[2]}复查，{order.recheck.rstrip('。')}，属于逾期不改正。",
        f"依照{LAW}第三十七条第{item[:3]}项，现予通报。",
    ]
    return docmodel.Document(
        title=[f"{bureau}关于{order.institution}", "逾期不改正公共机构节能违法行为的通报"],
        header=docmodel.Header(doc_no=order.notice_no),
        body=[docmodel.para(line) for line in lines],
        signature=docmodel.Signature(issuer=bureau, date=day),
        meta=docmodel.Meta(bureau=bureau, draft=day is None),
    )
