"""Demo records of documents (演示数据): what the office sent out, and templates in use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.kernel.action import run
from yifa.kernel.registry import demo, get_action
from yifa.lawkit.calendar import WorkCalendar

#: word of the series, title, to whom, office, who signed
_SENT = (
    ("通", "关于印发办公用房日常巡检工作安排的通知", "机关各处室、局属各单位", "资产管理处", "周某"),
    ("函", "关于商请提供会议保障场地的函", "县会议中心", "会议服务中心", "郑某"),
    ("通", "关于开展节能宣传周活动的通知", "县直各公共机构", "公共机构节能处", "郑某"),
    ("函", "关于核对公务用车编制情况的函", "县财政局", "车辆管理处", "郑某"),
    ("报", "关于上半年法治建设重点任务进展情况的报告", "县委全面依法治县委员会办公室", "法规处", "周某"),
    ("函", "关于反馈物业服务标准意见的复函", "县住房和城乡建设局", "物业管理处", "郑某"),
)
#: name, register, heading, addressee, body
_TEMPLATES = (
    (
        "合同送审说明", "contracts.contract", "关于送审【合同名称】的说明", "法规处",
        "【承办单位】拟与【相对方】签订【合同名称】（【合同编号】），合同金额【金额（元）】元。\n"
        "签约依据：【签约依据】，编号【采购（依据）编号】。履行期限自【履行起】至【履行止】。\n"
        "现将合同草案、签约依据和对方主体材料一并送审。",
    ),
    (
        "征求意见复函", "legality_review.consultation", "关于【征求意见稿】的复函", "【来文单位】",
        "贵单位【来文文号】收悉。经研究，对【征求意见稿】的意见：【回复意见】。\n【意见内容】",
    ),
    (
        "会议通知", "decisions.meeting", "关于召开【会议名称】的通知", "各有关处室（单位）",
        "定于【发生日】召开【会议名称】，请按时参加，因故不能参加的提前向【主持人】请假。",
    ),
)  # fmt: skip


@demo("core_documents")
def load(house: Any) -> None:
    """Load a year of papers sent out, the last of them lately, and three templates."""
    if house.code != "ji":
        return
    calendar, year, count, rows = WorkCalendar.load(), house.year, dict.fromkeys(("通", "函", "报"), 0), []
    for i in range(16):
        word, title, to, unit, signer = _SENT[i % len(_SENT)]
        count[word] += 1
        day = calendar.next_workday(date(year, 1, 14) + timedelta(days=19 * i))
        rows.append({
            "number": f"{house.profile.doc_prefix}{word}〔{year}〕{count[word]}号", "addressee": to, "signer": signer,
            "title": title if i < len(_SENT) else f"{title}（第{i // len(_SENT) + 1}次）", "happened_on": day,
            "unit": house.unit(unit),
        })  # fmt: skip
    past = [r for r in rows if r["happened_on"] < house.day - timedelta(days=30)]
    house.backfill("core_documents.outgoing", past)
    for row in (r for r in rows if r not in past and r["happened_on"] <= house.day):
        house.do("core_documents.outgoing", "record", day=row["happened_on"], **row)
    for title, resource, heading, to, body in _TEMPLATES:
        data = {"title": title, "resource": resource, "heading": heading, "addressee": to, "body": body,
                "valid_from": date(year, 1, 1)}  # fmt: skip
        run(get_action("core_documents.template", "record"), house.ctx(), None, data)
