"""What points read last, and for some days before (点位数据): a small database beside the series, no records.

Without Django. One row a point and change; a message that comes late does not take the place of a newer one.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from yifa.affairs.energy.series.records import SeriesError

#: days that readings are kept
KEPT = 7
#: a clock may be ahead of ours by so much
AHEAD = timedelta(minutes=10)
LARGEST = 1 << 20
WORDS = {"true": 1, "on": 1, "开": 1, "运行": 1, "报警": 1, "false": 0, "off": 0, "关": 0, "停止": 0, "正常": 0}
Reading = tuple[str, datetime, Decimal]
_SCHEMA = """
CREATE TABLE IF NOT EXISTS reading (address TEXT NOT NULL, at TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (address, at)) WITHOUT ROWID;
"""


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / "points.sqlite3", timeout=10)
    try:
        db.executescript(_SCHEMA)
        with db:
            yield db
    finally:
        db.close()


def keep(folder: Path, rows: Iterable[Reading], now: datetime) -> int:
    """Keep readings that can be believed; return how many."""
    found = [(a, t.isoformat(sep=" ", timespec="seconds"), format(v, "f")) for a, t, v in rows if t <= now + AHEAD]
    with _opened(folder) as db:
        db.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", found)
        db.execute("DELETE FROM reading WHERE at < ?", ((now - timedelta(days=KEPT)).isoformat(sep=" "),))
    return len(found)


def last(folder: Path) -> dict[str, tuple[datetime, Decimal]]:
    """Return the newest reading of every address."""
    if not (folder / "points.sqlite3").exists():
        return {}
    with _opened(folder) as db:
        rows = db.execute(
            "SELECT r.address, r.at, r.value FROM reading r JOIN (SELECT address, max(at) AS at FROM reading"
            " GROUP BY address) n ON n.address = r.address AND n.at = r.at"
        ).fetchall()
    return {address: (datetime.fromisoformat(at), Decimal(value)) for address, at, value in rows}


def number(text: Any) -> Decimal | None:
    """Return what a point says as a number; words of switches are 1 and 0."""
    if isinstance(text, bool):
        return Decimal(int(text))
    said = str(text).strip()
    if said.lower() in WORDS:
        return Decimal(WORDS[said.lower()])
    try:
        value = Decimal(said)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**9 else None


def message(topic: str, payload: bytes, now: datetime) -> list[Reading]:
    """Return the readings of a message: a bare value, or one or many of {point, value, time}."""
    if len(payload) > LARGEST:
        return []
    try:
        data = json.loads(payload, parse_float=Decimal)
    except (ValueError, RecursionError):
        data = payload.decode("utf-8", "replace")
    out = []
    for one in data if isinstance(data, list) else [data]:
        said = one if isinstance(one, dict) else {"value": one}
        value, at = number(said.get("value")), _time(said.get("time"), now)
        address = str(said.get("point") or topic)[:160]
        if value is not None and at is not None and address:
            out.append((address, at, value))
    return out


def _time(text: Any, now: datetime) -> datetime | None:
    if text in (None, ""):
        return now
    try:
        return datetime.fromisoformat(str(text).strip()).replace(tzinfo=None)
    except ValueError:
        return None


def table(data: bytes, now: datetime) -> tuple[list[Reading], list[str]]:
    """Return the readings of a CSV with the columns 点位、时间、值, and what is wrong with it."""
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SeriesError("点位数据表的编码认不出，请另存为 UTF-8")
    rows = list(csv.reader(io.StringIO(text)))
    heads = [cell.strip() for cell in rows[0]] if rows else []
    names = {"点位": "point", "点位编号": "point", "主题": "point", "时间": "time", "值": "value", "数值": "value"}
    place = {names[cell]: n for n, cell in enumerate(heads) if cell in names}
    if {"point", "value"} - set(place):
        raise SeriesError("点位数据表的表头应有 点位、时间、值")
    out, wrong = [], []
    for n, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        said = {key: row[at].strip() if at < len(row) else "" for key, at in place.items()}
        value, at = number(said["value"]), _time(said.get("time"), now)
        if value is None or at is None or not said["point"]:
            wrong.append(f"第{n}行的点位、时间或值不对，没有收")
            continue
        out.append((said["point"], at, value))
    return out, wrong


async def listen(url: str, topic: str, folder: Path, now: Any, most: int | None = None) -> int:
    """Take messages of an MQTT broker until interrupted (or so many); return how many readings were kept."""
    try:
        import aiomqtt
    except ImportError:
        raise SeriesError("没有安装 MQTT 支持，请安装 yifa[iot]") from None
    from urllib.parse import urlsplit

    place, kept, seen = urlsplit(url), 0, 0
    if place.scheme not in ("mqtt", "mqtts") or not place.hostname:
        raise SeriesError("MQTT 地址应写成 mqtt://用户:口令@主机:端口")
    secure = aiomqtt.TLSParameters() if place.scheme == "mqtts" else None
    try:
        async with aiomqtt.Client(
            place.hostname, place.port or (8883 if secure else 1883), username=place.username, password=place.password,
            tls_params=secure, max_queued_incoming_messages=10_000,
        ) as client:  # fmt: skip
            await client.subscribe(topic, qos=1)
            async for one in client.messages:
                kept += keep(folder, message(str(one.topic), bytes(one.payload or b""), now()), now())
                seen += 1
                if most is not None and seen >= most:
                    break
    except aiomqtt.MqttError as error:
        raise SeriesError(f"MQTT 连接断了（{type(error).__name__}），已收的读数都在") from error
    return kept
