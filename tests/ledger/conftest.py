"""What an intruder with the database's password can do, and an honest clerk's records to do it to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def meeting(house_of: Any) -> Callable[..., Any]:
    """Return a function that registers one meeting of 己县 live."""

    def make(**data: Any) -> Any:
        house = house_of("ji")
        return house.do(
            "decisions.meeting", "record",
            **{"body": "party", "number": 71, "title": "试验会议", "happened_on": house.day, "chair": "郑某", **data},
        )  # fmt: skip

    return make


@pytest.fixture
def sql(tamper: Any) -> Callable[..., None]:
    """Return a function that runs SQL behind the system's back."""
    from django.db import connection

    def run(statement: str, *params: Any) -> None:
        with tamper(), connection.cursor() as cursor:
            cursor.execute(statement, params)

    return run


@pytest.fixture
def open_ledger(sql: Any) -> Callable[[], None]:
    """Return a function that drops the append-only triggers, as an administrator of the database could."""
    from django.db import connection

    def drop() -> None:
        if connection.vendor == "postgresql":
            sql("DROP TRIGGER kernel_ledger_entry_append_only ON kernel_ledger_entry")
        else:
            sql("DROP TRIGGER kernel_ledger_entry_no_update")
            sql("DROP TRIGGER kernel_ledger_entry_no_delete")

    return drop
