"""Demo records of the plan (演示数据): placeholder names, our own wording."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.core.org.sample import enter, spread, void, workday
from yifa.governance.rule_of_law_plan.choices import BatchResult, ItemState, MemberRole, PlanKind
from yifa.kernel.registry import demo

#: (task, owner, success standard)
TASKS = [
    ("修订党组会议议事规则", "办公室", "规则印发并组织学习"),
    ("开展合同管理制度执行检查", "法规处", "检查覆盖全部处室，问题当年整改"),
    ("完善公务用车使用审批流程", "车辆管理处", "流程上线，纸质单归档"),
    ("办公用房信息核对", "资产管理处", "账实相符，差异有说明"),
    ("公共机构节能监督检查", "公共机构节能处", "检查文书齐全，整改闭环"),
    ("公物仓制度建设", "资产管理处", "制度印发，调剂有记录"),
    ("物业服务履约评价", "物业管理处", "评价结果写入合同履约档案"),
    ("政府采购内控自查", "财务处", "自查报告经负责人签批"),
    ("食堂反食品浪费检查", "机关服务中心", "每季度检查，结果公示"),
    ("会议服务标准修订", "会议服务中心", "标准发布并培训"),
    ("政务公开目录更新", "办公室", "目录按时发布"),
    ("行政执法人员资格核查", "公共机构节能处", "持证上岗，名单公示"),
    ("规范性文件清理", "法规处", "清理结果公布"),
    ("法律顾问服务评价", "法规处", "评价表归档"),
    ("应急预案修订演练", "物业管理处", "预案备案，演练有记录"),
    ("资产盘点", "资产管理处", "盘点报告经签批"),
    ("国有资产出租合同复核", "资产管理处", "逐份出具复核意见"),
    ("信访事项办理回访", "办公室", "回访率达到要求"),
    ("重大事项合法性审查清单更新", "法规处", "清单印发"),
    ("数字机关应用安全检查", "办公室", "问题全部整改"),
    ("普法责任清单落实检查", "法规处", "逐项有佐证"),
    ("公务接待制度执行检查", "办公室", "检查结果通报"),
    ("节约型机关创建复核", "公共机构节能处", "复核材料齐全"),
    ("年度法治建设情况报告起草", "法规处", "按期报送"),
    ("档案规范化整理", "办公室", "移交清册签收"),
    ("局属单位法治工作督导", "法规处", "督导覆盖各局属单位"),
]
TASKS_OF = {"jia": 12, "yi": 10, "bing": 14, "ding": 11, "wu": 26, "ji": 18}
BRIEFINGS_OF = {"jia": 2, "yi": 4, "bing": 2, "ding": 2, "wu": 4, "ji": 3}
#: Outline lines as the bureau takes them up: (number, gist, measure).
LINES = [
    ("一", "健全依法行政制度体系", "制度立改废释按年度计划推进"),
    ("二", "健全行政决策制度体系", "重大事项先审后议、集体讨论"),
    ("三", "健全行政执法工作体系", "公共机构节能执法公示、记录、审核"),
    ("四", "健全突发事件应对体系", "应急预案动态修订并演练"),
    ("五", "健全社会矛盾纠纷化解体系", "信访、调解、复议应诉衔接"),
    ("六", "健全行政权力制约监督体系", "内部检查与审计整改联动"),
    ("七", "健全法治政府建设科技保障体系", "应用清单和数据目录管理"),
    ("八", "加强党的领导", "领导小组定期听取汇报"),
]
OUTLINE = ("bing", "ding", "wu", "ji")
SPECIALS = {
    "jia": [("办公用房使用专项清理", 14, 14)],
    "bing": [("合同履约专项检查", 9, 9), ("公务用车专项治理", 6, 6)],
    "wu": [("规章制度执行情况专项检查", 21, 21), ("物业合同专项清理", 8, 8), ("公务接待专项自查", 3, 3)],
    "ji": [("违规使用办公用房专项清理", 11, 8)],
}
STUDIES = {
    "jia": ["局属单位合同管理现状调研"],
    "yi": ["集中办公区物业服务标准调研"],
    "ding": ["机关事务标准化与法治化融合调研"],
    "wu": ["局属单位法治审核力量调研", "公共机构节能执法调研"],
}
PEOPLE = [
    (MemberRole.HEAD, "郑某", "党组书记、局长"),
    (MemberRole.EXECUTIVE, "周某", "党组成员、副局长"),
    (MemberRole.MEMBER, "李某", "法规处处长"),
    (MemberRole.MEMBER, "孙某", "物业管理处处长"),
    (MemberRole.OFFICE, "李某", "法规处处长"),
]


@demo("rule_of_law_plan")
def load(house: Any) -> None:
    """Load the plan of a bureau: its year, a little of the year before, and records that were voided."""
    _group(house)
    tasks = _present(house) if house.code == "ji" else _finished(house, house.year, TASKS_OF[house.code])
    _finished(house, house.year - 1, 4, late=1)
    _outline(house, tasks)
    _models(house)
    _other(house)


def _paper(house: Any, year: int, mark: str, number: int) -> str:
    return f"{house.bureau.name[0]}管法〔{year}〕{mark}{number}号"


def _plan(house: Any, year: int) -> Any:
    row = {
        "year": year,
        "title": f"{year}年法治建设工作计划",
        "kind": PlanKind.RULE_OF_LAW,
        "happened_on": workday(date(year, 2, 20)),
        "unit": house.unit("法规处"),
        "paper": _paper(house, year, "", 3),
    }
    return enter(house, "rule_of_law_plan.plan", [row])[0]


def _task(house: Any, plan: Any, i: int, due: date) -> dict[str, Any]:
    title, unit, standard = TASKS[i % len(TASKS)]
    return {
        "plan": plan,
        "title": title,
        "unit": house.unit(unit),
        "standard": standard,
        "supervisor": "周某",
        "happened_on": workday(date(due.year, 2, 24)),
        "due_on": due,
        "scheme": plan.paper,
        "deployment": "任务分解表",
        "paper": plan.paper,
    }


def _outcome(day: date) -> dict[str, Any]:
    return {"done_on": day, "result": "已完成，达到成效标准", "carrying": "办理材料", "checking": f"检查记录{day:%m%d}"}


def _finished(house: Any, year: int, number: int, late: int = 0) -> list[Any]:
    """A year that is over: every task done in time, ``late`` of them not; one extended, one voided."""
    plan = _plan(house, year)
    rows = []
    for i, due in enumerate(spread(year, number, (4, 14), (12, 20))):
        done = due + timedelta(days=9) if i < late else workday(due - timedelta(days=2 + i % 6))
        rows.append(_task(house, plan, i, due) | _outcome(done))
    tasks = enter(house, "rule_of_law_plan.task", rows)
    if late:
        return tasks
    longer = tasks[-1]
    before = longer.due_on - timedelta(days=30)
    extension = {
        "task": longer,
        "from_on": before,
        "to_on": longer.due_on,
        "reason": "等待上级文件印发",
        "approver": "郑某",
        "unit": longer.unit,
        "happened_on": workday(before - timedelta(days=4)),
        "paper": _paper(house, year, "延", 1),
    }
    enter(house, "rule_of_law_plan.extension", [extension])
    # Entered twice, the second time without its outcome.
    twice = {**rows[0], "done_on": None, "result": "", "carrying": "", "checking": "", "note": "重复录入"}
    for record in enter(house, "rule_of_law_plan.task", [twice]):
        void(house, "rule_of_law_plan.task", record)
    return tasks


def _present(house: Any) -> list[Any]:
    """己县 in mid-year: early tasks by 补录, later ones done live, some open, two overdue, one due on the day."""
    day, year, started = house.day, house.year, house.profile.started_on
    plan = _plan(house, year)
    early = spread(year, 9, (4, 14), (8, 20))
    last = date(year, 12, 31)
    later = [started + timedelta(days=n) for n in (12, 24)]
    open_ones = [
        min(d, last) for d in (day - timedelta(days=16), day - timedelta(days=5), day, day + timedelta(days=4))
    ]
    rest = spread(year, TASKS_OF["ji"] - len(early) - len(later) - len(open_ones), (12, 10), (12, 28))
    rows = []
    for i, due in enumerate([*early, *later, *open_ones, *rest]):
        row = _task(house, plan, i, due)
        rows.append(row | _outcome(workday(due - timedelta(days=3))) if i < len(early) else row)
    tasks = enter(house, "rule_of_law_plan.task", rows)
    for task in tasks[len(early) : len(early) + len(later)]:
        done = task.due_on - timedelta(days=2)
        house.do("rule_of_law_plan.task", "complete", task, day=done, paper="", **_outcome(done))
    if rest and day < rest[-1]:
        house.do(
            "rule_of_law_plan.task",
            "extend",
            tasks[-1],
            day=max(started, min(day, rest[-1])),
            to_on=rest[-1] + timedelta(days=2),
            why="等待采购结果",
            approver="郑某",
            paper=_paper(house, year, "延", 1),
        )
    return tasks


def _group(house: Any) -> None:
    since = workday(date(house.year - 1, 3, 10))
    row = {
        "title": "局法治政府建设领导小组",
        "happened_on": since,
        "unit": house.unit("法规处"),
        "duties": "统筹推进本局法治政府建设，研究重大事项，督促任务落实",
        "paper": _paper(house, house.year - 1, "", 2),
    }
    group = enter(house, "rule_of_law_plan.group", [row])[0]
    members = [
        {"group": group, "role": role, "name": name, "post": post, "happened_on": since, "paper": row["paper"]}
        for role, name, post in PEOPLE
    ]
    enter(house, "rule_of_law_plan.member", members)
    heard = [
        {
            "title": f"{day.month}月法治建设工作推进情况汇报",
            "group": group,
            "happened_on": day,
            "unit": house.unit("法规处"),
            "reporter": "法规处",
            "outcome": "肯定成效，对滞后事项提出完成要求",
            "follow_up": "纳入任务台账",
            "paper": _paper(house, year, "汇", i + 1),
        }
        for year, number in ((house.year - 1, 1), (house.year, BRIEFINGS_OF[house.code]))
        for i, day in enumerate(spread(year, number, (3, 15), (11, 28)))
    ]
    enter(house, "rule_of_law_plan.briefing", heard)


def _outline(house: Any, tasks: list[Any]) -> None:
    if house.code not in OUTLINE:
        return
    unit = house.unit("法规处")
    if house.year <= 2025:
        row = {"period": "fazhi-outline-2021", "title": "法治政府建设实施纲要", "unit": unit}
    else:
        row = {
            "title": "己县法治政府建设工作规划",
            "starts_on": date(house.year, 1, 1),
            "ends_on": date(house.year + 4, 12, 31),
            "unit": unit,
        }
    outline = house.backfill("rule_of_law_plan.outline", [row])[0]
    lines = [
        {
            "outline": outline,
            "number": number,
            "title": gist,
            "measure": measure,
            "task": tasks[i % len(tasks)] if i % 3 else None,
            "unit": unit,
            "state": ItemState.STANDING if i % 2 else ItemState.RUNNING,
            "happened_on": workday(date(house.year, 3, 18)),
            "paper": _paper(house, house.year, "纲", 1),
        }
        for i, (number, gist, measure) in enumerate(LINES)
    ]
    enter(house, "rule_of_law_plan.outline_item", lines)
    old = {
        "title": "上一轮法治建设规划",
        "starts_on": date(house.year - 9, 1, 1),
        "ends_on": date(house.year - 5, 12, 31),
        "unit": unit,
    }
    past = house.backfill("rule_of_law_plan.outline", [old])[0]
    wrong = {**lines[0], "outline": past, "task": None}
    for record in enter(house, "rule_of_law_plan.outline_item", [wrong]):
        void(house, "rule_of_law_plan.outline_item", record, "对照了已届满的规划")


def _models(house: Any) -> None:
    if house.code != "wu":
        return
    row = {
        "title": "全市法治政府建设示范创建",
        "batch": 3,
        "issuer": "市委全面依法治市委员会办公室",
        "result": BatchResult.DECLARED,
        "unit": house.unit("法规处"),
        "happened_on": workday(date(house.year, 5, 24)),
        "paper": _paper(house, house.year, "创", 1),
    }
    before = {**row, "batch": 2, "happened_on": workday(date(house.year - 1, 5, 24))}
    enter(house, "rule_of_law_plan.model", [before, row])
    for record in enter(house, "rule_of_law_plan.model", [{**row, "batch": 4, "note": "批次录错"}]):
        void(house, "rule_of_law_plan.model", record, "批次录错")


def _other(house: Any) -> None:
    specials = SPECIALS.get(house.code, [])
    rows = [
        {
            "title": title,
            "happened_on": start,
            "ends_on": start + timedelta(days=60),
            "found": found,
            "fixed": fixed,
            "result": "问题逐项销号，完善制度",
            "unit": house.unit("法规处"),
            "paper": _paper(house, house.year, "专", i + 1),
        }
        for i, ((title, found, fixed), start) in enumerate(
            zip(specials, spread(house.year, len(specials), (3, 27), (9, 11)), strict=True)
        )
    ]
    studies = STUDIES.get(house.code, [])
    visits = [
        {
            "title": title,
            "happened_on": day,
            "led_by": "周某",
            "unit": house.unit("法规处"),
            "findings": "力量分散、流程不一",
            "measures": "统一流程，补充人员",
            "paper": _paper(house, house.year, "调", i + 1),
        }
        for i, (title, day) in enumerate(zip(studies, spread(house.year, len(studies), (5, 9), (10, 12)), strict=True))
    ]
    for resource, made in (("rule_of_law_plan.special", rows), ("rule_of_law_plan.research", visits)):
        if made:
            past = {
                **made[0],
                "happened_on": workday(date(house.year - 1, 6, 7)),
                "ends_on": date(house.year - 1, 7, 7),
            }
            enter(house, resource, [*made, past])
