"""Words of the error pages: what happened, what was kept, what to do. For views that render ``yifa/error.html``."""

from __future__ import annotations

from typing import Any

WORDS: dict[int, tuple[str, str, list[str]]] = {
    400: ("这个请求看不懂", "地址或内容不完整，系统没有做任何改动。", ["回到上一页，重新打开再试。"]),
    403: ("你的岗位不能这样办", "系统没有做任何改动。", ["需要办理的，找本单位管理员核对岗位和权限。"]),
    404: ("没有这个页面", "地址写错，或者记录已经并档。作废的记录仍能查到。", ["用顶栏查找，或从台账进入。"]),
    409: ("刚才有人改过", "你填的内容没有写入，也没有覆盖别人的改动。", ["看改动，再决定是否继续编辑。"]),
    413: ("传上来的太大", "超过这里能收的大小，没有保存。", ["压缩或拆分后再传。"]),
    429: ("办得太快了", "同一地址短时间内次数太多，系统没有做任何改动。", ["等 1 分钟再试。"]),
    503: ("暂时办不了", "没有写入的内容不会只写一半。", ["等 1 分钟再试。"]),
    507: ("磁盘满了，没有写入", "没有写入的内容不会只写一半。", ["告诉系统管理员清理磁盘。"]),
    500: (
        "系统出错，没有办成",
        "没有写入的内容不会只写一半。",
        ["等 1 分钟再试；还不行，把事件编号告诉系统管理员。"],
    ),
}


def error_context(code: int, incident: str = "", **extra: Any) -> dict[str, Any]:
    """Context of ``yifa/error.html`` for a status; ``extra`` overrides title, text, todo, who, actions."""
    title, text, todo = WORDS.get(code, WORDS[500])
    return {"code": code, "title": title, "text": text, "todo": todo, "incident": incident, **extra}
