"""``yifa serve``: web server with one worker child."""

from __future__ import annotations

import argparse

HELP = "启动网站（含后台任务）"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("--no-worker", action="store_true", help="不带后台任务")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from yifa.site import boot, server

    boot.setup()
    return server.serve(worker=not args.no_worker)
