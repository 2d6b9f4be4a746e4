"""Words of the desk: classes, severities, statuses and modalities as officers say them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

LEVEL = {"error": "err", "warning": "ask", "info": "info"}
SEVERITY = {"error": "错误", "warning": "疑问", "info": "提示"}
TALLY = {"error": "错误，应改", "warning": "疑问，应答", "info": "提示"}
CLASS = {
    "structure": "结构", "content": "内容", "law": "法规", "figure": "数字", "wording": "文字", "layout": "版式",
}  # fmt: skip
STATUS = {
    "in_force": "报告年度内有效", "superseded": "报告年度已废止或被替代", "not_yet": "报告年度尚未施行",
    "misnamed": "名称有误", "local": "本地文件", "unknown": "目录中没有", "not_law": "不是法规",
}  # fmt: skip
STATUS_TONE = {
    "in_force": "done", "superseded": "alarm", "not_yet": "alarm", "misnamed": "alarm", "local": "", "unknown": "warn",
    "not_law": "",
}  # fmt: skip
QUALIFIER = {
    "exact": "确数", "over": "超过", "at_least": "至少", "no_less_than": "不少于", "at_most": "不超过", "approx": "约",
    "nearly": "近", "all": "全部", "none": "没有发生", "target": "目标或安排", "several": "多", "ordinal": "第几",
    "named": "名称",
}  # fmt: skip
FORMAT = {"txt": "文本", "md": "md", "html": "网页", "docx": "docx", "pdf": "PDF", "ofd": "OFD"}


def local(at: datetime) -> datetime:
    """A moment as the clock on the wall shows it."""
    return at.astimezone(timezone.get_current_timezone())
