"""The frozen registry: what modules declare, found at start-up, never changed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

_resources: dict[str, Any] = {}
_by_model: dict[type, Any] = {}
_actions: dict[str, dict[str, Any]] = {}
_metrics: dict[str, Any] = {}
_paragraphs: list[Any] = []
_demo: dict[str, Callable[..., None]] = {}
_frozen = False


class RegistryError(RuntimeError):
    """A declaration that cannot stand; raised at start-up."""


def _open() -> None:
    if _frozen:
        raise RegistryError("registry is frozen: declare at import time, in the module's own files")


def resource(cls: type[T]) -> type[T]:
    """Class decorator: register a Resource (one per table)."""
    _open()
    instance: Any = cls()
    if instance.key in _resources:
        raise RegistryError(f"resource {instance.key} is declared twice")
    _resources[instance.key] = instance
    _by_model[instance.model] = instance
    _actions.setdefault(instance.key, {})
    return cls


def action(cls: type[T]) -> type[T]:
    """Class decorator: register an Action on its Resource."""
    _open()
    instance: Any = cls()
    verbs = _actions.setdefault(instance.resource, {})
    if instance.verb in verbs:
        raise RegistryError(f"action {instance.key} is declared twice")
    verbs[instance.verb] = instance
    return cls


def metric(declared: T) -> T:
    """Register a Metric instance."""
    _open()
    key = declared.key  # type: ignore[attr-defined]
    if key in _metrics:
        raise RegistryError(f"metric {key} is declared twice")
    _metrics[key] = declared
    return declared


def paragraphs(*declared: Any) -> None:
    """Register paragraphs offered to the statutory reports."""
    _open()
    _paragraphs.extend(declared)


def demo(key: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: register a module's demo loader."""

    def keep(loader: Callable[..., None]) -> Callable[..., None]:
        _demo[key] = loader
        return loader

    return keep


def freeze() -> None:
    """Complete standard verbs, check that everything fits, and close the registry."""
    global _frozen
    if _frozen:
        return
    from yifa.kernel.verbs import standard_verbs

    for res in _resources.values():
        for act in standard_verbs(res):
            _actions[res.key].setdefault(act.verb, act)
    for key in _actions:
        if key not in _resources:
            raise RegistryError(f"action on unknown resource {key}")
    _frozen = True


def resources() -> Iterable[Any]:
    """Return all Resources in menu order."""
    return sorted(_resources.values(), key=lambda r: (r.order, r.key))


def get_resource(key: str) -> Any:
    """Return a Resource; KeyError if there is none."""
    return _resources[key]


def resource_of_model(model: type) -> Any:
    """Return the Resource of a model, or None."""
    return _by_model.get(model)


def actions(resource_key: str) -> dict[str, Any]:
    """Return verb → Action of a Resource."""
    return _actions[resource_key]


def get_action(resource_key: str, verb: str) -> Any:
    """Return one Action; KeyError if there is none."""
    return _actions[resource_key][verb]


def metrics() -> dict[str, Any]:
    """Return key → Metric."""
    return _metrics


def get_metric(key: str) -> Any:
    """Return one Metric; KeyError if there is none."""
    return _metrics[key]


def all_paragraphs() -> list[Any]:
    """Return all paragraphs offered to reports."""
    return list(_paragraphs)


def demo_loaders() -> dict[str, Callable[..., None]]:
    """Return module key → demo loader: modules, each after those it depends on, then core, then suites."""
    from django.apps import apps

    ordered: dict[str, Callable[..., None]] = {}

    def visit(key: str) -> None:
        if key in ordered or key not in _demo:
            return
        for needed in getattr(apps.get_app_config(key), "depends", ()):
            visit(needed)
        ordered[key] = _demo[key]

    def turn(key: str) -> tuple[bool, bool, str]:
        suite = getattr(apps.get_app_config(key), "wing", "") == "suites"
        return suite, not key.startswith("core_"), key

    for key in sorted(_demo, key=turn):
        visit(key)
    return ordered
