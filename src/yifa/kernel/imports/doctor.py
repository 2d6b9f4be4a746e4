"""What ``yifa doctor`` says of imports: those that stopped half-way, each with its mend."""

from __future__ import annotations

from datetime import timedelta

from yifa.kernel import clockwork
from yifa.kernel.imports.actions import rows_of
from yifa.kernel.imports.models import ImportRecord
from yifa.kernel.record import Life

_QUIET = timedelta(minutes=5)


def problems() -> list[dict[str, str]]:
    """Return {code, text, mend} of every interrupted import."""
    out = []
    limit = clockwork.now() - _QUIET
    states = ImportRecord.State
    for record in ImportRecord.objects.filter(state__in=(states.CHECKED, states.RUNNING), touched_at__lt=limit):
        out.append(
            {
                "code": "IMP-01",
                "text": f"导入 {record.pk}（{record.file_name}）中断：应入 {record.total} 行，已入 {record.done} 行，"
                "这些行现在不计入任何数字。",
                "mend": f"启动后台任务（yifa worker），打开 /imports/{record.pk}/ 选“继续导入”或“取消导入”。",
            }
        )
    for record in ImportRecord.objects.filter(state__in=(states.CANCELLED, states.UNDONE), touched_at__lt=limit):
        left = rows_of(record).filter(life=Life.LIVE).count()
        if left:
            out.append(
                {
                    "code": "IMP-02",
                    "text": f"导入 {record.pk}（{record.file_name}）{record.get_state_display()}，"
                    f"还有 {left} 条记录没有作废；它们不计入任何数字。",
                    "mend": "启动后台任务（yifa worker），几分钟内会接着作废。",
                }
            )
    return out
