"""Registers of process."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yifa.core.process import asked_points
from yifa.core.process.choices import Mode, StepState
from yifa.core.process.models import CounselLink, Instance, Link, Step
from yifa.kernel.policy import READERS, Scope
from yifa.kernel.record import Life
from yifa.kernel.registry import get_resource, resource
from yifa.kernel.resource import Column, Panel, Resource, View


def stage_title(obj: Instance) -> str:
    """Return the title of the stage an instance stands at."""
    from yifa.core.process.engine import chain_of

    return chain_of(obj).stage(obj.stage).title if obj.stage else ""


@resource
class InstanceResource(Resource):
    """审批单."""

    key, model, title, noun, order = "core_process.instance", Instance, "审批单", "审批单", 5
    columns = (
        "title",
        "chain_title",
        "state",
        Column("now", "当前环节", stage_title),
        "unit",
        "starter",
        "happened_on",
    )
    filters = ("state", "happened_on", "unit")
    facts = (
        "chain_title",
        "state",
        Column("now", "当前环节", stage_title),
        "unit",
        "starter",
        "happened_on",
        "ended_on",
        "interested",
        "note",
    )
    search = ("title", "chain_title", "starter")
    line = ("chain_title", "happened_on")
    quiet = ("stage",)
    prefetch = ("steps",)
    verbs = ("void",)
    register = False
    read_roles = READERS | {"unit"}
    panels = (Panel("core_process.step", "instance", "签批"),)
    views = (
        View("running", "办理中", lambda rows, day: rows.filter(state="running")),
        View("ended", "已办结", lambda rows, day: rows.exclude(state__in=("running", "returned"))),
    )
    empty = "还没有审批单。在合同、议题等记录的页面上送审。"

    def rows(self, scope: Scope) -> Any:
        """One's own units' matters, and those one has signed or is asked to sign."""
        if not scope.has(self.read_roles) or scope.bureau_id is None:
            return Instance.objects.none()
        rows = Instance.objects.filter(bureau_id=scope.bureau_id)
        if scope.unit_ids is None:
            return rows
        asked = Step.objects.filter(bureau_id=scope.bureau_id).filter(
            Q(signer_ref=scope.user_id, signer_ref__isnull=False)
            | Q(person_ref=scope.user_id, person_ref__isnull=False)
            | Q(state=StepState.PENDING, person_ref__isnull=True, instance__unit_id__in=scope.unit_ids)
            | Q(office_id__in=scope.unit_ids)
        )
        if scope.has({"head"}):  # 会签 without offices named: the head of any office may sign, and so sees it
            open_ = Step.objects.filter(bureau_id=scope.bureau_id, state=StepState.PENDING, mode=Mode.COUNTERSIGN,
                                        office__isnull=True, person_ref__isnull=True, life=Life.LIVE)  # fmt: skip
            asked = asked | open_
        return rows.filter(Q(unit_id__in=scope.unit_ids) | Q(unit__isnull=True) | Q(pk__in=asked.values("instance_id")))


@resource
class StepResource(Resource):
    """签批."""

    key, model, title, noun, order = "core_process.step", Step, "签批", "签批", 6
    columns = ("title", Column("by", "签批人", Step.signed), "state", "opinion", "decided_on", "offline")
    facts = (
        "instance",
        "title",
        "mode",
        Column("by", "签批人", Step.signed),
        "post",
        "office",
        "state",
        "opinion",
        "proof",
        "decided_on",
        "offline",
        "paper_date",
        "paper",
        "entered_by",
    )
    title_field, line, ordering, search = "title", ("state", "decided_on"), ("instance_id", "round", "id"), ()
    verbs = ()
    read_roles = READERS | {"unit"}
    tones = {"state": {StepState.AGREED: "done", StepState.PENDING: "run"}}
    register, in_menu, dated = False, False, False

    def rows(self, scope: Scope) -> Any:
        """The signatures on the approvals one may see."""
        if not scope.has(self.read_roles) or scope.bureau_id is None:
            return Step.objects.none()
        rows = Step.objects.filter(bureau_id=scope.bureau_id)
        if scope.unit_ids is None:
            return rows
        return rows.filter(instance_id__in=get_resource(InstanceResource.key).rows(scope).values("pk"))


@resource
class LinkResource(Resource):
    """关联."""

    key, model, title, noun, order = "core_process.link", Link, "关联", "关联", 7
    columns = ("kind", "subject_resource", "subject_ref", "object_resource", "object_ref")
    facts = columns
    title_field, line, search = "kind", (), ()
    verbs = ("void",)
    register, in_menu, dated = False, False, False


@resource
class CounselLinkResource(Resource):
    """法律顾问链接."""

    key, model, title, noun, order = "core_process.counsel_link", CounselLink, "法律顾问链接", "链接", 8
    columns = ("title", "counsel", "organisation", "way", "expires_at", "opened", "verdict", "answered_on", "adoption",
               "revoked")  # fmt: skip
    filters = ("way", "verdict", "adoption", "happened_on")
    views = (
        View("waiting", "待答复", lambda rows, day: rows.filter(
            answered_on__isnull=True, declined_on__isnull=True, revoked=False)),
        View("no_adoption", "未登记采纳", lambda rows, day: rows.filter(answered_on__isnull=False, adoption="")),
        View("declined", "已回避", lambda rows, day: rows.filter(declined_on__isnull=False)),
    )  # fmt: skip
    facts = (
        "title",
        "counsel",
        "organisation",
        "way",
        "question",
        "expires_at",
        "opened",
        "last_opened_at",
        "refused",
        "verdict",
        "opinion",
        Column("to_points", "逐条意见", lambda link: asked_points.words_of(link.answers)),
        "answered_on",
        "no_interest",
        "paper",
        "adoption",
        "adoption_reason",
        "adopted_on",
        "declined_on",
        "decline_reason",
        "revoked",
        "replaces",
        "pack_digest",
    )
    search = ("title", "counsel", "organisation")
    line = ("counsel", "happened_on")
    verbs = ("void",)
    register = False
    empty = "还没有发过链接。在审查件的页面上“请法律顾问出具意见”。"
