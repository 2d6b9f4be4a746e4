"""Meter frames: the vectors, streams with noise, cuts and wrong sums, and the command over them."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.affairs.energy.vectors import needs_vectors, of

from yifa.affairs.energy.engine.frames import PROTOCOLS, Cjt188, Dlt645
from yifa.affairs.energy.engine.frames.stream import BAD_SUM, CUT
from yifa.site.cli import main

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "frames.yaml").read_text(encoding="utf-8"))


def built(address: str, control: int, data: bytes) -> bytes:
    """Build a DL/T 645 frame by the layout of the standard."""
    body = bytes((byte + 0x33) & 0xFF for byte in data)
    raw = b"\x68" + bytes.fromhex(address)[::-1] + bytes((0x68, control, len(body))) + body
    return raw + bytes((sum(raw) & 0xFF, 0x16))


def one(frames):
    assert len(frames) == 1
    return frames[0]


@needs_vectors
@pytest.mark.parametrize("v", of("dlt645_2007", "dlt645_1997"))
def test_electricity_vectors(v):
    expect, raw = v["expect"], bytes.fromhex(v["given"]["frame"])
    got = one(Dlt645().feed(raw))
    assert got.ok is expect["checksum_ok"]
    if not got.ok:
        assert got.value is None and got.error == BAD_SUM
        return
    for name in ("address", "control", "di"):
        if name in expect:
            assert getattr(got, name) == expect[name]
    for name, unit in (("kwh", "kWh"), ("volt", "V")):
        if name in expect:
            assert (got.value, got.unit) == (Decimal(str(expect[name])), unit)
    if "error_byte" in expect:
        assert got.more["error_byte"] == expect["error_byte"] and got.error
    if "skip_bytes" in expect:
        assert got.start == expect["skip_bytes"] and got.end == len(raw)
    if "data_length" in expect:
        assert raw[-3] == expect["data_length"] and got.di is None


@needs_vectors
@pytest.mark.parametrize("v", of("dlt645_stream"))
def test_stream_vectors(v):
    stream = Dlt645()
    frames = stream.feed(bytes.fromhex(v["given"]["bytes"]))
    assert [frame.value for frame in frames] == [Decimal(str(value)) for value in v["expect"]["kwh"]]
    assert len(stream.rest) in v["expect"]["left_bytes_any_of"]


@needs_vectors
@pytest.mark.parametrize("v", of("cjt188"))
def test_water_vectors(v):
    got, expect = one(Cjt188().feed(bytes.fromhex(v["given"]["frame"]))), v["expect"]
    assert got.ok is expect["checksum_ok"] and got.address == expect["address"]
    assert (got.value, got.unit) == (Decimal(str(expect["m3"])), "m3")
    for name in ("control", "di"):
        assert getattr(got, name) == expect.get(name, getattr(got, name))
    for name in ("meter_type", "serial"):
        assert got.more[name] == expect.get(name, got.more[name])
    if "settle_m3" in expect:
        assert got.more["settle"] == Decimal(str(expect["settle_m3"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    stream = PROTOCOLS[case["protocol"]]()
    frames = [frame.as_json() for frame in stream.feed(bytes.fromhex(case["bytes"]))]
    assert len(frames) == len(case["frames"])
    for got, wanted in zip(frames, case["frames"], strict=True):
        assert {name: got.get(name) for name in wanted} == wanted
    assert stream.rest.hex() == case.get("rest", "").lower()


GOOD = built("202511220001", 0x91, bytes.fromhex("00000100") + bytes.fromhex("45230100"))


@settings(deadline=None)
@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=6))
def test_any_bytes_in_any_pieces_give_the_same_frames_and_no_error(data, cuts):
    for kind in (Dlt645, Cjt188):
        whole, pieces = kind(), kind()
        first = whole.feed(data)
        marks = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
        second = [f for a, b in itertools.pairwise(marks) for f in pieces.feed(data[a:b])]
        assert [(f.start, f.end, f.value) for f in first if f.ok] == [(f.start, f.end, f.value) for f in second if f.ok]
        for frame in first:
            assert 0 <= frame.start < frame.end <= len(data)
            json.dumps(frame.as_json())


@settings(deadline=None)
@given(st.lists(st.sampled_from([0x68, 0x16, 0xFE, 0x91, 0x00, 0x33, 0x08, 0x10]), max_size=300).map(bytes))
def test_bytes_made_of_marks_do_not_break_the_search(data):
    for kind in (Dlt645, Cjt188):
        stream = kind()
        stream.feed(data)
        assert len(stream.rest) <= 10 + 200 + 11 + 2


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_a_good_frame_is_found_in_noise(before, after):
    noise = before.replace(b"\x68", b"\x00")
    frames = [frame for frame in Dlt645().feed(noise + GOOD + after) if frame.ok]
    assert (len(noise), len(noise) + len(GOOD), Decimal("123.45")) in [(f.start, f.end, f.value) for f in frames]


@settings(deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_flipped_byte_passes_for_the_same_reading(place, mask):
    bad = bytearray(GOOD)
    bad[place] ^= mask
    assert not [frame for frame in Dlt645().feed(bytes(bad)) if frame.ok]


@settings(deadline=None)
@given(st.integers(0, 99_999_999), st.integers(0, 999_999_999_999))
def test_a_reading_comes_back_as_it_was_sent(value, meter):
    data = bytes.fromhex("00010000")[::-1] + bytes.fromhex(f"{value:08}")[::-1]
    got = one(Dlt645().feed(built(f"{meter:012}", 0x91, data)))
    assert (got.value, got.address, got.ok) == (Decimal(value).scaleb(-2), f"{meter:012}", True)


@given(st.integers(1, len(GOOD) - 1))
@settings(deadline=None)
def test_a_cut_frame_does_not_hold_back_the_next(place):
    frames = Dlt645().feed(GOOD[:place] + GOOD)
    assert [(f.start, f.value) for f in frames if f.ok] == [(place, Decimal("123.45"))]
    assert all(f.error in (CUT, BAD_SUM) and f.end <= place for f in frames if not f.ok)


def test_the_command_prints_the_promised_json(capsys):
    assert main(["energy", "decode", "--protocol", "dlt645", "--json", "00 " + GOOD.hex(" ")]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["rest"] == ""
    assert data["frames"] == [
        {"start": 1, "end": 1 + len(GOOD), "address": "202511220001", "control": "91", "di": "00010000",
         "value": "123.45", "unit": "kWh", "ok": True, "error": None}
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["zz", "686", ""])
def test_what_is_no_hex_is_refused_in_chinese(text, capsys):
    assert main(["energy", "decode", "--protocol", "dlt645", text]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and "十六进制" in shown.err and shown.err.count("\n") == 1


def test_a_frame_that_cannot_be_used_is_a_finding(capsys):
    bad = GOOD[:-2] + bytes(((GOOD[-2] + 1) & 0xFF, 0x16))
    assert main(["energy", "decode", "--protocol", "dlt645", bad.hex()]) == 1
    assert BAD_SUM in capsys.readouterr().out
    assert main(["energy", "decode", "--protocol", "cjt188", "00"]) == 1


def test_decoding_imports_neither_django_nor_a_database():
    program = (
        "import sys\nfrom yifa.site.cli import main\n"
        f"code = main(['energy', 'decode', '--protocol', 'dlt645', '{GOOD.hex()}'])\n"
        "sys.exit(code or 3 * any(m.split('.')[0] in ('django', 'sqlite3', 'psycopg') for m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
