"""全市用能: all institutions of the bureau, from the ledger by month and from the days of their total meters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.energy.boards import drawing, source
from yifa.affairs.energy.boards.panels import below, n, num, pct, table_of
from yifa.affairs.energy.closings.views import CRUMB, SUPPLIES
from yifa.affairs.energy.directory.models import InstitutionSize
from yifa.affairs.energy.engine.periods import period
from yifa.affairs.energy.watch.choices import Kind, State
from yifa.kernel import registry
from yifa.kernel.policy import READERS
from yifa.kernel.record import Life
from yifa.kernel.ui import charts

if TYPE_CHECKING:
    from yifa.affairs.energy.series.store import Series

NONE = "（没有登记行政区域）"


@login_required
def board(request: Any) -> HttpResponse:
    """The twelve months up to the last that most institutions have in the ledger, or those up to ``month``."""
    if not request.scope.has(READERS):
        raise Http404
    supply = request.GET.get("supply", "")
    supply = supply if supply in SUPPLIES else "electricity"
    title, unit = SUPPLIES[supply]
    uses = registry.get_resource("energy.use").rows(request.scope).filter(life=Life.LIVE, account__supply=supply)
    head: dict[str, Any] = {"title": f"全部机构{title}看板", "crumbs": [CRUMB]}
    end = _end(request.GET.get("month", ""), uses, request.day)
    if end is None:
        said = "还没有月台账。登记或导入账单，或从表计月结取数，再看全部机构的用量。"
        return render(
            request,
            "energy/load.html",
            {"head": head, "empty": {"text": said, "actions": [{"label": "月台账", "url": "/r/energy.use/"}]}},
        )
    months = period(end).twelve
    before = tuple(f"{int(m[:4]) - 1}{m[4:]}" for m in months)
    by_month = dict(uses.filter(month__in=(*months, *before)).values_list("month").annotate(Sum("quantity")))
    sites = _sites(request.scope, uses, months, before)
    with source.series() as found:
        metered = _metered(found, request.scope, supply, months) if found else None
    total = sum((by_month.get(m, Decimal(0)) for m in months), Decimal(0))
    last = (
        sum((by_month.get(m, Decimal(0)) for m in before), Decimal(0)) if all(m in by_month for m in before) else None
    )
    other = "water" if supply == "electricity" else "electricity"
    head |= {
        "meta": [f"{period(months[0]).title}至{period(end).title}", f"{len(sites)}家机构", f"单位 {unit}"],
        "actions": [
            {"label": SUPPLIES[other][0], "url": f"?supply={other}", "kind": "quiet"},
            {"label": "年度分析", "url": "/energy/analysis/", "kind": "quiet"},
            {"label": "打印", "print": True},
        ],
    }
    facts = [("十二个月合计", f"{n(Fraction(total))} {unit}")]
    if last:
        facts.append(("比上一个十二个月", f"{(total - last) * 100 / last:+.1f}%"))
    if metered:
        facts += metered["facts"]
    alarms = _alarms(request.scope, supply)
    context = {
        "head": head,
        "facts": [{"label": k, "value": v} for k, v in facts],
        "main": [
            _months(title, unit, months, before, by_month),
            _districts(sites, title, unit),
            *([metered["panel"]] if metered else [{"title": "实时用量", "text": source.NO_SERIES}]),
        ],
        "side": [_groups(sites, unit), alarms, _over(request.scope), _missing(sites)],
        "notes": [],
    }
    return render(request, "energy/load.html", context)


def _end(text: str, uses: Any, day: date) -> str | None:
    """Return the last month: as asked, else the last that has at least half as many rows as the fullest."""
    try:
        if text and period(text).kind == "month":
            return text
    except ValueError:
        pass
    counts = dict(uses.filter(month__gte=f"{day.year - 2}").values_list("month").annotate(Count("pk")))
    most = max(counts.values(), default=0)
    return max((month for month, many in counts.items() if many * 2 >= most), default=None)


def _sites(scope: Any, uses: Any, months: tuple[str, ...], before: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the listed institutions with their use of these months, of those before, and their area."""
    rows = uses.filter(month__in=(*months, *before)).values("account__institution_id")
    rows = rows.annotate(
        now=Sum("quantity", filter=Q(month__in=months)),
        then=Sum("quantity", filter=Q(month__in=before)),
        many=Count("month", filter=Q(month__in=months), distinct=True),
    )
    use = {row["account__institution_id"]: row for row in rows}
    size = InstitutionSize.objects.visible_to(scope).filter(institution=OuterRef("pk"), life=Life.LIVE)
    size = size.filter(happened_on__lte=source.month_end(months[-1])).order_by("-happened_on", "-id")
    listed = registry.get_resource("energy.institution").rows(scope).filter(life=Life.LIVE, left_on__isnull=True)
    fields = listed.annotate(area=Subquery(size.values("area")[:1])).values("pk", "name", "klass", "region", "area")
    out = []
    for row in fields.order_by("name"):
        mine = use.get(row["pk"], {})
        out.append(
            {**row, "now": mine.get("now"), "then": mine.get("then") or Decimal(0), "months": mine.get("many", 0)}
        )
    return out


