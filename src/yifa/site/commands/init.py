"""``yifa init``: an empty real instance with its bureau and the three administrators."""

from __future__ import annotations

import argparse
import json
from datetime import date

from yifa.site.cli import InputError

HELP = "建立一个空的正式实例"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("--name", required=True, help="机关全称")
    parser.add_argument("--region", required=True, help="行政区划代码，6 位或 12 位")
    parser.add_argument("--uscc", required=True, help="统一社会信用代码，18 位")
    parser.add_argument("--code", default="main", help="机关代号（英文字母），默认 main")
    parser.add_argument("--started", type=date.fromisoformat, default=None, metavar="日期", help="启用日期，默认今天")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(args: argparse.Namespace) -> int:
    """Create the instance; refuse where there is one."""
    from yifa.site import boot

    boot.setup()
    from django.core.exceptions import ValidationError

    from yifa.kernel import clockwork
    from yifa.kernel.action import errors_of
    from yifa.kernel.ledger import seal
    from yifa.site import backup, founding

    if not backup.empty():
        raise InputError("这里已经有实例了，不能再建。换一个空的 YIFA_HOME（或空的数据库）。")
    boot.migrate()
    now = clockwork.now()
    try:
        accounts = founding.found(
            name=args.name, region=args.region, uscc=args.uscc, code=args.code,
            started=args.started or clockwork.today(), day=clockwork.today(), now=now,
        )  # fmt: skip
    except ValidationError as error:
        raise InputError("；".join(message.rstrip("。") for _, message in errors_of(error)) + "。") from error
    seal.seal("建立实例", now)
    if args.json:
        print(json.dumps({"bureau": args.code, "accounts": accounts}, ensure_ascii=False))
        return 0
    print(f"已建立：{args.name}（数据目录 {boot.home()}）")
    print("三员账号和首次密码（只显示这一次，首次登录须改密码）：")
    for username, password in accounts.items():
        print(f"  {username:<11}{password:<14}{founding.TITLES[username]}")
    print("下一步：yifa serve，用系统管理员登录，建单位、人员、岗位。")
    return 0
