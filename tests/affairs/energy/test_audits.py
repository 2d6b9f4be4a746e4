"""An energy audit from the plan to the last measure; the yearly papers; what the inbox wants."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.contract.conftest import sign_in  # noqa: F401  (fixture)

from yifa.affairs.energy.audits import paper
from yifa.affairs.energy.audits.models import EnergyAudit
from yifa.affairs.energy.filings.actions import listed
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.affairs.energy.supervision import yearly
from yifa.affairs.energy.supervision.models import EnergyReport
from yifa.kernel import inbox
from yifa.kernel.action import Refused
from yifa.papers import docmodel


def test_an_audit_from_plan_to_measures(house: Any, sign_in: Any) -> None:  # noqa: F811
    """Whom the closing names is audited; the report shows each formula with its numbers; nothing ends half done."""
    ji = house("ji")
    audits = EnergyAudit.objects.filter(bureau=ji.bureau, life="live").order_by("pk")
    done, told = audits[0], audits[1]
    assert {one.standing.over for one in audits if one.cause == "over"} == {True}
    with pytest.raises(Refused, match="没有要列入审计的机构"):
        ji.do("energy.audit", "plan", year=ji.day.year - 1, planned_by=ji.day + timedelta(days=9))
    _, rows = paper.results(done.standing)
    energy = next(r for r in rows if r.code == "total_energy")
    per = next(r for r in rows if r.code == "total_per_person")
    text = docmodel.plain_text(paper.report(done))
    term = energy.terms[0]
    assert f"{paper.plain(paper._short(term.quantity))}×{paper.plain(term.factor)}" in text
    assert f"÷{paper.comma(done.standing.inputs['persons'])} = {per.shown}" in text and "约束值" in text
    assert done.standing.closing.digest[:16] in text and "回收期" in text and "预计年节能" in text
    client = sign_in("legal", "ji")
    for name in ("report.docx", "notice.docx", "report.pdf"):
        answer = client.get(f"/energy/audit/{done.pk}/{name}")
        assert answer.status_code in (200, 409) and len(answer.content) > 30, "409 says which font is lacking"
    assert client.get(f"/energy/audit/{done.pk}/report.exe").status_code == 404
    closing = "还有 1 条措施没有落实"
    with pytest.raises(Refused, match=closing):
        ji.do("energy.audit", "close", done, closed_on=ji.day)
    left = done.findings.get(done_on=None)
    with pytest.raises(Refused, match="之后、今天以前"):
        ji.do("energy.audit_finding", "done", left, done_on=ji.day + timedelta(days=1), result="已装表")
    ji.do("energy.audit_finding", "done", left, done_on=ji.day, result="已装表")
    assert ji.do("energy.audit", "close", done, closed_on=ji.day).state == "done"
    assert told.number and told.number != done.number
    wants = {t.key: t for ask in inbox.PROVIDERS for t in ask(ji.scope(), ji.day) if t.key.startswith("energy.")}
    assert "energy.closing.办理" in wants and not any("登记落实" in key for key in wants)


def test_the_yearly_papers_come_from_what_was_filed(house: Any, sign_in: Any) -> None:  # noqa: F811
    """The institution's report repeats its filing; the summary counts who reported and names who did not."""
    ji = house("ji")
    year = ji.day.year - 1
    filing = SurveyFiling.objects.filter(bureau=ji.bureau, period=str(year), life="live", state="accepted").first()
    text = docmodel.plain_text(yearly.own(filing))
    assert filing.institution.name in text and filing.institution.uscc in text and "用能人数" in text
    text = docmodel.plain_text(yearly.summary(ji.bureau.pk, year, ji.day))
    got = EnergyReport.objects.filter(bureau=ji.bureau, year=year, life="live")
    late = sum(not one.on_time for one in got)
    lacking = listed(ji.bureau.pk, ji.day).exclude(pk__in=got.values("institution")).get()
    assert late and f"迟报{late}份" in text and f"未报的机构：{lacking.name}" in text and "超过约束值" in text
    assert "待核定后填列" not in text and "待核定后填列" in docmodel.plain_text(
        yearly.summary(ji.bureau.pk, 2019, ji.day)
    )
    client = sign_in("legal", "ji")
    assert client.get(f"/energy/reports/{year}.docx").status_code == 200
    assert client.get(f"/energy/filings/{filing.pk}/report.docx").status_code == 200
    assert sign_in("unit", "ji").get(f"/energy/reports/{year}.docx").status_code == 404