def _months(title: str, unit: str, months: Any, before: Any, by_month: dict[str, Decimal]) -> dict[str, Any]:
    values: list[list[float | None]] = [
        [None if m not in by_month else round(float(by_month[m])) for m in span] for span in (months, before)
    ]
    wan = max((v or 0 for row in values for v in row), default=0) >= 100_000
    if wan:
        values = [[None if v is None else round(v / 10_000, 1) for v in row] for row in values]
    name = f"万{unit}" if wan else unit
    urls = [f"/r/energy.use/?q={m}" for m in months]
    series: list[dict[str, Any]] = [{"label": "本期", "values": values[0], "urls": urls}]
    drawn = charts.bar(
        f"各月{title}", [f"{int(m[5:])}月" for m in months], series, unit=name, width=696, height=210, axis_title="月份"
    )
    rows = [
        [
            m,
            n(_fraction(by_month.get(m))),
            n(_fraction(by_month.get(b))),
            pct((Fraction(by_month[m]) - Fraction(by_month[b])) / Fraction(by_month[b]))
            if by_month.get(m) and by_month.get(b)
            else "",
        ]
        for m, b in zip(months, before, strict=True)
    ]
    return {
        "title": f"各月{title}",
        "note": f"月台账，{name}",
        "html": below(drawn, table_of(f"各月{title}", ["月份", num("本期"), num("上年同月"), num("增减")], rows))
        if any(row[2] for row in rows)
        else drawn,
    }


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _grouped(sites: Iterable[dict[str, Any]], key: str) -> list[tuple[str, int, Decimal, Decimal, Fraction | None]]:
    """Return group, institutions, use now, use before, use per area of those that have both."""
    out: dict[str, list[dict[str, Any]]] = {}
    for site in sites:
        out.setdefault(site[key] or NONE, []).append(site)
    rows = []
    for name, mine in out.items():
        both = [s for s in mine if s["now"] and s["area"] and s["months"] == 12]
        area = sum((s["area"] for s in both), Decimal(0))
        per = Fraction(sum((s["now"] for s in both), Decimal(0))) / Fraction(area) if area else None
        rows.append(
            (
                name,
                len(mine),
                sum((s["now"] or Decimal(0) for s in mine), Decimal(0)),
                sum((s["then"] or Decimal(0) for s in mine), Decimal(0)),
                per,
            )
        )
    return sorted(rows, key=lambda row: -row[2])


