"""In which form a command says what it found: text or JSON, to a file or to the standard output."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare ``--format``, ``--json`` and ``--out``."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text 或 json（默认 text）")
    parser.add_argument("--json", action="store_true", help="同 --format json --out -")
    parser.add_argument("--out", default="-", metavar="文件", help="写到文件，- 为标准输出")


def settle(args: argparse.Namespace) -> None:
    """Read ``--json`` as what it stands for."""
    if args.json:
        args.format, args.out = "json", "-"
