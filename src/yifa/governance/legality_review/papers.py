"""审查意见书: the opinion of a review as an official paper, with the code by which its signed copy comes back."""

from __future__ import annotations

from yifa.core.org.models import Unit
from yifa.core.process import codes, counsel
from yifa.core.process.models import CounselLink
from yifa.governance.legality_review.choices import Kind, Result, Verdict
from yifa.governance.legality_review.models import Review
from yifa.lawkit.codes import code_list
from yifa.papers import docmodel

KEY = "legality_review.review"
#: Kind of the code printed on an opinion.
CODE = "YJ"
codes.KINDS[CODE] = KEY
#: The conclusion in a sentence.
SAYS: dict[str, str] = {
    Result.PASSED: "经审查，该事项合法合规，可以按程序办理。",
    Result.PASSED_CHANGED: "经审查，该事项按下列意见修改后，可以按程序办理。",
    Result.NOT_PASSED: "经审查，该事项不符合规定，不能按现稿办理。",
    Result.EXCEPTION: "经审查，该事项适用公平竞争审查的例外规定，可以按程序办理。",
}


def code_of(review: Review) -> str:
    """Return the code printed on the opinion."""
    return codes.code(CODE, review)


def title_of(review: Review) -> str:
    """Return what the paper of a kind is called."""
    return str(code_list("review_ways")[str(review.kind)].extra["output"])


def counsels_of(review: Review) -> list[CounselLink]:
    """Return what was heard by link or on paper, in order."""
    rows = CounselLink.objects.filter(resource=KEY, object_ref=review.pk, bureau_id=review.bureau_id, life="live")
    return list(rows.exclude(opinion="").order_by("answered_on", "id"))


def _points(review: Review) -> list[docmodel.Block]:
    rows = list(review.points.filter(life="live").order_by("sort"))
    asked = [p for p in rows if p.verdict in (Verdict.CHANGE, Verdict.NOT_MET)]
    out: list[docmodel.Block] = [
        docmodel.para(f"{n}. {p.title}（{p.get_verdict_display()}）：{p.opinion}") for n, p in enumerate(asked, 1)
    ]
    rest = [f"{n}条{word}" for verdict, word in ((Verdict.MET, "符合"), (Verdict.NOT_APPLICABLE, "不适用"))
            if (n := sum(1 for p in rows if p.verdict == verdict))]  # fmt: skip
    if rest:
        out.append(docmodel.para(f"{'其余审查要点' if asked else f'审查要点共{len(rows)}条'}：{'，'.join(rest)}。"))
    return out


def _heard(review: Review) -> list[docmodel.Block]:
    links = counsels_of(review)
    said = [docmodel.para(f"{counsel.asked_of(c)}：{counsel.words_of(c)}") for c in links]
    if review.counsel_opinion and not links:
        said = [docmodel.para(f"{review.counsel}：{review.counsel_opinion}")]
    return [docmodel.Heading(1, "法律顾问、公职律师意见"), *said] if said else []


def paper(review: Review) -> docmodel.Document:
    """Return the opinion; a draft until it is given."""
    bureau = Unit.objects.get(pk=review.bureau_id).name
    reviewer = str(code_list("review_ways")[str(review.kind)].extra["reviewer"])
    day = review.happened_on
    came = f"{day.year}年{day.month}月{day.day}日" if day else ""
    blocks: list[docmodel.Block] = [
        docmodel.para(
            f"{came}送审的“{review.title}”（事项编号{review.matter or review.number}）收悉。现提出意见如下。"
        ),
        docmodel.Heading(1, "审查结论"),
        docmodel.para(SAYS.get(review.result, "尚未作出结论。")),
        *([docmodel.para(f"实施期限或者终止条件：{review.exception_term}。")] if review.exception_term else []),
        docmodel.Heading(1, "审查意见"),
        *(docmodel.para(line.strip()) for line in review.opinion.splitlines() if line.strip()),
        *_points(review),
        *_heard(review),
        docmodel.Heading(1, "办理要求"),
        docmodel.para("请对照意见修改完善，并答复采纳情况；不采纳的，写明理由。本意见仅对送审材料作出。"),
    ]
    office = reviewer if reviewer == "法规处" else ""
    return docmodel.Document(
        title=[f"关于{review.title}的", "公平竞争审查结论" if review.kind == Kind.FAIR else "审查意见"],
        header=docmodel.Header(issuer_mark=f"{bureau}{title_of(review)}", doc_no=review.number),
        addressee=str(review.unit or ""), body=blocks,
        signature=docmodel.Signature(issuer=f"{bureau}{office}", date=review.opinion_on),
        note=f"审查人：{review.reviewer}" if review.reviewer else "",
        meta=docmodel.Meta(draft=review.opinion_on is None, bureau=bureau), code=code_of(review),
    )  # fmt: skip
