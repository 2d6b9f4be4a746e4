"""Gallery: report, check, import, job, login and error pages. 演示数据."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import mark_safe

from yifa.kernel.ui import gallery
from yifa.kernel.ui.errors import error_context
from yifa.kernel.ui.forms import prepare
from yifa.kernel.ui.gallery import RULES16, Context, shell
from yifa.kernel.ui.gallery_work import charts_page, cockpit_page, inbox_page, month
from yifa.kernel.ui.marks import title_cell


def fig(text: str, **more: Any) -> Context:
    return {"text": text, "kind": "fig", "url": "#panel", **more}


def report_page() -> Context:
    ok, now = ["yes", "yes", "yes", "later"], ["yes", "yes", "stop", "later"]
    outline = [
        {"text": "一、主要举措和成效", "url": "#", "level": 1},
        {"text": "（一）领导干部带头学法", "url": "#", "level": 2, "quarters": ok},
        {
            "text": "（二）依法决策和审查",
            "url": "#",
            "level": 2,
            "quarters": now,
            "current": True,
            "gap": "1 句受阻，可改写法",
            "alarm": True,
        },
        {"text": "（三）制度和标准建设", "url": "#", "level": 2, "quarters": ok},
        {"text": "（四）政务公开", "url": "#", "level": 2, "quarters": ok},
        {
            "text": "（五）化解矛盾纠纷",
            "url": "#",
            "level": 2,
            "quarters": ["yes", "yes", "gap", "later"],
            "gap": "等 2 个处室零报告",
        },
        {"text": "二、不足和原因", "url": "#", "level": 1, "gap": "写了 3 条不足，缺 1 条原因"},
        {"text": "三、第一责任人履职情况", "url": "#", "level": 1, "quarters": ok},
        {"text": "四、下一年度主要安排", "url": "#", "level": 1, "gap": "已从计划带入 9 项，待选"},
    ]
    blocks = [
        {"kind": "h1", "text": "一、主要举措和成效"},
        {"kind": "h2", "text": "（一）领导干部带头学法"},
        {
            "kind": "p",
            "spans": [
                "截至9月底，局党组召开会议",
                fig("23次"),
                "，每次均安排会前学法；党组理论学习中心组集体学法",
                fig("6次"),
                "；组织学法考试",
                fig("线上2次、线下1次"),
                "，",
                fig("参考率100%"),
                "、",
                fig("合格率100%"),
                "。",
            ],
        },
        {"kind": "h2", "text": "（二）依法决策和审查"},
        {
            "kind": "p",
            "spans": [
                "提请集体讨论的",
                fig("重大事项9项"),
                "均先行合法性审查。法规处对局属单位重大业务开展二级复审",
                fig("55件次", on=True),
                "，回复征求意见",
                fig("41件"),
                "，组织法律问题论证",
                fig("12次"),
                "。",
            ],
        },
        {
            "kind": "p",
            "side": "受阻",
            "side_tone": "alarm",
            "spans": [
                {"text": "全局签订的合同均在签订前完成审查，签订前审查率100%。", "kind": "stop"},
                "外聘法律顾问、公职律师参与审查",
                fig("55件次"),
                "，提出的意见采纳",
                fig("187条"),
                "。",
            ],
        },
        {"kind": "h2", "text": "（五）化解矛盾纠纷"},
        {
            "kind": "p",
            "side": "待证",
            "side_tone": "warn",
            "spans": [
                "推动",
                fig("一起"),
                "合同纠纷庭外和解。",
                {"text": "未发生政府信息公开行政复议和行政诉讼。", "kind": "hold"},
            ],
        },
        {"kind": "h1", "text": "二、不足和原因"},
        {
            "kind": "p",
            "text": "一是合同管理还有漏洞，个别合同先签后审。",
            "ask": {"text": "这一条没有写原因。规定要求写“存在的不足和原因”。", "link": "写原因", "url": "#"},
        },
    ]
    listed = [
        ("0055", "会议中心物业外包续签", "会议服务中心", "9月28日"),
        ("0054", "食堂食材配送合同", "膳食服务中心", "9月24日"),
        ("0053", "公务用车维修框架协议", "车辆服务中心", "9月21日"),
        ("0052", "食材配送合同（第2次复审）", "膳食服务中心", "9月18日"),
        ("0051", "办公楼空调改造方案", "物业服务中心", "9月15日"),
    ]
    return {
        "shell": shell("年度报告", bureau="己县机关事务管理局"),
        "rail": True,
        "report": {
            "title": "法治政府建设年度报告",
            "crumbs": [{"text": "年度报告", "url": "#"}, {"text": "己县 2026"}],
            "meta": "编制中，数据截至 10月9日 14:32",
            "counts": [
                {"label": "锁定数字", "value": 31, "unit": "个"},
                {"label": "无佐证", "value": 3, "unit": "处", "tone": "warn"},
                {"label": "受阻", "value": 1, "unit": "句", "tone": "alarm"},
                {"label": "必备部分缺内容", "value": 1, "unit": "处", "tone": "warn"},
            ],
            "lead": "受阻和缺内容处理完后，可以送审。",
            "bar": mark_safe("2027年<b>3月1日之前</b>报送，最后工作日 2月26日"),
            "bar_tags": [{"label": "暂定", "tone": "warm"}],
            "actions": [
                {"label": "预览公文", "url": "#", "small": True},
                {"label": "导出", "url": "#", "small": True},
                {"label": "送审", "disabled": "1 句受阻", "small": True},
            ],
        },
        "outline": outline,
        "paper": {"title": ["己县机关事务管理局", "2026年法治政府建设情况报告"], "blocks": blocks},
        "fig": {
            "title": "局属单位重大业务二级复审",
            "value": "55",
            "unit": "件次",
            "close_url": "#",
            "lines": ["55 条复审记录，涉及 49 件业务", "数字已锁定，改记录才会变"],
            "table": {
                "caption": "55件次的记录",
                "plain": True,
                "tight": True,
                "columns": [{"label": "复审编号", "nowrap": True}, {"label": "事项"}, {"label": "办结", "num": True}],
                "rows": [{"pk": n, "label": t, "cells": [n, title_cell(t, "#", [u]), d]} for n, t, u, d in listed],
            },
            "more": [
                {"text": "再看 50 条", "url": "#"},
                {"text": "在台账中打开", "url": "#"},
                {"text": "导出佐证", "url": "#"},
            ],
            "law": {"text": "本局《重大业务二级复审规定》第五条", "url": "#"},
            "scope": "口径：办结日在 2026年内，作废的不计，件次按复审次数",
        },
        "wording": {
            "part": "第（二）部分",
            "why": mark_safe(
                '62 件合同中，<a href="#">己管合〔2026〕031号</a> 7月6日签订，7月14日才审查。写“均”“100%”与记录不符。'
            ),
            "url": "#",
            "options": [
                {"value": "1", "text": "全局62件合同中，61件在签订前完成审查。", "on": True},
                {
                    "value": "2",
                    "text": "除1件外，全局合同均在签订前完成审查；该件已于7月14日补审并整改。",
                    "note": "需要附整改记录，已有",
                },
                {"value": "3", "text": "不写审查率，在“不足和原因”中如实说明。"},
            ],
            "links": [{"label": "查看这份合同", "url": "#", "small": True}],
        },
    }


def mark(no: int, text: str, level: str = "err", **more: Any) -> Context:
    return {"text": text, "kind": "mark", "no": no, "level": level, "url": f"#f{no}", **more}


def check_page() -> Context:
    adopt, keep = (
        {"label": "采纳", "url": "#", "small": True},
        {"label": "不改，写理由", "url": "#", "small": True, "kind": "quiet"},
    )
    findings = [
        (2, "err", "“截止”不带时间宾语", "RPT-W07", "截止2025年12月底", "截至2025年12月底", None),
        (3, "err", "固定提法用字不对", "RPT-W01", "遵法学法守法用法", "尊法学法守法用法", None),
        (4, "err", "没有这部法，名称写错", "RPT-L02", "公职人员职务处分法", "公职人员政务处分法",
         {"text": "《中华人民共和国公职人员政务处分法》", "url": "#", "note": "2020年7月1日施行"}),
        (6, "ask", "征求意见不能代替合法性审查，是否另有审查？", "RPT-C05", "", "",
         {"text": "《重大行政决策程序暂行条例》第二十五条", "url": "#"}),
    ]  # fmt: skip
    return {
        "shell": shell("报告体检", bureau="甲市机关事务管理局"),
        "rail": True,
        "paper": {
            "label": "送检文稿",
            "title": ["甲市机关事务管理局", "2025年法治政府建设情况报告"],
            "blocks": [
                {
                    "kind": "p",
                    "spans": [
                        mark(1, "甲管发[2025]31号", "ask"),
                        "文件印发以来，局党组坚持依法管理机关事务。",
                        mark(2, "截止2025年12月底"),
                        "，年度任务全部完成。现将有关情况报告如下。",
                    ],
                },
                {"kind": "h1", "text": "一、主要举措和成效"},
                {
                    "kind": "p",
                    "spans": [
                        "一是带头学法。带头",
                        mark(3, "遵法学法守法用法"),
                        "，专题学习《中华人民共和国",
                        mark(4, "公职人员职务处分法", on=True),
                        "》《机关事务管理条例》。",
                    ],
                },
                {
                    "kind": "p",
                    "spans": [
                        "二是依法审查。",
                        mark(6, "规范性文件制发前广泛征求各单位意见，确保内容合法", "ask"),
                        "。",
                    ],
                },
                {
                    "kind": "missing",
                    "spans": [
                        "此处缺“党政主要负责人履行推进法治建设第一责任人职责情况” ",
                        {"kind": "no", "no": 10, "level": "err"},
                    ],
                },
            ],
        },
        "check": {
            "title": "11 处问题",
            "crumbs": [{"text": "报告体检", "url": "#"}, {"text": "甲市 2025"}],
            "file": "甲市2025年报告送审稿.docx",
            "facts": ["2,846 字", "10月9日 14:20 检查，用时 0.2 秒"],
            "actions": [{"label": "换文件", "url": "#", "small": True}],
            "head_actions": [
                {"label": "重新检查", "url": "#", "small": True},
                {"label": "导出修订稿", "url": "#", "small": True, "kind": "main"},
            ],
            "tally": [
                {"n": 7, "text": "错误，应改", "level": "err"},
                {"n": 3, "text": "疑问，应答"},
                {"n": 1, "text": "提示", "level": "info"},
            ],
            "chips": [
                {"text": "全部 11", "url": "#", "on": True},
                {"text": "结构 1", "url": "#"},
                {"text": "法规 2", "url": "#"},
            ],
            "findings": [
                {
                    "no": no,
                    "level": level,
                    "url": f"#m{no}",
                    "on": no == 4,
                    "title": title,
                    "kind": "错误" if level == "err" else "疑问",
                    "code": code,
                    "old": old,
                    "new": new,
                    "law": law,
                    "actions": [adopt, keep],
                }
                for no, level, title, code, old, new, law in findings
            ],
            "foot": {"text": "先错误，后疑问，按位置排列", "link": "再看 7 处", "url": "#"},
        },
    }


STEPS = ("上传", "对应各列", "试算", "完成")


def steps(now: int) -> list[Context]:
    return [
        {"title": t, "state": "done" if i < now else "now" if i == now else "", "lines": []}
        for i, t in enumerate(STEPS)
    ]


def importing(step: int, **more: Any) -> Context:
    head = {
        "title": "导入 2019年合同台账",
        "crumbs": [{"text": "合同台账", "url": "/gallery/list"}, {"text": "导入"}],
    }
    source = {"file": "2019合同台账.xlsx", "sheet": "第 1 张表", "rows": 214}
    return {"shell": shell(), "head": head, "import_steps": steps(step), "source": source, **more}


class UploadForm(forms.Form):
    file = forms.FileField(label="Excel 文件", help_text="xlsx、xls、et 或 csv，原来的样子就行，不超过 20 MB。")
    kind = forms.ChoiceField(
        label="登记方式", widget=forms.RadioSelect, choices=[("past", "补录以前的"), ("live", "登记新的")]
    )


def upload_page() -> Context:
    return importing(
        0,
        form=prepare(UploadForm()),
        formcfg={"submit": "上传并读表", "cancel_url": "#"},
        template_url="#",
        notes=["表头可以有两行，合并的单元格会拆开。", "先试算，不写入；看过结果再导入。"],
    )


def map_page() -> Context:
    choices = [
        {"value": v, "text": t}
        for v, t in (("", "不导入"), ("title", "合同名称"), ("amount", "金额（万元）"), ("signed", "签订日期"))
    ]
    cols = [
        ("合同名", ["二号办公楼消防改造工程", "公务用车保险"], "title", False, ""),
        ("签订时间", ["2019.6.18", "19年5月30日"], "signed", True, "两种写法都读得出"),
        ("合同价（元）", ["4,129,000", "1184000"], "amount", True, "按元换算成万元"),
        ("备注", ["", "续保"], "", False, ""),
    ]
    return importing(
        1,
        mapping={
            "url": "#",
            "cancel_url": "#",
            "remember": True,
            "missing": ["相对方"],
            "columns": [
                {
                    "name": f"c{i}",
                    "id": f"id_c{i}",
                    "head": h,
                    "samples": s,
                    "choices": choices,
                    "value": v,
                    "guessed": g,
                    "note": n,
                }
                for i, (h, s, v, g, n) in enumerate(cols)
            ],
        },
    )


def check_import_page() -> Context:
    return importing(
        2,
        result={
            "total": 214,
            "good": 208,
            "warned": 6,
            "bad": 4,
            "repeated": 2,
            "download_url": "#",
            "url": "#",
            "submit": "导入 208 条",
            "back_url": "#",
            "note": "补录的记录闸口只答不拦，期限按已结束计算，不发提醒；每条都带来源文件、表和行号。",
            "problems": [
                {
                    "row": 17,
                    "column": "签订时间",
                    "value": "2019.13.2",
                    "level": "err",
                    "text": "没有 13 月。",
                    "way": "改成实际日期。",
                },
                {
                    "row": 58,
                    "column": "合同价（元）",
                    "value": "见附件",
                    "level": "err",
                    "text": "读不出金额。",
                    "way": "填数字，或留空。",
                },
                {
                    "row": 90,
                    "column": "审查编号",
                    "value": None,
                    "level": "ask",
                    "text": "没有审查依据，将记为“无法核实”。",
                },
            ],
            "more": {"text": "列出 3 处，共 10 处", "url": "#"},
        },
    )


def done_page() -> Context:
    return importing(
        3,
        done={
            "text": "已导入 208 条，批次 0031。",
            "facts": [{"label": "要核对", "value": "6 条，已转财务处"}, {"label": "未导入", "value": "4 条"}],
            "actions": [{"label": "看这一批", "url": "#", "kind": "main"}, {"label": "下载未导入的", "url": "#"}],
        },
    )


def job_page() -> Context:
    return {
        "shell": shell(),
        "head": {"title": "导出合同台账", "crumbs": [{"text": "合同台账", "url": "#"}, {"text": "导出"}]},
        "job": {
            "title": "10,418 条，Excel",
            "state": "run",
            "done": 6200,
            "total": 10418,
            "note": "可以离开这一页，完成后在我的工作里提醒。",
            "poll_url": "/jobs/31/part",
            "reload_url": "#",
            "cancel_url": "#",
        },
    }


class ConfirmForm(forms.Form):
    reason = forms.CharField(label="理由", widget=forms.Textarea, help_text="写清事实，会进账本。")
    paper = forms.FileField(label="依据材料", required=False)


def confirm_page() -> Context:
    return {
        "shell": shell(),
        "head": {"title": "作废合同", "crumbs": [{"text": "合同台账", "url": "#"}, {"text": "作废"}]},
        "confirm": {
            "text": "作废后仍可查看，不再计入任何数字，编号不再使用。",
            "facts": [{"label": "编号", "value": "戊管合〔2026〕0388号"}, {"label": "进入报告", "value": "0 个数字"}],
            "entries": ["会议中心设备维保合同（重复登记）"],
            "left_out": [{"text": "会议中心设备维保合同", "reason": "已签发报告引用，先出更正说明"}],
            "note": "作废不能撤销。写错的内容用更正。",
        },
        "form": prepare(ConfirmForm()),
        "formcfg": {"submit": "作废 1 条", "cancel_url": "#"},
        "basis": {"entries": [{**RULES16, "force": "本局制度"}]},
    }


class LoginForm(forms.Form):
    login = forms.CharField(label="账号")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


def login_page() -> Context:
    return {
        "form": LoginForm(),
        "door": {
            "bureau": "戊市机关事务管理局",
            "demo": True,
            "demo_hint": "演示密码见启动窗口，只在本机有效。",
            "sso_url": "#",
            "version": "0.1",
            "month": {**month(), "law": None},
            "month_title": "2026年10月",
            "day_text": "今天是周五，工作日；明天周六，调休补班",
            "dates": [
                {"date": "10月14日", "text": "第57届世界标准日"},
                {"date": "12月4日", "text": "国家宪法日、宪法宣传周"},
                {
                    "date": "2027年1月31日前",
                    "text": "信息公开年度报告",
                    "law": {"text": "《政府信息公开条例》第四十九条", "url": "#"},
                },
                {"date": "2027年3月1日之前", "text": "法治政府建设年度报告"},
            ],
        },
    }


def error_page() -> Context:
    return error_context(500, "20261009-143207-8KD2")


def forbidden_page() -> Context:
    return {
        "shell": shell(),
        "forbidden": {
            "title": "这条记录你看不到",
            "text": "这条记录属于乙区，你的岗位看不到。",
            "who": "可以看的：乙区局法规处，办公室 陈某。",
            "actions": [{"label": "回到合同台账", "url": "#"}],
        },
    }


def search_page() -> Context:
    return {
        "shell": shell("", q="物业"),
        "head": {"title": "查找“物业”"},
        "found": {
            "text": "找到 23 条，用时 0.04 秒",
            "kinds": [
                {"text": "全部", "url": "#", "count": 23, "current": True},
                {"text": "合同", "url": "#", "count": 18},
                {"text": "法规条文", "url": "#", "count": 5},
            ],
            "entries": [
                {
                    "title": "行政中心物业服务合同（2026—2028年）",
                    "url": "#",
                    "kind": "合同",
                    "snippet": mark_safe("行政中心<mark>物业</mark>服务，三年，1,286.40 万元"),
                    "meta": ["戊管合〔2026〕0418号", "庚物业服务有限公司"],
                },
                {
                    "title": "《物业管理条例》第三十四条",
                    "url": "#",
                    "kind": "法规条文",
                    "meta": ["2018年修订，现行有效"],
                },
            ],
            "next_url": "#",
        },
    }


gallery.PAGES.update(
    {
        "inbox": ("yifa/inbox.html", inbox_page),
        "cockpit": ("yifa/cockpit.html", cockpit_page),
        "charts": ("yifa/detail.html", charts_page),
        "report": ("yifa/report_editor.html", report_page),
        "check": ("yifa/report_check.html", check_page),
        "import_upload": ("yifa/import_upload.html", upload_page),
        "import_map": ("yifa/import_map.html", map_page),
        "import_check": ("yifa/import_check.html", check_import_page),
        "import_done": ("yifa/import_done.html", done_page),
        "job": ("yifa/job.html", job_page),
        "confirm": ("yifa/confirm.html", confirm_page),
        "login": ("yifa/login.html", login_page),
        "error": ("yifa/error.html", error_page),
        "forbidden": ("yifa/forbidden.html", forbidden_page),
        "search": ("yifa/search.html", search_page),
    }
)
