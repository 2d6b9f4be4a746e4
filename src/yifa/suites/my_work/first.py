"""First steps of an empty bureau (启用指引): what is there, what comes next."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from yifa.core.metrics.models import Collection
from yifa.core.org.models import BureauProfile, Holding, Person, Unit
from yifa.kernel import registry
from yifa.kernel.policy import ADMIN_ROLES, Scope
from yifa.kernel.record import Life

READERS = frozenset({"sysadmin", "legal"})


def _has_records(bureau_id: int) -> bool:
    return any(
        r.model.objects.filter(bureau_id=bureau_id, life=Life.LIVE).exists() for r in registry.resources() if r.register
    )


def steps(scope: Scope) -> list[dict[str, Any]]:
    """Return the steps in their order: {title, text, done, count, action, who}; the first open one is ``now``."""
    bureau = scope.bureau_id or 0
    profile = BureauProfile.objects.filter(bureau_id=bureau).first()
    offices = Unit.objects.filter(bureau_id=bureau, closed_on__isnull=True)
    reporting, lead = offices.filter(reports=True).count(), offices.filter(leads_law=True).exists()
    people = Person.objects.filter(bureau_id=bureau, life=Life.LIVE)
    held = Holding.objects.filter(bureau_id=bureau, life=Life.LIVE)
    serving = held.values_list("person_id", "person__user_id").distinct()
    number = len({*people.values_list("pk", flat=True), *(p for p, _ in serving)})
    known = people.filter(user__isnull=False).values_list("user_id", flat=True)
    accounts = len({*known, *(u for _, u in serving if u)})
    admins = held.filter(post__role__in=ADMIN_ROLES).values("person_id")
    business = held.exclude(post__role__in=ADMIN_ROLES).values("person_id")
    workers = people.filter(user__isnull=False).filter(~Q(pk__in=admins) | Q(pk__in=business)).exists()
    roles = set(held.values_list("post__role", flat=True))
    collected = Collection.objects.filter(bureau_id=bureau, life=Life.LIVE).count()
    made: list[dict[str, Any]] = [
        {"title": "核对机关概况", "who": "sysadmin",
         "text": "机构性质、制定主体和执法主体身份、启用日期、报告主送。没有的身份，相应功能不出现。",
         "done": bool(profile and profile.addressee), "note": "",
         "url": f"/r/core_org.profile/{profile.pk}/do/correct/" if profile else "/r/core_org.profile/new/",
         "label": "填写概况"},
        {"title": "登记处室和局属单位", "who": "sysadmin",
         "text": "参加收数的打勾，法治工作牵头处室打勾一个。处室多的，用模板导入。",
         "done": bool(reporting and lead), "note": f"{offices.count()} 个，参加收数 {reporting} 个",
         "url": "/r/core_org.unit/new/", "label": "登记单位"},
        {"title": "登记人员，开通账号", "who": "sysadmin",
         "text": "没有账号的处室用收数表答复，不必人人开通。密码只显示一次，首次登录须改。",
         "done": workers or business.exists(), "note": f"{number} 人，{accounts} 个账号",
         "url": "/r/core_org.person/new/", "label": "登记人员"},
        {"title": "设岗位，写任职", "who": "sysadmin",
         "text": "角色跟着岗位走。至少要有法规处专员、处室负责人、主要负责人。",
         "done": {"legal", "head", "leader"} <= roles, "note": f"{held.count()} 个任职",
         "url": "/r/core_org.post/new/", "label": "设岗位"},
        {"title": "登记第一本台账", "who": "legal",
         "text": "从手边最熟的一本开始。以前的记录用补录，带上佐证文号；现有 Excel 原样导入。",
         "done": _has_records(bureau), "note": "", "url": "/todo/record/", "label": "选台账"},
        {"title": "开启第一次收数", "who": "legal",
         "text": "季度终了后开启，各处室（单位）在待办里答复，没有发生的零报告。",
         "done": collected > 0, "note": f"{collected} 次" if collected else "", "url": "/collections/open/",
         "label": "开启收数"},
    ]  # fmt: skip
    now = next((s for s in made if not s["done"]), None)
    for step in made:
        step["now"] = step is now
        step["mine"] = scope.has({step["who"]})
    return made


def complete(scope: Scope) -> bool:
    """Whether nothing of the beginning is missing (or the reader has no part in it)."""
    return not scope.has(READERS) or all(s["done"] for s in steps(scope))
