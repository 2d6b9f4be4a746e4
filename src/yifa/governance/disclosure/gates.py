"""What stands before publication, before an extension, before a refusal and before a fee."""

from __future__ import annotations

from typing import Any

from yifa.core.legaltime import clocks
from yifa.governance.disclosure.choices import Way, refuses
from yifa.kernel.action import Refused, Work
from yifa.kernel.files.models import Attachment
from yifa.kernel.gate import Block, Force, Gate
from yifa.kernel.policy import Sensitivity
from yifa.papers import clearance

#: The three parts of the review of every item.
CHECKS = {"secrecy_checked": "保密审查", "privacy_checked": "个人信息审查", "accuracy_checked": "准确性核对"}

#: What a machine sees at once and nobody may publish; telephone and mail may be the office's own.
HELD = ("身份证号码", "银行卡号", "密级或内部标记")


def exposed(text: str) -> str:
    """Return what in a text may not be published, named; empty where nothing is seen."""
    return "、".join(str(found) for found in clearance.in_text(text) if found.kind in HELD)


def hold_files(work: Work) -> None:
    """Refuse a file that would go public with such things in it (called after every Action)."""
    for change in work.changes:
        found = change.obj
        if isinstance(found, Attachment) and change.before is None and found.resource == "disclosure.item":
            if found.sensitivity == Sensitivity.OPEN and (seen := exposed(found.file.text)):
                raise Refused(f"“{found.name}”里有{seen}，不能公开。隐去以后再传，或者选“内部”。")


class Review(Gate):
    """公开前审查: every item is reviewed for secrecy, personal data and accuracy before it is published."""

    key, title, force, rule = "disclosure.review", "公开前审查", Force.STATUTORY, "GID-14"

    def concerns(self, data: dict[str, Any]) -> bool:
        """What the bureau published of its own motion."""
        return data.get("way", Way.OWN_MOTION) == Way.OWN_MOTION

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for who reviewed, when, and what; the review does not come after publication."""
        if not self.concerns(data):
            return None
        way_on = "先作公开审查，填写审查人和审查日"
        if not (data.get("reviewer") and data.get("reviewed_on")):
            return Block("这条信息没有公开审查记录，不能登记公开", way_on)
        if data.get("happened_on") and data["reviewed_on"] > data["happened_on"]:
            return Block("公开审查日晚于公开日", way_on)
        if missing := [label for name, label in CHECKS.items() if not data.get(name)]:
            return Block(
                f"公开审查没有通过：{'、'.join(missing)}", "逐项审查通过后再公开；不能确定的报主管部门或者保密部门确定"
            )
        if seen := exposed("\n".join(str(data.get(name) or "") for name in ("title", "summary", "origin"))):
            return Block(f"文字里有{seen}", "隐去以后再公开")
        return None


class NoticeInTime(Gate):
    """What is unclear is asked about once, within the period of art. 30; later only what happened is recorded."""

    key, title, force, rule = "disclosure.notice", "补正告知的期限", Force.STATUTORY, "GID-05"

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Hold the day of the notice against the period; ``told_on`` True asks about today."""
        told = data.get("told_on")
        clock = clocks.of(obj).filter(rule=self.rule).first() if told and obj is not None else None
        told = ctx.day if told is True else told
        if clock is None or not clock.due_on or told <= clock.due_on:
            return None
        return Block(f"告知补正的期限已于 {clock.due_on.isoformat()} 届满", "申请内容能够明确的，直接受理、答复")


class ExtensionConsent(Gate):
    """An extension needs the consent of the head of the disclosure office, and the applicant is told."""

    key, title, force, rule = "disclosure.extension", "延期答复的同意和告知", Force.STATUTORY, "GID-02"

    def concerns(self, data: dict[str, Any]) -> bool:
        """A request whose reply was put off."""
        return bool(data.get("extended_on"))

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for consent; the notice is written with the extension itself. Silent until there is an extension."""
        if not data["approved_on"] or data.get("approver"):
            return None
        return Block("延期答复须经信息公开工作机构负责人同意并告知申请人", "填写同意人，告知书随延期一并出具")


class RemedyTold(Gate):
    """A refusal says that reconsideration comes before court."""

    key, title, force, rule = "disclosure.remedy", "不予公开的救济告知", Force.STATUTORY, "GID-18"

    def concerns(self, data: dict[str, Any]) -> bool:
        """A refusal, whole or in part."""
        return refuses(data.get("outcome") or "")

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask which organ the letter names."""
        if refuses(data.get("result") or "") and not (data.get("organ") or "").strip():
            return Block("不予公开的答复没有告知先行申请行政复议的途径", "填写行政复议机关，写入答复书，再登记答复")
        return None


class FeeOnlyIfExcessive(Gate):
    """A fee may be asked only of requests clearly beyond reason in number or frequency."""

    key, title, force, rule = "disclosure.fee", "信息处理费的条件", Force.STATUTORY, "GID-16"

    def concerns(self, data: dict[str, Any]) -> bool:
        """A request for which a fee was asked."""
        return bool(data.get("fee"))

    def check(self, ctx: Any, obj: Any, data: dict[str, Any]) -> Block | None:
        """Ask for the finding that came before. Silent until there is a fee."""
        asked = data.get("amount") or data.get("quantity")
        if asked and (obj is None or obj.excessive_on is None):
            return Block(
                "依申请提供政府信息不收取费用；没有认定申请的数量、频次明显超过合理范围，不能收信息处理费",
                "先要求申请人说明理由并作出认定",
            )
        return None
