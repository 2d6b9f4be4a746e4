"""Delivery of the outbox: who wants to hear of an Action registers here; delivery may come twice, never zero times."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from yifa.kernel.events.models import Outbox

log = logging.getLogger("yifa.events")
Subscriber = Callable[[Outbox], None]
#: After so many failures an event waits for a person (``yifa doctor`` names it).
MOST_ATTEMPTS = 10

_subscribers: list[tuple[str, Subscriber]] = []


def subscribe(kind: str, subscriber: Subscriber) -> None:
    """Register a subscriber. kind: ``resource.verb``, a prefix ending in ``*``, or ``*``. It must bear repetition."""
    _subscribers.append((kind, subscriber))


def wants(kind: str, event: str) -> bool:
    """Whether a subscription covers an event."""
    return event.startswith(kind[:-1]) if kind.endswith("*") else event == kind


def deliver(now: datetime, limit: int = 500) -> int:
    """Deliver waiting events in order and return how many; one that fails is tried again at the next run."""
    done = 0
    waiting = Outbox.objects.filter(delivered_at__isnull=True, attempts__lt=MOST_ATTEMPTS).order_by("id")[:limit]
    for event in waiting:
        try:
            for kind, subscriber in _subscribers:
                if wants(kind, event.kind):
                    subscriber(event)
        except Exception as error:
            log.exception("event %s", event)
            Outbox.objects.filter(pk=event.pk).update(attempts=event.attempts + 1, error=str(error)[:2000])
            continue
        Outbox.objects.filter(pk=event.pk).update(delivered_at=now, attempts=event.attempts + 1, error="")
        done += 1
    return done


def stuck() -> int:
    """Return how many events have failed too often."""
    return Outbox.objects.filter(delivered_at__isnull=True, attempts__gte=MOST_ATTEMPTS).count()
