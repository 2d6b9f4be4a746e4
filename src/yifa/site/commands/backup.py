"""``yifa backup FILE``: the whole instance in one verified file."""

from __future__ import annotations

import argparse
from pathlib import Path

from yifa.site.cli import InputError

HELP = "备份整个实例"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("file", metavar="文件", help="备份写到哪个文件（.zip），已有的不覆盖")


def run(args: argparse.Namespace) -> int:
    """Write the backup and check it."""
    from yifa.site import boot

    boot.setup()
    from yifa.kernel import clockwork
    from yifa.site import backup

    target = Path(args.file).resolve()
    if target.exists():
        raise InputError(f"“{target}”已经有了，不覆盖。换一个文件名。")
    if backup.empty():
        raise InputError("这个实例还是空的，没有可备份的内容。")
    try:
        manifest = backup.make(target, clockwork.now())
    except (backup.BackupError, OSError) as error:
        raise InputError(f"备份没有做成：{error}") from error
    size = target.stat().st_size / (1 << 20)
    held = f"{size:,.1f} MB，{len(manifest['members'])} 个文件，账本到第{manifest['head']['seq']:,}条"
    print(f"已备份到 {target}（{held}）。")
    if (boot.home() / backup.SIGNING_KEY).exists():
        print(f"签名密钥 {backup.SIGNING_KEY} 不进备份：另存一份到离线介质，由专人保管。")
    print("备份已核对。里面有个人信息和密钥，按实例同样保管，另存一份到别的机器。")
    return 0
