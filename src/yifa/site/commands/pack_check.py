"""``yifa pack-check``: check every rule pack and say in Chinese what is wrong and where; needs no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from yifa.affairs.energy.engine.pack_check import register_checker
from yifa.lawkit.packs.loader import ROOT
from yifa.lawkit.packs.schema import check_packs
from yifa.site.cli import InputError

HELP = "检查规则包"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--root", metavar="目录", help="规则包目录（默认随程序安装的）")
    parser.add_argument("--region", metavar="代码", help="六位地区代码：叠加这一地区的规则包一起检查")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Print the problems; 0 none, 1 some, 2 (InputError) unusable input."""
    root = Path(args.root) if args.root else ROOT
    if not (root / "national").is_dir():
        raise InputError(f"“{root}”里没有 national 目录，不是规则包目录")
    if args.region and not (len(args.region) == 6 and args.region.isdigit()):
        raise InputError(f"地区代码“{args.region}”不是六位数字")
    register_checker()
    problems, files = check_packs(args.region or None, root)
    if args.json:
        rows = [{"file": p.file, "place": p.place, "message": p.message} for p in problems]
        print(json.dumps({"files": files, "problems": rows}, ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(problem)
        print(f"检查了{files}个规则包文件，" + (f"发现{len(problems)}处问题" if problems else "没有发现问题"))
    return 1 if problems else 0
