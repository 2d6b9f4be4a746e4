"""Pytest plugin: gives the copied database the tables of the example, and the contract tests its gate case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def tables(django_db_setup: str, django_db_blocker: Any) -> None:
    """Make the tables."""
    from django.apps import apps
    from django.db import connection

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        for model in apps.get_app_config("kernel_example").get_models():
            editor.create_model(model)


def pytest_configure() -> None:
    """Add what the contract tests ask of whoever adds a 法定 gate or a condition between fields."""
    from tests.contract import gate_cases, samples

    def too_long(house: Any) -> tuple[Any, dict[str, Any]]:
        return None, gate_cases._new(house, "kernel_example.loan", due_on=house.day + timedelta(days=800))

    gate_cases.CASES["kernel_example.loan.record", "kernel_example.a_year"] = too_long
    samples.OVERRIDES["kernel_example.loan"] = lambda house: {"due_on": house.day + timedelta(days=9)}
