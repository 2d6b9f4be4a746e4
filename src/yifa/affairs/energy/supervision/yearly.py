"""The yearly papers (年度能源消费状况): an institution's own report from its filing, the bureau's summary."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from yifa.affairs.energy.closings import bulletin
from yifa.affairs.energy.closings.models import Closing
from yifa.affairs.energy.engine.numbers import exact, plain, shown
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.filings import reading
from yifa.affairs.energy.filings.actions import due_day, listed
from yifa.affairs.energy.filings.models import SurveyFiling
from yifa.affairs.energy.supervision.models import CorrectionOrder, EnergyReport, Inspection
from yifa.affairs.energy.targets.tracking import value_of
from yifa.core.org.models import Unit
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date
from yifa.papers import docmodel


def own(filing: SurveyFiling) -> docmodel.Document:
    """Return an institution's yearly report, filled from its filing: nothing is typed twice."""
    found = reading.sets(filing.bureau_id)
    form, span, site = reading.form_of(found, filing), period(filing.period), filing.institution
    before = reading.other(filing, span.year - 1)
    tables: dict[str, list[list[str]]] = {}
    for one in form.fields:
        value = filing.values.get(one.key, "")
        if value == "" or not one.unit:
            continue
        last = before.values.get(one.key, "") if before else ""
        tables.setdefault(one.table, []).append(
            [one.title, reading.shown(value), reading.shown(last), _change(value, last), reading.printed(one.unit)]
        )
    content: list[Any] = [
        docmodel.para(
            f"现将{site}{span.title}能源消费状况报告如下。统一社会信用代码{site.uscc}，机构类别为{site.klass}，"
            f"报表采用{form.title}。"
        )
    ]
    for key, rows in tables.items():
        content.append(docmodel.Heading(1, reading.TABLES.get(key, key)))
        head = ["指标", "本年", "上年", "增减（%）", "单位"]
        content.append(docmodel.Table(header=list(head), rows=[list(r) for r in rows]))
    said = [f"{reading.title_of(form, found, k.split(':')[0])}：{v}" for k, v in filing.answers.items() if v]
    if said:
        content.append(docmodel.Heading(1, "变动说明"))
        content += [docmodel.para(f"{text.rstrip('。')}。") for text in said]
    content.append(docmodel.Heading(1, "节能措施和下年安排"))
    content.append(docmodel.para("（由本单位填写本年采取的节能措施、效果和下年度安排。）"))
    return docmodel.Document(
        title=[str(site), f"{span.title}能源消费状况报告"],
        addressee=str(Unit.objects.get(pk=filing.bureau_id).name),
        body=content,
        signature=docmodel.Signature(issuer=str(site), date=filing.submitted_on),
        meta=docmodel.Meta(bureau=str(site), draft=filing.submitted_on is None),
    )


def _change(now: Any, then: Any) -> str:
    try:
        one, other = exact(now), exact(then)
    except ValueError:
        return ""
    return f"{shown((one - other) * 100 / other, 2):+f}" if other else ""


def summary(bureau_id: int, year: int, day: Any) -> docmodel.Document:
    """Return the bureau's yearly summary: who reported, what was used, quotas, supervision."""
    bureau, span = str(Unit.objects.get(pk=bureau_id).name), period(str(year))
    due = due_day(span)
    sites = list(listed(bureau_id, span.end))
    have = {r.institution_id: r for r in EnergyReport.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE)}
    mine = [have[s.pk] for s in sites if s.pk in have]
    late = [r for r in mine if not r.on_time]
    missing = [s.name for s in sites if s.pk not in have]
    text = f"名录库内公共机构{len(sites)}家，收到{span.title}能源消费状况报告{len(mine)}份，"
    text += f"其中{zh_date(due)}前按期报送{len(mine) - len(late)}份、迟报{len(late)}份，未报{len(missing)}家。"
    content: list[Any] = [docmodel.Heading(1, "报告收报"), docmodel.para(text)]
    if missing:
        content.append(docmodel.para(f"未报的机构：{'、'.join(missing)}。"))
    closings = {c.period: c for c in Closing.objects.filter(bureau_id=bureau_id, life=Life.LIVE)}
    now, then = closings.get(str(year)), closings.get(str(year - 1))
    content += _use(now, then, day) if now else [
        docmodel.Heading(1, "能源资源消费"), docmodel.para(f"{span.title}还没有核定，消费量待核定后填列。")
    ]  # fmt: skip
    content += _supervised(bureau_id, year)
    return docmodel.Document(
        title=[f"{bureau}关于{span.title}", "公共机构能源消费状况的综合报告"],
        body=content,
        signature=docmodel.Signature(issuer=bureau, date=day),
        meta=docmodel.Meta(bureau=bureau, draft=True),
    )


