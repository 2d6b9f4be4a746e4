"""Fails a test on any write outside an Action to a table that is no framework table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from yifa.kernel import framework_tables
from yifa.kernel.action import IN_ACTION

#: True while a test plays the intruder (fixture ``tamper``).
ALLOWED: ContextVar[bool] = ContextVar("yifa_test_tampering", default=False)
_WRITE = re.compile(r'\s*(INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?(.*)', re.I | re.S)


class WriteOutsideAction(AssertionError):
    """A write that no Action made, so that no ledger entry tells of it."""


def outside(sql: str) -> str:
    """Return the table that a statement writes though only an Action may, or ""."""
    found = _WRITE.match(sql)
    if found is None:
        return ""
    verb, table, rest = found.groups()
    if table in framework_tables.TABLES:
        return ""
    if columns := framework_tables.COLUMNS.get(table):
        written = set(re.findall(r'"(\w+)" = ', re.split(r"\sWHERE\s", rest, maxsplit=1)[0]))
        if verb.upper() == "UPDATE" and written and written <= columns:
            return ""
    return table


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Database hook."""
    if not IN_ACTION.get() and not ALLOWED.get() and (table := outside(sql)):
        raise WriteOutsideAction(f"{table} was written outside an Action: {sql[:200]}")
    return execute(sql, params, many, context)


@contextmanager
def active() -> Iterator[None]:
    """Guard the default connection."""
    from django.db import connection

    with connection.execute_wrapper(guard):
        yield


@contextmanager
def tampering() -> Iterator[None]:
    """Let writes through."""
    token = ALLOWED.set(True)
    try:
        yield
    finally:
        ALLOWED.reset(token)
