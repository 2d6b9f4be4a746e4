"""Papers of vehicles: 派车单, 活动用车方案, 使用情况通报; and 平台对账."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from yifa.affairs.vehicles import printing, reporting
from yifa.affairs.vehicles.choices import DispatchState, ReportState
from yifa.affairs.vehicles.exchange import interfaces, reconcile
from yifa.affairs.vehicles.moments import local, span
from yifa.core.org.models import Unit
from yifa.kernel import clockwork
from yifa.kernel.downloads import attached
from yifa.kernel.policy import READERS
from yifa.kernel.registry import get_action, get_resource
from yifa.kernel.ui import charts
from yifa.papers import writers
from yifa.papers.writers import table_xlsx


def _of(request: Any, key: str, pk: int) -> Any:
    found = get_resource(key).rows(request.scope).filter(pk=pk, life="live").first()
    if found is None:
        raise Http404
    return found


def _bureau(obj: Any) -> str:
    return str(Unit.objects.get(pk=obj.bureau_id).name)


@login_required
def print_sheet(request: Any, pk: int) -> HttpResponse:
    """The 派车单 on A4."""
    sheet = _of(request, "vehicles.dispatch", pk)
    return render(request, "vehicles/sheet.html", {
        "sheet": sheet, "form": printing.form(sheet, request.scope), "people_head": printing.PEOPLE,
        "bureau": _bureau(sheet), "printed_on": request.day, "printed_by": request.scope.name,
    })  # fmt: skip


@login_required
def sheet_docx(request: Any, pk: int) -> HttpResponse:
    """The 派车单 as docx."""
    sheet = _of(request, "vehicles.dispatch", pk)
    made = writers.render(printing.paper(sheet, request.scope, _bureau(sheet)), "docx")
    return attached(made, f"派车单 {sheet}.docx")


@login_required
def plan(request: Any, pk: int) -> HttpResponse:
    """The transport plan of an event: legs with cars and drivers, what each car does, who is to be called."""
    event = _of(request, "vehicles.event", pk)
    if not request.scope.has(READERS):
        raise Http404
    scope = request.scope
    legs = list(event.legs.filter(life="live").order_by("leaves_at", "id"))
    sheets = event.dispatches.filter(life="live").exclude(state=DispatchState.CANCELLED)
    sheets = list(sheets.select_related("vehicle", "driver", "vendor").order_by("leaves_at", "id"))
    by_leg: dict[int | None, list[Any]] = {}
    for sheet in sheets:
        by_leg.setdefault(sheet.leg_id, []).append(sheet)
    days: dict[str, list[Any]] = {}
    for leg in legs:
        sent = by_leg.get(leg.pk, [])
        days.setdefault(f"{local(leg.leaves_at):%Y-%m-%d}", []).append(
            [span(leg.leaves_at, leg.returns_at)[6:], leg.title,
             f"{leg.origin}—{leg.destination}", str(leg.passengers), f"{len(sent)}/{leg.cars}",
             "；".join(f"{s.vehicle or s.rented_plate} {s.driver or s.hired_driver}".strip() for s in sent),
             f"{leg.guide} {printing.phone(leg.phone, scope)}".strip()]
        )  # fmt: skip
    columns = [{"label": w, "num": w in ("人数", "已派/需要")} for w in
               ("时间", "行程", "路线", "人数", "已派/需要", "车辆和驾驶员", "跟车联络人")]  # fmt: skip
    tables = [
        {"title": day, "table": {"caption": f"{day} 行程", "columns": columns, 
                                 "rows": [{"pk": n, "label": r[1], "cells": r} for n, r in enumerate(rows)]}}
        for day, rows in days.items()
    ]  # fmt: skip
    cars: dict[str, list[Any]] = {}
    for sheet in sheets:
        key = str(sheet.vehicle or sheet.rented_plate)
        about = f"{sheet.vehicle.brand} {sheet.vehicle.seats}座" if sheet.vehicle else f"租赁，{sheet.vendor}"
        man = sheet.driver
        who = f"{man.name} {printing.phone(man.phone, scope)}" if man else (
            f"{sheet.hired_driver} {printing.phone(sheet.hired_phone, scope)}")  # fmt: skip
        row = cars.setdefault(key, [key, about, [], []])
        if who.strip() not in row[2]:
            row[2].append(who.strip())
        row[3].append(f"{local(sheet.leaves_at):%m-%d %H:%M} {sheet.leg or sheet.route}")
    fleet = {
        "caption": "车辆和驾驶员",
        "columns": [{"label": w} for w in ("车辆", "车型", "驾驶员", "任务")],
        "rows": [{"pk": c[0], "label": c[0], "cells": [c[0], c[1], "、".join(c[2]), "；".join(c[3])]}
                 for c in cars.values()],
    }  # fmt: skip
    short = sum(max(0, leg.cars - len(by_leg.get(leg.pk, []))) for leg in legs)
    head = {
        "title": event.title, "status": {"label": event.get_state_display(), "tone": "run"},
        "crumbs": [{"text": "活动用车方案", "url": "/r/vehicles.event/"},
                   {"text": event.title, "url": f"/r/vehicles.event/{event.pk}/"}, {"text": "方案"}],
        "meta": [f"{event.happened_on} 至 {event.ends_on}", f"保障 {event.guests} 人" if event.guests else "",
                 f"{len(legs)} 段行程", f"{len(cars)} 辆车", f"还缺 {short} 辆次" if short else "车辆已安排齐",
                 f"{event.approved_by} {event.approved_on} 批准" if event.approved_on else "还没有批准"],
        "actions": [{"label": "登记行程", "url": f"/r/vehicles.leg/new/?event={event.pk}"},
                    {"label": "登记联络人", "url": f"/r/vehicles.contact/new/?event={event.pk}"},
                    {"label": "打印", "print": True}],
    }  # fmt: skip
    contacts = [
        {"label": c.duty, "value": f"{c.name}　{printing.phone(c.phone, scope)}"}
        for c in event.contacts.filter(life="live").order_by("id")
    ]
    request.shell_extra = {"provenance": provenance(request)}
    return render(request, "vehicles/plan.html", {
        "head": head, "event": event, "days": tables, "fleet": fleet, "contacts": contacts})  # fmt: skip


def provenance(request: Any) -> str:
    name = Unit.objects.get(pk=request.scope.bureau_id).name
    return f"{name}　数据截至 {local(clockwork.now()):%Y-%m-%d %H:%M}　{request.scope.name} 打印"


UNITS = (
    ("unit", "单位", ""), ("quota", "编制（辆）", ""), ("kept", "保有（辆）", ""),
    ("green_share", "新能源占比（%）", ""), ("trips", "出车（次）", ""), ("km", "里程（公里）", ""),
    ("use_rate", "使用率（%）", ""), ("paid", "费用（元）", "money"), ("per_car", "车均费用（元）", "money"),
    ("per_km", "每公里费用（元）", "money"),
)  # fmt: skip
_NOTES = (("kind", "监督事项"), ("n", "通知（件）"), ("open", "未办结"), ("regular", "符合规定"), ("mended", "已整改"),
          ("breach", "违规"))  # fmt: skip


def _cell(value: Any, name: str) -> Any:
    if name in ("unit", "kind"):
        return value
    if value is None:
        return "—"
    return {"number": Decimal(value) if isinstance(value, str) else value}


def table(caption: str, columns: Any, rows: list[dict[str, Any]]) -> Any:
    """Return figures by name as a table, in the order of the columns."""
    names = [c[0] for c in columns]
    return {
        "caption": caption, 
        "columns": [{"label": c[1], "num": c[0] not in ("unit", "kind")} for c in columns],
        "rows": [{"pk": n, "label": r[names[0]], "cells": [_cell(r.get(k), k) for k in names]}
                 for n, r in enumerate(rows)],
    }  # fmt: skip


@login_required
def use_report(request: Any, pk: int) -> HttpResponse:
    """The report as it is notified: units side by side in the order of the house, no person named."""
    report = _of(request, "vehicles.use_report", pk)
    said = report.figures
    open_ = report.state in (ReportState.DRAFT, ReportState.SIGNED) and request.scope.has(READERS)
    head = {
        "title": report.title, "status": {"label": report.get_state_display(), "tone": {
            "draft": "run", "signed": "warn", "published": "done", "withdrawn": "void"}[report.state]},
        "crumbs": [{"text": "使用情况通报", "url": "/r/vehicles.use_report/"},
                   {"text": report.title, "url": f"/r/vehicles.use_report/{report.pk}/"}],
        "meta": [report.number, f"{report.covers_from} 至 {report.covers_to}",
                 f"{report.signed_by} {report.signed_on} 签发" if report.signed_on else "还没有签发",
                 f"{report.published_on} 发布，{report.channel}" if report.published_on else ""],
        "actions": [{"label": "公文 .docx", "url": f"/vehicles/reports/{report.pk}.docx"},
                    {"label": "导出 Excel", "url": f"/vehicles/reports/{report.pk}.xlsx"},
                    {"label": "打印", "print": True}],
    }  # fmt: skip
    priced = [u for u in said["units"] if u["per_km"] is not None]
    months = said["months"]
    request.shell_extra = {"provenance": provenance(request)}
    rows = [*said["units"], {"unit": "合计", **said["total"]}]
    return render(request, "vehicles/report.html", {
        "head": head, "report": report, "differences": reporting.differences(report) if open_ else [],
        "costs": [{"label": k, "value": f"{Decimal(v):,.2f} 元", "wide": True} for k, v in said["costs"].items()],
        "words": _words(report), "units": table("各单位公务用车使用情况", UNITS, rows),
        "notices": table("用车监督", _NOTES, said["notices"]),
        "month_chart": charts.bar("每月费用（元）", [f"{int(m['month'][5:])}月" for m in months],
                                  [{"label": "费用", "values": [int(Decimal(m["paid"])) for m in months]}],
                                  width=520, axis_title="月份") if months else "",
        "unit_chart": charts.hbar("各单位每公里费用，按机构次序", [
            {"label": u["unit"], "value": float(u["per_km"])} for u in priced], unit="元", width=310) if priced else "",
        "user_chart": charts.hbar("各单位用车次数，按机构次序", [
            {"label": u["unit"], "value": u["trips"]} for u in said["users"]], unit="次") if said["users"] else "",
    })  # fmt: skip


def _words(report: Any) -> list[str]:
    """Return the report's own sentences, from its figures."""
    said, total = report.figures, report.figures["total"]
    out = [
        f"截至{report.covers_to.year}年{report.covers_to.month}月{report.covers_to.day}日，保有公务用车{total['kept']}辆"
        + (f"，核定编制{total['quota']}辆" if total["quota"] else "")
        + (f"，新能源汽车占{total['green_share']}%" if total["green_share"] else "") + "。",
        f"{reporting.span_words(report.covers_from, report.covers_to)}出车{total['trips']:,}次，"
        f"行驶{total['km']:,}公里，发生费用{Decimal(total['paid']):,.2f}元"
        + (f"，车均{Decimal(total['per_car']):,.2f}元" if total["per_car"] else "")
        + (f"，每公里{total['per_km']}元" if total["per_km"] else "") + "。",
    ]  # fmt: skip
    if said["rented"]["trips"]:
        out.append(f"社会化租赁用车{said['rented']['trips']}次，租赁费{Decimal(said['rented']['paid']):,.2f}元。")
    if said["notices"] or said["complaints"]:
        n, bad = sum(r["n"] for r in said["notices"]), sum(r["breach"] for r in said["notices"])
        told = f"发出用车监督通知{n}件" + (f"，其中认定违规{bad}件" if bad else "")
        out.append(told + (f"；收到用车投诉{said['complaints']}件" if said["complaints"] else "") + "。")
    return out


