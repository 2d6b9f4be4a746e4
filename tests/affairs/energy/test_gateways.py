"""The upload server with gateways that behave and gateways that do not; files of suppliers; the commands over them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import tracemalloc
import zlib
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from yifa.affairs.energy.engine.upload import LARGEST, Packets, digest, pack
from yifa.affairs.energy.gateways import messages, supplied
from yifa.affairs.energy.gateways.inlet import Inlet
from yifa.affairs.energy.gateways.server import Limits, Server, gates
from yifa.affairs.energy.series import store
from yifa.affairs.energy.series.records import DOUBTFUL, SeriesError
from yifa.affairs.energy.series.store import DOUBT, RAW, Writer
from yifa.site.cli import main

NOW = datetime(2025, 3, 1, 12)
KEYS = {
    "990100D001/01": {"key": "first-key", "aes": "AbCdEfGhIjKlMnOp", "meters": {"1": "甲01"}},
    "990100D001/02": {"key": "second-key", "key_first": True},
}
FAST = Limits(login_seconds=0.4, packet_seconds=0.3, broken=5, lines_per_address=3, before_login=8 << 10)


def xml(gateway: str, kind: str, operation: str, inner: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><root><common><building_id>990100D001</building_id><gateway_id>{gateway}</gateway_id>'
        f'<type>{operation}</type></common><{kind} operation="{operation}">{inner}</{kind}></root>'
    ).encode()


def report(gateway: str, at: str, value: str, meter: str = "1", more: str = "") -> bytes:
    function = f'<function id="1" coding="01000" error="192" sample_time="{at}">{value}</function>{more}'
    return xml(
        gateway, "data", "report", f"<sequence>7</sequence><time>{at}</time><meter id=\"{meter}\">{function}</meter>"
    )  # fmt: skip


class Caller:
    """A gateway at the other end."""

    def __init__(self, gateway="01", cipher=True, framing="plain"):
        settings = KEYS[f"990100D001/{gateway}"]
        self.gateway, self.key, self.first = gateway, settings["key"], bool(settings.get("key_first"))
        self.aes = settings.get("aes", "").encode() if cipher else None
        self.framing, self.packets = framing, Packets()

    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    def send(self, body: bytes):
        body = messages.sealed(body, "aes", self.aes) if self.aes else body
        framed = (
            b"\x1f\x1f\x01" + len(body).to_bytes(4, "big") + body
            if self.framing == "short"
            else pack(b"\1\0\0\0", body, swapped=self.framing == "swapped")
        )
        self.writer.write(framed)

    async def answer(self):
        while data := await asyncio.wait_for(self.reader.read(4096), 5):
            for packet in self.packets.feed(data):
                return messages.parsed(messages.opened(packet.body, "aes" if self.aes else "plain", self.aes))
        return None

    async def login(self, key=None):
        self.send(xml(self.gateway, "id_validate", "request"))
        sequence = (await self.answer()).fields["sequence"]
        said = digest(sequence, key or self.key, self.first)
        self.send(xml(self.gateway, "id_validate", "md5", f"<md5>{said}</md5>"))
        return await self.answer()


def served(tmp_path, work, limits=FAST):
    """Run a server and some callers; return what they gave."""

    async def run():
        with Inlet(tmp_path, lambda: NOW) as inlet:
            server = Server(inlet, gates(KEYS), lambda: NOW, limits)
            listening = await server.listen("127.0.0.1", 0)
            port = listening.sockets[0].getsockname()[1]
            try:
                return await work(port), server
            finally:
                listening.close()

    return asyncio.run(asyncio.wait_for(run(), 30))


def kept(tmp_path, kind=RAW):
    with Writer(tmp_path) as writer:
        writer.drain()
        names = {number: name for number, (name, _) in writer.manifest.meters().items()}
        found = [store.read(path, 0, 1 << 30) for path in writer.paths(kind)]
    rows = (row for block in found for row in block)
    return sorted((names[int(row["meter"])], int(row["value"]), int(row["scale"])) for row in rows)


def test_gateways_log_in_report_and_are_answered_when_it_is_on_the_disk(tmp_path):
    async def work(port):
        answers = []
        for gateway, cipher, framing in (("01", True, "plain"), ("02", False, "short"), ("02", False, "swapped")):
            caller = await Caller(gateway, cipher, framing).open(port)
            answers.append((await caller.login()).fields["result"])
            caller.send(xml(gateway, "heart_beat", "notify"))
            answers.append((await caller.answer()).fields["time"])
            empty = '<function id="2" error="">' + "</function>"
            caller.send(report(gateway, "20250301113000", "13362.2", more=empty))
            answers.append((await caller.answer()).fields)
            caller.writer.close()
        return answers

    answers, server = served(tmp_path, work)
    assert answers == ["pass", "20250301120000", {"sequence": "7", "ack": "OK"}] * 3
    assert server.count["readings"] == 3 and server.count["missing"] == 3
    assert kept(tmp_path) == [("990100D001-02-1", 133622, 1), ("甲01", 133622, 1)]


def test_a_wrong_key_gets_nothing(tmp_path):
    async def work(port):
        answers = []
        for key in ("guess", None):
            caller = await Caller("01").open(port)
            answers.append(await caller.login(key or "first-kez"))
        caller = await Caller("01").open(port)
        caller.send(report("01", "20250301113000", "1"))
        answers.append(await caller.answer())
        caller = await Caller("02", cipher=False).open(port)
        await caller.login()
        caller.send(report("01", "20250301113000", "1"))
        answers.append(await caller.answer())
        caller = await Caller("01", cipher=False).open(port)
        answers.append(await caller.login())
        return answers

    answers, server = served(tmp_path, work)
    assert answers == [None] * 5 and server.count["readings"] == 0
    assert server.count["refused"] == 3 and server.closings["not logged in"] == 1
    assert kept(tmp_path) == []


def test_hostile_lines_cost_themselves(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><root>&b;</root>'
    bomb = zlib.compress(b"<root>" + b" " * (LARGEST * 4))

    async def one(port, data, login=False):
        caller = await Caller("02", cipher=False).open(port)
        if login:
            await caller.login()
        for piece in data:
            caller.writer.write(piece)
            try:
                await asyncio.wait_for(caller.writer.drain(), 5)
            except ConnectionError:
                break
        try:
            rest = await asyncio.wait_for(caller.reader.read(), 5)
        except ConnectionError:
            rest = b""
        caller.writer.close()
        return rest

    async def work(port):
        found = [
            await one(port, [pack(b"\1\0\0\0", laughs)], login=True),
            await one(port, [pack(b"\1\0\0\0", bomb)]),
            await one(port, [b"\x68\x68\x16\x16\xff\xff\0\0" + b"\0" * 50], login=True),
            await one(port, [b""]),
            await one(port, [os.urandom(4096) for _ in range(40)]),
            await one(port, [(b"\x68\x68\x16\x16" + b"\xff" * 8) * 40], login=True),
        ]
        many = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        found.append(await asyncio.wait_for(many[-1][0].read(), 5))
        return found

    found, server = served(tmp_path, work)
    assert found == [b""] * 7
    assert server.closings["timeout"] >= 2 and server.closings["too many lines"] >= 1
    assert server.closings["broken packets"] == 1 and server.closings["too much before log-in"] == 1
    assert server.count["readings"] == 0


def test_a_flood_is_read_slowly_and_the_others_are_served(tmp_path):
    """Two lines send as fast as they can, noise and true packets; what waits of theirs stays with them."""
    sent, limits = 0, replace(FAST, bytes_a_second=1 << 20, broken=10**9, packet_seconds=60)

    async def flood(port, piece):
        nonlocal sent
        caller = await Caller("02", cipher=False).open(port)
        await caller.login()
        reading = asyncio.create_task(caller.reader.read())
        with contextlib.suppress(ConnectionError):
            while True:
                caller.writer.write(piece)
                await caller.writer.drain()
                sent += len(piece)
        await reading

    async def work(port):
        packet = pack(b"\1\0\0\0", report("02", "20250301113000", "5.0"))
        pieces = (os.urandom(1 << 16), packet * ((1 << 16) // len(packet)))
        floods = [asyncio.create_task(flood(port, piece)) for piece in pieces]
        await asyncio.sleep(0.2)
        tracemalloc.start()
        caller, answers = await Caller("01").open(port), []
        answers.append((await caller.login()).fields["result"])
        for minute in range(5):
            caller.send(report("01", f"2025030111{minute:02}00", str(minute)))
            answers.append((await caller.answer()).fields["ack"])
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        for one in floods:
            one.cancel()
        await asyncio.gather(*floods, return_exceptions=True)
        return answers, held

    (answers, held), server = served(tmp_path, work, limits)
    assert answers == ["pass"] + ["OK"] * 5, "the third is served while the two go on"
    assert held < 24 << 20, "what a flood has sent does not pile up here"
    assert server.count["good"] > 5 and sent < 64 << 20


def test_a_gateway_that_lies_about_time_is_kept_and_not_believed(tmp_path):
    async def work(port):
        caller = await Caller("02", cipher=False).open(port)
        await caller.login()
        for at in ("20990101000000", "19700101000000", "bad-time", "20250301115500", "20250301114000"):
            caller.send(report("02", at, "5.0"))
            await caller.answer()

    served(tmp_path, work)
    assert len(kept(tmp_path)) == 2 and len(kept(tmp_path, DOUBT)) == 3
    with Writer(tmp_path) as writer:
        assert writer.months() == ["2025-03"]
        assert {int(f) for path in writer.paths(DOUBT) for f in store.read(path, 0, 1 << 30)["flags"]} == {DOUBTFUL}


def test_settings_of_gateways_are_checked():
    for settings, said in (
        ({"A01": {"key": "k"}}, "楼宇编号/采集器编号"),
        ({"A/1": {"key": "k", "aes": "short"}}, "16个字符"),
    ):
        with pytest.raises(ValueError, match=said):
            gates(settings)


CSV = """供电局抄表数据
表号,抄表日期,抄表时间,示数(kWh),备注
0101,2025-03-01,00:00,1200.50,
0101,2025/3/1,01:00,1203.25,
0101,2025-03-01,02:00,——,
,2025-03-01,03:00,1,
0102,2025年3月1日,00:00,"1,003",
"""


def test_files_of_suppliers(tmp_path):
    path = tmp_path / "电.csv"
    path.write_bytes(CSV.encode("gb18030"))
    found = supplied.read(path)
    assert [(r.meter, r.value, r.at) for r in found.readings] == [
        ("0101", Decimal("1200.50"), datetime(2025, 3, 1)), ("0101", Decimal("1203.25"), datetime(2025, 3, 1, 1)),
        ("0102", Decimal(1003), datetime(2025, 3, 1)),
    ]  # fmt: skip
    assert [error.split("：")[0] for error in found.errors] == [
        "电.csv第5行",
        "电.csv第6行",
    ] and "不要填零" in found.errors[0]
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "水.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([["水表号", "时间", "读数"], [7, "2025-03-01 08:00", 12.5], [7, "昨天", 13]]):
            sheet.write_row(row, 0, cells)
    found = supplied.read(tmp_path / "水.xlsx")
    assert [(r.meter, r.value) for r in found.readings] == [("7", Decimal("12.5"))] and "昨天" in found.errors[0]
    (tmp_path / "空.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    for name in ("空.csv", "没有.csv"):
        with pytest.raises(SeriesError):
            supplied.read(tmp_path / name)


def run(capsys, *arguments):
    code = main(["energy", *arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_commands_from_file_to_closed_month(tmp_path, capsys):
    folder = ["--series", str(tmp_path / "series")]
    rows = [f"甲01,{datetime(2025, 3, 1) + timedelta(hours=n):%Y-%m-%d %H:%M},{1000 + n}" for n in range(30)]
    (tmp_path / "a.csv").write_text("表号,时间,读数\n" + "\n".join(rows), encoding="utf-8")
    meters = {"甲01": {"modulus": 10000, "item": "01A10", "ratios": [{"since": "2020-01-01", "ct": 20}]}}
    (tmp_path / "meters.json").write_text(json.dumps(meters), encoding="utf-8")
    code, said = run(capsys, "ingest", str(tmp_path / "a.csv"), "--meters", str(tmp_path / "meters.json"), *folder)
    assert (code, said["ok"], said["counts"]["readings"]) == (0, True, 30)
    code, said = run(capsys, "ingest", str(tmp_path / "a.csv"), *folder)
    assert said["counts"]["acknowledged"] == 30
    code, said = run(capsys, "normalise", *folder)
    assert (code, said["counts"]["hours"], said["counts"]["duplicates"]) == (0, 29, 30)
    code, said = run(capsys, "close-series", "2025-03", *folder)
    assert code == 1 and "只有3%的时间有数" in said["warnings"][0] and said["counts"]["version"] == 1
    first = said["counts"]["digest"]
    assert run(capsys, "close-series", "2025-03", *folder)[1]["counts"]["digest"] == first
    raw = tmp_path / "series" / "raw" / "2025-03"
    assert list(raw.glob("*.parquet")) and run(capsys, "ingest", "--retire", "2025-03", *folder)[1]["ok"]
    assert list(raw.glob("*.parquet")), "only months before the one named"
    assert run(capsys, "ingest", "--retire", "2025-04", *folder)[1]["counts"]["retired"] == ["2025-03"]
    assert not list(raw.glob("*.parquet"))
    assert run(capsys, "close-series", "2025-03", *folder)[1]["counts"]["digest"] == first
    sim = ["--series", str(tmp_path / "sim")]
    assert run(capsys, "simulate", "--level", "campus", "--seed", "5", "--months", "1", "--meters", "32", *sim)[0] == 0
    assert run(capsys, "normalise", *sim)[0] == 0
    assert run(capsys, "simulate", "--check", *sim)[1]["counts"] == {"compared": 32, "wrong": 0}


@pytest.mark.parametrize(
    "arguments",
    [
        ["close-series", "三月"], ["close-series", "2025-03"], ["simulate", "--level", "moon"], ["ingest", "没有.csv"],
        ["ingest", "--listen", "here"], ["ingest", "--listen", "127.0.0.1:1"], ["normalise", "--workers", "0"],
        ["ingest", "--mqtt", "http://x"], ["ingest", "--modbus", "没有.yaml"],
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(arguments, tmp_path, capsys):
    assert main(["energy", *arguments, "--series", str(tmp_path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.count("\n") == 1
