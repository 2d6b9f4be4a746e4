"""Serve the portal: one web server, one worker child."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

from yifa.site import boot


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next free one."""
    for port in range(wanted, wanted + 50):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted}")


def processes() -> int:
    """Return how many processes answer: one on a laptop, as many as there are cores (at most four) in a city."""
    from django.conf import settings

    from yifa.kernel import db

    if settings.YIFA_PROCESSES > 0:
        return settings.YIFA_PROCESSES
    return min(os.cpu_count() or 1, 4) if db.is_postgres() else 1


#: Seconds after which a worker that has ended is started again.
_AGAIN = 5


class Worker(threading.Thread):
    """The worker child; one that ends while the site is up is started again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.child = self._begin()

    def _begin(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "yifa", "worker"])

    def run(self) -> None:
        """See to it until the site stops."""
        while True:
            self.child.wait()
            if self.over.wait(_AGAIN):
                return
            self.child = self._begin()

    def stop(self) -> None:
        """Let the child finish what it has in hand."""
        self.over.set()
        self.child.terminate()


def serve(*, worker: bool) -> int:
    """Serve until stopped."""
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    from yifa.site import backup

    outer = settings.YIFA_SIDE == "outer"
    missing = [] if boot.unborn() else boot.pending_migrations()
    if outer and (missing or boot.unborn()):
        print("外网机还没有配对，或数据库版本较旧。先运行 yifa outer pair，升级后运行 yifa upgrade。", file=sys.stderr)
        return 2
    if not outer and backup.empty():
        print("这里还没有实例。先运行 yifa init（正式）或 yifa demo（演示）。", file=sys.stderr)
        return 2
    if missing:
        print(f"数据库版本较旧，缺 {len(missing)} 个迁移。先运行 yifa upgrade。", file=sys.stderr)
        return 1
    port = free_port(settings.YIFA_HOST, settings.YIFA_PORT)

    class Site(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{settings.YIFA_HOST}:{port}")
            self.cfg.set("workers", processes())
            self.cfg.set("threads", 8)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("timeout", 120)
            self.cfg.set("loglevel", "warning")

        def load(self):
            from yifa.site.wsgi import application

            return application

    child = Worker() if worker and not outer else None
    if child is not None:
        child.start()
    side = "（外网一侧）" if outer else ""
    print(f"依法已启动{side}：http://{settings.YIFA_HOST}:{port}/  （按 Ctrl+C 停止）", flush=True)
    try:
        Site().run()
    finally:
        if child is not None:
            child.stop()
    return 0
