"""Figures of counsel."""

from yifa.core.metrics.metric import Metric
from yifa.governance.counsel.choices import AffairKind, LawyerKind
from yifa.governance.counsel.models import Deliberation, ExpertAdvice, Lawyer, LegalAffair
from yifa.kernel.registry import metric

metric(
    Metric(
        key="counsel.legal_affairs",
        label="法律事务处理",
        unit="次",
        rows=lambda q: q.records(LegalAffair, kind=AffairKind.AFFAIR).select_related("lawyer"),
        registers=("counsel.affair",),
        query="办理日在本年度、类别为法律事务处理的记录，作废的不计",
    )
)
metric(
    Metric(
        key="counsel.negotiations_and_opinions",
        label="参与谈判或提供法律意见",
        unit="次",
        rows=lambda q: q.records(LegalAffair, kind__in=(AffairKind.NEGOTIATION, AffairKind.OPINION)).select_related(
            "lawyer"
        ),
        registers=("counsel.affair",),
        query="办理日在本年度、类别为参与谈判或提供法律意见的记录，作废的不计",
    )
)
metric(
    Metric(
        key="counsel.deliberations",
        label="法律问题论证",
        unit="次",
        rows=lambda q: q.records(Deliberation),
        registers=("counsel.deliberation",),
        query="论证日在本年度的法律问题论证，作废的不计",
    )
)
metric(
    Metric(
        key="counsel.expert_advice",
        label="专家咨政",
        unit="次",
        rows=lambda q: q.records(ExpertAdvice),
        registers=("counsel.advice",),
        rules=("DEC-06",),
        query="咨政日在本年度的专家咨政，作废的不计",
    )
)
metric(
    Metric(
        key="counsel.public_lawyers",
        label="局属单位设立公职律师",
        unit="人",
        rows=lambda q: q.records(Lawyer, kind=LawyerKind.PUBLIC, unit__kind="subordinate"),
        registers=("counsel.lawyer",),
        query="设立日在本年度、所在单位为局属单位的公职律师，作废的不计",
    )
)
