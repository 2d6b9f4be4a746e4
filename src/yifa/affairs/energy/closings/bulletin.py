"""能耗统计情况通报: what it says, read off a closing; as a paper. Statistical, not the 通报 of 条例 art. 37."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from yifa.affairs.energy.closings.models import Closing, Standing
from yifa.affairs.energy.engine import snapshot, standing
from yifa.affairs.energy.engine.convert import standard_coal
from yifa.affairs.energy.engine.numbers import exact, plain, shown
from yifa.affairs.energy.engine.periods import YEAR, period
from yifa.core.org.models import Unit
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date
from yifa.papers import docmodel


def state(one: Standing, day: date) -> str:
    """Return how an institution over its quota stands with its explanation on a day."""
    if one.explained_on and one.explained_on <= day:
        return "已说明"
    if one.asked_on is None or one.asked_on > day:
        return "未要求说明"
    return "说明期内" if one.due_on and one.due_on >= day else "逾期未说明"


def printed(unit: str) -> str:
    """Return a unit as papers print it."""
    return unit.replace("m2", "m²").replace("m3", "m³").replace("CO2", "CO₂")


def body(closing: Closing, day: date) -> dict[str, Any]:
    """Return what the bulletin says on a day: counts, totals, classes, who is over and whether it explained."""
    span, found = period(closing.period), snapshot.restored(closing.sets)
    rows = list(closing.standings.filter(life=Life.LIVE).order_by("inputs__name", "id"))
    rows.sort(key=lambda s: s.inputs["name"])
    totals: dict[str, Fraction] = {}
    coal: dict[str, Fraction] = {}
    classes: dict[str, list[Fraction]] = {}
    for one in rows:
        inputs = standing.institution(one.inputs, span.year)
        for use in inputs.uses:
            totals[use.kind] = totals.get(use.kind, Fraction(0)) + found.kind(use.kind).stored(use.quantity, use.unit)
        set_id = one.inputs["set"]
        energy = standard_coal(found, inputs.uses, found.coefficient_set(set_id)).total
        coal[set_id] = coal.get(set_id, Fraction(0)) + energy
        sums = classes.setdefault(one.inputs["klass"], [Fraction(0)] * 4)
        for n, value in enumerate((Fraction(1), energy, exact(one.inputs["area"]), exact(one.inputs["persons"]))):
            sums[n] += value
    return {
        "period": span.text,
        "title": span.title,
        "whole": span.kind == YEAR,
        "on": day.isoformat(),
        "reckoned": len(rows),
        "judged": sum(standing.judged(s.rows) for s in rows),
        "totals": [[found.kind(k).title, plain(v), found.kind(k).unit] for k, v in sorted(totals.items())],
        "coal": [[found.coefficient_set(k).title, plain(v / 1000)] for k, v in sorted(coal.items())],
        "classes": [
            [k, int(n), plain(e / 1000), _per(e, a), _per(e, p)] for k, (n, e, a, p) in sorted(classes.items())
        ],
        "over": [
            [
                s.inputs["name"],
                found.indicators[r[0]].title,
                r[2],
                r[5],
                printed(found.indicators[r[0]].unit),
                state(s, day),
            ]
            for s in rows
            for r in standing.over(s.rows)
        ],
        "unjudged": [s.inputs["name"] for s in rows if not standing.judged(s.rows)],
        "missing": sorted(closing.missing.items()),
        "quotas": sorted({r[4].split("/")[0] for s in rows for r in s.rows if r[4]}),
    }


def _per(above: Fraction, below: Fraction) -> str:
    return format(shown(above / below, 2), "f") if below else "—"


def comma(text: str, places: int = 2) -> str:
    """Return a stored number as printed: two places, thousands separators."""
    return f"{shown(exact(text), places):,f}"


def paper(closing: Closing, said: dict[str, Any], draft: bool) -> docmodel.Document:
    """Return the bulletin as a paper."""
    bureau = str(Unit.objects.get(pk=closing.bureau_id).name)
    found = snapshot.restored(closing.sets)
    over = list(dict.fromkeys(row[0] for row in said["over"]))
    basis = "按审核通过的年报核定" if said["whole"] else "按截至期末连续十二个月的台账核定，与年度定额对照"
    totals = "、".join(f"{name}{comma(v)}{unit_name(u)}" for name, v, u in said["totals"])
    coal = "、".join(f"{comma(v)}吨标准煤（{name}）" for name, v in said["coal"])
    answered = len({row[0] for row in said["over"] if row[5] == "已说明"})
    content: list[Any] = [
        docmodel.para(f"现将{said['title']}公共机构能耗统计情况通报如下。"),
        docmodel.Heading(1, "总体情况"),
        docmodel.para(f"本期核定公共机构{said['reckoned']}家，{basis}。消费{totals}；综合能耗{coal}。"),
        docmodel.Table(
            header=["机构类别", "家数", "综合能耗（吨标准煤）", "单位面积（千克标准煤/m²）", "人均（千克标准煤/人）"],
            rows=[[k, str(n), comma(e), a, p] for k, n, e, a, p in said["classes"]],
            caption="分类能耗",
        ),
        docmodel.Heading(1, "定额对标情况"),
        docmodel.para(
            f"与定额对照{said['judged']}家，超过约束值{len(over)}家，其中已作说明{answered}家。"
            if over
            else f"与定额对照{said['judged']}家，没有超过约束值的。"
        ),
    ]
    if said["over"]:
        content.append(
            docmodel.Table(
                header=["公共机构", "指标", "本期值", "约束值", "单位", "说明情况"],
                rows=said["over"],
                caption="超过约束值的机构",
            )
        )
    if said["unjudged"]:
        content.append(docmodel.para(f"所属类别、分组未制定定额，不作对照的：{'、'.join(said['unjudged'])}。"))
    if said["missing"]:
        content.append(docmodel.Heading(1, "数据报送情况"))
        content.append(docmodel.para("；".join(f"{name}：{why}" for name, why in said["missing"]) + "。"))
    standards = "、".join(f"{found.quotas[q].title}（{q}）" for q in said["quotas"] if q in found.quotas)
    content.append(docmodel.Heading(1, "口径"))
    content.append(
        docmodel.para(
            f"定额采用{standards or '无'}；所用系数、因子和定额的版本摘要为{closing.digest[:16]}，"
            f"数据截至{zh_date(period(said['period']).end)}。"
        )
    )
    return docmodel.Document(
        title=[f"{bureau}关于{said['title']}", "公共机构能耗统计情况的通报"],
        header=docmodel.Header(doc_no=closing.number),
        body=content,
        signature=docmodel.Signature(issuer=bureau, date=date.fromisoformat(said["on"])),
        meta=docmodel.Meta(bureau=bureau, draft=draft),
    )


def unit_name(unit: str) -> str:
    """Return a stored unit in Chinese."""
    return {"kWh": "千瓦时", "m3": "立方米", "MJ": "兆焦", "kg": "千克"}.get(unit, unit)