def _use(now: Closing, then: Closing | None, day: Any) -> list[Any]:
    said = now.body or bulletin.body(now, day)
    last = dict((name, exact(v)) for name, v, _ in (then.body or bulletin.body(then, day))["totals"]) if then else {}
    rows = []
    for name, value, unit in said["totals"]:
        before = last.get(name)
        rows.append(
            [name, bulletin.comma(value), "" if before is None else bulletin.comma(plain(before)),
             _change(value, before) if before else "", bulletin.unit_name(unit)]
        )  # fmt: skip
    for name, value in said["coal"]:
        rows.append([f"综合能耗（{name}）", bulletin.comma(value), "", "", "吨标准煤"])
    head = ["品种", "本年", "上年", "增减（%）", "单位"]
    out: list[Any] = [
        docmodel.Heading(1, "能源资源消费"),
        docmodel.para(f"按核定口径，{said['reckoned']}家机构的消费量如下，没有核定的机构不计入、不补零。"),
        docmodel.Table(header=list(head), rows=[list(r) for r in rows]),
    ]
    head = ["机构类别", "家数", "综合能耗（吨标准煤）", "单位面积（千克标准煤/m²）", "人均（千克标准煤/人）"]
    classes = [[k, str(n), bulletin.comma(e), a, p] for k, n, e, a, p in said["classes"]]
    out.append(docmodel.Table(header=list(head), rows=[list(r) for r in classes], caption="分类能耗"))
    carbon = [value_of(s, "carbon_current") for s in now.standings.filter(life=Life.LIVE)]
    known = [c for c in carbon if c is not None]
    if known:
        total = sum(known, Fraction(0))
        part = "" if len(known) == len(carbon) else f"（{len(known)}家有因子的机构）"
        out.append(
            docmodel.para(f"按{now.place}{now.factor_year}年电力因子，碳排放{bulletin.comma(plain(total))}吨{part}。")
        )
    over = list(dict.fromkeys(row[0] for row in said["over"]))
    told = len({row[0] for row in said["over"] if row[5] == "已说明"})
    out.append(docmodel.Heading(1, "定额对标"))
    text = f"与定额对照{said['judged']}家，超过约束值{len(over)}家"
    out.append(docmodel.para(f"{text}，其中{told}家已作说明。" if over else f"{text}。"))
    return out


def _supervised(bureau_id: int, year: int) -> list[Any]:
    visits = Inspection.objects.filter(bureau_id=bureau_id, happened_on__year=year, life=Life.LIVE)
    orders = CorrectionOrder.objects.filter(bureau_id=bureau_id, issued_on__year=year, life=Life.LIVE)
    kinds = {k: orders.filter(kind=k).count() for k in ("order", "advice")}
    if not visits.exists() and not any(kinds.values()):
        return []
    text = f"开展节能监督检查{visits.count()}次，送达责令限期改正通知书{kinds['order']}份、"
    text += f"节能整改意见书{kinds['advice']}份。"
    return [docmodel.Heading(1, "监督检查"), docmodel.para(text)]
