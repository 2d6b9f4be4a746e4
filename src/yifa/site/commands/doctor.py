"""``yifa doctor``: self-check, each fault with its mend."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

HELP = "自检并给出修法"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare arguments."""
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--reindex", action="store_true", help="先重建检索索引")


def run(args: argparse.Namespace) -> int:
    """Print the faults; 1 where one is an error."""
    from yifa.site import boot

    boot.setup()
    from django.conf import settings

    from yifa.site import doctor

    if args.reindex and not boot.pending_migrations():
        from yifa.kernel.search import index

        changed = index.rebuild()
        print(f"检索索引已重建，改了 {changed:,} 条。", file=sys.stderr)
    done, faults = doctor.examine()
    broken = any(f.level == "error" for f in faults)
    if args.json:
        print(
            json.dumps({"ok": not broken, "checked": done, "faults": [asdict(f) for f in faults]}, ensure_ascii=False)
        )
        return int(broken)
    if settings.YIFA_SIDE == "outer":
        print("外网一侧（YIFA_SIDE=outer）：没有台账，没有账本。")
    for fault in faults:
        print(
            f"{'故障' if fault.level == 'error' else '提醒'}　{fault.check}：{fault.text}。\n　　　修法：{fault.mend}"
        )
    print(f"查了 {len(done)} 项：{'、'.join(done)}。" + ("" if faults else "没有发现问题。"))
    return int(broken)
