"""``yifa restore FILE``: an instance out of a backup; digests first, ledger verified before it takes its place."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from yifa.site.cli import InputError

HELP = "恢复整个实例"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("file", metavar="文件", help="yifa backup 写出的文件")


def run(args: argparse.Namespace) -> int:
    """Restore into an empty instance; 1 where the restored ledger is broken (nothing is kept then)."""
    from yifa.site import boot

    boot.setup()
    from yifa.kernel import clockwork
    from yifa.site import backup
    from yifa.site.commands.ledger import as_text

    source = Path(args.file)
    if not source.is_file():
        raise InputError(f"没有“{source}”这个文件。")
    try:
        report = backup.restore(source, clockwork.now(), lambda text: print(text, file=sys.stderr))
    except backup.BackupError as error:
        raise InputError(str(error)) from error
    print(as_text(report))
    if not report.ok:
        print("备份里的账本不完整，没有恢复。换一份更早的备份。", file=sys.stderr)
        return 1
    print(f"已恢复到 {boot.home()}。")
    return 0
