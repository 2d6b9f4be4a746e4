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
    from django.conf import settings

    from yifa.core.org.models import BureauProfile
    from yifa.kernel import clockwork, db
    from yifa.kernel.ledger import seal
    from yifa.site import bureaus

    profiles = BureauProfile.objects.all()
    if profiles.filter(demo=False).exists():
        raise InputError("这个实例有正式数据，不能装入演示数据。换一个 YIFA_HOME 再试。")
    keep = boot.home() / "demo-accounts.json"
    part = keep.with_suffix(".part")
    if not profiles.exists():
        print("正在装入演示数据……", file=sys.stderr)
        # One transaction: a build that is killed leaves nothing, the next run starts afresh. The passwords are on
        # disk before the commit, since afterwards nobody knows them.
        with db.write_transaction():
            passwords = bureaus.build(clockwork.today(), clockwork.now())
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(passwords, file, ensure_ascii=False)
        part.replace(keep)
        seal.seal("演示数据装入", clockwork.now())
    elif part.exists() and not keep.exists():
        part.replace(keep)
    if not keep.exists():
        raise InputError(
            f"演示账号的密码文件 {keep} 不见了。删掉 {boot.home()} 再运行 yifa demo，或由安全管理员重设密码。"
        )
    from django.utils import timezone

    from yifa.affairs.energy.control import demo as control
    from yifa.affairs.energy.directory import campus
    from yifa.affairs.energy.watch import demo as alarms
    from yifa.kernel.policy import ROLES

    local = timezone.localtime(clockwork.now()).replace(tzinfo=None)
    control.read(boot.home() / "series", local)
    campus.live(boot.home() / "series", local)
    if house := alarms.house_of("ji", clockwork.today(), clockwork.now()):
        alarms.found(house)

    print("演示账号（每个角色一个，密码随机生成，只能在本机使用）：")
    for name, password in json.loads(keep.read_text(encoding="utf-8")).items():
        print(f"  {name:<11}{password:<14}{ROLES[name]}")
    if not settings.YIFA_LOOPBACK:
        print("现在的地址不是本机地址，演示账号不能登录。去掉 YIFA_HOST、YIFA_ALLOWED_HOSTS 再试。", file=sys.stderr)
    if args.no_serve:
        print(f"演示库已就绪：{boot.home()}")
        return 0
    from yifa.site import server

    return server.serve(worker=True)
