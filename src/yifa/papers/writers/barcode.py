"""Bar codes of the papers that come back: Code 128, as bars (for a page) and as a picture (for a Word file)."""

from __future__ import annotations

import struct
import zlib

#: Code 128, by value: widths of bars and spaces in turn. Set B: value = ASCII - 32; 104 starts, 106 stops.
_WIDTHS = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
).split()
_START, _STOP = 104, 106


def values(text: str) -> list[int]:
    """Return the symbols of a text in Code 128 set B, with start, check symbol and stop."""
    data = [_START, *(ord(c) - 32 for c in text)]
    return [*data, (data[0] + sum(i * v for i, v in enumerate(data))) % 103, _STOP]


def bars(text: str) -> tuple[list[tuple[int, int]], int]:
    """Return the bars (place, width) of a text in modules, quiet zones included, and the whole width."""
    place, out = 10, []
    for value in values(text):
        for i, width in enumerate(int(w) for w in _WIDTHS[value]):
            if i % 2 == 0:
                out.append((place, width))
            place += width
    return out, place + 10


def png(text: str, dots: int = 3, height: int = 72) -> bytes:
    """Return the bars as a black-and-white picture; ``dots`` to a module."""
    drawn, whole = bars(text)
    row = bytearray(b"\xff" * ((whole * dots + 7) // 8))
    for place, width in drawn:
        for dot in range(place * dots, (place + width) * dots):
            row[dot // 8] &= ~(0x80 >> dot % 8) & 0xFF
    data = zlib.compress((b"\0" + bytes(row)) * height, 9)
    head = struct.pack(">IIBBBBB", whole * dots, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    chunks = (struct.pack(">I", len(b)) + kind + b + struct.pack(">I", zlib.crc32(kind + b)) for kind, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
