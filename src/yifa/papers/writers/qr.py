"""QR codes (GB/T 18284, ISO/IEC 18004) of short texts: byte mode, error correction M, versions 1 to 10."""

from __future__ import annotations

#: version → (blocks, data bytes of a short block, blocks that are one byte longer, check bytes of a block), level M
_BLOCKS = {
    1: (1, 16, 0, 10), 2: (1, 28, 0, 16), 3: (1, 44, 0, 26), 4: (2, 32, 0, 18), 5: (2, 43, 0, 24), 6: (4, 27, 0, 16),
    7: (4, 31, 0, 18), 8: (4, 38, 2, 22), 9: (5, 36, 2, 22), 10: (5, 43, 1, 26),
}  # fmt: skip
_ALIGN = {1: (), 2: (6, 18), 3: (6, 22), 4: (6, 26), 5: (6, 30), 6: (6, 34), 7: (6, 22, 38), 8: (6, 24, 42),
          9: (6, 26, 46), 10: (6, 28, 50)}  # fmt: skip
_MASKS = (
    lambda r, c: (r + c) % 2 == 0, lambda r, c: r % 2 == 0, lambda r, c: c % 3 == 0, lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0, lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0, lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)  # fmt: skip
_EXP = [1] * 512
for _n in range(1, 512):
    _EXP[_n] = (_EXP[_n - 1] << 1) ^ (0x11D if _EXP[_n - 1] & 0x80 else 0)
_LOG = {value: power for power, value in enumerate(_EXP[:255])}
Grid = list[list[int | None]]


def matrix(text: str) -> list[list[bool]]:
    """Return the modules of the code, True for dark, without the quiet zone; ValueError where the text is too long."""
    data = text.encode()
    for version, (blocks, short, longer, _) in _BLOCKS.items():
        room = blocks * short + longer
        if len(data) + (2 if version < 10 else 3) <= room:
            break
    else:
        raise ValueError("text too long for a code of version 10")
    bits = _interleaved(version, _padded(data, version, room))
    best: tuple[int, Grid] | None = None
    for number in range(8):
        grid = _drawn(version, bits, number)
        cost = _penalty(grid)
        if best is None or cost < best[0]:
            best = cost, grid
    assert best is not None
    return [[bool(cell) for cell in row] for row in best[1]]


def svg_path(text: str) -> tuple[str, int]:
    """Return the path of the dark modules for an SVG, and the side of its view box with a quiet zone of four."""
    rows = matrix(text)
    runs = [f"M{c + 4} {r + 4}h1v1h-1z" for r, row in enumerate(rows) for c, dark in enumerate(row) if dark]
    return "".join(runs), len(rows) + 8


def _padded(data: bytes, version: int, room: int) -> bytes:
    size = 8 if version < 10 else 16
    bits = f"0100{len(data):0{size}b}" + "".join(f"{byte:08b}" for byte in data)
    bits += "0" * min(4, room * 8 - len(bits))
    bits += "0" * (-len(bits) % 8)
    made = [int(bits[n : n + 8], 2) for n in range(0, len(bits), 8)]
    return bytes(made + [(0xEC, 0x11)[n % 2] for n in range(room - len(made))])


def _checks(data: bytes, count: int) -> bytes:
    """Return the Reed-Solomon bytes of a block."""
    generator = [1]
    for power in range(count):
        longer = [*generator, 0]
        for n, value in enumerate(generator):
            if value:
                longer[n + 1] ^= _EXP[_LOG[value] + power]
        generator = longer
    rest = [*data, *[0] * count]
    for n in range(len(data)):
        if lead := rest[n]:
            for k, value in enumerate(generator):
                rest[n + k] ^= _EXP[_LOG[value] + _LOG[lead]]
    return bytes(rest[len(data) :])


