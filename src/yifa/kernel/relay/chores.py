"""The exchange over the network, every few minutes, for bureaus whose channel has an address."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from yifa.kernel import clockwork
from yifa.kernel.action import Ctx
from yifa.kernel.jobs import queue
from yifa.kernel.jobs.periodic import chore
from yifa.kernel.policy import Scope
from yifa.kernel.relay import network
from yifa.kernel.relay.models import Channel
from yifa.kernel.relay.resources import CARRIERS

#: Minutes between two exchanges.
EVERY = 5


@chore("relay.due", "和外网机交换", "minute", quiet=True)
def due(now: datetime) -> None:
    """Put the exchange of each channel into the queue once in its turn."""
    if settings.YIFA_SIDE == "outer":
        return
    turn = int(now.timestamp()) // (EVERY * 60)
    for channel in Channel.objects.filter(life="live").exclude(address="").exclude(partner=""):
        args = {"channel": channel.pk}
        queue.enqueue(
            "relay.sync", "和外网机交换", args, bureau=channel.bureau_id, key=f"relay.sync:{channel.pk}:{turn}"
        )


def ctx_of(bureau_id: int) -> Ctx:
    """Return the context of the exchange itself, without a person."""
    scope = Scope(user_id=None, bureau_id=bureau_id, roles=CARRIERS, unit_ids=None, name="内外网交换")
    return Ctx(scope=scope, day=clockwork.today(), now=clockwork.now(), channel="job")


@queue.handler("relay.sync", tries=1)
def sync(progress: queue.Progress, channel: int) -> None:
    """Exchange once; what came of it stands on the channel."""
    found = Channel.objects.filter(pk=channel, life="live").first()
    if found is not None:
        said = network.tried(found, ctx_of(found.bureau_id))
        progress.result("/relay/", said or "已交换")
