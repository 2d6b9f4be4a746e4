"""``yifa export``: a register as xlsx or csv, in a form the importer takes back."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from yifa.site.cli import InputError

HELP = "导出台账"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("resource", help="台账代号，如 decisions.meeting")
    parser.add_argument("--out", required=True, help="输出文件，xlsx 或 csv")
    parser.add_argument("--bureau", help="机关代号；只有一个机关时不用写")
    parser.add_argument("--as", dest="user", help="以哪个账号的岗位办理；不写则由命令行操作人办理")
    parser.add_argument("--reason", help="含个人信息或工作秘密时写明用途")
    parser.add_argument("--json", action="store_true", help="输出 JSON 汇总")


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    kind = Path(args.out).suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv"):
        raise InputError("只能导出 xlsx 或 csv，用文件名的后缀写明。")
    from yifa.site import boot

    boot.setup()
    from yifa.core.org.models import Unit
    from yifa.kernel import registry
    from yifa.kernel.action import ActionError
    from yifa.kernel.action import run as do
    from yifa.kernel.exports import exporting
    from yifa.site.commands.import_ import context, register

    resource = register(args.resource)
    ctx = context(args.bureau, args.user)
    action = registry.actions(resource.key).get("export")
    if action is None or not ctx.scope.has(resource.read_roles):
        raise InputError("这个岗位不能导出这个台账。")
    clear = exporting.in_clear(resource, ctx.scope)
    if clear and not args.reason:
        raise InputError(f"这份导出含未隐去的：{'、'.join(clear)}。用 --reason 写明用途。")
    rows = resource.rows(ctx.scope).order_by("pk")
    count = rows.count()
    try:
        with open(args.out, "wb") as target:
            entry = do(action, ctx, None, {"format": kind, "rows": count, "reason": args.reason or ""}).obj
            bureau = str(Unit.objects.get(pk=ctx.scope.bureau_id).name)
            lines = exporting.provenance(resource, ctx.scope, bureau, ctx.now, "", entry.pk)
            exporting.write(target, kind, resource, rows, ctx.scope, lines, ctx.now)
    except OSError as error:
        raise InputError(f"写不了文件 {args.out}。") from error
    except ActionError as error:
        raise InputError(str(error)) from error
    if args.json:
        print(json.dumps({"ok": True, "counts": {"rows": count}, "warnings": []}, ensure_ascii=False))
    else:
        print(f"已导出 {count} 条：{args.out}")
    return 0