def _interleaved(version: int, data: bytes) -> str:
    blocks, short, longer, checks = _BLOCKS[version]
    parts, at = [], 0
    for n in range(blocks):
        size = short + (n >= blocks - longer)
        parts.append(data[at : at + size])
        at += size
    tails = [_checks(part, checks) for part in parts]
    flow = [part[n] for n in range(short + 1) for part in parts if n < len(part)]
    flow += [tail[n] for n in range(checks) for tail in tails]
    return "".join(f"{byte:08b}" for byte in flow)


def _remainder(value: int, polynomial: int, bits: int) -> int:
    rest = value << bits
    while rest.bit_length() > bits:
        rest ^= polynomial << (rest.bit_length() - bits - 1)
    return (value << bits) | rest


def _frame(version: int) -> Grid:
    """Return the fixed patterns; cells of the format are taken by 0, None is free for data."""
    size = 17 + 4 * version
    grid: Grid = [[None] * size for _ in range(size)]
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        for r in range(-1, 8):
            for c in range(-1, 8):
                if 0 <= top + r < size and 0 <= left + c < size:
                    ring = max(abs(r - 3), abs(c - 3))
                    grid[top + r][left + c] = int(ring in (0, 1, 3))
    for n in range(8, size - 8):
        grid[6][n] = grid[n][6] = int(n % 2 == 0)
    marks = _ALIGN[version]
    for row in marks:
        for col in marks:
            if (row, col) not in ((6, 6), (6, size - 7), (size - 7, 6)):
                for r in range(-2, 3):
                    for c in range(-2, 3):
                        grid[row + r][col + c] = int(max(abs(r), abs(c)) != 1)
    if version >= 7:
        info = _remainder(version, 0x1F25, 12)
        for n in range(18):
            bit = info >> n & 1
            grid[n // 3][size - 11 + n % 3] = grid[size - 11 + n % 3][n // 3] = bit
    for row, col in _format_cells(size):
        grid[row][col] = 0
    grid[size - 8][8] = 1
    return grid


def _format_cells(size: int) -> list[tuple[int, int]]:
    """Return where the 15 bits of the format stand, the lowest first, both times."""
    first = [(n if n < 6 else n + 1, 8) for n in range(8)] + [(8, 7)] + [(8, 14 - n) for n in range(9, 15)]
    second = [(8, size - 1 - n) for n in range(8)] + [(size - 15 + n, 8) for n in range(8, 15)]
    return first + second


def _drawn(version: int, bits: str, number: int) -> Grid:
    grid, mask, at = _frame(version), _MASKS[number], 0
    size = len(grid)
    cols = [c for c in range(size - 1, 0, -2) if c > 6] + [5, 3, 1]
    for turn, right in enumerate(cols):
        for row in range(size) if turn % 2 else range(size - 1, -1, -1):
            for col in (right, right - 1):
                if grid[row][col] is None:
                    bit = int(bits[at]) if at < len(bits) else 0
                    grid[row][col] = bit ^ mask(row, col)
                    at += 1
    form = _remainder(number, 0x537, 10) ^ 0x5412  # level M is 00
    for n, (row, col) in enumerate(_format_cells(size)):
        grid[row][col] = form >> n % 15 & 1
    return grid


def _penalty(grid: Grid) -> int:
    """Return how badly a masked code reads: runs, squares, patterns like a finder, uneven dark and light."""
    size, cost = len(grid), 0
    lines = ["".join(map(str, row)) for row in grid]
    lines += ["".join(map(str, col)) for col in zip(*grid, strict=True)]
    for text in lines:
        run = 1
        for n in range(1, size + 1):
            if n < size and text[n] == text[n - 1]:
                run += 1
                continue
            cost += run - 2 if run >= 5 else 0
            run = 1
        for n in range(size - 10):
            cost += 40 * (text[n : n + 11] in ("10111010000", "00001011101"))
    for r in range(size - 1):
        for c in range(size - 1):
            cost += 3 * (grid[r][c] == grid[r][c + 1] == grid[r + 1][c] == grid[r + 1][c + 1])
    dark = sum(cell or 0 for row in grid for cell in row)
    return cost + 10 * int(abs(dark * 20 - size * size * 10) / (size * size))
