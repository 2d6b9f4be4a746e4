"""Frames read in bulk are those of the reference decoder, whatever stands in the stream."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from yifa.affairs.energy.engine.frames import Dlt645
from yifa.affairs.energy.engine.frames.bulk import BulkDlt645


def built(address: bytes, control: int, data: bytes) -> bytes:
    body = bytes((byte + 0x33) & 0xFF for byte in data)
    raw = b"\x68" + address + bytes((0x68, control, len(body))) + body
    return raw + bytes((sum(raw) & 0xFF, 0x16))


digit = st.integers(0, 99).map(lambda n: int(str(n), 16))
bcd = st.lists(digit, min_size=4, max_size=8).map(bytes)
addresses = st.one_of(st.lists(digit, min_size=6, max_size=6).map(bytes), st.sampled_from([b"\xaa" * 6, b"\x68" * 6]))
new = st.sampled_from(["00010000", "00000000", "0002ff00", "02010100", "02020100", "0201ff00", "02800002", "05060001"])
old = st.sampled_from(["9010", "9020", "901f", "b611", "b630", "c032"])
sign = st.sampled_from([b"", b"\x80", b"\x12\x34\x80", b"\xab"])
answers = st.builds(
    lambda address, control, di, value, tail: built(address, control, bytes.fromhex(di)[::-1] + value + tail),
    addresses, st.sampled_from([0x91, 0x11, 0xD1, 0xB1, 0x92, 0x14, 0x94]), new, st.one_of(st.just(b""), bcd), sign,
)  # fmt: skip
older = st.builds(
    lambda address, control, di, value: built(address, control, bytes.fromhex(di)[::-1] + value),
    addresses, st.sampled_from([0x81, 0x01, 0xC1, 0x82, 0x04]), old, st.one_of(st.just(b""), bcd),
)  # fmt: skip
others = st.builds(built, addresses, st.integers(0, 255), st.binary(max_size=12))
frames = st.one_of(answers, older, others)
marks = st.lists(st.sampled_from([0x68, 0x16, 0xFE, 0x91, 0x33, 0x08]), max_size=24).map(bytes)
noise = st.one_of(st.just(b"\xfe" * 4), st.binary(max_size=24), marks)


@st.composite
def spoiled(draw):
    """A frame cut short, doubled, with a byte changed, or with another one pushed into it."""
    raw = draw(frames)
    place = draw(st.integers(1, len(raw) - 1))
    return draw(
        st.sampled_from(
            [raw[:place], raw + raw, raw[:place] + bytes((raw[place] ^ 0x55,)) + raw[place + 1 :],
             raw[:place] + draw(frames) + raw[place:], raw[place:]]
        )
    )  # fmt: skip


streams = st.lists(st.one_of(frames, frames, noise, spoiled()), max_size=12).map(b"".join)


@settings(deadline=None, max_examples=60)
@given(streams, st.lists(st.integers(0, 400), max_size=4))
def test_bulk_and_reference_give_the_same_list(data, cuts):
    bulk, reference = BulkDlt645(), Dlt645()
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    for one, other in itertools.pairwise(places):
        assert bulk.feed(data[one:other]) == reference.feed(data[one:other])
        assert bulk.rest == reference.rest


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 99_999_999), st.integers(0, 999_999_999_999), st.sampled_from([(0x91, "00010000"), (0x81, "9010")])
)
def test_the_columns_hold_the_reading(value, meter, how):
    control, di = how
    data = bytes.fromhex(di)[::-1] + bytes.fromhex(f"{value:08}")[::-1]
    got = BulkDlt645().bulk(b"\xfe\xfe" + built(bytes.fromhex(f"{meter:012}")[::-1], control, data))
    assert (got.mantissa.tolist(), got.decimals.tolist()) == ([value], [2])
    assert f"{int(got.address[0]):012X}" == f"{meter:012}"
    assert not got.apart and not got.bad
