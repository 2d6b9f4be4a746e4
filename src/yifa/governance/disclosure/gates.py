"""What stands before publication and before a refusal."""

from __future__ import annotations

from typing import Any

from yifa.governance.disclosure.choices import Outcome, Way
from yifa.kernel.gate import Block, Force, Gate


class Review(Gate):
    """公开前审查: every item is reviewed before it is published."""

    key, title, force, rule = "disclosure.review", "公开前审查", Force.STATUTORY, "GID-14"

    def concerns(self, data: dict[str, Any]) -> bool:
        """What the bureau published of its own motion."""
        return data.get("way", Way.OWN_MOTION) == Way.OWN_MOTION

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for who reviewed and when; the review does not come after publication."""
        if data.get("way", Way.OWN_MOTION) != Way.OWN_MOTION:
            return None
        way_on = "先作公开审查，填写审查人和审查日"
        if not (data.get("reviewer") and data.get("reviewed_on")):
            return Block("这条信息没有公开审查记录，不能登记公开", way_on)
        if data.get("happened_on") and data["reviewed_on"] > data["happened_on"]:
            return Block("公开审查日晚于公开日", way_on)
        return None


class ExtensionConsent(Gate):
    """An extension needs the consent of the head of the disclosure office, and the applicant is told."""

    key, title, force, rule = "disclosure.extension", "延期答复的同意和告知", Force.STATUTORY, "GID-02"

    def concerns(self, data: dict[str, Any]) -> bool:
        """A request whose reply was put off."""
        return bool(data.get("extended_on"))

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for consent and notice."""
        if data.get("approver") and data.get("notice_no"):
            return None
        return Block("延期答复须经信息公开工作机构负责人同意并告知申请人", "填写同意人和告知书文号")


class RemedyTold(Gate):
    """A refusal says that reconsideration comes before court."""

    key, title, force, rule = "disclosure.remedy", "不予公开的救济告知", Force.STATUTORY, "GID-18"

    def concerns(self, data: dict[str, Any]) -> bool:
        """A refusal, whole or in part."""
        return data.get("outcome") in (Outcome.REFUSED, Outcome.PARTLY)

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask whether the reply says so."""
        if data.get("result") in (Outcome.REFUSED, Outcome.PARTLY) and not data.get("remedy_told"):
            return Block("不予公开的答复没有告知先行申请行政复议的途径", "在答复书写明行政复议机关和期限，再登记答复")
        return None
