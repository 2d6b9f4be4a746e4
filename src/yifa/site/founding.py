"""Found a real instance: the bureau and its three administrators, all or nothing, through Actions."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yifa.core.org.house import House
from yifa.kernel import registry
from yifa.kernel.action import Ctx, run
from yifa.kernel.policy import ROLES, Scope

#: account → name of the duty
TITLES = {key: ROLES[key] for key in ("sysadmin", "secadmin", "auditadmin")}


def found(*, name: str, region: str, uscc: str, code: str, started: date, day: date, now: datetime) -> dict[str, str]:
    """Create the bureau and the accounts; return account → first password.

    region: 行政区划代码; uscc: 统一社会信用代码; started: 启用日期 of live keeping.
    """
    with transaction.atomic():
        scope = Scope(user_id=None, bureau_id=None, name="命令行")
        bureau = run(
            registry.get_action("core_org.unit", "found"),
            Ctx(scope=scope, day=day, now=now, channel="cli"),
            None,
            {"code": code, "name": name, "region": region, "uscc": uscc, "started_on": started, "demo": False},
        ).obj
        house = House(bureau, day.year, day, now, actor="命令行")
        passwords = {}
        for role, title in TITLES.items():
            person = house.do("core_org.person", "record", name=title, unit=bureau, rank=title)
            person = house.do("core_org.person", "open_account", person, username=role)
            passwords[role] = person.first_password
            post = house.do("core_org.post", "record", title=title, role=role, unit=bureau)
            house.do("core_org.holding", "record", person=person, post=post, starts_on=day)
    return passwords
