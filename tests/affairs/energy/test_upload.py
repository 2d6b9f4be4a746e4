"""Gateway uploads: framings, digests, readings in XML, and gateways that misbehave."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.affairs.energy.vectors import needs_vectors, of

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.upload import LARGEST, Packets, digest, moment, pack, reading, readings

BODY = "庚办公区".encode()


@needs_vectors
@pytest.mark.parametrize("v", of("upload_auth"))
def test_digest_vectors(v):
    g = v["given"]
    assert digest(g["sequence"], g["key"], key_first=g["order"] == "key+sequence") == v["expect"]["md5"]


@needs_vectors
@pytest.mark.parametrize("v", of("upload_frame_head"))
def test_all_framings_are_taken(v):
    heads = [variant.split(" ")[0] for variant in v["given"]["variants"]]
    made = [pack(b"\1\0\0\0", BODY), pack(b"\1\0\0\0", BODY, swapped=True), short(3, BODY)]
    assert [packet[: len(head) // 2].hex().upper() for packet, head in zip(made, heads, strict=True)] == heads
    got = [packet for data in made for packet in Packets().feed(data)]
    assert [packet.body for packet in got] == [BODY] * 3 and v["expect"]["accept_all"]


@needs_vectors
@pytest.mark.parametrize("v", of("upload_xml"))
def test_xml_vectors(v):
    got = readings(v["given"]["xml"].encode())
    assert [
        {"meter": r.meter, "function": r.function, "code": r.code, "value": float(r.value or 0),
         "time": r.time.isoformat() if r.time else None, "quality": r.quality}
        for r in got
    ] == v["expect"]["readings"]  # fmt: skip


@needs_vectors
@pytest.mark.parametrize("v", of("upload_xml_bad"))
def test_bad_xml_vectors(v):
    g, expect = v["given"], v["expect"]
    function = {"id": g["function"], "error": g.get("error", "")} | (
        {"sample_time": g["xml_time"]} if "xml_time" in g else {}
    )
    got = reading({"id": g.get("meter", "")}, function, g["value"], None)
    assert got.quality == expect["quality"]
    for name in ("time", "value"):
        if name in expect:
            assert getattr(got, name) is expect[name]


def short(kind: int, body: bytes) -> bytes:
    return b"\x1f\x1f" + bytes((kind,)) + len(body).to_bytes(4, "big") + body


@settings(deadline=None)
@given(st.lists(st.binary(max_size=50), max_size=4), st.lists(st.integers(0, 400), max_size=6))
def test_packets_in_pieces_are_the_packets_sent(bodies, cuts):
    data = b"".join(pack(b"\5\0\0\0", body, number % 2 == 1) for number, body in enumerate(bodies))
    marks = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    reader = Packets()
    got = [packet for n in range(len(marks) - 1) for packet in reader.feed(data[marks[n] : marks[n + 1]])]
    assert [packet.body for packet in got] == bodies and reader.broken == 0


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_error(data):
    Packets().feed(data)
    try:
        readings(data)
    except EnergyError as error:
        assert str(error)


def test_a_wrong_check_is_passed_over_and_the_next_packet_read():
    bad = bytearray(pack(b"\1\0\0\0", BODY))
    bad[12] ^= 1
    reader = Packets()
    assert [p.body for p in reader.feed(bytes(bad) + pack(b"\1\0\0\0", b"next"))] == [b"next"]
    assert reader.broken


def test_a_packet_that_claims_to_be_endless_is_not_waited_for():
    reader = Packets()
    assert reader.feed(b"\x1f\x1f\3" + (LARGEST + 1).to_bytes(4, "big")) == []
    assert [p.body for p in reader.feed(short(3, b"next"))] == [b"next"]


@pytest.mark.parametrize("xml", [
    b"<root>", b"", b"\x00", b'<!DOCTYPE r [<!ENTITY a "b">]><root>&a;</root>',
    b'<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]><root><data><time>&b;</time></data></root>',
])  # fmt: skip
def test_what_is_no_plain_message_is_refused(xml):
    with pytest.raises(EnergyError):
        readings(xml)


def test_the_time_of_the_message_stands_in_and_faults_are_told():
    xml = b"""<root><data operation="report"><time>20250301080000</time><meter id="7">
      <function id="1" coding="01000" error="192">12.50</function><function id="2" error="3">9</function>
      <function id="3" error="192"/><function id="4" error="192">n/a</function></meter></data></root>"""
    got = readings(xml)
    assert [r.quality for r in got] == ["good", "error", "missing", "missing"]
    assert got[0].time == datetime(2025, 3, 1, 8) and got[0].value == Decimal("12.50")
    assert moment("20250230000000") is None
