"""Who may see and do what: bureau boundary, role × unit scope × sensitivity, separation of duties.

The kernel knows no organisation. ``core.org`` registers the *scope port*, which answers
for a user: in which bureau, with which roles, over which units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

#: Role key -> Chinese name. Keys are also the demo accounts.
ROLES = {
    "clerk": "经办人",
    "head": "处室负责人",
    "deputy": "分管负责人",
    "leader": "党政主要负责人",
    "legal": "法规处",
    "unit": "服务单位",
    "driver": "驾驶员",
    "counsel": "外聘顾问",
    "auditor": "纪检审计",
    "sysadmin": "系统管理员",
    "secadmin": "安全管理员",
    "auditadmin": "审计管理员",
}
#: The three administrators (三员分立) hold no business data.
ADMIN_ROLES = frozenset({"sysadmin", "secadmin", "auditadmin"})
#: Those who write business records in the ordinary course.
WRITERS = frozenset({"clerk", "head", "legal"})
#: Those who see the whole bureau; others see their own units.
BUREAU_WIDE = frozenset({"deputy", "leader", "legal", "auditor"})
READERS = frozenset({"clerk", "head", "deputy", "leader", "legal", "auditor"})


@dataclass(frozen=True)
class Scope:
    """What one user may reach at this moment: one bureau, some roles, some units.

    ``unit_ids`` None means the whole bureau. ``acting_for`` 代: the printed name of the
    person for whom the user acts (AB岗, leave cover), empty when acting for oneself.
    """

    user_id: int | None
    bureau_id: int | None
    roles: frozenset[str] = frozenset()
    unit_ids: frozenset[int] | None = frozenset()
    home_unit_id: int | None = None
    name: str = ""
    post: str = ""
    acting_for: str = ""
    extra: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)

    def has(self, roles: frozenset[str] | set[str] | tuple[str, ...]) -> bool:
        """Whether any of the roles is held."""
        return bool(self.roles & frozenset(roles))

    @property
    def is_business(self) -> bool:
        """Whether the scope reaches business data at all."""
        return bool(self.roles - ADMIN_ROLES)


NOBODY = Scope(user_id=None, bureau_id=None)
_scope_port: Callable[[Any, int | None], Scope] | None = None


def set_scope_port(port: Callable[[Any, int | None], Scope]) -> None:
    """Register the answerer of scopes (called once by core.org)."""
    global _scope_port
    _scope_port = port


def scope_of(user: Any, bureau_id: int | None = None) -> Scope:
    """Return the scope of a user, in the bureau asked for or in the first one they serve."""
    if user is None or not getattr(user, "is_authenticated", False) or _scope_port is None:
        return NOBODY
    return _scope_port(user, bureau_id)


def restrict(queryset: Any, scope: Scope) -> Any:
    """Return the part of a Record queryset that a scope may see."""
    if scope.bureau_id is None or not scope.is_business:
        return queryset.none()
    queryset = queryset.filter(bureau_id=scope.bureau_id)
    if scope.unit_ids is None:
        return queryset
    from django.db.models import Q

    from yifa.kernel.db import one_of

    own = Q(unit__isnull=True)
    for name in queryset.model.reached_by:
        own |= Q(one_of(f"{name}_id", scope.unit_ids))
    return queryset.filter(own)


class Sensitivity:
    """Sensitivity of a field (字段敏感级别)."""

    OPEN = "open"
    INTERNAL = "internal"
    WORK_SECRET = "work_secret"  # noqa: S105
    PERSONAL = "personal"


#: Roles that may read personal fields in full.
PERSONAL_READERS = frozenset({"legal", "leader", "head", "clerk"})


def may_see_field(scope: Scope, sensitivity: str) -> bool:
    """Whether a field of that sensitivity is shown or printed as 已隐去."""
    if sensitivity == Sensitivity.PERSONAL:
        return scope.has(PERSONAL_READERS)
    if sensitivity == Sensitivity.WORK_SECRET:
        return scope.has(frozenset({"legal", "leader", "deputy", "head"}))
    return True
