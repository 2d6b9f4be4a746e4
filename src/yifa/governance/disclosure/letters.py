"""Letters of disclosure (信息公开文书): filled from the request, with the remedy notice of the day they are dated.

The texts are data (code list ``disclosure_letters``); a bureau may keep its own template of the same name.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from yifa.core.documents import filling, numbers
from yifa.core.documents.models import PaperTemplate
from yifa.core.legaltime.models import Clock
from yifa.core.org.models import Unit
from yifa.governance.disclosure import office, receipts
from yifa.governance.disclosure.choices import Delivery, outcome, refuses
from yifa.governance.disclosure.models import Letter, Request
from yifa.kernel.action import Work
from yifa.kernel.record import Life
from yifa.kernel.registry import get_resource
from yifa.lawkit import rules
from yifa.lawkit.codes import code_list
from yifa.lawkit.explain import zh_date
from yifa.papers import docmodel

_TOKEN = re.compile(r"【(.+?)】")
_BLANK = "　　　　"
LAW = "政府信息公开条例"
_UNITS = {"day": "日", "month": "个月", "workday": "个工作日"}

#: What settles the day of receipt, in plain words (GID-04).
RECEIPT = {
    Delivery.IN_PERSON: "当面提交，提交之日为收到之日",
    Delivery.ORAL: "口头提出、工作人员当场代填，提出之日为收到之日",
    Delivery.REGISTERED: "邮寄提交，本机关签收之日为收到之日",
    Delivery.POST: "平常信函，本机关与申请人确认之日为收到之日",
    Delivery.ONLINE: "网上提交，双方确认之日为收到之日",
    Delivery.FAX: "传真提交，双方确认之日为收到之日",
}


def day_in_words(day: date | None) -> str:
    """Return a date as letters write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else _BLANK


def articles(article: str | None, law: str = LAW) -> str:
    """Return 《…条例》第…条, or that the clause waits for a reader (待核实)."""
    return f"《{law}》{rules.article_text(article)}" if article else f"《{law}》（条款待核实）"


def reconsideration_first(code: str, day: date) -> bool:
    """Whether a reply of that day must go to reconsideration before court (GID-18, in force since 2024-01-01)."""
    found = outcome(code)
    since = rules.load_rules()["GID-18"].basis.effective
    wanted = found.extra.get("remedy") == "reconsideration_first" if found else refuses(code)
    return bool(wanted and since and day >= since)


def _length(rule: str) -> str:
    found = rules.load_rules()[rule].parts[0]
    return f"{found.value}{_UNITS.get(found.unit, '日')}"


def remedy(code: str, day: date, organ: str, court: str) -> str:
    """Return the remedy notice of a reply as the law stands on its day."""
    organ, court = organ or _BLANK, court or "有管辖权的人民法院"
    ask, sue, after = _length("CMP-01"), _length("CMP-14"), _length("CMP-13")
    if reconsideration_first(code, day):
        return (
            f"如对本答复不服，应当自收到本答复书之日起{ask}内先向{organ}申请行政复议；对行政复议决定不服的，"
            f"可以自收到行政复议决定书之日起{after}内向{court}提起行政诉讼"
            f"（{rules.load_rules()['GID-18'].basis}）。"
        )
    return (
        f"如对本答复不服，可以自收到本答复书之日起{ask}内向{organ}申请行政复议，"
        f"或者自收到本答复书之日起{sue}内向{court}提起行政诉讼（{articles('51')}）。"
    )


def _due(request: Request, rule: str) -> str:
    clock = Clock.objects.filter(resource="disclosure.request", object_ref=request.pk, rule=rule).first()
    return zh_date(clock.due_on) if clock and clock.due_on else _BLANK


def _tokens(request: Request | None, bureau: str, said: dict[str, str]) -> dict[str, str]:
    known = {"机关名称": bureau, "事由": "", "救济": "", "答复": "", "依据": ""}
    if request is not None:
        known |= {
            "申请编号": request.number,
            "申请内容": request.content,
            "收到之日": day_in_words(request.happened_on),
            "收到依据": RECEIPT.get(Delivery(request.delivery), "") if request.delivery in Delivery.values else "",
            "答复期限": _due(request, "GID-02"),
            "补正告知期限": _due(request, "GID-05"),
            "回执号": receipts.receipt_of(request) if request.pk else "",
        }
    return known | said


def fill(kind: str, request: Request | None, bureau: Unit, day: date, **said: str) -> str:
    """Return the body of a letter; lines that come out empty are left out."""
    found = code_list("disclosure_letters")[kind]
    tokens = {"联系": office.contact(bureau.pk, day), **_tokens(request, bureau.name, said)}
    body = str(found.extra["body"])
    own = PaperTemplate.objects.filter(
        bureau=bureau, resource="disclosure.request", title=found.name, life=Life.LIVE
    ).order_by("-pk")
    for template in own:
        if (template.valid_from or day) <= day <= (template.valid_to or day) and request is not None:
            resource = get_resource("disclosure.request")
            labels = filling.labels(resource)
            tokens = {**{t: resource.display(request, n) for t, n in labels.items()}, **tokens}
            body = f"{template.body}\n【救济】"
            break
    lines = (_TOKEN.sub(lambda m: tokens.get(m.group(1)) or "", line).strip() for line in body.splitlines())
    return "\n".join(line for line in lines if line)


def issue(
    work: Work, request: Request | None, kind: str, day: date, *, number: str = "", addressee: str = "",
    served_by: str = "", served_on: date | None = None, proof: str = "", of: Any = None, **said: str,
) -> Letter:  # fmt: skip
    """Write a letter inside a running Action; without a number it takes the next of its series.

    of: the application to correct it belongs to where there is no request.
    """
    source = request if request is not None else of
    bureau = Unit.objects.get(pk=source.bureau_id)
    found = code_list("disclosure_letters")[kind]
    if not number:
        number = numbers.take(work, bureau.pk, f"gk_{kind}"[:20], day.year, str(found.extra.get("word", "公开")))
    letter: Letter = work.create(
        Letter(
            bureau_id=source.bureau_id, unit_id=source.unit_id, happened_on=day, request=request,
            correction=of, kind=kind, number=number, addressee=addressee or source.applicant,
            body=fill(kind, request, bureau, day, **said), served_by=served_by, served_on=served_on, proof=proof,
        )
    )  # fmt: skip
    return letter


def paper(letter: Letter, *, names: bool = True) -> docmodel.Document:
    """Return the letter as a paper; ``names``: whether the reader may see to whom it goes."""
    bureau = Unit.objects.get(pk=letter.bureau_id).name
    return docmodel.Document(
        title=[bureau, letter.get_kind_display()],
        header=docmodel.Header(doc_no=letter.number),
        addressee=letter.addressee if names else "",
        body=[docmodel.para(line) for line in letter.body.splitlines() if line.strip()],
        signature=docmodel.Signature(issuer=bureau, date=letter.happened_on),
        meta=docmodel.Meta(bureau=bureau),
    )
