"""Modbus TCP against pymodbus' own server, MQTT messages, and a real broker where there is one."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import time
from datetime import datetime
from decimal import Decimal

import pytest

from yifa.affairs.energy.gateways import modbus, mqtt
from yifa.affairs.energy.gateways.inlet import Inlet
from yifa.affairs.energy.series import store
from yifa.affairs.energy.series.records import DOUBTFUL, SeriesError
from yifa.affairs.energy.series.store import RAW, Writer

NOW = datetime(2025, 3, 1, 12)


@pytest.fixture
def inlet(tmp_path):
    with Inlet(tmp_path, lambda: NOW) as one:
        yield one


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


POINTS = [
    {"meter": "甲01", "address": 0, "kind": "u32", "factor": "0.01"},
    {"meter": "甲02", "address": 2, "kind": "u32", "low_word_first": True, "factor": "0.1"},
    {"meter": "甲03", "address": 4, "kind": "f32"},
    {"meter": "甲04", "address": 6, "kind": "f32"},
    {"meter": "甲05", "address": 900},
    {"meter": "甲06", "address": 8, "kind": "i16"},
]


def test_a_round_of_modbus_registers(tmp_path, inlet):
    pytest.importorskip("pymodbus", reason="the extra iot is not installed")
    from pymodbus.server import ModbusTcpServer
    from pymodbus.simulator import DataType, SimData, SimDevice

    words = [0x0001, 0xE240, 0xE240, 0x0001, 0x42F6, 0xE979, 0x7FC0, 0x0000, 0xFFFE]

    async def run():
        port = free_port()
        device = SimDevice(1, simdata=[SimData(0, values=words, datatype=DataType.REGISTERS)])
        server = ModbusTcpServer(device, address=("127.0.0.1", port))
        await server.serve_forever(background=True)
        try:
            wanted = modbus.points(POINTS)
            found = await modbus.read("127.0.0.1", port, wanted, timeout=1)
            taken = await modbus.take("127.0.0.1", port, wanted, inlet)
        finally:
            await server.shutdown()
        nobody = await modbus.read("127.0.0.1", free_port(), wanted[:1], timeout=0.3)
        return found, taken, nobody

    found, taken, nobody = asyncio.run(run())
    assert found == {
        "甲01": Decimal("1234.56"), "甲02": Decimal("12345.6"), "甲03": Decimal("123.456"), "甲04": None, "甲05": None,
        "甲06": Decimal(-2),
    }  # fmt: skip
    assert taken == 4 and nobody == {"甲01": None}, "what does not answer is missing, never zero"
    for wrong in ({"meter": "甲"}, {"meter": "甲", "address": 1, "kind": "u9"}, {"meter": "甲", "address": "x"}):
        with pytest.raises(SeriesError, match="Modbus"):
            modbus.points([wrong])


MESSAGE = {"meter": "甲01", "time": "2025-03-01T11:45:00", "value": "13362.20", "seq": 4}


def test_messages_are_taken_for_what_they_are(inlet):
    good = json.dumps(MESSAGE).encode()
    (row,), bad = mqtt.rows(inlet, "energy/甲01", good)
    assert bad == 0 and (row[2], row[3], row[5], row[6]) == (2, 0, 4, 1336220)
    (row,), _ = mqtt.rows(inlet, "energy/甲01", b'{"value": 1.5}')
    assert row[3] == DOUBTFUL, "a reading without a time is kept and not believed"
    assert mqtt.rows(inlet, "t", json.dumps([MESSAGE, MESSAGE | {"value": "nan"}, 3]).encode())[1] == 2
    for junk in (b"", b"\xff\xfe", b"[" * 100_000, b'{"value": true}', b'{"value": 1e999999}', b"x" * (2 << 20)):
        assert mqtt.rows(inlet, "t", junk) == ([], 1)


@pytest.mark.skipif(not shutil.which("mosquitto"), reason="no mosquitto on this machine")
def test_a_real_broker_gives_again_what_did_not_reach_the_journal(tmp_path, inlet, monkeypatch):
    aiomqtt = pytest.importorskip("aiomqtt", reason="the extra iot is not installed")
    port = free_port()
    (tmp_path / "m.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n", encoding="utf-8")
    broker = subprocess.Popen(["mosquitto", "-c", str(tmp_path / "m.conf")])

    async def run():
        async def speak():
            await asyncio.sleep(0.5)
            async with aiomqtt.Client("127.0.0.1", port) as client:
                for number in range(20):
                    await client.publish("energy/甲01", json.dumps(MESSAGE | {"seq": number}), qos=1)

        speaking = asyncio.create_task(speak())
        with monkeypatch.context() as broken, pytest.raises(OSError, match="磁盘满"):
            broken.setattr(inlet, "take", full)
            await mqtt.listen(f"mqtt://127.0.0.1:{port}", "energy/#", inlet)
        await speaking
        return await mqtt.listen(f"mqtt://127.0.0.1:{port}", "energy/#", inlet, most=20)

    def full(rows):
        raise OSError("磁盘满")

    try:
        for _ in range(50):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        assert asyncio.run(asyncio.wait_for(run(), 20)) == {"messages": 20, "readings": 20, "unusable": 0}
    finally:
        broker.terminate()
        broker.wait(5)
    inlet.rotate()
    with Writer(tmp_path) as writer:
        writer.drain()
        assert sum(len(store.read(path, 0, 1 << 30)) for path in writer.paths(RAW)) == 20


def test_addresses_that_are_none(inlet):
    with pytest.raises(SeriesError, match="MQTT 地址"):
        asyncio.run(mqtt.listen("http://127.0.0.1", "t", inlet))
    with pytest.raises(SeriesError, match="MQTT 连接断了"):
        asyncio.run(mqtt.listen(f"mqtt://127.0.0.1:{free_port()}", "t", inlet))
