"""Who may issue a standard."""

from __future__ import annotations

from typing import Any

from yifa.governance.standards.choices import Level, Stage
from yifa.kernel.gate import Block, Force, Gate


class LocalIssuer(Gate):
    """A 地方标准 is issued by the standardization authority; the bureau proposes and drafts."""

    key, title, force, rule = "standards.local_issuer", "地方标准发布权限", Force.STATUTORY, "STD-02"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask who issued it."""
        if obj is None or obj.level != Level.LOCAL or data.get("stage") != Stage.ISSUE:
            return None
        issuer = (data.get("issuer") or obj.issuer or "").strip()
        own = str(obj.bureau.name)
        if not issuer or issuer == own:
            return Block("地方标准由标准化行政主管部门发布，本局不能自行发布", "填写发布的标准化行政主管部门和标准号")
        return None
