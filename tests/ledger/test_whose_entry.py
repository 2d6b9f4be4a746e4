"""An entry stands under the bureau whose row it is; an account's under the bureau that opened it."""

from __future__ import annotations

import json
from typing import Any

from yifa.core.org.models import Unit
from yifa.kernel.accounts.models import User
from yifa.kernel.ledger.models import Entry
from yifa.kernel.record import bureau_of


def last(resource: str, pk: int) -> Entry:
    return Entry.objects.filter(resource=resource, object_ref=pk).latest("seq")


def test_an_account_is_entered_under_the_bureau_that_opened_it(house: Any) -> None:
    ji = house("ji")
    person = ji.do("core_org.person", "record", name="试某", unit=ji.unit("办公室"))
    ji.do("core_org.person", "open_account", person, ctx=ji.ctx("sysadmin"), username="shiyan-ren")
    user = User.objects.get(username="shiyan-ren")
    entry = last("kernel_accounts.user", user.pk)
    assert entry.bureau_ref == ji.bureau.pk == json.loads(entry.text)["bureau"]
    assert bureau_of(user) is None


def test_a_bureau_is_its_own_and_an_office_is_its_bureaus(house: Any) -> None:
    ji = house("ji")
    office = Unit.objects.filter(bureau=ji.bureau).first()
    assert office is not None
    assert bureau_of(ji.bureau) == ji.bureau.pk == bureau_of(office)
    assert last("core_org.unit", office.pk).bureau_ref == ji.bureau.pk
