"""``yifa demo``: create the database if missing, load the demo bureaus, print accounts, serve."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from yifa.site.cli import InputError

HELP = "建立演示库并启动"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("--no-serve", action="store_true", help="只建库，不启动")
    parser.add_argument("--home", help="数据目录，默认 ./var")


def run(args: argparse.Namespace) -> int:
    """Build once, then serve; idempotent."""
    if args.home:
        os.environ["YIFA_HOME"] = str(Path(args.home).resolve())
    from yifa.site import boot

    boot.setup()
    boot.migrate()
    from yifa.core.org.models import BureauProfile
    from yifa.kernel import clockwork
    from yifa.site import bureaus

    profiles = BureauProfile.objects.all()
    if profiles.filter(demo=False).exists():
        raise InputError("这个实例有正式数据，不能装入演示数据。换一个 YIFA_HOME 再试。")
    keep = boot.home() / "demo-accounts.json"
    if not profiles.exists():
        print("正在装入演示数据……", file=sys.stderr)
        passwords = bureaus.build(clockwork.today(), clockwork.now())
        keep.touch(mode=0o600)
        keep.write_text(json.dumps(passwords, ensure_ascii=False))
    from yifa.kernel.policy import ROLES

    print("演示账号（每个角色一个，密码随机生成，只能在本机使用）：")
    for name, password in json.loads(keep.read_text()).items() if keep.exists() else []:
        print(f"  {name:<11}{password:<14}{ROLES[name]}")
    if args.no_serve:
        print(f"演示库已就绪：{boot.home()}")
        return 0
    from yifa.site import server

    return server.serve(worker=True)
