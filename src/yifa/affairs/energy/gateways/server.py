"""The upload server (采集器接入): log-in by digest, heart-beat, readings into the journal, answers after the fsync.

A gateway without the right key gets nothing but a sequence number and a closed line. What a gateway may cost is
bounded: bytes before log-in, bytes in a second, time for one packet, broken packets, lines per address.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.upload import FAULTY, MISSING, NO_TIME, Packet, Packets, digest, readings
from yifa.affairs.energy.gateways import messages
from yifa.affairs.energy.gateways.inlet import Inlet
from yifa.affairs.energy.gateways.messages import AES, PLAIN, ZLIB, Gate, Message
from yifa.affairs.energy.series.records import SeriesError

Gates = Mapping[tuple[str, str], Gate]


@dataclass(frozen=True)
class Limits:
    """What one gateway may cost."""

    before_login: int = 64 << 10
    login_seconds: float = 20
    packet_seconds: float = 60
    idle_seconds: float = 1800
    bytes_a_second: int = 4 << 20
    broken: int = 50
    lines_per_address: int = 20
    lines: int = 2000
    rotate_seconds: float = 60


def gates(settings: Mapping[str, Mapping[str, Any]]) -> Gates:
    """Return the gateways of a settings file."""
    found = [messages.gate(name, dict(one)) for name, one in settings.items()]
    return {(one.building, one.gateway): one for one in found}


class Closing(Exception):
    """The line is to be closed; the reason is for our log, never for the gateway."""


@dataclass
class Line:
    """One connection."""

    server: Server
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    packets: Packets = field(default_factory=Packets)
    sequence: str = ""
    gate: Gate | None = None
    passed: bool = False
    how: str = ""
    key: Gate | None = None
    got: int = 0

    async def run(self) -> None:
        """Serve until the gateway goes or is shown out."""
        limits, waiting_since = self.server.limits, time.monotonic()
        begun, second, in_second = waiting_since, waiting_since, 0
        while True:
            now = time.monotonic()
            left = limits.idle_seconds if self.passed else begun + limits.login_seconds - now
            if self.packets.waiting:
                left = min(left, waiting_since + limits.packet_seconds - now)
            try:
                data = await asyncio.wait_for(self.reader.read(64 << 10), max(left, 0.01))
            except TimeoutError:
                raise Closing("timeout") from None
            if not data:
                raise Closing("gone")
            self.got += len(data)
            if not self.passed and self.got > limits.before_login:
                raise Closing("too much before log-in")
            if not self.packets.waiting:
                waiting_since = time.monotonic()
            found = self.packets.feed(data)
            if self.packets.broken > limits.broken:
                raise Closing("broken packets")
            if found:
                waiting_since = time.monotonic()
            for packet in found:
                await self._packet(packet)
            in_second += len(data)
            if in_second > limits.bytes_a_second:
                await asyncio.sleep(max(second + 1 - time.monotonic(), 0))
            if time.monotonic() - second >= 1:
                second, in_second = time.monotonic(), 0

    async def _packet(self, packet: Packet) -> None:
        try:
            message = messages.parsed(self._opened(packet))
        except EnergyError as error:
            raise Closing(f"body: {error}") from error
        if message.kind == "id_validate":
            await self._login(packet, message)
            return
        if not self.passed or self.gate is None:
            raise Closing("not logged in")
        if (message.building, message.gateway) != (self.gate.building, self.gate.gateway):
            raise Closing("speaks for another gateway")
        if message.kind == "heart_beat":
            self._send(packet, message, "time", "heart_beat", "time", time=messages.stamp(self.server.now()))
        elif message.kind == "data":
            await self._data(packet, message)

    def _opened(self, packet: Packet) -> bytes:
        """Return the XML; which cipher a gateway uses shows at its first packet."""
        if self.how:
            return self._by(packet.body, self.how, self.key)
        tries: list[tuple[str, Gate | None]] = [(PLAIN, None), (ZLIB, None)]
        tries += [(AES, one) for one in self.server.ciphers]
        for how, key in tries:
            try:
                found = self._by(packet.body, how, key)
            except EnergyError:
                continue
            self.how, self.key = how, key
            return found
        raise EnergyError("解不开")

    @staticmethod
    def _by(body: bytes, how: str, key: Gate | None) -> bytes:
        return messages.opened(body, how, key.aes if key else None, key.iv if key else None)

    def _send(self, packet: Packet, message: Message, what: str, kind: str, operation: str, **fields: str) -> None:
        xml = messages.answer(message, kind, operation, **fields)
        key = self.key
        body = messages.sealed(xml, self.how, key.aes if key else None, key.iv if key else None)
        self.writer.write(messages.framed(packet, what, body))

    async def _login(self, packet: Packet, message: Message) -> None:
        if message.operation == "request":
            self.sequence = str(secrets.randbelow(9 * 10**15) + 10**15)
            self._send(packet, message, "sequence", "id_validate", "sequence", sequence=self.sequence)
        elif message.operation == "md5" and self.sequence:
            gate = self.server.gates.get((message.building, message.gateway))
            wanted = digest(self.sequence, gate.key if gate else secrets.token_hex(8), bool(gate and gate.key_first))
            given = message.fields.get("md5", "").lower().encode("ascii", "replace")
            same = hmac.compare_digest(wanted.encode(), given)
            right = (
                gate is not None and same and (gate.aes is None or (self.key is not None and self.key.aes == gate.aes))
            )
            self.sequence = ""
            if not right:
                self.server.count["refused"] += 1
                raise Closing("wrong key")
            self.gate, self.passed = gate, True
            self.server.count["logins"] += 1
            stamp = messages.stamp(self.server.now())
            self._send(packet, message, "result", "id_validate", "result", result="pass", time=stamp)
        else:
            raise Closing("log-in out of turn")
        await self._sent()

    async def _sent(self) -> None:
        """Wait until the gateway takes its answers; one that never does is shown out."""
        try:
            await asyncio.wait_for(self.writer.drain(), self.server.limits.packet_seconds)
        except TimeoutError:
            raise Closing("does not read") from None

    async def _data(self, packet: Packet, message: Message) -> None:
        """Take readings; the answer goes out only when they are on the disk."""
        gate, inlet = self.gate, self.server.inlet
        assert gate is not None
        try:
            found = readings(message.xml)
        except EnergyError as error:
            raise Closing(f"data: {error}") from error
        text = message.fields.get("sequence", "")
        sequence = int(text) if text.isdecimal() and len(text) < 18 else 0
        rows = []
        try:
            for one in found:
                self.server.count[one.quality] += 1
                if one.quality == MISSING or one.value is None:
                    continue
                name, believed = gate.name(one.meter, one.function), one.quality not in (NO_TIME, FAULTY)
                rows.append(inlet.row(name, 0, one.time or self.server.now(), one.value, sequence, believed=believed))
            await asyncio.wrap_future(inlet.take(rows))
        except SeriesError as error:
            raise Closing("not on the disk") from error
        self.server.count["readings"] += len(rows)
        what = "continuous" if message.operation == "continuous" else "data"
        self._send(packet, message, what, "data", f"{message.operation}_ack", sequence=text, ack="OK")
        await self._sent()


class Server:
    """The listening side."""

    def __init__(self, inlet: Inlet, gates: Gates, now: Callable[[], datetime], limits: Limits | None = None) -> None:
        self.inlet, self.gates, self.now, self.limits = inlet, gates, now, limits or Limits()
        seen: dict[tuple[bytes, bytes | None], Gate] = {}
        for one in gates.values():
            if one.aes:
                seen.setdefault((one.aes, one.iv), one)
        self.ciphers = list(seen.values())
        self.count: Counter[str] = Counter()
        self.closings: Counter[str] = Counter()
        self._lines: Counter[str] = Counter()

    async def serve_line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection and close it, whatever it sends."""
        address = str((writer.get_extra_info("peername") or ("?",))[0])
        self._lines[address] += 1
        try:
            if self._lines[address] > self.limits.lines_per_address or self._lines.total() > self.limits.lines:
                raise Closing("too many lines")
            await Line(self, reader, writer).run()
        except Closing as reason:
            self.closings[str(reason)] += 1
        except (ConnectionError, asyncio.IncompleteReadError):
            self.closings["gone"] += 1
        except asyncio.CancelledError:  # the service stops; what was not answered the gateway keeps
            self.closings["stopped"] += 1
        finally:
            self._lines[address] -= 1
            writer.close()
            with contextlib.suppress(ConnectionError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 5)

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """Open the port."""
        return await asyncio.start_server(self.serve_line, host, port, limit=64 << 10)

    async def rotate(self) -> None:
        """Close the journal's segment from time to time, so that the writer may take it."""
        while True:
            await asyncio.sleep(self.limits.rotate_seconds)
            await asyncio.to_thread(self.inlet.rotate)


def serve(folder: Path, host: str, port: int, known: Gates, now: Callable[[], datetime]) -> dict[str, int]:
    """Listen until interrupted; return counts."""

    async def run() -> dict[str, int]:
        with Inlet(folder, now) as inlet:
            server = Server(inlet, known, now)
            try:
                listening = await server.listen(host, port)
            except OSError as error:
                raise SeriesError(f"{host}:{port} 不能监听（{error.strerror}）") from error
            stop = asyncio.Event()
            for sign in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(sign, stop.set)
            rotating = asyncio.create_task(server.rotate())
            await stop.wait()
            rotating.cancel()
            listening.close()
            return {name: server.count[name] for name in ("readings", "logins", "refused")}

    return asyncio.run(run())
