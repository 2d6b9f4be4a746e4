"""``yifa import``: the same importer as the screen. Dry run first; nothing is written while a row is wrong."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError

HELP = "导入台账"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("resource", help="台账代号，如 decisions.meeting")
    parser.add_argument("file", help="xlsx 或 csv 文件")
    parser.add_argument("--map", dest="mapping", help="列对应文件（JSON 或 YAML）")
    parser.add_argument("--backfill", action="store_true", help="按补录导入")
    parser.add_argument("--dry-run", action="store_true", help="只试算，不写入")
    parser.add_argument("--sheet", help="工作表名")
    parser.add_argument("--partial", action="store_true", help="有错的行不导入，其余照常导入")
    parser.add_argument("--marked", metavar="FILE", help="把标出问题的工作簿写到这里")
    parser.add_argument("--bureau", help="机关代号；只有一个机关时不用写")
    parser.add_argument("--as", dest="user", help="以哪个账号的岗位办理；不写则由命令行操作人办理")
    parser.add_argument("--json", action="store_true", help="输出 JSON 汇总")


def context(bureau_code: str | None, username: str | None) -> Any:
    """Return the context of the operator, or of an account, in a bureau."""
    from yifa.core.org.models import Unit
    from yifa.kernel import clockwork
    from yifa.kernel.accounts.models import User
    from yifa.kernel.action import Ctx
    from yifa.kernel.imports.jobs import ctx_for
    from yifa.kernel.policy import scope_of
    from yifa.site import boot

    if boot.pending_migrations():
        raise InputError("数据库还没有建好或版本较旧。先运行 yifa demo、yifa init 或 yifa upgrade。")
    roots = Unit.objects.filter(bureau__isnull=True)
    found = list(roots.filter(code=bureau_code) if bureau_code else roots[:2])
    if len(found) != 1:
        codes = "、".join(u.code or str(u.pk) for u in roots)
        raise InputError(f"用 --bureau 写明机关代号。现有：{codes or '无'}。")
    if username is None:
        return replace(ctx_for({"user": None, "bureau": found[0].pk}), channel="cli")
    user = User.objects.filter(username=username, is_active=True).first()
    scope = scope_of(user, found[0].pk) if user else None
    if scope is None or scope.bureau_id != found[0].pk:
        raise InputError(f"没有“{username}”这个账号，或它在该机关没有岗位。")
    return Ctx(scope=scope, day=clockwork.today(), now=clockwork.now(), channel="cli")


def register(key: str) -> Any:
    """Return a Resource; InputError names those there are."""
    from yifa.kernel import registry

    try:
        return registry.get_resource(key)
    except KeyError:
        keys = "、".join(r.key for r in registry.resources() if r.in_menu)
        raise InputError(f"没有“{key}”这个台账。现有：{keys}。") from None


def options_of(path: str | None) -> Any:
    """Return the options of a mapping file."""
    import yaml

    from yifa.kernel.imports.check import Options

    if path is None:
        return Options()
    try:
        data = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
        if not isinstance(data, dict):
            raise ValueError("列对应文件应是一组“名：值”。")
        return Options.from_json(data)
    except OSError as error:
        raise InputError(f"读不到列对应文件 {path}。") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"列对应文件 {path} 不是 JSON 或 YAML。") from error
    except (ValueError, AttributeError, TypeError) as error:
        raise InputError(str(error)) from error


def run(args: argparse.Namespace) -> int:
    """Check, then write."""
    try:
        data = Path(args.file).read_bytes()
    except OSError as error:
        raise InputError(f"读不到文件 {args.file}。") from error
    from yifa.site import boot

    boot.setup()
    from yifa.kernel.action import ActionError
    from yifa.kernel.imports import apply, marked, uploads
    from yifa.kernel.imports.check import check
    from yifa.kernel.imports.sheets import SheetError, open_book

    register(args.resource)
    options = options_of(args.mapping)
    options.backfill = options.backfill or args.backfill
    options.partial = options.partial or args.partial
    options.sheet = args.sheet or options.sheet
    ctx = context(args.bureau, args.user)
    name = uploads.clean_name(args.file)
    try:
        checked = check(args.resource, ctx, open_book(data, name), options)
    except (SheetError, ActionError) as error:
        raise InputError(f"{name}：{error}") from error
    for line in checked.lines():
        print(line, file=sys.stderr)
    for note in checked.notes:
        print(f"{name}：{note}", file=sys.stderr)
    if args.marked:
        Path(args.marked).write_bytes(marked.workbook(checked))
    summary = _summary(checked)
    stopped = bool(checked.hopeless or (checked.errors and not options.partial))
    left = None if args.dry_run else apply.unfinished(args.resource, ctx, data)
    if left is not None or not (args.dry_run or stopped):
        try:
            if left is not None:
                print(f"{name}：接着办上次中断的导入，批次 {left.pk}。", file=sys.stderr)
                record = apply.perform(left, ctx)
                stopped = record.state != record.State.DONE
                summary["counts"] |= {"created": record.created, "updated": record.updated}
            elif len(checked.creates) + len(checked.updates) <= apply.AT_ONCE:
                record = apply.apply_at_once(checked, ctx, uploads.store(data))
            else:
                record = apply.start(checked, ctx, uploads.store(data))
                record = apply.apply_batches(record, checked, ctx)
        except (ActionError, SheetError) as error:
            print(f"{name}：{error}", file=sys.stderr)
            stopped = True
        else:
            summary["import"] = record.pk
    summary["ok"] = not (stopped or checked.errors)
    if args.json:
        print(json.dumps(summary, ensure_ascii=False, indent=2))
    else:
        print(_said(summary, args.dry_run, stopped))
    return 0 if summary["ok"] else 1


def _summary(checked: Any) -> dict[str, Any]:
    return {
        "ok": False,
        "file": checked.file,
        "sheet": checked.sheet,
        "header": checked.layout.top + 1,
        "import": None,
        "counts": {
            "rows": checked.total, "created": len(checked.creates), "updated": len(checked.updates),
            "unchanged": checked.same, "failed": len(checked.bad_rows), "skipped": len(checked.layout.skipped),
        },
        "columns": checked.mapping.columns,
        "skipped": [{"row": r + 1, "why": why} for r, why in checked.layout.skipped],
        "warnings": checked.notes,
        "problems": [p.as_json() for p in checked.problems],
    }  # fmt: skip


def _said(summary: dict[str, Any], dry: bool, stopped: bool) -> str:
    n = summary["counts"]
    verb = "试算，没有写入" if dry else "没有写入" if stopped else f"已导入，批次 {summary['import']}"
    return (
        f"{verb}：“{summary['sheet']}”表共 {n['rows']} 行，新增 {n['created']}，更新 {n['updated']}，"
        f"无变化 {n['unchanged']}，有错 {n['failed']}，跳过 {n['skipped']}。"
    )
