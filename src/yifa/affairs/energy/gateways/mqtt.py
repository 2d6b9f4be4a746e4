"""Meters behind an MQTT broker: messages in JSON, into the journal, acknowledged to the broker after the fsync.

The payload is ``{"meter": …, "time": …, "value": …, "seq": …}`` or a list of such; the topic names the meter where
the payload does not.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from yifa.affairs.energy.gateways.inlet import Inlet
from yifa.affairs.energy.series.records import Row, SeriesError

LARGEST = 1 << 20
_TIMES = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S")


def rows(inlet: Inlet, topic: str, payload: bytes) -> tuple[list[Row], int]:
    """Return the readings of a message as rows, and how many of its parts are none."""
    if len(payload) > LARGEST:
        return [], 1
    try:
        data = json.loads(payload, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        return [], 1
    found, bad = [], 0
    for one in data if isinstance(data, list) else [data]:
        row = _row(inlet, topic, one)
        bad += row is None
        found += [row] if row else []
    return found, bad


def _row(inlet: Inlet, topic: str, one: Any) -> Row | None:
    if not isinstance(one, dict) or isinstance(one.get("value"), bool | None):
        return None
    try:
        value = Decimal(str(one["value"]).strip())
        seq = int(one.get("seq", 0))
    except (InvalidOperation, ValueError, TypeError, OverflowError):
        return None
    at = _time(one.get("time"))
    meter = str(one.get("meter") or topic.rsplit("/", 1)[-1])
    if not meter or not value.is_finite() or not 0 <= seq < 2**62:
        return None
    return inlet.row(meter, 0, at or inlet.now(), value, seq, believed=at is not None)


def _time(text: Any) -> datetime | None:
    for form in _TIMES:
        try:
            return datetime.strptime(str(text).strip()[:19], form)
        except ValueError:
            continue
    return None


async def listen(url: str, topic: str, inlet: Inlet, most: int | None = None) -> dict[str, int]:
    """Take messages of ``mqtt://user:password@host:port`` until interrupted (or so many); return counts."""
    try:
        import aiomqtt
    except ImportError:
        raise SeriesError("没有安装 MQTT 支持，请安装 yifa[iot]") from None
    place = urlsplit(url)
    if place.scheme not in ("mqtt", "mqtts") or not place.hostname:
        raise SeriesError("MQTT 地址应写成 mqtt://用户:口令@主机:端口")
    count = {"messages": 0, "readings": 0, "unusable": 0}
    secure = aiomqtt.TLSParameters() if place.scheme == "mqtts" else None
    try:
        client = aiomqtt.Client(
            place.hostname, place.port or (8883 if secure else 1883), username=place.username,
            password=place.password, identifier=f"yifa-{place.username or 'energy'}", clean_session=False,
            tls_params=secure, max_queued_incoming_messages=10_000,
        )  # fmt: skip
        paho = client._client  # aiomqtt acknowledges on arrival; only what is in the journal may be acknowledged
        paho.manual_ack_set(True)
        async with client:
            await client.subscribe(topic, qos=1)
            async for message in client.messages:
                found, bad = rows(inlet, str(message.topic), bytes(message.payload or b""))
                count["readings"] += await asyncio.wrap_future(inlet.take(found)) if found else 0
                count["unusable"] += bad
                count["messages"] += 1
                paho.ack(message.mid, message.qos)
                if most is not None and count["messages"] >= most:
                    break
    except aiomqtt.MqttError as error:
        raise SeriesError(f"MQTT 连接断了（{type(error).__name__}），已确认的读数都在") from error
    return count
