"""QR codes of addresses: what another encoder (python-qrcode 8.2) makes of the same text, module by module."""

from __future__ import annotations

import hashlib

import pytest

from yifa.papers.writers import qr


@pytest.mark.parametrize(
    ("text", "side", "digest"),
    [
        ("https://car.example.cn/trips/ji/AAAAAAAAAAAAAAAAAAAAAA/", 33, "1a09d64d228dd5442910bd91f258b28f"),
        ("手机链接" * 12, 49, "e8ea1e50f7aef0d655c9923310c4e934"),  # five blocks, with the version's own bits
    ],
)
def test_a_code_is_what_other_encoders_draw(text: str, side: int, digest: str) -> None:
    rows = qr.matrix(text)
    assert len(rows) == side and all(len(row) == side for row in rows)
    assert hashlib.sha256("".join("01"[c] for row in rows for c in row).encode()).hexdigest()[:32] == digest
    path, box = qr.svg_path(text)
    assert box == side + 8 and path.count("M") == sum(map(sum, rows))


def test_a_text_that_fits_no_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        qr.matrix("a" * 300)
