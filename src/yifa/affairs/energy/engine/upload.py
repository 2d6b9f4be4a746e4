"""What a gateway uploads (数据采集器上传): framing variants, log-in digest, readings in XML. Bytes in, readings out.

Two framings are taken: head, little-endian length, command, body, CRC, tail (head and tail also the other way round),
and ``1F1F`` with type, big-endian length and data. Ciphers belong to the server; here stands what needs no key.
"""

from __future__ import annotations

import hashlib
from binascii import crc_hqx
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from yifa.affairs.energy.engine.numbers import EnergyError, exact

ONE, TWO, SHORT = bytes.fromhex("68681616"), bytes.fromhex("55AA55AA"), bytes.fromhex("1F1F")
#: a packet above this size is none; a gateway that never ends one loses its place, not our memory
LARGEST = 1 << 20
NO_ERROR = "192"
GOOD, MISSING, NO_TIME, FAULTY = "good", "missing", "no_time", "error"


def digest(sequence: str, key: str, key_first: bool) -> str:
    """Return the MD5 of a log-in; whether the key comes first is a setting of the site."""
    text = key + sequence if key_first else sequence + key
    return hashlib.md5(text.encode("ascii", "replace"), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Packet:
    """One packet: its framing, command or type, and body as sent (perhaps enciphered)."""

    framing: str
    command: bytes
    body: bytes


def pack(command: bytes, body: bytes, swapped: bool = False) -> bytes:
    """Build a packet of the first framing: the CRC is over command and body, low byte first."""
    head, tail = (TWO, ONE) if swapped else (ONE, TWO)
    inner = command + body
    return head + len(inner).to_bytes(4, "little") + inner + crc_hqx(inner, 0).to_bytes(2, "little") + tail


class Packets:
    """A reader that is fed bytes as they come; noise and broken packets are passed over and counted."""

    def __init__(self) -> None:
        self._held = bytearray()
        self.broken = 0

    @property
    def waiting(self) -> bool:
        """True where a packet has begun and is not whole."""
        return len(self._held) > 3

    def feed(self, data: bytes) -> list[Packet]:
        """Return the packets that are whole now."""
        self._held += data
        found: list[Packet] = []
        while True:
            starts = [place for mark in (ONE, TWO, SHORT) if (place := self._held.find(mark)) >= 0]
            if not starts:
                del self._held[: max(len(self._held) - 3, 0)]
                return found
            del self._held[: min(starts)]
            packet, size = self._short() if self._held.startswith(SHORT) else self._long()
            if size == 0:
                return found
            if packet is None:
                self.broken += 1
            else:
                found.append(packet)
            del self._held[:size]

    def _short(self) -> tuple[Packet | None, int]:
        held = self._held
        if len(held) < 7:
            return None, 0
        size = int.from_bytes(held[3:7], "big")
        if size > LARGEST:
            return None, 2
        if len(held) < 7 + size:
            return None, 0
        return Packet("short", bytes(held[2:3]), bytes(held[7 : 7 + size])), 7 + size

    def _long(self) -> tuple[Packet | None, int]:
        """Systems differ in what the length counts (body, with command, with CRC): the CRC and the tail decide."""
        held = self._held
        if len(held) < 8:
            return None, 0
        said = int.from_bytes(held[4:8], "little")
        if said > LARGEST:
            return None, 4
        tail = TWO if held.startswith(ONE) else ONE
        for inner in (said, said + 4, said - 2):
            end = 8 + inner + 2
            if inner < 4 or bytes(held[end : end + 4]) != tail:
                continue
            content = bytes(held[8 : 8 + inner])
            if crc_hqx(content, 0).to_bytes(2, "little") == bytes(held[8 + inner : end]):
                return Packet("swapped" if tail == ONE else "plain", content[:4], content[4:]), end + 4
        return (None, 0) if len(held) < 8 + said + 4 + 2 + 4 else (None, 4)


@dataclass(frozen=True)
class Upload:
    """One reading of an upload; ``value`` None is missing, never zero."""

    meter: str
    function: str
    code: str | None
    value: Decimal | None
    time: datetime | None
    quality: str
    error: str | None = None


def moment(text: str | None) -> datetime | None:
    """Return a time YYYYMMDDHHMMSS; None where it is none."""
    try:
        return datetime.strptime((text or "").strip(), "%Y%m%d%H%M%S")
    except ValueError:
        return None


def readings(xml: bytes) -> list[Upload]:
    """Return the readings of a data message; a document type, entities or broken XML are refused."""
    if len(xml) > LARGEST:
        raise EnergyError("上传报文太大")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise EnergyError("上传报文不是完整的XML") from None
    if root.getroottree().docinfo.doctype:
        raise EnergyError("上传报文不得带文档类型定义")
    found = []
    for data in root.iter("data"):
        common = moment(data.findtext("time"))
        for meter in data.iter("meter"):
            found += [reading(dict(meter.attrib), dict(one.attrib), one.text, common) for one in meter.iter("function")]
    return found


def reading(meter: dict[Any, Any], function: dict[Any, Any], text: str | None, common: datetime | None) -> Upload:
    """Return one reading: an empty one is missing, one without a readable time is kept and marked."""
    sampled = function.get("sample_time")
    time = moment(sampled) if sampled else common
    error = function.get("error") or None
    try:
        value = None if not (text or "").strip() else Decimal(str((text or "").strip()))
        if value is not None:
            exact(value)
    except (ArithmeticError, EnergyError):
        value = None
    if value is None:
        quality = MISSING
    elif error is not None and error != NO_ERROR:
        quality = FAULTY
    else:
        quality = GOOD if time is not None else NO_TIME
    return Upload(meter.get("id", ""), function.get("id", ""), function.get("coding"), value, time, quality, error)
