"""Registers of the organisation."""

from typing import Any

from django.db.models import Q

from yifa.core.org.models import BureauProfile, Holding, Person, Post, Unit
from yifa.kernel.accounts.models import User
from yifa.kernel.policy import ADMIN_ROLES, READERS, Sensitivity
from yifa.kernel.registry import resource
from yifa.kernel.resource import Column, Panel, Resource

ORG_WRITERS = frozenset({"sysadmin", "secadmin"})
ORG_READERS = READERS | ADMIN_ROLES


def _combined(person: Person) -> str:
    from yifa.core.org.duties import combined

    return combined(person)


class OrgResource(Resource):
    """Organisation tables: written by administrators, not part of any collection."""

    register = False
    dated = False
    verbs: tuple[str, ...] = ("record", "correct", "void")
    read_roles = ORG_READERS
    write_roles = ORG_WRITERS

    def rows(self, scope):
        """Administrators see the organisation though they see no business data."""
        if not scope.has(self.read_roles) or scope.bureau_id is None:
            return self.model._default_manager.none()
        return self.model._default_manager.filter(bureau_id=scope.bureau_id)


@resource
class UnitResource(OrgResource):
    """单位."""

    key, model, title, noun, order = "core_org.unit", Unit, "单位", "单位", 10
    columns = ("name", "kind", "parent", "uscc", "region", "reports", "sort")
    filters = ("kind", "reports")
    form = ("name", "short_name", "kind", "parent", "uscc", "region", "reports", "leads_law", "sort", "closed_on")
    facts = form
    search = ("name", "short_name", "uscc")
    title_field, line, ordering = "name", ("kind", "parent"), ("sort", "id")
    business_key = ("name",)
    verbs = ("record", "correct")

    def prepare(self, work: Any, obj: Unit) -> None:
        """A new unit belongs to the scope's bureau."""
        obj.bureau_id = work.scope.bureau_id
        obj.full_clean(exclude=["bureau"])


@resource
class PersonResource(OrgResource):
    """人员."""

    key, model, title, noun, order = "core_org.person", Person, "人员", "人员", 11
    columns = ("name", Column("unit", "所在单位", order_by="unit"), "rank", "phone")
    form = ("name", "unit", "rank", "phone", "note")
    search = ("name", "rank")
    title_field, line, ordering = "name", ("unit", "rank"), ("name", "id")
    facts = (*form[:-1], Column("combined", "兼任", lambda person: _combined(person)), "note")
    sensitivity = {"phone": Sensitivity.PERSONAL}
    business_key = ("name", "unit")
    panels = (Panel("core_org.holding", "person", "任职"),)

    def rows(self, scope):
        """The bureau's people, and those of another who hold a post here; only their own bureau changes them."""
        rows = super().rows(scope)
        if scope.bureau_id is None or not scope.has(self.read_roles):
            return rows
        here = Holding.objects.filter(bureau_id=scope.bureau_id).values("person_id")
        return Person._default_manager.filter(Q(bureau_id=scope.bureau_id) | Q(pk__in=here))


@resource
class PostResource(OrgResource):
    """岗位."""

    key, model, title, noun, order = "core_org.post", Post, "岗位", "岗位", 12
    columns = ("title", "unit", "role")
    filters = ("role",)
    form = ("title", "unit", "role", "note")
    line, ordering = ("unit", "role"), ("unit", "id")
    panels = (Panel("core_org.holding", "post", "任职"),)


@resource
class HoldingResource(OrgResource):
    """任职."""

    key, model, title, noun, order = "core_org.holding", Holding, "任职", "任职", 13
    columns = ("person", "post", "kind", "starts_on", "ends_on", "stands_for")
    filters = ("kind",)
    form = ("person", "post", "kind", "stands_for", "starts_on", "ends_on", "note")
    title_field, line, ordering, search = "person", ("post", "starts_on"), ("-starts_on", "-id"), ()


@resource
class ProfileResource(OrgResource):
    """机关概况."""

    key, model, title, noun, order = "core_org.profile", BureauProfile, "机关概况", "机关概况", 9
    columns = ("bureau", "nature", "is_rule_maker", "is_enforcer", "started_on")
    form = ("nature", "is_rule_maker", "is_enforcer", "enforcement_matters", "started_on", "addressee", "copied_to",
            "doc_prefix", "combined_admins", "combined_reason", "note")  # fmt: skip
    title_field, line, ordering, search = "bureau", ("nature",), ("id",), ()
    verbs = ("record", "correct")


@resource
class UserResource(OrgResource):
    """账号."""

    key, model, title, noun, order = "kernel_accounts.user", User, "账号", "账号", 14
    columns = ("username", "display_name", "is_active", "must_change_password", "last_login")
    facts = columns
    title_field, line, ordering, search = "username", ("display_name",), ("username",), ()
    verbs = ()
    read_roles = ADMIN_ROLES
    in_menu = False
    sensitivity = {"password": Sensitivity.PERSONAL}
    untracked = ("last_login", "password", "must_change_password")

    def rows(self, scope):
        """Accounts of the people of the scope's bureau, and of those who serve there."""
        if scope.bureau_id is None or not scope.has(ADMIN_ROLES):
            return User.objects.none()
        here = Holding.objects.filter(bureau_id=scope.bureau_id).values("person_id")
        return User.objects.filter(Q(person__bureau_id=scope.bureau_id) | Q(person__pk__in=here))
