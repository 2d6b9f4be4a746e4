"""``yifa worker``: does the jobs in the queue, and each minute what is due."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from types import FrameType

HELP = "只启动后台任务"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("--once", action="store_true", help="办完现有任务就退出")


def run(args: argparse.Namespace) -> int:
    """Work until stopped; a job in hand is finished first."""
    from yifa.site import boot

    boot.setup()
    from django.db import close_old_connections
    from django.db.utils import InterfaceError, OperationalError
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from yifa.kernel import clockwork
    from yifa.kernel.jobs import periodic

    missing = boot.pending_migrations()
    if missing:
        print(f"数据库版本较旧，缺 {len(missing)} 个迁移。先运行 yifa upgrade。", file=sys.stderr)
        return 2
    stopping: list[int] = []
    hands = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)
        hands.running = False

    for name in ("SIGINT", "SIGTERM"):
        signal.signal(getattr(signal, name), stop)
    parent = os.getppid()
    due = 0.0
    while not stopping:
        try:
            if time.monotonic() >= due:
                periodic.run_due(clockwork.now())
                due = time.monotonic() + 60
            hands.run()
        except (OperationalError, InterfaceError) as error:
            print(f"数据库暂时连不上，稍后再试：{error}", file=sys.stderr)
            time.sleep(5)
        close_old_connections()
        if args.once or os.getppid() != parent:
            break
        time.sleep(1)
    return 0
