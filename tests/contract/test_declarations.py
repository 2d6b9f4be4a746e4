"""What a Resource and a module declare resolves, is Chinese where people read it, and is documented."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from tests.contract.conftest import keys
from yifa.kernel import registry
from yifa.kernel.manifest import ModuleApp
from yifa.kernel.paging import ordering_fields
from yifa.kernel.policy import ROLES, Sensitivity
from yifa.kernel.resource import Column
from yifa.lawkit import rules

ROOT = Path(__file__).resolve().parents[2]
#: Words in Latin letters that a Chinese label may hold.
LATIN = {
    "Excel",
    "docx",
    "xlsx",
    "CSV",
    "ID",
    "SM3",
    "URL",
    "OFD",
    "PDF",
    "AB",
    "MB",
    "A",
    "B",
    "C",
    "D",
    "N",
    "A1",
    "A2",
    "A3",
    "B1",
    "B2",
    "C1",
    "C2",
}  # the last ones: classes of driving licences
CJK = re.compile(r"[\u4e00-\u9fff]")
LEVELS = {Sensitivity.OPEN, Sensitivity.INTERNAL, Sensitivity.WORK_SECRET, Sensitivity.PERSONAL}
MODULES = [a for a in apps.get_app_configs() if isinstance(a, ModuleApp)]


def chinese(text: str) -> bool:
    """Whether a label is Chinese, with no Latin word but the allowed ones."""
    words = set(re.findall(r"[A-Za-z]+[0-9]?", text))
    return bool(CJK.search(text)) and words <= LATIN


def plain(names: Any) -> list[str]:
    """Return the names of columns or facts that no function computes."""
    return [c if isinstance(c, str) else c.name for c in names if isinstance(c, str) or c.value is None]


@pytest.mark.parametrize("key", keys())
def test_every_declared_name_resolves(key: str) -> None:
    resource = registry.get_resource(key)
    groups = {
        "columns": plain(resource.columns), "facts": plain(resource.facts), "filters": resource.filters,
        "form": resource.form, "search": resource.search, "line": resource.line,
        "business_key": resource.business_key, "aliases": resource.aliases, "tones": resource.tones,
        "under": getattr(resource, "under", ()),
        "sections": [n for _, names in resource.sections for n in names],
        "sensitivity": resource.sensitivity, "untracked": resource.untracked,
    }  # fmt: skip
    computed = {c.name for c in (*resource.columns, *resource.facts) if isinstance(c, Column) and c.value}
    forms = [registry.actions(key)[verb] for verb in ("record", "correct", "backfill") if verb in registry.actions(key)]
    inputs = {name for form in forms for name in form.extra}  # a section may place what only the form has: files
    missing = []
    for group, names in groups.items():
        for name in names:
            try:
                resource.model._meta.get_field(name)
            except FieldDoesNotExist:
                known = name in computed or (group == "sections" and name in inputs)
                if not known and not (group == "search" and hasattr(resource.model, name)):
                    missing.append(f"{group}: {name}")
    assert not missing
    resource.field(resource.title_field)
    assert ordering_fields(resource.model, resource.ordering)
    assert set(resource.sensitivity.values()) <= LEVELS
    for name in resource.form:
        assert resource.model._meta.get_field(name).editable, f"{name} is not editable, so no form shows it"
    for name in (*resource.select, *resource.prefetch):
        resource.model._meta.get_field(name.split("__")[0]) if name in resource.select else None


@pytest.mark.parametrize("key", keys())
def test_panels_point_back(key: str) -> None:
    resource = registry.get_resource(key)
    for panel in resource.panels:
        child = registry.get_resource(panel.resource)
        field = child.model._meta.get_field(panel.fk)
        assert isinstance(field, models.ForeignKey) and field.related_model is resource.model


@pytest.mark.parametrize("key", keys())
def test_roles_rules_and_register_hold(key: str) -> None:
    resource = registry.get_resource(key)
    assert resource.read_roles and resource.read_roles <= set(ROLES)
    assert resource.write_roles <= set(ROLES)
    known = rules.load_rules()
    assert [r for r in resource.rules if r not in known] == []
    if resource.register:
        names = {f.name for f in resource.model._meta.concrete_fields}
        assert {"unit", "happened_on"} <= names, "a register is confirmed by unit and quarter"
    keys_of_views = [v.key for v in resource.views]
    assert len(keys_of_views) == len(set(keys_of_views))


@pytest.mark.parametrize("key", keys())
def test_labels_are_chinese(key: str) -> None:
    resource = registry.get_resource(key)
    texts = {"title": resource.title, "verbose_name": str(resource.model._meta.verbose_name)}
    texts |= {"noun": resource.noun} if resource.noun else {}
    texts |= {f"column {c.name}": c.label for c in resource.column_list()}
    names = {*resource.filters, *resource.form, *resource.fact_names()}
    texts |= {f"field {n}": resource.field(n).label for n in names}
    for name in names:
        texts |= {f"choice {name}={v}": str(t) for v, t in resource.field(name).choices}
    texts |= {f"view {v.key}": v.title for v in resource.views}
    texts |= {f"section {i}": t for i, (t, _) in enumerate(resource.sections) if t}
    assert {k: v for k, v in texts.items() if not chinese(v)} == {}


@cache
def _terms() -> dict[str, str]:
    return {e["id"]: e["term"] for e in yaml.safe_load((ROOT / "docs" / "glossary.yaml").read_text(encoding="utf-8"))}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("key", keys())
def test_model_is_called_as_the_glossary_says(key: str) -> None:
    resource = registry.get_resource(key)
    term = _terms().get(_snake(resource.model.__name__))
    if term is None:
        return
    shown = str(resource.model._meta.verbose_name)
    assert term in shown or shown in term, f"glossary: {term}; verbose_name: {shown}"


@pytest.mark.parametrize("module", [m.label for m in MODULES])
def test_module_has_a_page_for_its_users(module: str) -> None:
    app = apps.get_app_config(module)
    folder = Path(inspect.getfile(type(app))).parent
    readme = folder / "README.md"
    assert readme.is_file(), f"{app.name}: README.md is missing"
    first = readme.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and CJK.search(first), "its title is Chinese"
    assert chinese(str(app.verbose_name))
