"""Gallery: inbox, screen and charts. 演示数据."""

from __future__ import annotations

from typing import Any

from yifa.kernel.ui import charts
from yifa.kernel.ui.gallery import RULES14, Context, clock, shell

DISCLOSURE33 = {"text": "《政府信息公开条例》第三十三条", "url": "#disclosure-33"}


def month() -> Context:
    """October 2026; the calendar is sample data."""
    weeks: list[list[Context | None]] = [[] for _ in range(5)]
    small = {1: "国庆", 9: "今天", 10: "补班", 14: "1件", 16: "1件", 22: "3件"}
    for n in range(35):
        day = n - 2
        kind = "holiday" if day <= 7 else "make" if day == 10 else "off" if n % 7 >= 5 else ""
        kind = {8: "past", 9: "today"}.get(day, kind)
        cell = {"day": day, "kind": kind, "small": small.get(day, "")} if 1 <= day <= 31 else None
        weeks[n // 7].append(cell)
    return {
        "title": "10月",
        "caption": "2026年10月工作日历",
        "note": "工作日 18 天",
        "weeks": weeks,
        "law": {"text": "国务院办公厅关于2026年部分节假日安排的通知", "url": "#"},
    }


def inbox_page() -> Context:
    late = [
        {
            "clock": clock("逾期 1 个工作日", 20, 0, 1, "alarm", "10月8日止"),
            "title": "依申请公开答复：办公用房维修费用明细",
            "url": "#",
            "meta": ["戊依申〔2026〕0027号", "办公室承办", {"law": DISCLOSURE33}],
            "action": {"label": "起草答复", "url": "#", "kind": "main", "small": True},
        },
        {
            "clock": clock("逾期 2 个工作日", 10, 0, 2, "alarm", "9月30日止"),
            "title": "第三季度收数：行政处、接待处未回",
            "url": "#",
            "meta": ["11 个处室已回 9 个", "本局通知：戊管办〔2026〕61号"],
            "action": {"label": "催办", "url": "#", "method": "post", "small": True},
        },
    ]
    now = [
        {
            "clock": clock("今天到期", 6, 1, 0, "warn", "17:30前"),
            "title": "政府采购合同备案：会议中心设备维保合同",
            "url": "#",
            "meta": ["戊管合〔2026〕0397号", "9月22日签订", {"text": "《政府采购法》第四十七条", "url": "#"}],
            "action": {"label": "报送备案", "url": "#", "small": True},
        },
        {
            "clock": clock("今天到期", 9, 1, 0, "warn"),
            "title": "征求意见回复：公共场所管理办法（征求意见稿）",
            "url": "#",
            "meta": ["市司法局来函", "来文要求 10月9日前回复", {"tag": "来文期限"}],
            "action": {"label": "填写意见", "url": "#", "small": True},
        },
    ]
    after = [
        {
            "clock": clock("剩 1 个工作日", 9, 1, 0, "warn", "明天止"),
            "title": "合同二级复审：行政中心物业服务合同（2026—2028年）",
            "url": "/gallery/detail",
            "meta": ["戊管合〔2026〕0418号", "到期日为周六，调休补班", {"law": RULES14}],
            "action": {"label": "复审", "url": "/gallery/detail", "small": True},
        },
        {
            "clock": clock("剩 4 个工作日", 11, 4, 0, "", "10月14日止"),
            "title": "合法性审核：公务用车使用管理细则（修订）",
            "url": "#",
            "meta": [
                "戊管法审〔2026〕0109号",
                {"text": "国办发〔2018〕115号", "tags": [{"label": "条文待核实", "tone": "warm"}]},
            ],
            "action": {"label": "审核", "url": "#", "small": True},
        },
        {
            "clock": clock("剩 42 日", 48, 42, 0, "", "11月20日止"),
            "title": "投诉处理：办公楼改造项目",
            "url": "#",
            "meta": ["90 日，超过 30 格用长条"],
        },
    ]
    ask = [
        {
            "kind": ["用印审批", "第 2 步，共 3 步"],
            "title": "用印：后勤服务外包合同补充协议",
            "url": "#",
            "meta": ["财务处送审", "审查编号 戊法审〔2026〕0112", "昨天 16:20"],
            "action": {"label": "审批", "url": "#", "small": True},
        }
    ]
    tabs = [("全部", 14), ("期限", 8), ("审批", 4), ("任务", 2), ("我发起的", 11), ("已办结", None)]
    views: list[Context] = [{"text": t, "url": "#", "count": c, "current": t == "全部"} for t, c in tabs]
    return {
        "shell": shell("我的工作", provenance=""),
        "head": {
            "title": "我的工作",
            "meta": ["第四季度第 2 个工作日（10月8日开始）", "上次登录：昨天 17:42，未发现异常"],
            "actions": [{"label": "登记已办事项", "url": "#"}],
        },
        "tabs": {"label": "待办分类", "entries": [*views, {"text": "处室全部", "url": "#", "push": True}]},
        "segs": [
            {"text": "逾期", "count": 2, "url": "#", "current": True, "alarm": True},
            {"text": "今天", "count": 3, "url": "#"},
            {"text": "接下来", "count": 3, "url": "#"},
            {"text": "审批", "count": 4, "url": "#"},
        ],
        "groups": [
            {"title": "已逾期", "note": "2 件，逾期情况已报分管负责人", "alarm": True, "entries": late},
            {"title": "今天到期", "note": "3 件", "entries": now},
            {"title": "接下来", "note": "7 天内 3 件", "entries": after},
            {"title": "待我审批", "note": "4 件，列出 1 件", "entries": ask},
        ],
        "foot": {"text": "已列 8 件，共 14 件", "link": "再看 6 件", "url": "#"},
        "month": month(),
        "collections": [
            {
                "title": "第三季度收数",
                "note": "9 / 11",
                "done": 9,
                "total": 11,
                "label": "11个处室已确认9个",
                "rows": [
                    {"label": "已确认", "value": "7 个处室"},
                    {"label": "零报告", "value": "2 个处室"},
                    {"label": "未回：行政处、接待处", "value": "催办", "url": "#", "tone": "alarm"},
                ],
                "hint": "未回前，报告不能写“未发生”。",
            }
        ],
        "changed_laws": {
            "note": "1 项",
            "entries": [
                {
                    "text": "公共机构能源资源消费统计调查制度",
                    "url": "#",
                    "note": "2025年版已替代2022年版，本局有 3 处引用旧版。",
                }
            ],
        },
    }


def cockpit_page() -> Context:
    due = [5, 2, 0, 3, 4, 2, 6, 5, 0, 0, 2, 3, 1, 7, 2]
    week = "五六日一二三四五六日一二三四五"
    ahead: list[Context] = []
    for n, count in enumerate(due):
        off = week[n] in "六日" and n != 1
        ahead.append(
            {
                "day": 9 + n,
                "under": {0: "今天", 1: "补班"}.get(n, week[n]),
                "label": f"10月{9 + n}日 周{week[n]}",
                "count": count,
                "off": off,
                "strong": n == 0,
                "tone": "warn" if n < 2 else "",
            }
        )
    later = {"text": "未到期", "tone": "no"}
    rows: list[tuple[str, list[Any]]] = [
        ("领导干部学法", [6, 7, 6]),
        ("决策和审查", [41, 38, {"text": "1 受阻", "tone": "red", "url": "#"}]),
        ("制度和标准", [3, 2, 2]),
        ("政务公开", [87, 97, 102]),
        ("化解纠纷", [2, 1, {"text": "缺零报告", "tone": "gap", "url": "#"}]),
        ("节约能源", [5, {"text": "缺佐证", "tone": "gap", "url": "#"}, 4]),
        ("第一责任人", [4, 3, 4]),
    ]
    minis = [
        ("合同审查", 392, "件", [31, 28, 44, 39, 47, 52, 41, 58, 52], 40),
        ("规范性文件审核", 17, "件", [1, 2, 1, 3, 2, 1, 3, 2, 2], 2),
        ("依申请公开", 27, "件", [2, 3, 1, 4, 3, 2, 5, 4, 3], 3),
        ("主动公开", 286, "条", [22, 30, 35, 28, 33, 36, 31, 34, 37], 30),
        ("信访办理", 41, "件", [6, 4, 5, 3, 5, 4, 6, 4, 4], 5),
        ("会前学法", 24, "次", [3, 2, 3, 3, 2, 3, 2, 3, 3], None),
        ("派车", 3218, "次", [320, 298, 371, 366, 389, 402, 348, 371, 353], 350),
        ("办公用房维修", 164, "件", [12, 15, 19, 22, 17, 24, 21, 18, 16], 18),
        ("用电", 512, "万千瓦时", [61, 55, 50, 44, 48, 62, 74, 70, 48], 57),
        ("服务与报修", 9840, "件", [980, 1012, 1102, 1096, 1088, 1164, 1210, 1121, 1067], 1090),
        ("公物仓调剂", 73, "件", [4, 6, 9, 8, 7, 11, 9, 10, 9], None),
        ("行政执法检查", 38, "次", [2, 3, 5, 4, 6, 5, 4, 5, 4], None),
    ]
    series = [
        {"label": "完成", "values": [46, 51, 52, 9]},
        {"label": "在办", "values": [0, 1, 4, 52], "tone": "soft"},
        {"label": "逾期", "values": [0, 0, 2, 0], "tone": "red"},
    ]
    quarters = ["一季度", "二季度", "三季度", "四季度"]
    months = [f"{m}月" for m in range(1, 10)]
    return {
        "shell": shell("综合展示"),
        "board": {
            "title": "综合展示",
            "ranges": [
                {"text": "全局", "url": "#", "current": True},
                {"text": "按处室", "url": "#"},
                {"text": "按局属单位", "url": "#"},
            ],
            "refresh": "每 5 分钟更新",
            "time": "14:32",
            "tiles": [
                {"label": "期限已逾期", "value": 3, "unit": "件", "note": "最长 9 日", "url": "#", "alarm": True},
                {"label": "今天到期", "value": 5, "unit": "件", "note": "已办 1 件", "url": "#"},
                {"label": "今后 7 个工作日到期", "value": 24, "unit": "件", "note": "其中法定期限 15 件", "url": "#"},
                {
                    "label": "职责任务完成",
                    "value": 95.5,
                    "unit": "%",
                    "note": "前三季度 149 / 156，逾期 2 项",
                    "url": "#",
                },
                {"label": "报告缺口", "value": 3, "unit": "处", "note": "1 句受阻，2 处缺证", "url": "#"},
            ],
            "panels": [
                {
                    "title": "职责任务，按季度",
                    "legend": charts.legend(series),
                    "html": charts.bar(
                        "职责任务，按季度",
                        quarters,
                        series,
                        tops=["46/46", "51/52", "52/58", "9/61"],
                        axis_title="季度",
                        show_legend=False,
                    ),
                },
                {
                    "title": "今后十五天到期",
                    "note": "42 件，一格一件，灰底不办公",
                    "html": charts.days_ahead("今后十五天每天到期件数", ahead),
                },
                {
                    "title": "已逾期",
                    "alarm": True,
                    "note": "3 件",
                    "group": {
                        "slim": True,
                        "entries": [
                            {
                                "clock": clock("逾期 9 日", 30, 0, 9, "alarm"),
                                "title": "支付中小企业款项",
                                "url": "#",
                                "meta": ["基建处"],
                            },
                            {
                                "clock": clock("逾期 1 个工作日", 20, 0, 1, "alarm"),
                                "title": "依申请公开答复",
                                "url": "#",
                                "meta": ["办公室"],
                            },
                            {
                                "clock": clock("逾期 2 个工作日", 10, 0, 2, "alarm"),
                                "title": "第三季度收数",
                                "url": "#",
                                "meta": ["行政处、接待处"],
                            },
                        ],
                    },
                },
                {
                    "title": "各项工作，1—9月",
                    "note": "虚线为去年月均。纵轴都从 0 起，比例不同",
                    "span2": True,
                    "minis": [
                        {"title": t, "value": v, "unit": u, "url": "#", "values": vs, "ref": r, "categories": months}
                        for t, v, u, vs, r in minis
                    ],
                },
                {
                    "title": "年度报告佐证和缺口",
                    "corner": {"text": "去补", "url": "#"},
                    "html": charts.heat(
                        "报告各部分按季度的佐证条数和缺口",
                        quarters,
                        [{"label": label, "cells": [*cells, later]} for label, cells in rows],
                    ),
                },
            ],
        },
    }


def charts_page() -> Context:
    months = [f"{m}月" for m in range(1, 10)]
    return {
        "shell": shell("综合展示"),
        "head": {"title": "图表样张"},
        "facts": {"title": "说明", "entries": [{"label": "口径", "value": "演示数据"}]},
        "panels": [
            {
                "title": "各处室合同审查",
                "html": charts.hbar(
                    "各处室合同审查",
                    [
                        {"label": "物业管理处", "value": 128, "url": "#"},
                        {"label": "车辆管理处", "value": 96},
                        {"label": "膳食处", "value": 57, "note": "逾期 1", "tone": "red"},
                        {"label": "接待处", "value": None, "note": "待零报告"},
                    ],
                    unit="件",
                ),
            },
            {
                "title": "用电",
                "html": charts.line(
                    "1月至9月用电",
                    months,
                    [
                        {"label": "今年", "values": [61, 55, 50, None, 48, 62, 74, 70, 48]},
                        {"label": "去年", "values": [64, 58, 52, 46, 50, 66, 77, 73, 52], "ref": True},
                    ],
                    unit="万千瓦时",
                ),
            },
            {
                "title": "佐证",
                "html": charts.quarter_rows(
                    "各部分四个季度的佐证",
                    [
                        {"label": "决策和审查", "states": ["yes", "yes", "stop", "later"]},
                        {"label": "节约能源", "states": ["yes", "gap", "yes", "later"]},
                    ],
                ),
            },
        ],
    }
