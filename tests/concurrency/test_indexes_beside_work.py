"""A grown register gets its indexes while others write; what was interrupted is made anew."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.kernel import db, indexes, paging, registry


def test_a_grown_register_gets_its_indexes_beside_running_work(instance: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    resource = registry.get_resource("decisions.meeting")
    monkeypatch.setattr(paging, "MANY", 5)
    wanted = {index.name for index in indexes.wanted(resource)}
    assert indexes.follow(resource) == len(wanted) > 3
    assert wanted <= db.index_names(resource.model._meta.db_table)
    assert indexes.follow(resource) == 0
    kept = indexes.wanted(resource)[:1]
    monkeypatch.setattr(indexes, "wanted", lambda resource: kept)
    assert indexes.follow(resource) == len(wanted) - 1, "what nobody narrows by any more goes"