def _districts(sites: list[dict[str, Any]], title: str, unit: str) -> dict[str, Any]:
    """分区图: squares of one size, graded by use per area; places in alphabetical order, no borders drawn."""
    rows = _grouped(sites, "region")
    known = sorted({row[4] for row in rows if row[4] is not None})
    wide = 5 if len(rows) > 6 else 3
    marks, table = [], []
    for k, (name, many, now, then, per) in enumerate(sorted(rows)):
        grade = -1 if per is None else min(known.index(per) * drawing.GRADES // max(len(known), 1), drawing.GRADES - 1)
        url = f"/r/energy.institution/?region={quote(name)}" if name != NONE else "/r/energy.institution/"
        text = f"{n(per, 2)} {unit}/m²" if per is not None else "没有可比的数"
        marks.append(drawing.Tile(name, k // wide, k % wide, text, grade, url))
        change = pct((Fraction(now) - Fraction(then)) / Fraction(then)) if now and then else ""
        table.append([name, (many, url), n(Fraction(now)), n(per, 2), change])
    beside = drawing.table(["行政区域", "机构数", f"{title}（{unit}）", "单位面积", "增减"], table, "分行政区域")
    drawn = drawing.tiles("分区单位面积用量", marks, table=beside, legend=drawing.grades("低", "高"))
    return {"title": "分行政区域", "note": "示意图，不表示边界和位置", "html": drawn}


def _groups(sites: list[dict[str, Any]], unit: str) -> dict[str, Any]:
    rows = [
        [{"text": name, "url": f"/r/energy.institution/?klass={quote(name)}"}, many, n(Fraction(now)), n(per, 2)]
        for name, many, now, _, per in _grouped(sites, "klass")
    ]
    return {"title": "分机构类别", "table": table_of("分类", ["类别", num("家数"), num(unit), num("每平方米")], rows)}


def _missing(sites: list[dict[str, Any]]) -> dict[str, Any]:
    late = [s for s in sites if s["months"] < 12]
    rows = [[{"text": s["name"], "url": f"/energy/card/{s['pk']}/"}, f"缺{12 - s['months']}个月"] for s in late[:12]]
    more = f"另有{len(late) - 12}家。" if len(late) > 12 else ""
    return {
        "title": "台账不全的机构",
        "note": f"{len(late)}家，没有补数",
        "empty": "十二个月都齐全。",
        "text": more,
        "table": table_of("台账不全", ["公共机构", "缺"], rows),
    }


def _alarms(scope: Any, supply: str) -> dict[str, Any]:
    rows = registry.get_resource("energy.alarm").rows(scope).filter(life=Life.LIVE, supply=supply)
    counts = dict(rows.exclude(state=State.CLOSED).values_list("kind").annotate(Count("pk")))
    items = [
        {"label": kind.label, "value": counts[kind.value], "url": f"/r/energy.alarm/?kind={kind.value}&supply={supply}"}
        for kind in Kind
        if kind.value in counts
    ]
    if not items:
        return {"title": "没有销号的异常", "text": "没有。"}
    return {"title": "没有销号的异常", "html": charts.hbar("没有销号的异常", items, unit="条", width=300)}


def _over(scope: Any) -> dict[str, Any]:
    rows = registry.get_resource("energy.closing").rows(scope).filter(life=Life.LIVE).order_by("-period", "-id")
    closing = next((one for one in rows[:20] if one.period.isdigit()), None)
    if closing is None:
        return {"title": "超约束值", "text": "还没有核定过一个年度。"}
    facts = [("核定年度", f"{closing.period}年"), ("对标", f"{closing.judged}家"), ("超约束值", f"{closing.over}家")]
    return {
        "title": "超约束值",
        "facts": [{"label": k, "value": v} for k, v in facts],
        "more": {"text": "各机构核定结果", "url": f"/r/energy.standing/?closing={closing.pk}&over=True"},
    }


def _metered(found: Series, scope: Any, supply: str, months: tuple[str, ...]) -> dict[str, Any] | None:
    """Return the days of all total meters of the bureau, summed by the analytics engine, and what of them is known."""
    from yifa.affairs.energy.series import glance

    meters = registry.get_resource("energy.meter").rows(scope).filter(life=Life.LIVE, account__supply=supply)
    names = list(meters.filter(above__isnull=True).values_list("number", flat=True))
    doubt = source.contested(scope.bureau_id, names) if names else set()
    known = {name: number for name, (number, _) in found.manifest.known(names).items() if name not in doubt}
    last = (found.months("hour") or [""])[-1]
    wanted = [m for m in months if m <= last] or ([last] if last else [])
    if not known or not wanted:
        return None
    days = glance.by_day(found, wanted, sorted(known.values()))
    if not days:
        return None
    values = [(day, value) for day, value, _, _ in days]
    seconds, read = sum(covered for _, _, covered, _ in days), max(many for *_, many in days)
    whole = 86_400 * read * len(days)
    title, unit = SUPPLIES[supply]
    wan = max(float(v) for _, v in values) >= 10_000
    name = f"万{unit}" if wan else unit
    shown = [round(float(v) / (10_000 if wan else 1), 1) for _, v in values]
    drawn = charts.line(
        f"逐日{title}",
        [f"{d.month}月" if d.day == 1 else f"{d:%m-%d}" for d, _ in values],
        [{"label": "", "values": shown}],
        unit=name,
        width=696,
        height=200,
        axis_title="日期",
    )
    facts = [("接入总表", f"{read}块（登记{len(names)}块）"), ("接入期间有数", f"{seconds * 100 / whole:.1f}%")]
    return {"facts": facts, "panel": {"title": f"逐日{title}（接入总表）", "note": name, "html": drawn}}
