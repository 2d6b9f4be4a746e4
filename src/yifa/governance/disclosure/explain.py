"""Every date of an application in plain words, for the applicant: what happened, when, why, and what comes next.

Nothing here names a person: the page behind a receipt number shows it to whoever holds the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yifa.core.legaltime import clocks
from yifa.governance.disclosure.choices import Consulted, CorrectionState, Delivery, Stance, outcome
from yifa.governance.disclosure.choices import RequestState as S
from yifa.governance.disclosure.letters import RECEIPT, articles, day_in_words
from yifa.governance.disclosure.models import DataCorrection, Request

#: What a letter means to the applicant, and its article.
LETTERS = {
    "receipt": ("出具登记回执", "45"),
    "supplement": ("一次性告知补正", "30"),
    "consultation": ("书面征求意见，征求意见期间不计入答复期限", "33(3)"),
    "extension": ("延长答复期限并告知", "33(2)"),
    "explain": ("要求说明理由", "35"),
    "delay": ("另定延迟答复期限并告知", "35"),
    "fee": ("通知缴纳信息处理费", "42(1)"),
    "reply": ("作出答复", "36"),
    "third_told": ("将公开决定书面告知第三方", "32"),
    "ended": ("告知不再处理", "30"),
    "rectify_receipt": ("出具登记回执", "45"),
    "rectify_more": ("告知补充材料，补充期间不计入办理期限", "41"),
    "rectify_forward": ("转送有权更正的机关", "41"),
    "rectification": ("告知办理结果", "41"),
}
#: What silence of the consulted means.
SILENCE = {
    Stance.SILENT: "对方期满没有提出意见，由本机关依法决定是否公开",
    Stance.DEEMED: "对方期满没有提出意见，视为同意公开",
}
#: What the applicant may do or await in each state.
NEXT = {
    S.UNCONFIRMED: "本机关将与你联系确认收到；双方确认之日为收到申请之日，答复期限从次日起算。",
    S.RECEIVED: "本机关正在审查申请内容是否明确。",
    S.RUNNING: "本机关正在办理{due}。",
    S.SUPPLEMENT: "请在{by}以前补正。收到补正后，答复期限重新起算。无正当理由逾期不补正的，视为放弃申请。",
    S.EXPLAIN: "请在{by}以前说明理由。",
    S.CONSULTING: "正在征求意见，答复期限停止计算，意见收到或者期满的次日恢复。",
    S.PAYMENT: "请在{by}以前缴纳信息处理费 {fee} 元。逾期不缴费的，本机关不再处理这件申请。",
    S.REPLIED: "已经答复。不服答复的，救济途径和期限写在答复书上。",
    S.ABANDONED: "本机关不再处理这件申请。不服的，救济途径和期限写在告知书上。",
    S.WITHDRAWN: "申请已经撤回。",
}
#: The same for an application to correct.
NEXT_CORRECTION = {
    CorrectionState.OPEN: "本机关正在审核你反映的信息记录是否准确{due}。",
    CorrectionState.EVIDENCE: "请在{by}以前补充材料；等待期间不计入办理期限。",
    CorrectionState.CORRECTED: "信息记录已经更正。",
    CorrectionState.FORWARDED: "申请已经转送有权更正的机关处理，请向该机关了解办理情况。",
    CorrectionState.DIRECTED: "请向告知书写明的机关提出。",
    CorrectionState.UNFOUNDED: "本机关没有更正，理由写在答复书上。不服的，救济途径和期限写在答复书上。",
    CorrectionState.WITHDRAWN: "申请已经撤回。",
}


@dataclass(frozen=True)
class Step:
    """One thing that happened."""

    day: date
    what: str
    why: str = ""


def course(request: Request) -> list[Step]:
    """Return what happened to a request, in the order of days."""
    steps: list[Step] = []
    ends: list[Step] = []  # what closes a day stands behind everything else of that day
    how = Delivery(request.delivery) if request.delivery in Delivery.values else None
    if request.arrived_on and request.arrived_on != request.happened_on:
        steps.append(Step(request.arrived_on, "申请到达"))
    if request.happened_on:
        why = f"{RECEIPT[how]}（{articles('31')}）" if how in RECEIPT else articles("31")
        steps.append(Step(request.happened_on, "收到申请之日", why))
    if request.supplemented_on:
        steps.append(Step(request.supplemented_on, "收到补正，答复期限重新起算", articles("30")))
    for letter in request.letters.filter(life="live").order_by("pk"):
        what, article = LETTERS.get(letter.kind, (letter.get_kind_display(), ""))
        if letter.kind == "reply" and request.outcome:
            what = f"作出答复：{request.get_outcome_display()}"
            said = outcome(request.outcome)
            article = str(said.extra.get("article") or "") if said else ""
        if letter.happened_on:
            into = ends if letter.kind in ("reply", "third_told", "ended") else steps
            into.append(Step(letter.happened_on, f"{what}（{letter.number}）", articles(article) if article else ""))
        if letter.served_on and letter.kind != "consultation" and letter.served_on != letter.happened_on:
            steps.append(Step(letter.served_on, f"{letter.get_kind_display()}送达"))
    for asked in request.consultations.filter(life="live", ended_on__isnull=False).order_by("pk"):
        heard = SILENCE.get(Stance(asked.stance), "收到意见") if asked.stance else "征求意见结束"
        whom = Consulted(asked.kind).label
        steps.append(Step(asked.ended_on, f"{heard}（{whom}），答复期限次日恢复计算", articles("33(3)")))  # type: ignore[arg-type]
    if request.explained_on:
        steps.append(Step(request.explained_on, "收到说明的理由（说明期限届满）", articles("35")))
    if request.paid_on:
        steps.append(Step(request.paid_on, "收到信息处理费"))
    if request.closed_on and request.state == S.WITHDRAWN:
        steps.append(Step(request.closed_on, "申请人撤回申请"))
    return sorted([*steps, *ends], key=lambda s: s.day)


def course_of_correction(found: DataCorrection) -> list[Step]:
    """Return what happened to an application to correct, in the order of days."""
    steps = [Step(found.happened_on, "收到更正申请", articles("41"))] if found.happened_on else []
    ends: list[Step] = []
    for letter in found.letters.filter(life="live").order_by("pk"):
        what, article = LETTERS.get(letter.kind, (letter.get_kind_display(), ""))
        if letter.kind == "rectification":
            what = f"告知办理结果：{found.get_state_display()}"
        if letter.kind == "rectify_forward" and found.told_to:
            what = f"转送{found.told_to}"
        if letter.happened_on:
            into = ends if letter.kind in ("rectify_forward", "rectification") else steps
            into.append(Step(letter.happened_on, f"{what}（{letter.number}）", articles(article) if article else ""))
    for clock in clocks.of(found):
        steps += [
            Step(date.fromisoformat(e["at"]) - timedelta(days=1), "收到补充材料，办理期限次日恢复计算")
            for e in clock.events if e["kind"] == "resume"
        ]  # fmt: skip
    if found.ended_on and found.state == CorrectionState.WITHDRAWN:
        ends.append(Step(found.ended_on, "申请人撤回申请"))
    return sorted([*steps, *ends], key=lambda s: s.day)


def steps_of(found: Request | DataCorrection) -> list[Step]:
    """Return what happened to an application of either kind."""
    return course_of_correction(found) if isinstance(found, DataCorrection) else course(found)


def told(found: Request | DataCorrection, day: date) -> dict[str, Any]:
    """Return what the page behind a receipt number says: course, terms, what comes next."""
    if isinstance(found, DataCorrection):
        next_ = NEXT_CORRECTION.get(CorrectionState(found.state), "")
        by, rule, does = found.evidence_by, clocks.OWN_TERM[0], "告知结果"
    else:
        next_ = NEXT.get(S(found.state), "")
        limits = {S.PAYMENT: found.fee_due_on, S.EXPLAIN: found.explain_by}
        by, rule, does = limits.get(S(found.state), found.supplement_by), "GID-02", "答复"
    clock = clocks.of(found).filter(rule=rule, state="running").first()
    last = getattr(found, "delayed_to", None) or (clock.due_on if clock else None)
    said = next_.format(
        by=day_in_words(by) if by else "文书写明的期限", fee=getattr(found, "fee", None) or "",
        due=f"，最迟{day_in_words(last)}{does}" if last and last >= day else "，已经超过期限" if last else "",
    )  # fmt: skip
    return {"found": found, "steps": steps_of(found), "terms": terms(found, day), "next": said}


#: What the periods are called to the applicant, and what their end is for.
_TERMS = {"GID-02": ("答复期限", "最迟{}答复"), "GID-05": ("需要补正时的告知期限", "需要你补正的，最迟{}告知")}
_OWN = ("办理期限", "最迟{}告知结果")
_OWN_BASIS = "条例没有规定期限，由本机关设定；从收到次日起按工作日计算"


def terms(request: Request | DataCorrection, day: date) -> list[dict[str, Any]]:
    """Return the periods of an application: how each stands, until when, and how it was counted, with the article."""
    out = []
    for clock in clocks.of(request):
        if clock.rule == "GID-05" and clock.state == "stopped":  # asked or not, the course says it
            continue
        shown = clocks.words(clock, day)
        own = clock.rule == clocks.OWN_TERM[0]
        label, until = _OWN if own else _TERMS.get(clock.rule, (clock.label, "{}止"))
        last = f"{until.format(day_in_words(clock.due_on))}。" if clock.due_on else ""
        out.append(
            {"label": label, "state": shown["label"], "until": last, "tone": shown["tone"],
             "how": shown["result"].sentence, "basis": _OWN_BASIS if own else shown["law"]["text"],
             "provisional": shown["provisional"]}
        )  # fmt: skip
    if isinstance(request, Request) and request.delayed_to and not request.closed_on:
        out.append(
            {"label": "延迟答复期限", "state": "进行中" if day <= request.delayed_to else "逾期",
             "until": f"最迟{day_in_words(request.delayed_to)}答复。",
             "tone": "" if day <= request.delayed_to else "alarm",
             "how": "本机关确定并告知的合理期限。", "basis": articles("35"), "provisional": False}
        )  # fmt: skip
    return out
