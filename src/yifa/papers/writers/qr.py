"""QR codes (GB/T 18284, ISO/IEC 18004) of short texts, by segno: error correction M."""

from __future__ import annotations

import io

import segno

#: Light modules around a code that readers ask for (ISO/IEC 18004).
_QUIET = 4


#: Dots to a module of a picture: 300 to the inch at 2 cm and more.
_DOTS = 8


def svg_path(text: str) -> tuple[str, int]:
    """Return the d of one SVG path over all dark modules, and the side of its square view box in modules."""
    rows = segno.make_qr(text, error="m", boost_error=False).matrix
    dark = (f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit)
    return "".join(dark), len(rows) + 2 * _QUIET


def png(text: str) -> bytes:
    """Return the code as a black-and-white picture, for a Word file."""
    out = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(out, kind="png", scale=_DOTS, border=_QUIET)
    return out.getvalue()
