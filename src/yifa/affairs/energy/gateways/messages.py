"""Bodies of the upload protocol: cipher, compression, XML in and out. Nothing here trusts what it is given."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.upload import LARGEST, SHORT, Packet, pack

BLOCK = 16
PLAIN, ZLIB, AES = "plain", "zlib", "aes"
#: commands of the answers in the framing with a length in it; types in the short framing
COMMANDS = {"sequence": 2, "result": 4, "time": 5, "data": 7, "continuous": 8}
SHORT_TYPES = {"sequence": 1, "result": 1, "time": 2, "data": 3, "continuous": 3}


@dataclass(frozen=True)
class Gate:
    """A gateway that may send (采集器): its keys, how it writes, and what its meters are called with us."""

    building: str
    gateway: str
    key: str
    aes: bytes | None = None
    iv: bytes | None = None
    key_first: bool = False
    function: str = "1"
    meters: dict[str, str] = field(default_factory=dict)

    def name(self, meter: str, function: str) -> str:
        """Return our name of a register: the meter's number, or gateway and meter where none is given."""
        name = self.meters.get(meter) or f"{self.building}-{self.gateway}-{meter}"
        return name if function == self.function else f"{name}#{function}"


@dataclass(frozen=True)
class Message:
    """A message of a gateway: who it says it is, which kind and operation, and the XML."""

    building: str
    gateway: str
    kind: str
    operation: str
    fields: dict[str, str]
    xml: bytes


def opened(body: bytes, how: str, key: bytes | None = None, iv: bytes | None = None) -> bytes:
    """Return the XML of a body; raise EnergyError where it is none."""
    if how == AES:
        if key is None or not body or len(body) % BLOCK:
            raise EnergyError("密文长度不对")
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        reader = Cipher(algorithms.AES(key), modes.CBC(iv or key)).decryptor()
        body = (reader.update(body) + reader.finalize()).rstrip(b"\0")
    elif how == ZLIB:
        try:
            stream = zlib.decompressobj()
            body = stream.decompress(body, LARGEST)
            if stream.unconsumed_tail:
                raise EnergyError("压缩报文展开后太大")
        except zlib.error:
            raise EnergyError("压缩报文解不开") from None
    text = body.lstrip(b"\xef\xbb\xbf\r\n\t ")
    if not text.startswith(b"<"):
        raise EnergyError("报文不是XML")
    return text


def sealed(xml: bytes, how: str, key: bytes | None = None, iv: bytes | None = None) -> bytes:
    """Return the body for XML, written as the gateway writes its own."""
    if how == ZLIB:
        return zlib.compress(xml)
    if how == PLAIN or key is None:
        return xml
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    writer = Cipher(algorithms.AES(key), modes.CBC(iv or key)).encryptor()
    return writer.update(xml + b"\0" * (-len(xml) % BLOCK)) + writer.finalize()


def parsed(xml: bytes) -> Message:
    """Return a message; a document type, entities or broken XML are refused."""
    if len(xml) > LARGEST:
        raise EnergyError("上传报文太大")
    if b"<!DOCTYPE" in xml[:4096].upper() or b"<!ENTITY" in xml[:4096].upper():
        raise EnergyError("上传报文不得带文档类型定义")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise EnergyError("上传报文不是完整的XML") from None
    if root.getroottree().docinfo.doctype:  # written in another encoding, say
        raise EnergyError("上传报文不得带文档类型定义")
    common = root.find("common")
    rest = [one for one in root if isinstance(one.tag, str) and one.tag != "common"]
    if common is None or not rest:
        raise EnergyError("上传报文缺少 common 或内容")
    what = rest[0]
    fields = {str(one.tag): (one.text or "").strip() for one in what if isinstance(one.tag, str)}
    return Message(
        (common.findtext("building_id") or "").strip(), (common.findtext("gateway_id") or "").strip(), str(what.tag),
        what.get("operation", ""), fields, xml,
    )  # fmt: skip


def answer(message: Message, kind: str, operation: str, **fields: str) -> bytes:
    """Return the XML of an answer."""
    root = etree.Element("root")
    common = etree.SubElement(root, "common")
    for name, text in (("building_id", message.building), ("gateway_id", message.gateway), ("type", operation)):
        etree.SubElement(common, name).text = _clean(text)
    what = etree.SubElement(root, kind, operation=operation)
    for name, text in fields.items():
        etree.SubElement(what, name).text = _clean(text)
    found: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return found


def _clean(text: str) -> str:
    return "".join(sign for sign in text[:200] if sign.isprintable())


def framed(packet: Packet, what: str, body: bytes) -> bytes:
    """Return an answer in the framing of the packet it answers."""
    if packet.framing == "short":
        return SHORT + bytes((SHORT_TYPES[what],)) + len(body).to_bytes(4, "big") + body
    return pack(COMMANDS[what].to_bytes(4, "little"), body, swapped=packet.framing == "swapped")


def stamp(at: datetime) -> str:
    """Return a time as the protocol writes it."""
    return f"{at:%Y%m%d%H%M%S}"


def gate(name: str, settings: dict[str, Any]) -> Gate:
    """Return a gateway of a settings file; the name is building and gateway joined by a stroke."""
    building, _, gateway = name.rpartition("/")
    aes, iv = (str(settings.get(one) or "").encode() or None for one in ("aes", "iv"))
    if not building or not gateway or not settings.get("key"):
        raise EnergyError(f"采集器“{name}”应写成 楼宇编号/采集器编号，并给出 key")
    if any(one is not None and len(one) != BLOCK for one in (aes, iv)):
        raise EnergyError(f"采集器“{name}”的 aes、iv 应为16个字符")
    if unknown := sorted(set(settings) - {"key", "aes", "iv", "key_first", "function", "meters"}):
        raise EnergyError(f"采集器“{name}”有不认识的设置 {'、'.join(unknown)}")
    meters = {str(one): str(other) for one, other in (settings.get("meters") or {}).items()}
    return Gate(
        building, gateway, str(settings["key"]), aes, iv, bool(settings.get("key_first")),
        str(settings.get("function", "1")), meters,
    )  # fmt: skip
