"""``yifa energy control``: readings of building points, by MQTT or from a file. Nothing is written back."""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError
from yifa.site.env import home


def arguments(actions: Any) -> list[argparse.ArgumentParser]:
    """Declare the action."""
    said = "收楼宇点位读数：MQTT 消息，或点位数据表（CSV：点位、时间、值）"
    one: argparse.ArgumentParser = actions.add_parser("control", help=said, description=said)
    one.add_argument("files", metavar="文件", nargs="*", help="点位数据表")
    one.add_argument("--mqtt", metavar="地址", help="接 MQTT 消息，直到中断，如 mqtt://用户:口令@主机:1883")
    one.add_argument("--topic", default="building/#", metavar="主题", help="MQTT 主题（默认 building/#）")
    one.add_argument("--series", metavar="目录", help="读数目录（默认 YIFA_HOME 下的 series）")
    return [one]


def run(args: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Take readings; return data of ``--json`` and lines to print."""
    from yifa.affairs.energy.control import state
    from yifa.affairs.energy.series.records import SeriesError

    folder = Path(args.series) if args.series else home() / "series"
    if not args.files and not args.mqtt:
        raise InputError("请写明点位数据表，或用 --mqtt 写明地址")
    kept, wrong = 0, []
    try:
        for name in args.files:
            path = Path(name)
            if not path.is_file():
                raise InputError(f"没有文件 {path.name}")
            rows, faults = state.table(path.read_bytes(), datetime.now())
            kept += state.keep(folder, rows, datetime.now())
            wrong += faults
        if args.mqtt:
            with suppress(KeyboardInterrupt):
                kept += asyncio.run(state.listen(args.mqtt, args.topic, folder, datetime.now))
    except SeriesError as error:
        raise InputError(str(error)) from error
    return {"ok": not wrong, "counts": {"readings": kept}, "warnings": wrong}, [f"收到{kept}个点位读数", *wrong]
