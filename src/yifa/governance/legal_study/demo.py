"""Demo records of legal study (演示数据)."""

from __future__ import annotations

from yifa.governance.decisions.public import Body, Meeting
from yifa.governance.legal_study.choices import SessionKind
from yifa.kernel.registry import demo

_TOPICS = (
    "机关事务管理条例",
    "公共机构节能条例",
    "行政处罚法",
    "保障中小企业款项支付条例",
    "政府采购法",
    "反食品浪费法",
)


@demo("legal_study")
def load(house) -> None:  # type: ignore[no-untyped-def]
    """Load the study sessions of the five finished years."""
    if house.code == "jia":
        meetings = Meeting.objects.filter(bureau=house.bureau, body=Body.PARTY_GROUP).order_by("number")
        house.backfill(
            "legal_study.session",
            [
                {
                    "kind": SessionKind.PRE_MEETING,
                    "title": f"学习《{_TOPICS[i % len(_TOPICS)]}》有关条款",
                    "happened_on": m.happened_on,
                    "unit": house.unit("办公室"),
                    "speaker": "党组成员",
                    "meeting": m,
                    "paper": f"{m.paper}附件",
                }
                for i, m in enumerate(meetings)
            ],
        )
