"""``yifa upgrade``: a verified backup, migrate, check."""

from __future__ import annotations

import argparse
import sys

from yifa.site.cli import InputError

HELP = "备份、迁移、自检"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("--no-backup", action="store_true", help="不备份（刚刚自己备份过时）")


def run(args: argparse.Namespace) -> int:
    """Back up, migrate and check; 1 where the ledger is broken afterwards."""
    from yifa.site import boot

    boot.setup()
    from django.conf import settings

    from yifa.kernel import clockwork
    from yifa.kernel.ledger import verify
    from yifa.site import backup
    from yifa.site.commands.ledger import as_text

    if settings.YIFA_SIDE == "outer":  # copies and sealed posts only: nothing to back up, no ledger to verify
        boot.migrate()
        print("外网机的数据库已是最新。")
        return 0
    if backup.empty():
        raise InputError("这里还没有实例。先运行 yifa init（正式）或 yifa demo（演示）。")
    missing = boot.pending_migrations()
    now = clockwork.now()
    if missing and not args.no_backup:
        target = boot.home() / "backups" / f"before-upgrade-{now:%Y%m%d-%H%M%S}.zip"
        try:
            backup.make(target, now)
        except (backup.BackupError, OSError) as error:
            raise InputError(f"升级前的备份没有做成，没有升级：{error}") from error
        print(f"已备份到 {target}，备份已核对。", file=sys.stderr)
    boot.migrate()
    print(f"执行了 {len(missing)} 个迁移。" if missing else "数据库已是最新，没有要迁移的。")
    report = verify.verify()
    print(as_text(report))
    return 0 if report.ok else 1
