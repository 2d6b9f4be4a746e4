"""The printed 派车单: what was ordered, blanks for the trip, and the code by which it is found on return."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from yifa.affairs.vehicles.choices import ReportKind
from yifa.affairs.vehicles.models import Dispatch
from yifa.affairs.vehicles.moments import local
from yifa.affairs.vehicles.reporting import span_words
from yifa.affairs.vehicles.sending import HOLDING
from yifa.core.process import codes
from yifa.kernel.policy import Scope, Sensitivity, may_see_field
from yifa.kernel.registry import get_resource
from yifa.papers import docmodel

PREFIX = "PC"


def code_of(sheet: Dispatch) -> str:
    """Return the code printed on a sheet."""
    return codes.code(PREFIX, sheet)


def find(scope: Scope, text: str, day: date) -> tuple[Dispatch | None, str]:
    """Return the sheet that a printed code, a number or a bare number names, or why there is none.

    A bare number is this year's; one of last year's that is still out goes before one that is back.
    """
    text = text.strip().upper()
    rows = get_resource("vehicles.dispatch").rows(scope).filter(life="live").select_related("vehicle", "driver__person")
    if text.startswith(f"{PREFIX}-"):
        known = codes.read(text, (PREFIX,))
        found = rows.filter(pk=known[1]).first() if known else None
        if known is None or (found is not None and code_of(found) != text):
            return None, "编号读错了。照派车单上方的编号再输一遍，形如 PC-0001-00000001-0。"
    elif re.fullmatch(r"[0-9]{1,6}", text):
        years = [rows.filter(number__endswith=f"〔{y}〕{int(text)}号").first() for y in (day.year, day.year - 1)]
        open_ = [s for s in years if s is not None and s.state in HOLDING]
        if len(open_) > 1:  # in January both years have such a number on the road
            return None, f"{open_[0]}和{open_[1]}都没有登记回车。写全单号。"
        found = next(iter((*open_, *(s for s in years if s is not None))), None)
    else:
        found = rows.filter(number=text).first() if text else None
    return (found, "") if found else (None, "没有这张派车单，或者你的岗位看不到。")


def phone(text: str, scope: Scope) -> str:
    """Return a phone number as a scope may read it."""
    return text if not text or may_see_field(scope, Sensitivity.PERSONAL) else "已隐去"


def moment(at: datetime | None) -> str:
    """Return a moment for paper."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def form(sheet: Dispatch, scope: Scope) -> dict[str, Any]:
    """Return the paper: facts in order, the applications it serves, the blanks with what stands already."""
    asked = list(sheet.requests.filter(life="live").select_related("unit").order_by("leaves_at"))
    driver = sheet.driver
    who = f"{driver.name} {phone(driver.phone, scope)}" if driver else ""
    if sheet.rented_plate:
        who = f"{sheet.hired_driver} {phone(sheet.hired_phone, scope)}"
    car = f"{sheet.vehicle} {sheet.vehicle.brand}" if sheet.vehicle else f"{sheet.rented_plate}（租赁，{sheet.vendor}）"
    facts = [
        ("用车单位", str(sheet.user_unit or "")), ("车辆", car), ("驾驶员", who.strip()),
        ("计划出车", moment(sheet.leaves_at)), ("计划回车", moment(sheet.returns_at)), ("行驶路线", sheet.route),
    ]  # fmt: skip
    if sheet.event:
        facts.append(("活动", f"{sheet.event}{'，' + str(sheet.leg) if sheet.leg else ''}"))
    people = [
        (f"{r.number} {r.matter}", f"{r.applicant} {phone(r.phone, scope)}".strip(),
         f"{r.passengers}人 {r.names}".strip(), f"{r.approved_by} {r.approved_on or '待补办审批'}".strip())
        for r in asked
    ]  # fmt: skip
    blanks = [
        ("实际出车时间", moment(sheet.left_at)), ("出车里程表（公里）", _number(sheet.km_out)),
        ("实际回车时间", moment(sheet.back_at)), ("回车里程表（公里）", _number(sheet.km_back)),
        ("实际到达", sheet.places), ("过路、停车票据", ""), ("加油、充电", ""), ("驾驶员签名", ""), ("用车人签名", ""),
    ]  # fmt: skip
    return {"number": sheet.number or str(sheet), "code": codes.drawn(code_of(sheet)),
            "facts": facts, "people": people, "blanks": blanks, "lines": _lines(facts, LONG),
            "blank_lines": _lines(blanks, LONG)}  # fmt: skip