@login_required
def report_docx(request: Any, pk: int) -> HttpResponse:
    """The report as a paper in the form of official documents; unsigned it is marked as a draft."""
    report = _of(request, "vehicles.use_report", pk)
    made = writers.render(printing.bulletin(report, _bureau(report), _words(report), UNITS), "docx")
    return attached(made, f"{report.title}.docx")


@login_required
def report_xlsx(request: Any, pk: int) -> HttpResponse:
    """The units of a report as a sheet."""
    report = _of(request, "vehicles.use_report", pk)
    rows = [
        [Decimal(u[k]) if kind == "money" and u[k] is not None else u[k] for k, _, kind in UNITS]
        for u in [*report.figures["units"], {"unit": "合计", **report.figures["total"]}]
    ]
    out = io.BytesIO()
    columns = [(k, label, kind or "text" if k == "unit" else kind or "number") for k, label, kind in UNITS]
    lines = [f"{_bureau(report)}　{report.title}　{report.number}", *_words(report)]
    table_xlsx.write_table(out, "各单位使用情况", columns, rows, lines, stamp=clockwork.now())
    return attached(out.getvalue(), f"{report.title}.xlsx")


@login_required
def reconciled(request: Any) -> HttpResponse:
    """平台对账: what the registers hold, what was made, accepted, refused; on request record by record."""
    resource = get_resource("vehicles.message")
    if not request.scope.has(resource.read_roles) or request.scope.unit_ids is not None:
        raise Http404
    lines = reconcile.lines(request.scope.bureau_id)
    words = ("接口", "台账记录", "已生成", "平台已接收", "待发送", "被退回", "未生成", "台账已无", "首次通过率（%）",
             "")  # fmt: skip
    account = "已配置账号" if settings.YIFA_VEHICLE_PLATFORM_ACCOUNT else "没有配置账号"
    rows = [
        {"pk": x.key, "label": x.title, "cells": [
            {"text": x.title, "url": f"/r/vehicles.message/?interface={quote(x.title)}"} if x.made else x.title,
            *({"number": n} for n in (x.records, x.made, x.accepted, x.waiting, x.refused, x.missing, x.gone)),
            {"number": x.first_pass} if x.first_pass is not None else "—",
            {"text": "核对内容", "url": f"{request.path}?i={x.key}"} if x.records or x.gone else ""]}
        if interfaces.BY_KEY[x.key].rows else
        {"pk": x.key, "label": x.title, "cells": [x.title, *("—",) * 8, account]}
        for x in lines
    ]  # fmt: skip
    key = request.GET.get("i", "")
    chosen = next((x for x in lines if x.key == key and (x.records or x.gone)), None)
    found = reconcile.compare(request.scope.bureau_id, key) if chosen else None
    made, passed = sum(x.made for x in lines), reconcile.first_pass(request.scope.bureau_id)
    head = {
        "title": "平台对账", "crumbs": [{"text": "公务用车", "url": "/m/vehicles/"}],
        "meta": [f"已生成 {made:,} 条", f"平台已接收 {sum(x.accepted for x in lines):,} 条",
                 f"首次校验通过率 {passed}%" if passed is not None else "还没有生成数据",
                 "" if settings.YIFA_VEHICLE_PLATFORM_URL else "没有配置上级平台地址，只能生成和校验，不能发送"],
        "actions": [{"label": "交换记录", "url": "/r/vehicles.message/"}, *_exchange_verbs(request.scope)],
    }  # fmt: skip
    return render(request, "vehicles/reconcile.html", {
        "head": head, "found": found, "chosen": chosen,
        "table": {"caption": "各接口对账", "columns": [{"label": w, "num": 0 < n < 9} for n, w in enumerate(words)],
                  "rows": rows},
    })  # fmt: skip


def _exchange_verbs(scope: Any) -> list[dict[str, Any]]:
    """Return the verbs of the exchange that the reader may use."""
    return [
        {"label": verb.label, "url": f"/r/vehicles.message/new/{verb.verb}/", **({"kind": "main"} if verb.main else {})}
        for verb in (get_action("vehicles.message", name) for name in ("send", "make"))
        if scope.has(verb.roles)
    ]
