"""Demo records of counsel (演示数据)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.governance.counsel.choices import AffairKind, LawyerKind, Result
from yifa.kernel.registry import demo
from yifa.lawkit.calendar import WorkCalendar

#: bureau → legal affairs, negotiations and opinions, deliberations, expert advice, public lawyers of subordinate units
_MANY = {
    "jia": (9, 4, 6, 1, 0),
    "yi": (6, 5, 4, 0, 1),
    "bing": (14, 7, 11, 3, 1),
    "ding": (5, 3, 7, 1, 0),
    "wu": (12, 8, 28, 2, 2),
    "ji": (8, 5, 6, 1, 1),
}
_AFFAIRS = (
    "办理租户欠租催告",
    "代书工伤情况说明复函",
    "核对历史房产权属材料",
    "回复律师函",
    "办理物业纠纷调解",
    "审看劳务派遣协议争议",
)
#: what was talked over → what the lawyer said
_TALKS = (
    ("物业服务价格谈判", "建议按服务面积和岗位数分项报价，考核扣减写入付款条件。"),
    ("合同能源管理收益分成条款法律意见", "基准能耗的确认办法没有写清，建议约定由双方认可的第三方核定。"),
    ("办公楼租赁续约谈判", "续租租金应当依评估价确定，建议保留提前收回的条款。"),
    ("信息系统运维责任条款法律意见", "数据安全责任由双方共担的写法不利，建议按各自管理范围划分。"),
    ("食堂承包退出谈判", "先结清供货商货款，再退履约保证金；设备移交列清单。"),
)
#: question → conclusion
_QUESTIONS = (
    ("办公用房调剂中的权属变更问题", "先办理使用权凭证变更，不动产登记待整栋调剂完成后一并办理。"),
    ("闲置房产出租的程序要求", "应当先评估、集体研究并公开招租，不得以内部协商方式续租。"),
    ("劳务派遣用工责任划分", "岗位调整由派遣单位办理，日常管理责任在协议中列明。"),
    ("政府采购质疑答复口径", "对评审得分的质疑由采购人、代理机构按评审报告答复，不另作解释。"),
    ("公务用车事故赔付责任", "公务途中的事故由单位先行赔付，驾驶员有故意或者重大过失的另行追偿。"),
    ("机关食堂承包合同解除条件", "连续两次考核不合格可以解除，解除前须书面催告。"),
    ("中小企业款项支付起算日", "以验收合格之日起算，不得以审计结论作为付款条件。"),
    ("网络视频会议记录的证据效力", "以签字确认的会议纪要为准，录像作为补充证据留存。"),
    ("公共机构能耗数据公开范围", "汇总数据可以公开，单个机构的明细不公开。"),
)
_ADVICE = (
    ("机关事务立法路径", "建议先以规范性文件固化集中统一管理的做法，条件成熟后提请立法。", "某大学法学院"),
    ("机关运行成本统计的法治保障", "建议明确填报单位的如实填报义务和数据使用边界。", "某省社会科学院"),
    ("办公用房集中统一管理的权责边界", "建议把维修、腾退、处置的权限分列清单，随清单公开。", "某大学公共管理学院"),
)
#: what came of an opinion, in turn; what was not taken over says why
_CAME = (Result.ADOPTED, Result.SETTLED, Result.PARTLY, Result.ADOPTED, Result.NOT_ADOPTED)
_WHY_NOT = "未采纳：上级主管部门对此另有要求，按其要求办理。"


def _days(year: int, many: int, last: date | None, shift: int) -> list[date]:
    calendar, first = WorkCalendar.load(), date(year, 1, 15) + timedelta(days=shift)
    span = ((last or date(year, 12, 10)) - first).days
    return [calendar.next_workday(first + timedelta(days=span * i // max(many, 1))) for i in range(many)]


@demo("counsel")
def load(house: Any) -> None:
    """Load lawyers and their work: the year, the year before, and some that were void."""
    last = date(house.year, 8, 25) if house.code == "ji" else None
    year, many = house.year, _MANY[house.code]
    lawyers = _lawyers(house, many[4])
    _work(house, lawyers, year, many, last)
    _work(house, lawyers, year - 1, (2, 1, 2, 1), None)
    for resource, rows in _work(house, lawyers, year, (1, 1, 1, 1), last, tag="（重复）").items():
        for row in rows:
            house.do(resource, "void", row, reason="与另一条重复登记", checker="吴某")
    if house.code == "ji":
        _interests(house, lawyers[0])
        day = house.day
        task = house.do(
            "counsel.task",
            "record",
            title="研究门面房续租租金调整条款",
            lawyer=lawyers[0],
            unit=house.unit("法规处"),
            happened_on=day - timedelta(days=6),
            due_on=day,
        )
        house.do(
            "counsel.task",
            "record",
            title="整理历史房产权属争议材料",
            lawyer=lawyers[1],
            unit=house.unit("资产管理处"),
            happened_on=day - timedelta(days=3),
            due_on=day + timedelta(days=9),
        )
        house.do(
            "counsel.affair",
            "record",
            kind=AffairKind.OPINION,
            title="会议中心场地借用协议法律意见",
            lawyer=lawyers[0],
            unit=house.unit("法规处"),
            happened_on=day - timedelta(days=4),
            result=Result.RUNNING,
            opinion=task.title,
        )


def _interests(house: Any, lawyer: Any) -> None:
    """A conflict that the outside counsel has declared, and what he was paid."""
    calendar, law = WorkCalendar.load(), house.unit("法规处")
    day = calendar.add_workdays(house.day, -15)
    house.do("counsel.conflict", "record", day=day, lawyer=lawyer, party="未电梯工程有限公司", kind="client",
             declared=True, unit=law, happened_on=day, paper="利益冲突声明")  # fmt: skip
    house.do("counsel.conflict", "record", day=day, lawyer=lawyer, party="辰商贸有限公司", kind="former",
             declared=False, unit=law, happened_on=day, ends_on=house.day, paper="办案中发现的记录",
             note="代理关系已满约定年限")  # fmt: skip
    for kind, title, payee, amount, paper in (
        ("retainer", "下半年常年法律顾问费", "巳律师事务所", "30000", "支付凭证"),
        ("opinion", "门面房续租专项意见费", "巳律师事务所", "4500", "支付凭证"),
        ("session", "能耗数据公开范围论证咨询费", "曹某", "1200", "专家劳务费发放表"),
    ):
        who = {"lawyer": lawyer, "contract_no": "法律服务合同"} if payee.endswith("事务所") else {}
        house.do("counsel.fee", "record", day=day, kind=kind, title=title, payee=payee, amount=Decimal(amount),
                 unit=law, happened_on=day, paper=paper, **who)  # fmt: skip


def _lawyers(house: Any, set_up: int) -> list[Any]:
    year = house.year
    earlier = [
        {
            "name": "赵某",
            "kind": LawyerKind.EXTERNAL,
            "organisation": "巳律师事务所",
            "unit": house.unit("法规处"),
            "happened_on": date(year - 1, 3, 1),
            "ends_on": date(year + 1, 2, 28),
            "paper": "法律顾问聘任合同",
        },
        {
            "name": "李某",
            "kind": LawyerKind.PUBLIC,
            "unit": house.unit("法规处"),
            "happened_on": date(year - 2, 6, 8),
            "paper": "公职律师证书",
        },
        {
            "name": "许某",
            "kind": LawyerKind.IN_HOUSE,
            "unit": house.unit("办公室"),
            "happened_on": date(year - 1, 5, 6),
            "paper": "内部法律顾问任职文件",
        },
        {
            "name": "何某",
            "kind": LawyerKind.PUBLIC,
            "unit": house.unit("机关服务中心"),
            "happened_on": date(year - 1, 9, 5),
            "paper": "公职律师证书",
        },
    ]
    places = ("会议服务中心", "机关服务中心")
    new = [
        {
            "name": ("吕某", "施某")[i],
            "kind": LawyerKind.PUBLIC,
            "unit": house.unit(places[i]),
            "paper": "公职律师证书",
            "happened_on": date(year, 4 + 2 * i, 18),
        }
        for i in range(set_up)
    ]
    return list(house.backfill("counsel.lawyer", earlier + new))


def _came(i: int) -> dict[str, Any]:
    result = _CAME[i % len(_CAME)]
    return {"result": result, "note": _WHY_NOT if result == Result.NOT_ADOPTED else ""}


def _work(house: Any, lawyers: list[Any], year: int, many: tuple[int, ...], last: date | None, tag: str = "") -> Any:
    law = house.unit("法规处")
    talks = (AffairKind.NEGOTIATION, AffairKind.OPINION)
    affairs = [
        {
            "kind": AffairKind.AFFAIR,
            "title": f"{_AFFAIRS[i % 6]}{tag}",
            "happened_on": day,
            "unit": law,
            "lawyer": lawyers[i % 3],
            "result": Result.SETTLED,
            "paper": "办理记录",
        }
        for i, day in enumerate(_days(year, many[0], last, 3))
    ] + [
        {
            "kind": talks[i % 2],
            "title": f"{_TALKS[i % 5][0]}{tag}",
            "happened_on": day,
            "unit": law,
            "lawyer": lawyers[i % 3],
            "opinion": _TALKS[i % 5][1],
            **_came(i),
            "paper": "谈判记录或法律意见书",
        }
        for i, day in enumerate(_days(year, many[1], last, 9))
    ]
    debates = [
        {
            "title": f"{_QUESTIONS[i % 9][0]}{f'（第{i // 9 + 1}轮）' if i >= 9 else ''}{tag}",
            "happened_on": day,
            "unit": law,
            "host": ("李某", "吴某")[i % 2],
            "participants": ("法规处、资产管理处、法律顾问赵某", "法规处、物业管理处、公职律师李某、内部法律顾问许某")[
                i % 2
            ],
            "conclusion": _QUESTIONS[i % 9][1],
            **_came(i),
            "paper": "论证会议记录",
        }
        for i, day in enumerate(_days(year, many[2], last, 5))
    ]
    advice = [
        {
            "title": f"{_ADVICE[i % 3][0]}{tag}",
            "expert": ("曹某", "严某", "金某")[i % 3],
            "organisation": _ADVICE[i % 3][2],
            "happened_on": day,
            "unit": law,
            "advice": _ADVICE[i % 3][1],
            "result": Result.ADOPTED,
            "paper": "咨政报告",
        }
        for i, day in enumerate(_days(year, many[3], last, 20))
    ]
    return {
        "counsel.affair": house.backfill("counsel.affair", affairs),
        "counsel.deliberation": house.backfill("counsel.deliberation", debates),
        "counsel.advice": house.backfill("counsel.advice", advice),
    }
