"""Valid sample data of every Resource, derived from its form; what cannot be derived is given in ``OVERRIDES``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django import forms

from yifa.affairs.energy.engine.uscc import check_digit
from yifa.core.org.models import Post
from yifa.kernel import registry
from yifa.kernel.action import run
from yifa.kernel.policy import ROLES
from yifa.kernel.resource.forms import form_class, form_of

_numbers = count(1)

#: Resource key → function(house) → values that the general rule cannot find (conditions between fields, formats).
OVERRIDES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "core_org.profile": lambda house: {"started_on": house.day},
    "core_org.holding": lambda house: {
        "kind": "regular",
        "stands_for": None,
        "ends_on": None,
        "post": Post.objects.filter(role="clerk").last(),
    },
    "core_seals.seal": lambda house: {"replaces": None},
    "core_seals.loan": lambda house: {"seal": make(house, registry.get_resource("core_seals.seal"))},
    "core_documents.template": lambda house: {"resource": "decisions.meeting"},
    "legal_study.session": lambda house: {"kind": "branch"},
    "decisions.item": lambda house: {"category": "ordinary"},
    "disclosure.item": lambda house: {
        "reviewer": "李某",
        "reviewed_on": house.day - timedelta(days=5),
        "secrecy_checked": True,
        "privacy_checked": True,
        "accuracy_checked": True,
    },
    "disclosure_report.text": lambda house: {"year": house.year - 7, "text": "总体情况样文"},
    "disclosure_report.report": lambda house: {"year": house.year - 7},
    "disclosure.request": lambda house: {"delivery": "online", "scribe": "李某"},
    "enforcement.case": lambda house: _officers(house),
    "publicity.campaign": lambda house: {"day": "other"},
    "rule_of_law_plan.outline": lambda house: {"starts_on": house.day, "ends_on": house.day + timedelta(days=365)},
    "digital.platform_part": lambda house: {"count": 1},
    "vehicles.vehicle": lambda house: {
        "plate": f"浙Z{next(_numbers) + 60000:05d}"[:7],
        "energy": "electric",
        "category": "special",
        "body": "truck",
    },
    "vehicles.driver": lambda house: {"licence_class": "A1D", "licensed_on": None},
    "vehicles.request": lambda house: _span(house),
    "vehicles.dispatch": lambda house: {**_span(house), **_free(house)},
    "vehicles.cost": lambda house: {"kind": "parking", "vehicle": _vehicle(house), "dispatch": None},
    "vehicles.insurance": lambda house: {"starts_on": house.day, "ends_on": house.day + timedelta(days=365)},
    "vehicles.retirement": lambda house: {"vehicle": make(house, registry.get_resource("vehicles.vehicle"))},
    "vehicles.leg": lambda house: {**_span(house), "event": _long_event(house)},
    "vehicles.phone_link": lambda house: {
        "name": "周某",
        "user_unit": house.unit("办公室"),
        "expires_on": house.day + timedelta(days=30),
    },
    "vehicles.use_report": lambda house: _past_span(house),
    "energy.institution": lambda house: {"uscc": _code()},
    "energy.meter": lambda house: {"above": None},
    "energy.filing": lambda house: {"period": _month()},
    "energy.spot_check": lambda house: {"period": str(house.day.year - 1)},
    "energy.closing": lambda house: {"period": _month()},
    "energy.inspection": lambda house: _visit(house),
    "energy.order": lambda house: {"kind": "advice", "violation": "", "inspection": None, "standing": None},
    "energy.audit": lambda house: {"year": 2000 + next(_numbers) % 24, "standing": None},
    "energy.audit_finding": lambda house: {"audit": _audit(house)},
    "energy.report": lambda house: {"year": 2000 + next(_numbers) % 24},
    "energy.target": lambda house: {"base_year": 2025, "year": 2030, "indicator": "total_per_area"},
    "energy.weather": lambda house: {"month": f"{1990 + next(_numbers) % 30}-04", "means": " ".join(["12.5"] * 30)},
    "energy.measure": lambda house: {"begun_on": house.day, "ended_on": house.day + timedelta(days=3)},
    "energy.meter_change": lambda house: {"kind": "ratio", "clock": "08:00", "ratio": 20},
    "energy.virtual_meter": lambda house: _equation(house),
    "energy.use": lambda house: {"month": f"{1990 + next(_numbers) % 30}-0{1 + next(_numbers) % 9}"},
}
#: Registers of which a bureau has one record, which the demo holds already.
SINGLE = {"core_org.profile"}


def _equation(house: Any) -> dict[str, Any]:
    meter = registry.get_resource("energy.meter").model.objects.filter(bureau=house.bureau, life="live").first()
    return {"institution": meter.account.institution, "equation": f"2*[{meter.number}]"}


def _code() -> str:
    body = f"12990100{next(_numbers):09}"
    return body + check_digit(body)


def _visit(house: Any) -> dict[str, Any]:
    """A visit of a new institution by the two officers the demo has."""
    officers = _officers(house)
    made = make(house, registry.get_resource("energy.institution"))
    return {
        "institution": made, "officer_one": officers["officer_one"].number,
        "officer_two": officers["officer_two"].number, "season": "", "outcome": "good",
    }  # fmt: skip


def _audit(house: Any) -> Any:
    """An audit that was announced, or None."""
    resource = registry.get_resource("energy.audit")
    found = resource.model.objects.filter(bureau=house.bureau, life="live", state="noticed").first()
    return found or make(house, resource)


def _month() -> str:
    n = next(_numbers)
    return f"{2011 + n // 12 % 14}-{n % 12 + 1:02}"


def _officers(house: Any) -> dict[str, Any]:
    resource = registry.get_resource("enforcement.certificate")
    rows = resource.model.objects.filter(bureau=house.bureau, life="live", valid_until__gte=house.day)
    one, two = rows.order_by("pk")[:2]
    return {"officer_one": one, "officer_two": two}


def _long_event(house: Any) -> Any:
    """An event of years, so that any leg falls into it."""
    days = {"happened_on": house.day, "ends_on": house.day + timedelta(days=3000)}
    return make(house, registry.get_resource("vehicles.event"), **days)


def _past_span(house: Any) -> dict[str, Any]:
    """A span of its own that is over."""
    last = house.day - timedelta(days=40 + next(_numbers))
    return {"covers_from": last - timedelta(days=30), "covers_to": last}


def _vehicle(house: Any) -> Any:
    model = registry.get_resource("vehicles.vehicle").model
    return model.objects.filter(bureau=house.bureau, life="live").first() or make(
        house, registry.get_resource("vehicles.vehicle")
    )


def _span(house: Any) -> dict[str, Any]:
    """Two hours of a day of its own, so that samples do not clash."""
    leaves = house.now + timedelta(days=next(_numbers))
    return {"leaves_at": leaves, "returns_at": leaves + timedelta(hours=2)}


def _free(house: Any) -> dict[str, Any]:
    """A vehicle and a driver of their own, no application."""
    register = registry.get_resource
    return {
        "vehicle": make(house, register("vehicles.vehicle")),
        "driver": make(house, register("vehicles.driver"), licence_until=house.day + timedelta(days=3000)),
        "vendor": None, "rented_plate": "", "requests": [],
    }  # fmt: skip


def roles_of(action: Any) -> tuple[str, ...]:
    """Return all roles that may use an Action: one person may hold them all in a small bureau."""
    return tuple(r for r in ROLES if r in action.roles)


def _text(field: forms.CharField, name: str) -> str:
    text = f"{field.label or name}样{next(_numbers)}"
    return text[-field.max_length :] if field.max_length else text


def _choice(field: Any) -> Any:
    for value, text in field.choices:
        inner = text if isinstance(text, list | tuple) else [(value, text)]
        for key, _ in inner:
            if key not in (None, ""):
                return key
    return None


def _related(house: Any, field: Any, name: str, depth: int) -> Any:
    if name == "unit":
        return house.unit("办公室")
    model = field.queryset.model
    rows = model._default_manager.all()
    if hasattr(model, "bureau"):
        rows = rows.filter(bureau=house.bureau)
    if hasattr(model, "life"):
        rows = rows.filter(life="live")
    found = rows.order_by("-pk").first()
    if found is None and depth < 3:
        resource = registry.resource_of_model(model)
        if resource is not None and "record" in registry.actions(resource.key):
            found = make(house, resource, depth + 1)
    return found


def values(house: Any, action: Any, depth: int = 0) -> dict[str, Any]:
    """Return Python values for the form of a creating Action: the required ones, unit, day and paper."""
    resource = registry.get_resource(action.resource)
    out: dict[str, Any] = {}
    later = 0
    for name, field in form_class(action.resource, action.verb).base_fields.items():
        wanted = field.required or name in ("unit", "happened_on", "paper")
        if not wanted and not (isinstance(field, forms.CharField) and name in resource.business_key):
            continue
        if isinstance(field, forms.ModelMultipleChoiceField):
            found = _related(house, field, name, depth)
            out[name] = [found] if found is not None else []
        elif isinstance(field, forms.ModelChoiceField):
            out[name] = _related(house, field, name, depth)
        elif isinstance(field, forms.ChoiceField):
            out[name] = _choice(field)
        elif isinstance(field, forms.BooleanField):
            out[name] = bool(field.required)
        elif isinstance(field, forms.DateTimeField):
            out[name] = house.now
        elif isinstance(field, forms.DateField):
            past = house.day - timedelta(days=600 if action.verb == "backfill" else 3)  # 补录 is for the past
            out[name] = house.day + timedelta(days=later) if name != "happened_on" else past
            later += name != "happened_on"
        elif isinstance(field, forms.IntegerField):
            least = field.min_value if isinstance(field.min_value, int) else 1
            most = field.max_value if isinstance(field.max_value, int) else None
            number = max(least, house.year if name.endswith("year") else 1)
            out[name] = min(number, most) if most else number
        elif isinstance(field, forms.CharField):
            out[name] = _text(field, name)
    extra = OVERRIDES.get(action.resource)
    out |= extra(house) if extra else {}
    if action.verb == "backfill":  # 补录 is for the past: moments too
        out |= {k: v - timedelta(days=700) for k, v in out.items() if isinstance(v, datetime)}
    return out


def wire(value: Any) -> Any:
    """Return a value as a form or the interface carries it."""
    if isinstance(value, list):
        return [wire(v) for v in value]
    if hasattr(value, "pk"):
        return value.pk
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def make(house: Any, resource: Any, depth: int = 0, **more: Any) -> Any:
    """Make one record through its 登记 and return it; ``more``: values other than the general rule's."""
    action = registry.get_action(resource.key, "record")
    ctx = house.ctx(*roles_of(action))
    data = {k: wire(v) for k, v in {**values(house, action, depth), **more}.items()}
    form = form_of(action, ctx, None, data=data)
    assert form.is_valid(), f"{resource.key}: sample refused, give it an override: {dict(form.errors)}"
    return run(action, ctx, None, dict(form.cleaned_data)).obj
