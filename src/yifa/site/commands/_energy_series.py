"""``yifa energy ingest|normalise|close-series|simulate|roll-up``: the series of meters; no Django, no main database."""

from __future__ import annotations

import argparse
import os
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError
from yifa.site.env import home

ACTIONS = ("ingest", "normalise", "close-series", "simulate", "roll-up")
Done = tuple[dict[str, Any], list[str], list[str]]
#: a file may hold old years; only what lies ahead of the clock is doubted
OLDEST = timedelta(days=36_500)


@dataclass(frozen=True)
class Outcome:
    """What an action did: the data of ``--json`` and the lines to print."""

    data: dict[str, Any]
    lines: list[str]


def arguments(actions: Any) -> list[argparse.ArgumentParser]:
    """Declare the actions; return their parsers."""

    def add(name: str, said: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = actions.add_parser(name, help=said, description=said)
        one.add_argument("--series", metavar="目录", help="读数目录（默认 YIFA_HOME 下的 series）")
        return one

    ingest = add("ingest", "收读数：供应单位的表格、报文文件，或监听采集器")
    ingest.add_argument("files", metavar="文件", nargs="*", help="CSV、Excel；报文文件用 --protocol；不写则只整理日志")
    ingest.add_argument("--protocol", choices=("dlt645", "cjt188"), help="文件是这种报文的原始字节")
    ingest.add_argument("--at", metavar="时间", help="报文文件里读数的时间，如 2025-03-01T08:00:00")
    ingest.add_argument("--meters", metavar="文件", help="表计登记（YAML 或 JSON：表号到设置）")
    ingest.add_argument("--listen", metavar="地址:端口", help="监听采集器上传，直到中断")
    ingest.add_argument("--modbus", metavar="文件", help="读一轮 Modbus TCP 点位（YAML 或 JSON：host、port、points）")
    ingest.add_argument("--mqtt", metavar="地址", help="接 MQTT 消息，直到中断，如 mqtt://用户:口令@主机:1883")
    ingest.add_argument("--topic", default="energy/#", metavar="主题", help="MQTT 主题（默认 energy/#）")
    ingest.add_argument("--retire", metavar="年-月", help="清理这个月以前已月结的读数，小时和月结数留存")
    ingest.add_argument("--keys", metavar="文件", help="采集器的密钥（YAML 或 JSON），与 --listen 同用")
    normalise = add("normalise", "归一：由读数算出每小时用量")
    normalise.add_argument("--month", action="append", default=[], metavar="年-月", help="整月重算；不写则只算有变动的")
    normalise.add_argument("--workers", type=int, default=2, metavar="个", help="并行个数（默认 2）")
    close = add("close-series", "表计月结：每块表、每个节点、每个分项的月用量")
    close.add_argument("month", metavar="年-月")
    close.add_argument("--reopen", action="store_true", help="重开已月结的月份，出新的一版并列出差异")
    simulate = add("simulate", "模拟读数，真值已知")
    simulate.add_argument(
        "--level", default="campus", help="campus、city、province 或 nation（默认 campus）；bureau 为演示县扩充名录"
    )
    simulate.add_argument("--institutions", type=int, default=600, metavar="家", help="bureau 的机构家数（默认 600）")
    simulate.add_argument("--seed", type=int, default=1, metavar="数", help="随机种子（默认 1）")
    simulate.add_argument("--year", type=int, default=2025, metavar="年")
    simulate.add_argument("--months", type=int, default=12, metavar="个", help="几个月（默认 12）")
    simulate.add_argument("--meters", type=int, metavar="块", help="改用这么多块表")
    simulate.add_argument("--check", action="store_true", help="不写读数，把归一结果与真值比较")
    simulate.add_argument("--forms", type=int, metavar="家", help="改为写这么多家机构的月报表（全国158.6万家）")
    rollup = add("roll-up", "逐级汇总月报表：县、市、省、全国")
    rollup.add_argument(
        "files", metavar="文件", nargs="*", help="报表数据（Parquet）；不写则汇总模拟的报表并与真值比较"
    )
    rollup.add_argument(
        "--by", default="province", metavar="级", help="county、city、province 或 nation（默认 province）"
    )
    return [ingest, normalise, close, simulate, rollup]


def run(args: argparse.Namespace) -> Outcome:
    """Run an action."""
    from yifa.affairs.energy.series.records import SeriesError

    folder = Path(args.series) if args.series else home() / "series"
    do = {"ingest": _ingest, "normalise": _normalise, "close-series": _close, "simulate": _simulate}
    try:
        if args.action == "roll-up":
            return _roll_up(args, folder)
        counts, warnings, lines = do[args.action](args, folder)
    except SeriesError as error:
        raise InputError(str(error)) from error
    return Outcome({"ok": not warnings, "counts": counts, "warnings": warnings}, [*lines, *warnings])


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise InputError(f"月份“{text}”应写成 2025-03")
    return text


def _mapping(path: str, what: str) -> dict[str, dict[str, Any]]:
    from yifa.lawkit.packs.loader import read_yaml

    data = read_yaml(Path(path))
    if not isinstance(data, dict) or not all(isinstance(one, dict) for one in data.values()):
        raise InputError(f"{what}文件应是键值对：{path}")
    return {str(name): one for name, one in data.items()}


def _ingest(args: argparse.Namespace, folder: Path) -> Done:
    from yifa.affairs.energy.gateways.inlet import Inlet
    from yifa.affairs.energy.series.registry import checked
    from yifa.affairs.energy.series.store import Writer

    if args.listen:
        return _listen(args, folder)
    if args.mqtt:
        return _mqtt(args, folder)
    counts: dict[str, Any] = {}
    warnings: list[str] = []
    if args.meters:
        configs = _mapping(args.meters, "表计登记")
        with Writer(folder) as writer:
            checked({**dict(writer.manifest.meters().values()), **configs})
            with writer.manifest.step():
                for name, config in configs.items():
                    writer.manifest.configure(name, config)
        counts["meters"] = len(configs)
    if args.files or args.modbus:
        with Inlet(folder, datetime.now, behind=OLDEST) as inlet:
            for name in args.files:
                warnings += _file(args, Path(name), inlet)
            if args.modbus:
                warnings += _modbus(args, inlet)
            counts |= {"acknowledged": inlet.taken, "doubtful": inlet.doubtful, "unusable": inlet.unusable}
    with Writer(folder) as writer:
        taken = writer.drain()
        if args.retire:
            counts["retired"] = writer.retire(_month(args.retire))
        writer.vacuum()
    counts |= {"segments": taken.segments, "readings": taken.readings, "repeats": taken.repeats, "files": taken.files}
    said = f"收到{counts.get('acknowledged', 0)}个读数，整理{taken.segments}段日志、{taken.readings}个读数"
    return counts, [*warnings, *taken.damaged], [said]


def _file(args: argparse.Namespace, path: Path, inlet: Any) -> list[str]:
    from yifa.affairs.energy.gateways import captured, supplied

    if args.protocol:
        if not args.at:
            raise InputError("报文里没有时间，请用 --at 写明读数的时间")
        try:
            at = datetime.fromisoformat(args.at)
        except ValueError:
            raise InputError(f"时间“{args.at}”应写成 2025-03-01T08:00:00") from None
        return captured.take(path, args.protocol, at, inlet)
    found = supplied.read(path)
    rows = [inlet.row(r.meter, r.register, r.at, r.value, r.row, r.manual) for r in found.readings]
    inlet.take(rows).result()
    return found.errors


def _modbus(args: argparse.Namespace, inlet: Any) -> list[str]:
    import asyncio

    from yifa.affairs.energy.gateways import modbus
    from yifa.lawkit.packs.loader import read_yaml

    data = read_yaml(Path(args.modbus))
    if not isinstance(data, dict) or not data.get("host") or not isinstance(data.get("points"), list):
        raise InputError(f"{args.modbus} 应写明 host、port 和 points")
    wanted = modbus.points(data["points"])
    taken = asyncio.run(modbus.take(str(data["host"]), int(data.get("port", 502)), wanted, inlet))
    return [] if taken == len(wanted) else [f"{len(wanted)}个点位只有{taken}个答复，其余缺数，不作零"]


def _mqtt(args: argparse.Namespace, folder: Path) -> Done:
    import asyncio
    from contextlib import suppress

    from yifa.affairs.energy.gateways import mqtt
    from yifa.affairs.energy.gateways.inlet import Inlet

    with Inlet(folder, datetime.now) as inlet:
        with suppress(KeyboardInterrupt):
            asyncio.run(mqtt.listen(args.mqtt, args.topic, inlet))
        counts = {"readings": inlet.taken, "doubtful": inlet.doubtful, "unusable": inlet.unusable}
    return counts, [], [f"已停止，共收到{counts['readings']}个读数"]


def _listen(args: argparse.Namespace, folder: Path) -> Done:
    from yifa.affairs.energy.gateways import server

    host, _, port = args.listen.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise InputError(f"监听地址“{args.listen}”应写成 127.0.0.1:9000")
    if not args.keys:
        raise InputError("没有密钥的采集器不接，请用 --keys 给出密钥文件")
    counts = server.serve(
        folder, host or "127.0.0.1", int(port), server.gates(_mapping(args.keys, "密钥")), datetime.now
    )
    return counts, [], [f"已停止，共收到{counts['readings']}个读数"]


def _normalise(args: argparse.Namespace, folder: Path) -> Done:
    from yifa.affairs.energy.series import glance
    from yifa.affairs.energy.series.hours import Reckoner
    from yifa.affairs.energy.series.store import Writer

    if not 1 <= args.workers <= 64:
        raise InputError("并行个数应在1到64之间")
    with Writer(folder) as writer:
        done = Reckoner(writer, args.workers).run([_month(one) for one in args.month])
        glance.refresh(writer)
        writer.vacuum()
    counts = {
        "months": len(done.months), "meters": done.meters, "readings": done.readings, "hours": done.hours,
        "changed": done.changed, "rejected": done.rejected, "duplicates": done.duplicates,
        "events": done.events, "reasons": done.reasons,
    }  # fmt: skip
    said = f"{'、'.join(done.months) or '没有月份'}：用{done.readings}个读数算{done.hours}个小时，改写{done.changed}个"
    return counts, done.warnings, [said, f"剔除读数{done.rejected}个，需要核实的事件{sum(done.events.values())}个"]


def _close(args: argparse.Namespace, folder: Path) -> Done:
    from yifa.affairs.energy.series import closing
    from yifa.affairs.energy.series.store import Writer

    with Writer(folder) as writer:
        closed = closing.close(writer, _month(args.month), args.reopen, os.environ.get("YIFA_ANALYTICS_URL", ""))
    kinds = {kind: sum(line.kind == kind for line in closed.lines) for kind in ("meter", "virtual", "balance", "item")}
    missing = [line.name for line in closed.lines if line.kind == closing.METER and line.value is None]
    part = [
        f"{line.name}只有{line.covered * 100 // closed.seconds}%的时间有数"
        for line in closed.lines
        if line.kind == closing.METER and line.value is not None and line.covered < closed.seconds
    ]
    warnings = [f"{name}全月没有数据，不作零" for name in missing] + part + closed.differences
    counts = {"version": closed.version, **kinds, "missing": len(missing), "digest": closed.digest}
    state = "早已月结，原样读出" if closed.again else "已月结"
    return counts, warnings, [f"{closed.month}{state}，第{closed.version}版，摘要{closed.digest[:16]}"]


def _simulate(args: argparse.Namespace, folder: Path) -> Done:
    from yifa.affairs.energy.series import rollup, simulate
    from yifa.affairs.energy.series.store import Writer

    if args.forms is not None:
        what = simulate.plan(args.level, args.year, args.seed, args.months)
        many = rollup.simulate(folder, args.forms, what.months, args.seed)
        return {"institutions": args.forms, "forms": many}, [], [f"写了{args.forms}家机构的月报表{many}份"]
    with Writer(folder) as writer:
        if args.check:
            months = writer.months(simulate.TRUTH)
            if not months:
                raise InputError("这个目录里没有模拟数据")
            held = [simulate.compared(writer, month) for month in months]
            wrong = [one for _, found in held for one in found]
            counts: dict[str, Any] = {"compared": sum(many for many, _ in held), "wrong": len(wrong)}
            return counts, wrong, [f"比较{counts['compared']}块·月，不符{len(wrong)}块·月"]
        what = simulate.plan(args.level, args.year, args.seed, args.months, args.meters)
        counts = dict(simulate.write(writer, what))
    return counts, [], [f"写了{counts['meters']}块表{counts['months']}个月共{counts['readings']}个读数"]


def _roll_up(args: argparse.Namespace, folder: Path) -> Outcome:
    from yifa.affairs.energy.series import analytics, rollup

    paths = [Path(name) for name in args.files] or rollup.simulated(folder)
    connection = analytics.connect(os.environ.get("YIFA_ANALYTICS_URL", ""))
    try:
        found = rollup.rolled(connection, paths, args.by)
        counts, warnings = {"files": len(paths), "sums": len(found)}, []
        if not args.files:
            held, wrong = rollup.compared(folder, rollup.rolled(connection, paths))
            counts |= {"compared": held, "wrong": wrong}
            warnings = [f"与真值不符{wrong}处"] if wrong else []
    finally:
        connection.disconnect()
    lines = [f"汇总{len(paths)}个文件，得{len(found)}行（{args.by}）；逐行数字用 --json"]
    return Outcome({"ok": not warnings, "counts": counts, "warnings": warnings, "sums": found.to_pylist()}, lines)