#: What takes a whole line of the form.
LONG = ("用车单位", "行驶路线", "活动", "实际到达")


def _lines(entries: list[tuple[str, str]], long: tuple[str, ...]) -> list[list[tuple[str, str]]]:
    """Put short facts two on a line, long ones alone."""
    out: list[list[tuple[str, str]]] = []
    for entry in entries:
        room = out and len(out[-1]) == 1 and out[-1][0][0] not in long and entry[0] not in long
        if room:
            out[-1].append(entry)
        else:
            out.append([entry])
    return out


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


PEOPLE = ("申请和事由", "申请人", "乘车", "审批")


def paper(sheet: Dispatch, scope: Scope, bureau: str) -> docmodel.Document:
    """Return the sheet as a docx model."""
    made = form(sheet, scope)
    body: list[docmodel.Block] = [
        docmodel.para(f"单号：{made['number']}　编号：{made['code']}"),
        docmodel.Table(rows=[list(r) for r in made["facts"]], widths=[1, 4]),
    ]
    if made["people"]:
        body.append(docmodel.Table(header=list(PEOPLE), rows=[list(r) for r in made["people"]], widths=[4, 2, 2, 2]))
    body.append(docmodel.Table(rows=[list(r) for r in made["blanks"]], widths=[1, 2], caption="行程登记"))
    return docmodel.Document(title=["派车单"], body=body, signature=docmodel.Signature(issuer=bureau, sealed=False),
                             meta=docmodel.Meta(bureau=bureau))  # fmt: skip


def bulletin(report: Any, bureau: str, words: list[str], units: tuple[tuple[str, str, str], ...]) -> docmodel.Document:
    """Return a use report (使用情况通报、公示) as an official paper: its own figures, units in their order."""
    said = report.figures
    public = report.kind == ReportKind.PUBLIC
    rows = [*said["units"], *([{"unit": "合计", **said["total"]}] if len(said["units"]) > 1 else [])]
    body: list[docmodel.Block] = [docmodel.Heading(1, "基本情况"), *(docmodel.para(w) for w in words)]
    body += [docmodel.para(t.strip()) for t in (report.remarks or "").splitlines() if t.strip()]
    body.append(docmodel.Heading(1, "各单位使用情况"))
    body.append(docmodel.para("按机构次序排列，不作排名。"))
    aligned: list[docmodel.Align] = ["left", *(["right"] * len(units))]  # type: ignore[list-item]
    names, labels = [u[0] for u in units], [u[1] for u in units]
    for chosen in (names[:7], [names[0], *names[7:]]):  # ten columns are two tables on A4
        body.append(
            docmodel.Table(
                header=[labels[names.index(n)] for n in chosen],
                rows=[[_shown(r.get(n)) for n in chosen] for r in rows],
                widths=[2.4, *(1.0 for _ in chosen[1:])], align=[*aligned[: len(chosen)]],
            )
        )  # fmt: skip
    body.append(docmodel.Heading(1, "费用构成"))
    body.append(docmodel.para("；".join(f"{k}{Decimal(v):,.2f}元" for k, v in said["costs"].items()) + "。"))
    if said["notices"]:
        body.append(docmodel.Heading(1, "用车监督"))
        told = [f"{r['kind']}{r['n']}件" + (f"（违规{r['breach']}件）" if r["breach"] else "") for r in said["notices"]]
        body.append(docmodel.para("、".join(told) + "。"))
    word = ReportKind(report.kind).label
    return docmodel.Document(
        title=[f"{bureau}关于{span_words(report.covers_from, report.covers_to)}", f"公务用车使用情况的{word}"],
        header=docmodel.Header(doc_no=report.number), body=body,
        signature=docmodel.Signature(issuer=bureau, date=report.published_on or report.signed_on),
        meta=docmodel.Meta(bureau=bureau, draft=report.signed_on is None, edition="public" if public else ""),
    )  # fmt: skip


def _shown(value: Any) -> str:
    """Return a figure of a report as a cell; what has no denominator is a dash."""
    return "—" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
