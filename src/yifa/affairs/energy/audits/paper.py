"""The papers of an audit: the notice, and the report with every formula and its numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from yifa.affairs.energy.audits.models import EnergyAudit
from yifa.affairs.energy.audits.resources import payback
from yifa.affairs.energy.books.models import MonthlyUse
from yifa.affairs.energy.closings import reckon
from yifa.affairs.energy.closings.bulletin import comma, printed, unit_name
from yifa.affairs.energy.closings.models import Standing
from yifa.affairs.energy.engine import snapshot, standing
from yifa.affairs.energy.engine.evaluate import Result, evaluate
from yifa.affairs.energy.engine.library import Library
from yifa.affairs.energy.engine.numbers import exact, plain, shown
from yifa.affairs.energy.engine.periods import period
from yifa.core.org.models import Unit
from yifa.kernel.record import Life
from yifa.lawkit.explain import zh_date
from yifa.papers import docmodel

LAW = "《公共机构节能条例》"


def notice(audit: EnergyAudit) -> docmodel.Document:
    """Return the notice of an audit."""
    bureau = str(Unit.objects.get(pk=audit.bureau_id).name)
    lines = [
        f"依照{LAW}第二十二条，决定对你单位{audit.year}年度能源利用情况进行能源审计（事由：{audit.get_cause_display()}）。",
        f"审计由{audit.agency or '（待确定）'}实施，请提供用能系统、设备台账、计量记录和能源费用账单，配合现场核查。",
        f"请于{zh_date(audit.due_on)}前提交审计报告，并按照审计结果采取改进措施。" if audit.due_on else "",
    ]
    return docmodel.Document(
        title=[bureau, "能源审计通知书"],
        header=docmodel.Header(doc_no=audit.number),
        addressee=str(audit.institution),
        body=[docmodel.para(line) for line in lines if line],
        signature=docmodel.Signature(issuer=bureau, date=audit.noticed_on),
        meta=docmodel.Meta(bureau=bureau, draft=audit.noticed_on is None),
    )


def results(one: Standing) -> tuple[Library, list[Result]]:
    """Return the indicators of a standing with their terms, reckoned from what the closing kept."""
    found, by = snapshot.restored(one.closing.sets), reckon.terms(one.closing)
    inputs = standing.institution(one.inputs, by.on.year)
    rows = evaluate(found, inputs, one.inputs["set"], by.on, by.place, by.base_year, by.factor_year)
    return found, rows


def report(audit: EnergyAudit) -> docmodel.Document:
    """Return the report of an audit."""
    bureau = str(Unit.objects.get(pk=audit.bureau_id).name)
    site = audit.institution
    content: list[Any] = [
        docmodel.Heading(1, "审计概况"),
        docmodel.para(
            f"审计对象为{site}，统一社会信用代码{site.uscc}，机构类别为{site.klass}；审计事由为{audit.get_cause_display()}，"
            f"由{audit.agency or '本机构'}实施，审计期为{audit.year}年。"
        ),
        *_systems(audit),
        docmodel.Heading(1, "能源资源消费台账"),
        *_ledger(audit),
    ]
    if audit.standing is not None:
        content += _reckoning(audit.standing)
    else:
        content.append(docmodel.para(f"{audit.year}年度还没有核定，指标待核定后计算。"))
    content += _findings(audit)
    if audit.conclusion:
        content.append(docmodel.Heading(1, "审计结论"))
        content += [docmodel.para(line) for line in audit.conclusion.splitlines() if line.strip()]
    return docmodel.Document(
        title=[str(site), f"{audit.year}年度能源审计报告"],
        body=content,
        signature=docmodel.Signature(issuer=audit.agency or bureau, date=audit.reported_on, sealed=False),
        meta=docmodel.Meta(bureau=bureau, draft=audit.reported_on is None),
    )


def _systems(audit: EnergyAudit) -> list[Any]:
    """Buildings and meters as registered; how many circuits below the total meters are measured."""
    site = audit.institution
    rooms = [[b.name, comma(plain(exact(b.area)))] for b in site.buildings.filter(life=Life.LIVE).order_by("id")]
    meters = {"total": 0, "below": 0}
    items: dict[str, int] = {}
    for account in site.accounts.filter(life=Life.LIVE).prefetch_related("meters"):
        for meter in account.meters.all():
            if meter.life == Life.LIVE and meter.removed_on is None:
                meters["below" if meter.above_id else "total"] += 1
                if meter.item:
                    items[meter.item] = items.get(meter.item, 0) + 1
    text = f"登记计量器具{sum(meters.values())}块，其中总表{meters['total']}块、分项和支路表{meters['below']}块"
    text += f"，覆盖{len(items)}个电力分项。" if items else "，没有分项计量。"
    out: list[Any] = [docmodel.Heading(1, "建筑和计量"), docmodel.para(text)]
    if rooms:
        out.append(docmodel.Table(header=["建筑", "建筑面积（m²）"], rows=rooms, align=["left", "right"]))  # type: ignore[arg-type]
    return out


def _ledger(audit: EnergyAudit) -> list[Any]:
    rows = MonthlyUse.objects.filter(
        account__institution=audit.institution, month__startswith=str(audit.year), life=Life.LIVE
    )
    sums: dict[str, dict[str, Fraction]] = {}
    units: dict[str, str] = {}
    estimated = 0
    for use in rows.select_related("account"):
        name = use.account.get_supply_display()
        sums.setdefault(use.month, {})[name] = sums.get(use.month, {}).get(name, Fraction(0)) + exact(use.quantity)
        units[name] = {"电力": "千瓦时", "热力": "兆焦"}.get(name, "立方米")
        estimated += use.origin == "estimate"
    if not sums:
        return [docmodel.para(f"{audit.year}年没有登记月台账。")]
    names = sorted(units)
    table = [
        [f"{int(month[5:])}月", *(comma(plain(sums[month][n])) if n in sums[month] else "缺" for n in names)]
        for month in sorted(sums)
    ]
    whole = {n: [one[n] for one in sums.values() if n in one] for n in names}
    table.append(["合计", *(comma(plain(sum(whole[n], Fraction(0)))) for n in names)])
    months = period(str(audit.year)).twelve
    lacking = [f"{int(m[5:])}月" for m in months if m not in sums]
    text = f"缺{'、'.join(lacking)}的台账，缺月不作零。" if lacking else "全年逐月有台账。"
    text += f"其中{estimated}条为估算。" if estimated else ""
    text += _apart(audit.standing, {n: sum(whole[n], Fraction(0)) for n in names})
    head = ["月份", *(f"{n}（{units[n]}）" for n in names)]
    return [docmodel.Table(header=list(head), rows=[list(r) for r in table], caption="逐月消费量"), docmodel.para(text)]


def _apart(one: Standing | None, sums: dict[str, Fraction]) -> str:
    """Say where the ledger and the figures of the closing differ: the auditor has to know which was taken."""
    if one is None:
        return ""
    found = snapshot.restored(one.closing.sets)
    said = []
    for kind, quantity, unit in one.inputs["uses"]:
        name, there = found.kind(kind).title, found.kind(kind).stored(quantity, unit)
        if name in sums and there and sums[name] != there:
            said.append(f"{name}比核定采用的数{shown((sums[name] - there) * 100 / there, 2):+f}%")
    return f"台账合计与核定采用的年报数不一致：{'、'.join(said)}，指标按核定的数计算，差异应查明。" if said else ""


def _reckoning(one: Standing) -> list[Any]:
    """Every indicator: its formula, the numbers in it, its quota and band."""
    found, rows = results(one)
    kept, set_id = one.inputs, one.inputs["set"]
    chosen = found.coefficient_set(set_id)
    out: list[Any] = [
        docmodel.Heading(1, "指标计算"),
        docmodel.para(
            f"建筑面积{comma(kept['area'])}m²，用能人数{comma(kept['persons'])}人，折标煤系数采用{chosen.title}（{chosen.id}）。"
            f"依据{period(one.closing.period).title}核定，版本摘要{one.closing.digest[:16]}，按核定时的系数、因子和定额计算。"
        ),
    ]
    energy = next(r for r in rows if r.code == "total_energy")
    table = []
    for term in energy.terms:
        kind = found.kind(term.kind)
        factor = "不计入" if term.factor is None else plain(term.factor)
        product = "—" if term.product is None else comma(plain(term.product))
        table.append([kind.title, comma(plain(term.quantity)), unit_name(kind.unit), factor, product])
    table.append(["合计", "", "", "", comma(plain(energy.value or Fraction(0)))])
    head = ["品种", "实物量", "单位", "折标煤系数", "折标煤量（kgce）"]
    out.append(docmodel.Table(header=list(head), rows=[list(r) for r in table], caption="综合能耗计算"))
    for row in rows:
        out.append(docmodel.para(f"{row.title}：{_worked(row, kept)}"))
    judged = [[r.title, r.shown or "—", *_limits(r), _unit(r.unit), r.band or ""] for r in rows if r.quota is not None]
    out.append(docmodel.Heading(1, "定额对标"))
    if judged:
        head = ["指标", "本年值", "约束值", "基准值", "引导值", "单位", "对标结果"]
        out.append(docmodel.Table(header=list(head), rows=[list(r) for r in judged]))
        names = list(dict.fromkeys(f"《{r.quota.title}》（{r.quota.basis}）" for r in rows if r.quota is not None))
        out.append(docmodel.para(f"定额依据：{'、'.join(names)}。"))
    else:
        out.append(docmodel.para("所属类别、分组未制定定额，不作对照。没有定额不等于定额为零。"))
    return out


def _limits(row: Result) -> list[str]:
    quota = row.quota
    return ["" if v is None else plain(v) for v in (quota.limit, quota.base, quota.guide)] if quota else []


def _unit(text: str) -> str:
    """Return a unit as the fonts of papers have it: none has the small digit."""
    return printed(text).replace("₂", "2")


#: indicator → (what it is divided by, as the inputs of the standing name it; whether it is carbon)
_BELOW = {
    "total_per_area": ("area", False), "total_per_person": ("persons", False), "non_heating_per_area": ("area", False),
    "heating_per_area": ("area", False), "electricity_per_area": ("area", False),
    "water_per_person": ("persons", False),
    "carbon_per_area_current": ("area", True), "carbon_per_area_fixed": ("area", True),
}  # fmt: skip


def _worked(row: Result, kept: dict[str, Any]) -> str:
    """Return the formula, the same formula with its numbers, and the result."""
    if row.value is None:
        return f"{row.basis}。没有结果：{row.why}。"
    basis, unit = row.basis.split("；")[0], _unit(row.unit)
    if row.code in _BELOW:
        key, of = _BELOW[row.code]
        below = exact(kept[key])
        above = row.value * below
        sums = _terms(row)
        shown_above = f"（{sums}）" if sums and len(sums) < 160 else comma(plain(_short(above)))
        basis = f"{basis}；碳排放量÷建筑面积" if of else basis
        return f"{basis} = {shown_above}÷{comma(kept[key])} = {row.shown} {unit}。"
    sums = _terms(row)
    scale = "÷1000" if row.code.startswith("carbon") else ""
    return f"{basis}；{sums}{scale} = {row.shown} {unit}。" if sums else f"{basis} = {row.shown} {unit}。"


def _terms(row: Result) -> str:
    parts = [f"{plain(_short(t.quantity))}×{plain(t.factor)}" for t in row.terms if t.factor is not None]
    return "＋".join(parts)


def _short(value: Fraction) -> Fraction:
    """Return a number that ends within six places, for print only."""
    return value if (value * 10**6).denominator == 1 else Fraction(str(shown(value, 6)))


def _findings(audit: EnergyAudit) -> list[Any]:
    rows = list(audit.findings.filter(life=Life.LIVE).order_by("id"))
    out: list[Any] = [docmodel.Heading(1, "存在问题和改进措施")]
    if not rows:
        return [*out, docmodel.para("没有登记问题和措施。")]
    table = [
        [
            str(n), row.get_topic_display(), row.problem, row.measure,
            "" if row.saving is None else comma(plain(exact(row.saving))),
            "" if row.cost is None else comma(plain(exact(row.cost))), payback(row),
            f"{row.done_on}落实" if row.done_on else (f"{row.due_on}前" if row.due_on else ""),
        ]
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip
    head = ["序", "类别", "问题", "措施", "年节能量（kgce）", "投资（元）", "回收期（年）", "期限和落实"]
    widths = [0.6, 1.2, 3, 3, 1.5, 1.5, 1.1, 1.6]
    out.append(docmodel.Table(header=list(head), rows=[list(r) for r in table], widths=widths))
    saving = sum((exact(r.saving) for r in rows if r.saving is not None), Fraction(0))
    cost = sum((exact(r.cost) for r in rows if r.cost is not None), Fraction(0))
    if saving:
        out.append(
            docmodel.para(
                f"各项措施预计年节能{comma(plain(saving))}千克标准煤，投资{comma(plain(cost))}元。"
                "回收期 = 投资 ÷ 预计年效益，不计利息。"
            )
        )
    return out
