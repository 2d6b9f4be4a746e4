"""Demo of the annual reports (演示数据): five finished years on their whole way, and 己县 in mid-work."""

from __future__ import annotations

from datetime import date
from typing import Any

from yifa.core.process.people import ctx_as
from yifa.kernel.registry import demo

_SHORT: dict[str, list[tuple[str, str]]] = {
    "jia": [
        ("对新修订法律法规的学习还不够系统", "学习计划多按会议议题临时安排，没有与本局执法和管理事项逐条对应"),
        ("普法形式较为单一，服务单位参与不够", "宣传集中在节能宣传周前后，平时缺少面向服务单位的固定安排"),
    ],
    "yi": [
        ("地方标准实施后的评价跟得不紧", "标准发布后没有明确评价责任科室，评价指标也没有纳入年度计划"),
        ("科室之间法治工作进度不平衡", "法治联络员多为兼职，变动后交接不及时"),
    ],
    "bing": [
        ("部分制度与上位法衔接不够及时", "上位法修改后缺少自动提示，主要靠科室自行发现"),
        ("行政执法力量较为薄弱", "持证人员少，年度轮训没有做到全覆盖"),
        ("数字化应用之间数据共享不足", "各系统分批建设，数据口径和编码没有统一"),
    ],
    "ding": [
        ("标准实施效果缺少量化评价", "实施评价以自查为主，第三方评审开展得少"),
        ("合同履约管理还有薄弱环节", "审查集中在签订前，签订后的履约节点没有专人跟踪"),
    ],
    "wu": [
        ("法治机构力量与任务不相适应", "局属单位公职律师设立较晚，业务经验还需要积累"),
        ("部分制度更新滞后", "制度清理按年集中进行，平时变化没有随改随清"),
    ],
    "ji": [
        ("个别合同先签后审", "承办单位对签订前审查要求掌握不准，用印环节当时没有核对审查编号"),
        ("收数答复不够及时", ""),
        ("普法责任清单更新偏慢", "清单按年修订，新施行的法规没有及时补入"),
    ],
}
_NEXT: dict[str, list[tuple[str, str]]] = {
    "jia": [
        ("健全领导干部学法制度", "按执法和管理事项编制年度学法清单，每季度安排一次专题学习"),
        ("拓展普法覆盖面", "与服务单位共建普法点位，把节能、用车、办公用房规定送到用户"),
    ],
    "yi": [
        ("加强标准实施评价", "明确每项标准的评价科室和时间，评价结果用于修订"),
        ("稳定法治联络员队伍", "建立交接清单，新任联络员上岗前完成一次培训"),
    ],
    "bing": [
        ("完善制度动态更新机制", "上位法变化后一个季度内完成对照清理"),
        ("加强执法队伍建设", "组织持证人员年度轮训，补充节能监察专业力量"),
        ("推进系统整合", "统一单位、人员、房屋和车辆编码，减少重复填报"),
    ],
    "ding": [
        ("开展标准实施第三方评价", "选择安保、餐饮两个领域先行评价，形成改进清单"),
        ("加强合同履约管理", "建立履约节点台账，到期前提醒承办处室"),
    ],
    "wu": [
        ("充实法治工作力量", "指导局属单位公职律师参与重大业务全过程"),
        ("健全制度常态清理机制", "上位法变化即时列出受影响制度，限期修订"),
    ],
    "ji": [
        ("把合同审查嵌入用印环节", "没有审查编号的合同不予用印，例外由分管负责人批准并限期补正"),
        ("落实季度收数和零报告", "季后第一周完成答复，由处室负责人确认"),
    ],
}


@demo("annual_report")
def load(house: Any) -> None:
    """Write shortcomings and plans; walk the finished years through sign-off, submission and publication."""
    code, year = house.code, house.year
    law = house.unit("法规处")
    finished = code != "ji"
    rows = [{"year": year, "title": t, "cause": c, "sort": i + 1, "unit": law} for i, (t, c) in enumerate(_SHORT[code])]
    plans = [
        {"year": year, "title": t, "measure": m, "sort": i + 1, "unit": law} for i, (t, m) in enumerate(_NEXT[code])
    ]
    if finished:
        paper = {"paper": f"{house.profile.doc_prefix}法〔{year}〕9号"}
        house.backfill("annual_report.shortcoming", [{**r, **paper} for r in rows])
        house.backfill("annual_report.next_step", [{**p, **paper} for p in plans])
        _sign_off(house)
        return
    for row in rows:
        house.do("annual_report.shortcoming", "record", **row)
    for plan in plans:
        house.do("annual_report.next_step", "record", **plan)
    house.do("annual_report.report", "start", day=house.day, year=year)


def _sign_off(house: Any) -> None:
    """One finished year: each step on its own day."""
    after = house.year + 1
    prefix = house.profile.doc_prefix
    leader = ctx_as(house, "leader", date(after, 2, 15))
    report = house.do("annual_report.report", "start", day=date(house.year, 1, 10), year=house.year)
    steps: list[tuple[str, date, dict[str, Any]]] = [
        ("deliberate", date(after, 2, 8), {"deliberated_on": date(after, 2, 8),
                                           "deliberated_by": f"局党组{after}年第3次会议"}),
        ("sign", date(after, 2, 15), {"signed_on": date(after, 2, 15), "reservations": ""}),
        ("number", date(after, 2, 16), {"doc_no": f"{prefix}发〔{after}〕6号"}),
        ("submit", date(after, 2, 18), {"submitted_on": date(after, 2, 18), "addressee": house.profile.addressee}),
        ("receipt", date(after, 2, 20), {"receipt_on": date(after, 2, 20), "receipt_no": f"收〔{after}〕112"}),
        ("clear", date(after, 3, 6), {"cleared_on": date(after, 3, 6), "cleared_by": "办公室 许某",
                                      "clearance": "不涉密，不含个人信息，数字与记录一致，可以公开。"}),
        ("publish", date(after, 3, 18), {"published_on": date(after, 3, 18),
                                            "published_at": "门户网站 政务公开 年度报告"}),
    ]  # fmt: skip
    for verb, day, data in steps:
        more = {"ctx": leader} if verb == "sign" else {"day": day}
        report = house.do("annual_report.report", verb, report, **more, **data)
