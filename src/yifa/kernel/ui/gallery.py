"""Sample contexts for every page and part of the UI kit: 演示数据 written for the gallery, no model needed.

``PAGES`` maps a page name to (template, context function). ``gallery.html`` lists them; the tests render them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import format_html

from yifa.kernel.ui.forms import prepare
from yifa.kernel.ui.marks import title_cell

Context = dict[str, Any]
PURCHASE = {"text": "《政府采购法》第四十六条", "url": "#law-46"}
RULES14 = {"text": "本局《合同管理办法》第十四条", "url": "#rule-14"}
RULES16 = {"text": "本局《合同管理办法》第十六条", "url": "#rule-16", "note": "2024年3月1日起施行"}


def shell(current: str = "合同", **extra: Any) -> Context:
    """What every desk page gets from the kernel."""

    def entry(title: str, count: int = 0, alarm: bool = False) -> Context:
        return {"url": "#", "title": title, "count": count, "alarm": alarm, "current": title == current}

    wings = [
        {"title": "", "mark": "办", "items": [entry("我的工作", 14)]},
        {
            "title": "依法治理",
            "mark": "治",
            "items": [
                entry("年度计划与任务"),
                entry("学法与普法"),
                entry("重大决策"),
                entry("合法性审查", 6),
                entry("合同", 3),
                entry("制度与规范性文件"),
                entry("政府信息公开", 1, True),
                entry("信访与纠纷"),
            ],
        },
        {
            "title": "机关事务",
            "mark": "务",
            "items": [
                entry(t) for t in ("公务用车", "办公用房", "公共机构节能", "资产与公物仓", "会议与接待", "服务与报修")
            ],
        },
        {
            "title": "报告与监督",
            "mark": "报",
            "items": [entry("收数与零报告", 2), entry("年度报告"), entry("报告体检"), entry("综合展示")],
        },
    ]
    rail = [
        ("办", "我的工作"),
        ("治", "依法治理"),
        ("务", "机关事务"),
        ("报", "年度报告"),
        ("检", "报告体检"),
        ("览", "综合展示"),
    ]
    dock = [("办", "待办"), ("审", "审批"), ("车", "用车"), ("查", "查询"), ("我", "我的")]
    return {
        "bureau": "戊市机关事务管理局",
        "demo": True,
        "home_url": "/",
        "search_url": "/search",
        "q": "",
        "today": {"text": "10月9日 周五", "note": "工作日，明天调休补班"},
        "user": {
            "name": "李某",
            "unit": "法规处",
            "post": "经办人",
            "sessions_url": "#sessions",
            "password_url": "#password",
            "logout_url": "#logout",
            "links": [],
        },
        "nav": wings,
        "rail": [{"url": "#", "mark": m, "title": t, "current": t == current} for m, t in rail],
        "dock": [{"url": "#", "mark": m, "title": t, "current": m == "办"} for m, t in dock],
        "provenance": "戊市机关事务管理局　合同台账　数据截至 2026年10月9日 14:32　打印人 李某　账本序号 218,406",
        **extra,
    }


def clock(label: str, used: int, left: int = 0, over: int = 0, tone: str = "", note: str = "") -> Context:
    return {"label": label, "used": used, "left": left, "over": over, "tone": tone, "note": note}


def list_page() -> Context:
    none, old = "无在途期限", "历史记录"
    raw: list[tuple[Any, ...]] = [
        ("0418", "行政中心物业服务合同（2026—2028年）", "庚物业服务有限公司", "服务", "物业管理处", "1286.40", "未签订",
         {"text": "复审中", "tone": "warn"}, clock("剩 1 个工作日", 9, 1, tone="warn"), ("审查中", "run")),
        ("0415", "公务用车定点维修框架协议", "辛汽车维修服务部", "服务", "车辆管理处", "96", "未签订",
         "戊法审〔2026〕0118", clock("剩 11 日", 19, 11, note="签订"), ("待用印", "run")),
        ("0409", "机关食堂大宗食材配送合同", "壬农产品供应有限公司", "采购", "膳食处", "342.5", "2026-09-28",
         "戊法审〔2026〕0115", clock("剩 3 个工作日", 4, 3, note="备案"), ("履行中", "run")),
        ("0402", "三号办公楼屋面防水维修合同", "癸建筑工程有限公司", "工程", "基建处", "58.73", "未签订",
         {"text": "未送审", "tone": "warn"}, "未起算", ("用印受阻", "alarm")),
        ("0397", "会议中心设备维保合同", "子设备技术有限公司", "服务", "会议服务中心", "27.8", "2026-09-22",
         "戊法审〔2026〕0107", clock("今天到期", 6, 1, tone="warn", note="备案"), ("履行中", "run")),
        ("0388", "会议中心设备维保合同（重复登记）", "子设备技术有限公司", "服务", "会议服务中心", "27.8", "",
         "", "", ("已作废", "void")),
        ("0371", "数据机房不间断电源更换合同", "丑电源科技有限公司", "采购", "信息处", "44.16", "2026-09-03",
         "戊法审〔2026〕0098", none, ("履行中", "run")),
        ("0352", "档案密集架采购合同", "寅办公设备有限公司", "采购", "办公室", "31.2", "2026-08-19",
         "戊法审〔2026〕0091", clock("剩 7 日", 23, 7, note="付款"), ("待付款", "warn")),
        ("0336", "市民中心绿化养护合同", "卯园林绿化有限公司", "服务", "物业管理处", "63", "2026-08-05",
         "戊法审〔2026〕0086", none, ("履行中", "run")),
        ("0207", "二号办公楼消防改造工程合同", "巳消防工程有限公司", "工程", "基建处", "412.9", "2019-06-18",
         {"text": "无法核实", "tone": "warn"}, old, ("已归档", "done")),
    ]  # fmt: skip
    rows = []
    for no, title, other, kind, unit, money, signed, review, term, (label, tone) in raw:
        void, late = tone == "void", no == "0207"
        rows.append(
            {
                "pk": no,
                "label": f"戊管合〔2026〕{no}",
                "void": void,
                "on": no in {"0418", "0415", "0402"},
                "blocked": {"send": "已送审"} if "法审" in str(review) else {"seal": "无审查编号，不能用印"},
                "cells": [
                    title_cell(
                        title,
                        "/gallery/detail",
                        [f"戊管合〔{2019 if late else 2026}〕{no}号", other],
                        ["补录"] if late else [],
                    ),
                    kind,
                    unit,
                    {"number": float(money), "digits": 2},
                    signed,
                    review,
                    {"clock": term},
                    {"status": label, "tone": tone},
                ],
            }
        )
    columns = [
        {"label": "名称、编号、相对方", "sort_url": "?sort=title"},
        {"label": "类别", "hide": "phone"},
        {"label": "承办单位"},
        {"label": "金额（万元）", "num": True, "sort_url": "?sort=-amount"},
        {"label": "签订日期", "nowrap": True, "sort_url": "?sort=signed", "sort": "descending"},
        {"label": "审查编号", "nowrap": True, "hide": "phone"},
        {"label": "在途期限"},
        {"label": "状态"},
    ]
    tabs = [
        ("全部", "10,000+"),
        ("待审查", 23),
        ("用印受阻", 2),
        ("期限临近", 9),
        ("今年已签", 392),
        ("补录待核实", 61),
    ]
    views: list[Context] = [{"text": t, "url": "#", "count": c, "current": t == "全部"} for t, c in tabs]
    return {
        "shell": shell(),
        "head": {
            "title": "合同台账",
            "crumbs": [{"text": "依法治理", "url": "#"}, {"text": "合同"}],
            "actions": [
                {"label": "导入 Excel", "url": "/gallery/import_upload"},
                {"label": "导出", "url": "#"},
                {"label": "登记合同", "url": "/gallery/form", "kind": "main"},
            ],
        },
        "tabs": {"entries": [*views, {"text": "存为新视图", "url": "#", "push": True}]},
        "filters": {
            "url": "#",
            "placeholder": "名称、编号、相对方",
            "chips": [
                {"label": "发生日", "value": "2019年以后", "remove_url": "#"},
                {"label": "单位", "value": "本局及局属单位", "remove_url": "#"},
            ],
            "form": prepare(FilterForm()),
            "clear_url": "#",
            "sort": {"label": "按签订日期，新的在前", "entries": [{"text": "按签订日期", "url": "#", "current": True}]},
            "columns": {"url": "#", "entries": [{"key": "kind", "text": "类别", "on": True}]},
            "print": True,
        },
        "table": {"caption": "合同台账，按签订日期从新到旧", "select": True, "columns": columns, "rows": rows},
        "paging": {
            "text": "第 1—10 条，共 10,000+ 条",
            "count_url": "#",
            "per": "每页 50 条，此处示意 10 条",
            "prev_url": None,
            "next_url": "#",
        },
        "bulk": {
            "url": "#",
            "actions": [
                {"key": "send", "label": "送审"},
                {"key": "seal", "label": "申请用印"},
                {"key": "export", "label": "导出所选"},
            ],
        },
    }


def empty_page() -> Context:
    page = list_page()
    page["table"] = {"caption": "", "columns": [], "rows": []}
    page["empty"] = {
        "text": "还没有登记合同。登记第一份，或导入现有 Excel。",
        "actions": [{"label": "导入 Excel", "url": "#"}],
    }
    return page


def days() -> list[Context]:
    """17 September to 11 October 2026 as the review of one contract ran; the calendar is sample data."""
    stop = {23: "补正", 24: ""}
    out: list[Context] = []
    counted = 0
    weekdays = "一二三四五六日"
    for n in range(25):
        month, day = (9, 17 + n) if 17 + n <= 30 else (10, n - 13)
        cell: Context = {"weekday": weekdays[(3 + n) % 7], "day": day, "label": ""}
        make = (month, day) in {(9, 20), (10, 10)}
        if n == 0:
            cell |= {"kind": "start", "label": "收", "month": "9月", "reason": "收到，当日不计"}
        elif month == 9 and day in stop:
            cell |= {"kind": "stopped", "label": "停", "reason": "补正，不计"}
            cell |= {"span": 2, "span_text": "补正"} if day == 23 else {}
        elif month == 9 and 25 <= day <= 27:
            cell |= {"kind": "holiday", "reason": "中秋放假，不计"}
            cell |= {"span": 3, "span_text": "中秋放假"} if day == 25 else {}
        elif month == 10 and day <= 7:
            cell |= {"kind": "holiday", "reason": "国庆放假，不计"}
            cell |= {"span": 7, "span_text": "国庆放假", "month": "10月"} if day == 1 else {}
        elif cell["weekday"] in "六日" and not make:
            cell |= {"kind": "off", "reason": "休息日，不计"}
        else:
            counted += 1
            words = f"第{counted}个工作日" + ("，调休补班" if make else "")
            cell |= {"kind": "left" if counted == 10 else "counted", "label": counted, "reason": words, "make": make}
            cell |= {"today": counted == 9, "due": counted == 10}
        out.append(cell)
    return out


def detail_page() -> Context:
    return {
        "shell": shell(),
        "head": {
            "title": "行政中心物业服务合同（2026—2028年）",
            "crumbs": [
                {"text": "依法治理", "url": "#"},
                {"text": "合同台账", "url": "/gallery/list"},
                {"text": "戊管合〔2026〕0418号"},
            ],
            "status": {"label": "法规处二级复审", "tone": "run"},
            "meta": ["物业管理处承办，王某经办", "9月16日登记，9月17日送审"],
            "actions": [
                {"label": "打印会签审查单", "url": "#"},
                {
                    "label": "更多",
                    "entries": [
                        {"label": "转办", "url": "#"},
                        {
                            "label": "作废",
                            "url": "#",
                            "method": "post",
                            "confirm": "作废后仍可查看，不再计入任何数字。",
                        },
                        {"label": "申请用印", "disabled": "还没有审查编号"},
                    ],
                },
                {"label": "出具复审意见", "url": "/gallery/form", "kind": "main"},
            ],
        },
        "gates": [
            {
                "title": "未经审查不得用印",
                "force": "本局制度",
                "text": "这份合同还没有审查编号，印章管理员处的“用印”已停用。",
                "law": RULES16,
                "way": "例外用印须经分管负责人批准，写明理由和补正日期。",
                "actions": [
                    {"label": "看缺哪些材料", "url": "#", "small": True},
                    {"label": "申请例外用印", "url": "#", "small": True},
                ],
            }
        ],
        "facts": {
            "corner": {"text": "更正", "url": "#"},
            "entries": [
                {"label": "相对方", "value": {"text": "庚物业服务有限公司", "tags": ["小型企业"]}},
                {"label": "金额", "value": {"number": 1286.4, "digits": 2, "unit": "万元（三年）"}},
                {"label": "类别", "value": "服务，政府采购"},
                {"label": "履行期", "value": "2026-11-01 至 2028-10-31"},
                {"label": "采购方式", "value": ["公开招标", {"text": "戊采〔2026〕0233", "url": "#"}]},
                {"label": "中标通知书", "value": "2026-09-14 发出"},
                {"label": "决策依据", "value": {"text": "局长办公会第17次会议纪要", "url": "#"}},
                {"label": "审查编号", "value": {"none": "未取得"}},
                {"label": "联系电话", "value": {"masked": True}},
                {"label": "担保", "value": None},
                {
                    "label": "正文",
                    "wide": True,
                    "value": {"text": "物业服务合同送审稿第3稿.docx", "url": "#", "note": "42 页，比第2稿改动 17 处"},
                },
            ],
        },
        "clocks": {
            "note": "两个期限同时在走，以先到的为准",
            "entries": [
                {
                    **clock("剩 1 个工作日", 9, 1, tone="warn", note="10月10日止"),
                    "duty": "法规处二级复审，10 个工作日",
                    "law": RULES14,
                    "open": True,
                    "days": days(),
                    "sum": format_html(
                        "9月17日收到，从次日起算；9月23日至24日等待补正，停止计算 2 天；中秋、国庆放假不计；"
                        "9月20日（周日）、10月10日（周六）是调休补班，计入。"
                        "第 10 个工作日为 <b>{}</b>，当天下班前办结。",
                        "10月10日（周六）",
                    ),
                },
                {
                    **clock("剩 5 日", 25, 5, note="10月14日止"),
                    "duty": "签订采购合同，中标通知书发出之日起 30 日",
                    "law": PURCHASE,
                    "unit": "日",
                    "sum": "中标通知书 9月14日发出，从次日起算 30 日，10月14日止。",
                },
            ],
        },
        "steps": {
            "note": "合同合法性审查，第 3 版，2026年1月1日起用",
            "entries": [
                {"title": "承办处室初审", "state": "done", "lines": ["孙某　9月16日", "线下签批"]},
                {"title": "法律顾问", "state": "done", "lines": ["赵某　9月29日", "建议修改 4 处"]},
                {"title": "法规处复审", "state": "now", "lines": ["李某，现在办理", "明天到期"]},
                {"title": "会签", "lines": ["财务处、采购中心"]},
                {"title": "签发", "lines": ["分管负责人 周某"]},
                {"title": "用印", "state": "stop", "lines": ["等审查编号"]},
            ],
        },
        "links": {
            "corner": {"text": "加关联", "url": "#"},
            "entries": [
                {"label": "采购项目", "value": {"text": "戊采〔2026〕0233", "url": "#"}},
                {"label": "上一合同", "value": [{"text": "戊管合〔2023〕0306", "url": "#"}, "10月31日期满"]},
                {"label": "进入报告", "value": [{"text": "2026年度法治报告", "url": "#"}, "1 个数字"]},
                {"label": "付款计划", "value": "签订后生成，12 期"},
            ],
        },
        "basis": basis(),
        "events": {
            "corner": {"text": "账本 9 条", "url": "#"},
            "entries": [
                {"title": "待：二级复审意见", "state": "gap", "note": "法规处，缺：履约评价表（上一合同期）"},
                {
                    "title": "顾问意见已收，建议修改 4 处",
                    "state": "now",
                    "by": "外聘顾问 赵某",
                    "at": "9月29日 11:06",
                    "proofs": [{"text": "法律意见书.pdf", "url": "#"}],
                    "proves": "证明 9月29日",
                    "hash": "#218371 SM3 9f3c…a1e0",
                },
                {
                    "title": "更正金额",
                    "by": "物业管理处 王某",
                    "at": "9月25日 10:20",
                    "changes": [{"label": "金额", "old": "1,268.40 万元", "new": "1,286.40 万元"}],
                    "reason": "登记时两位数字颠倒",
                },
                {"title": "补正材料收齐，恢复计算", "by": "物业管理处 王某", "at": "9月24日 16:45"},
                {
                    "title": "送法规处审查",
                    "by": "物业管理处 王某",
                    "at": "9月17日 09:32",
                    "occurred": "9月17日",
                    "recorded": "9月17日",
                },
                {
                    "title": "初审通过",
                    "tags": ["线下签批补登"],
                    "note": "孙某签于 9月16日，9月17日补登",
                    "proofs": [{"text": "扫描件", "url": "#"}],
                },
            ],
        },
    }


def basis() -> Context:
    return {
        "note": "2026年10月9日有效",
        "entries": [
            {
                **PURCHASE,
                "force": "法定",
                "quote": "采购人与中标、成交供应商应当在中标、成交通知书发出之日起三十日内，"
                "按照采购文件确定的事项签订政府采购合同。",
                "note": "2014年修正，现行有效，10月8日核对",
            },
            {
                "text": "《合同管理办法》第十四条、第十六条",
                "url": "#",
                "force": "本局制度",
                "note": "戊管规〔2024〕2号，2024年3月1日施行",
            },
            {
                "text": "《保障中小企业款项支付条例》第九条",
                "url": "#",
                "force": "法定",
                "verified": False,
                "note": "签订后适用：交付之日起 30 日内付款",
            },
        ],
    }


class FilterForm(forms.Form):
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), ("s", "服务"), ("g", "采购")])
    unit = forms.CharField(label="承办单位", required=False)
    signed_from = forms.DateField(label="签订日期从", required=False)
    signed_to = forms.DateField(label="签订日期到", required=False)


class ContractForm(forms.Form):
    title = forms.CharField(label="合同名称", max_length=120, help_text="与合同封面一致，不写简称。")
    party = forms.CharField(label="相对方")
    kind = forms.ChoiceField(label="类别", choices=[("", "---------"), ("s", "服务"), ("g", "采购"), ("w", "工程")])
    amount = forms.DecimalField(label="金额（万元）", decimal_places=2, help_text="含税，两位小数。")
    signed = forms.DateField(label="签订日期", required=False, help_text="还没有签订就不填。")
    reviewed = forms.DateField(label="审查日期", required=False)
    method = forms.ChoiceField(
        label="采购方式",
        widget=forms.RadioSelect,
        choices=[("o", "公开招标"), ("n", "竞争性磋商"), ("s", "单一来源"), ("x", "不属于政府采购")],
    )
    units = forms.MultipleChoiceField(
        label="会签单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("cw", "财务处"), ("cg", "采购中心"), ("fg", "法规处")],
    )
    small = forms.BooleanField(label="相对方是中小企业", required=False, help_text="付款期限按条例计算。")
    text = forms.FileField(label="合同正文", required=False, help_text="docx、pdf 或 ofd，不超过 50 MB。")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)

    def clean(self) -> Any:
        data = super().clean() or {}
        if data.get("signed") and data.get("reviewed") and data["signed"] < data["reviewed"]:
            self.add_error("signed", "签订日期早于审查日期。改日期，或登记为先签后审。")
        return data


def form_page(bad: bool = True) -> Context:
    data = {"title": "三号办公楼屋面防水维修合同", "party": "", "signed": "2026-10-08", "reviewed": "2026-10-09"}
    form = prepare(ContractForm({**data, "kind": "w", "amount": "58.73", "method": "o"} if bad else None))
    return {
        "shell": shell(),
        "head": {
            "title": "登记合同",
            "crumbs": [{"text": "合同台账", "url": "/gallery/list"}, {"text": "登记合同"}],
        },
        "form": form,
        "formcfg": {
            "submit": "登记合同",
            "others": [{"label": "存为草稿", "name": "draft", "value": "1"}],
            "cancel_url": "/gallery/list",
            "sections": [
                {"title": "合同", "fields": ["title", "party", "kind", "amount", "signed", "reviewed", "small"]},
                {"title": "采购和会签", "fields": ["method", "units"]},
                {"title": "材料", "fields": ["text", "note"]},
            ],
        },
        "basis": basis(),
    }


PAGES: dict[str, tuple[str, Callable[[], Context]]] = {
    "list": ("yifa/list.html", list_page),
    "empty": ("yifa/list.html", empty_page),
    "detail": ("yifa/detail.html", detail_page),
    "form": ("yifa/form.html", form_page),
}


def render(name: str, **extra: Any) -> str:
    """Render one page of the gallery; ``index`` is the list of them."""
    from django.template.loader import render_to_string

    from yifa.kernel.ui import gallery_more  # noqa: F401  (adds its pages to PAGES)

    if name == "index":
        return render_to_string(
            "yifa/gallery.html", {"shell": shell(""), "pages": list(PAGES), "csrf_token": "gallery-token", **extra}
        )
    template, build = PAGES[name]
    return render_to_string(template, {**build(), "csrf_token": "gallery-token", **extra})
