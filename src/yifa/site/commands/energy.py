"""``yifa energy``: meter frames, series, evaluations (no database), closed periods and bulletins."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.lawkit.packs.loader import PackError
from yifa.site.cli import InputError
from yifa.site.commands import _energy_close, _energy_control, _energy_crowd, _energy_series, _form

HELP = "公共机构能耗：报文解析、读数归一、指标评价、核定、通报"
PROTOCOL_NAMES = ("dlt645", "cjt188")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(
        dest="action",
        metavar="decode|ingest|control|normalise|close-series|simulate|roll-up|evaluate|close-month|bulletin|forms",
    )
    decode = actions.add_parser("decode", help="解析电表、水表等的报文", description="解析电表、水表等的报文")
    decode.add_argument("hex", metavar="报文", nargs="+", help="十六进制，可有空格；- 为从标准输入读")
    decode.add_argument("--protocol", required=True, choices=PROTOCOL_NAMES, help="dlt645（97、07版）或 cjt188")
    evaluate = actions.add_parser(
        "evaluate", help="一家机构一年的指标与定额对标", description="一家机构一年的指标与定额对标"
    )
    evaluate.add_argument("file", metavar="文件", help="YAML 或 JSON：机构、年份、面积、人数、用能")
    evaluate.add_argument("--institution", metavar="名称", help="文件里有多家机构时，评价哪一家")
    evaluate.add_argument("--region", metavar="代码", help="六位地区代码，叠加地方数据")
    for one in (decode, evaluate, *_energy_series.arguments(actions), *_energy_control.arguments(actions)):
        _form.arguments(one)

    _energy_close.arguments(actions)


def run(args: argparse.Namespace) -> int:
    """Run the action; 0 done, 1 something found wrong, 2 (InputError) unusable input."""
    if args.action is None:
        raise InputError("请写明 yifa energy decode --protocol dlt645 报文，或 yifa energy evaluate 文件")
    if args.action in ("close-month", "bulletin", "forms"):
        try:
            return _energy_close.run(args)
        except EnergyError as error:
            raise InputError(f"{error}。") from error
    _form.settle(args)
    try:
        if args.action == "simulate" and args.level == "bureau":
            data, lines = _energy_crowd.run(args)
            _put(args, data, lines)
            return 0
        if args.action in _energy_series.ACTIONS:
            found = _energy_series.run(args)
            _put(args, found.data, found.lines)
            return 0 if found.data["ok"] else 1
        if args.action == "control":
            data, lines = _energy_control.run(args)
            _put(args, data, lines)
            return 0 if data["ok"] else 1
        return _decode(args) if args.action == "decode" else _evaluate(args)
    except (EnergyError, PackError) as error:
        raise InputError(str(error)) from error


def _put(args: argparse.Namespace, data: Any, lines: list[str]) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=1) if args.format == "json" else "\n".join(lines)
    if args.out == "-":
        print(text)
    else:
        Path(args.out).write_text(text + "\n", encoding="utf-8")


def _decode(args: argparse.Namespace) -> int:
    from yifa.affairs.energy.engine.frames import PROTOCOLS

    text = sys.stdin.read() if args.hex == ["-"] else " ".join(args.hex)
    digits = re.sub(r"0x|[\s,:;]", "", text, flags=re.IGNORECASE)
    if not digits or not re.fullmatch(r"[0-9A-Fa-f]+", digits):
        raise InputError("报文应是十六进制数字，可用空格分开")
    if len(digits) % 2:
        raise InputError("报文的十六进制位数是单数，少了半个字节")
    stream = PROTOCOLS[args.protocol]()
    frames = stream.feed(bytes.fromhex(digits))
    rest = stream.rest.hex().upper()
    lines = [_line(frame) for frame in frames] + ([f"剩余未成帧：{rest}"] if rest else [])
    _put(args, {"frames": [frame.as_json() for frame in frames], "rest": rest}, lines or ["没有报文"])
    return 0 if frames and all(frame.ok for frame in frames) else 1


def _line(frame: Any) -> str:
    value = "" if frame.value is None else f" {format(frame.value, 'f')} {frame.unit or ''}".rstrip()
    state = frame.error or ("" if frame.ok else "不可用")
    place = f"{frame.start}-{frame.end} 表号{frame.address} 控制码{frame.control} 标识{frame.di or '无'}"
    return f"{place}{value} {state}".rstrip()


def _evaluate(args: argparse.Namespace) -> int:
    from yifa.affairs.energy.engine.evaluate import evaluate
    from yifa.affairs.energy.engine.files import institutions, read
    from yifa.affairs.energy.engine.library import library
    from yifa.affairs.energy.engine.quotas import OVER
    from yifa.lawkit.packs.loader import read_yaml

    if args.region and not re.fullmatch(r"\d{6}", args.region):
        raise InputError(f"地区代码“{args.region}”不是六位数字")
    sets = library(args.region or None)
    try:
        rows = institutions(read_yaml(Path(args.file)))
    except PackError as error:
        raise InputError(str(error).replace("规则包 ", "文件 ")) from error
    if args.institution:
        rows = [row for row in rows if row.get("institution") == args.institution]
    if len(rows) != 1:
        raise InputError(
            f"文件里有{len(rows)}家机构，请用 --institution 指明一家"
            if rows
            else f"文件里没有“{args.institution or '机构'}”"
        )
    one, rest = read(rows[0], sets)
    found = evaluate(sets, one, **rest)
    data = {"institution": one.name, "year": one.year, "indicators": [row.as_json() for row in found]}
    _put(args, data, [f"{one.name} {one.year}年", *(_result(row) for row in found)])
    return 1 if any(row.band == OVER for row in found) else 0


def _result(row: Any) -> str:
    value = row.shown if row.shown is not None else f"无（{row.why}）"
    unit = "" if row.unit == "1" or row.shown is None else f" {row.unit}"
    quota = f"，{row.band}" if row.band else ""
    return f"{row.title}：{value}{unit}{quota}"
