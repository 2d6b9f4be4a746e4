"""``python -m benchmarks.fuzz [MINUTES] [SEED]``: damaged reports with tables, read and checked until the time is up.

Good files of every format (our own writers' docx, pdf and ofd with long tables, html, md, txt) are damaged: bytes,
parts of a package, content streams of a pdf, numbers and elements of XML. Each is read and checked with ten seconds
of the processor and 1 GB at most. Whatever is no paper and no Chinese refusal is printed with the file that shows it,
and the run ends with 1. Not part of ``make bench``.
"""

from __future__ import annotations

import io
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from types import FrameType

SECONDS, BYTES = 10, 1 << 30
_ODD = ["", "0", "-1", "1e309", "nan", "99999999999", "0.00001", "-70000", "甲", "1 0 0 1", "g 99999 1", "inf"]
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_ELEMENT = re.compile(rb"<[^<>]+>")
_STREAM = re.compile(rb"/Length (\d+)(.{0,200}?>>\s*stream\r?\n)", re.DOTALL)


class TooLong(Exception):
    """The reading took longer than it may."""


def good() -> list[tuple[str, bytes]]:
    """Files to damage, by name."""
    from benchmarks.printing import sample
    from yifa.papers.docmodel import Table, para
    from yifa.papers.writers import render

    doc = sample(1)
    doc.body = [*doc.body[:6], para("见下表。"), Table(header=["项目", "本年", "上年", "合计"],
                rows=[[f"第{n}项", str(n), str(n * 2), str(n * 3)] for n in range(1, 40)]), *doc.body[-1:]]  # fmt: skip
    return [(f"a.{fmt}", render(doc, fmt)) for fmt in ("docx", "pdf", "ofd", "html", "md")]


class Damage:
    """Draws damaged copies of the good files."""

    def __init__(self, files: list[tuple[str, bytes]], seed: int) -> None:
        self.files, self.random = files, random.Random(seed)  # noqa: S311 (a seeded draw)

    def draw(self) -> tuple[str, bytes]:
        name, data = self.random.choice(self.files)
        if data.startswith(b"PK") and self.random.random() < 0.8:
            return name, self._part(data)
        if data.startswith(b"%PDF") and self.random.random() < 0.7:
            return name, self._stream(data)
        return name, self._bytes(data) if self.random.random() < 0.5 else self._words(data)

    def _bytes(self, data: bytes) -> bytes:
        made = bytearray(data)
        for _ in range(self.random.randrange(1, 30)):
            at = self.random.randrange(len(made))
            kind = self.random.randrange(4)
            if kind == 0:
                made[at] = self.random.randrange(256)
            elif kind == 1:
                del made[at : at + self.random.randrange(1, 60)]
            elif kind == 2:
                made[at:at] = made[at : at + self.random.randrange(1, 2000)]
            else:
                made[at:at] = self.random.randbytes(self.random.randrange(1, 9))
            if not made:
                break
        return bytes(made)

    def _words(self, data: bytes) -> bytes:
        """Numbers exchanged for odd ones, elements dropped, doubled, moved."""
        for _ in range(self.random.randrange(1, 12)):
            found = list((_NUMBER if self.random.random() < 0.6 else _ELEMENT).finditer(data))
            if not found:
                return self._bytes(data)
            match = self.random.choice(found)
            kind = self.random.randrange(4)
            piece = match[0]
            if piece[:1] != b"<":
                piece = self.random.choice(_ODD).encode()
            elif kind == 0:
                piece = b""
            elif kind == 1:
                piece = piece * self.random.choice((2, 3, 400))
            elif kind == 2:
                piece = self.random.choice(found)[0]
            else:
                end = self.random.choice(found).end()
                piece = data[match.start() : end][:50_000] * 2
            data = data[: match.start()] + piece + data[match.end() :]
        return data[:5_000_000]

    def _part(self, data: bytes) -> bytes:
        """A package with one or two parts damaged."""
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            names = old.namelist()
            hit = {self.random.choice([n for n in names if n.endswith((".xml", ".rels"))] or names) for _ in range(2)}
            for name in names:
                content = old.read(name)
                if name in hit and content:
                    content = self._words(content) if self.random.random() < 0.8 else self._bytes(content)
                new.writestr(name, content)
        return out.getvalue()

    def _stream(self, data: bytes) -> bytes:
        """A pdf with the numbers of a content stream damaged; the reader mends the table of offsets itself."""
        found = list(_STREAM.finditer(data))
        self.random.shuffle(found)
        for match in found:
            begin, size = match.end(), int(match[1])
            try:
                inside = zlib.decompress(data[begin : begin + size])
            except zlib.error:
                continue
            if b"BT" not in inside and b" re" not in inside:
                continue
            packed = zlib.compress(self._words(inside))
            head = b"/Length %d" % len(packed) + match[2]
            return data[: match.start()] + head + packed + data[begin + size :]
        return self._bytes(data)


def _late(signum: int, frame: FrameType | None) -> None:
    raise TooLong


def tried(name: str, data: bytes) -> str:
    """Read and check one file; ``read``, ``refused``, or what went wrong."""
    from yifa.papers.checks import check
    from yifa.papers.reading import PaperError, read

    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # of the processor: others may keep the machine busy
    try:
        reading = read(data, name=name)
        reading.as_json(with_text=True)
        check(reading)
        return "read"
    except PaperError as error:
        return "refused" if any("\u4e00" <= char <= "\u9fff" for char in str(error)) else f"no Chinese: {error}"
    except (Exception, MemoryError):  # whatever it is, it is what is looked for
        return traceback.format_exc()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main(arguments: list[str]) -> int:
    """Run until the time is up; 1 where something was found."""
    minutes, seed = float(arguments[0]) if arguments else 1.0, int(arguments[1]) if len(arguments) > 1 else 1
    draws = Damage(good(), seed)
    signal.signal(signal.SIGPROF, _late)
    held = int(re.search(r"VmSize:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024  # type: ignore[index]
    resource.setrlimit(resource.RLIMIT_AS, (held + BYTES, held + BYTES))
    seen: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    bad, slowest, until = 0, 0.0, time.monotonic() + minutes * 60
    keep = Path(tempfile.mkdtemp(prefix="yifa-fuzz-"))
    while time.monotonic() < until:
        name, data = draws.draw()
        begun = time.process_time()
        said = tried(name, data)
        took = time.process_time() - begun
        slowest = max(slowest, took)
        formats[name[2:]] += 1
        seen[said if len(said) < 20 else said.strip().splitlines()[-1][:160]] += 1
        if said not in ("read", "refused"):
            bad += 1
            path = keep / f"{bad}-{name}"
            path.write_bytes(data)
            print(f"{path}\n{said}", flush=True)
    print(f"{sum(seen.values())} files, slowest {slowest:.1f} s: {dict(seen)}; {dict(formats)}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
