"""``yifa ledger verify | seal | export``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError

HELP = "核验、加封、导出账本"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the sub-commands."""
    sub = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    v = sub.add_parser("verify", help="核验账本：序号、链、加封、每条记录、每份定稿的数字")
    v.add_argument("--seal", action="append", default=[], metavar="文件", help="另存在别处的加封文件，可写多个")
    v.add_argument("--chain-only", action="store_true", help="只核验账本和加封，不核对记录")
    v.add_argument("--json", action="store_true", help="输出 JSON")
    s = sub.add_parser("seal", help="加封：把末端摘要写到库外")
    s.add_argument("--why", default="人工加封", help="事由")
    s.add_argument("--json", action="store_true", help="输出 JSON")
    e = sub.add_parser("export", help="导出一段账本，可脱离本系统核验")
    e.add_argument("--out", required=True, metavar="文件", help="输出文件（每行一条），- 为标准输出")
    e.add_argument("--from", dest="first", type=int, default=1, metavar="序号", help="从第几条，默认 1")
    e.add_argument("--to", dest="last", type=int, default=None, metavar="序号", help="到第几条，默认末端")


def run(args: argparse.Namespace) -> int:
    """Run one sub-command; 1 where the ledger is broken."""
    from yifa.site import boot

    boot.setup()
    if boot.pending_migrations():
        raise InputError("数据库还没有建好或版本较旧。先运行 yifa demo、yifa init 或 yifa upgrade。")
    return {"verify": _verify, "seal": _seal, "export": _export}[args.verb](args)


def _verify(args: argparse.Namespace) -> int:
    from yifa.kernel.ledger import seal, verify

    try:
        report = verify.verify(seals=[Path(name) for name in args.seal], full=not args.chain_only)
    except seal.SealError as error:
        raise InputError(str(error)) from error
    print(json.dumps(as_json(report), ensure_ascii=False) if args.json else as_text(report))
    return 0 if report.ok else 1


def as_json(report: Any) -> dict[str, Any]:
    """Return a verification as one JSON document."""
    return {
        "ok": report.ok,
        "head": {"seq": report.head_seq, "hash": report.head_hash},
        "checked": {"entries": report.entries, "records": report.records, "seals": report.seals},
        "first": asdict(report.first) if report.first else None,
        "counts": dict(report.counts),
        "findings": [asdict(f) for f in report.findings],
        "notes": report.notes,
        "seconds": round(report.seconds, 3),
    }


def as_text(report: Any) -> str:
    """Return a verification as Chinese text: the first broken place, then how many more."""
    from yifa.kernel.ledger.verify import KINDS

    out = [f"账本末端第{report.head_seq:,}条，摘要 {report.head_hash}"]
    looked = (
        f"核对账页{report.entries:,}条、记录{report.records:,}条、加封{report.seals:,}份，用时{report.seconds:.1f}秒"
    )
    if report.ok:
        out.append(f"完整。{looked}。")
    else:
        total = sum(report.counts.values())
        parts = "、".join(f"{KINDS[k]}{n:,}处" for k, n in report.counts.items())
        out.append(f"不完整：{report.first.message}。")
        out.append(f"共{total:,}处不符（{parts}）。{looked}。")
        out += [f"  {f.message}" for f in report.findings[1:20]]
        if total > 20:
            out.append(f"  另有{total - 20:,}处，用 --json 查看前{len(report.findings)}处")
    out += [f"说明：{note}。" for note in report.notes]
    if report.ok and not report.seals:
        out.append(
            "说明：还没有加封。没有库外的加封，整本重写是看不出来的：运行 yifa ledger seal，把文件交给外人保管。"
        )
    return "\n".join(out)


def _seal(args: argparse.Namespace) -> int:
    from yifa.kernel import clockwork
    from yifa.kernel.ledger import seal

    made = seal.seal(args.why, clockwork.now())
    if made is None:
        raise InputError("账本还是空的，没有可加封的内容。")
    path = seal.folder() / made.file
    if args.json:
        print(json.dumps({"seq": made.seq, "hash": made.hash, "file": str(path)}, ensure_ascii=False))
    else:
        print(f"已加封到第{made.seq:,}条，摘要 {made.hash}\n{path}\n把这个文件交给系统管理员写不到的地方保管。")
    return 0


def _export(args: argparse.Namespace) -> int:
    from yifa.kernel import clockwork
    from yifa.kernel.ledger import export, seal
    from yifa.kernel.ledger.models import Head

    head = Head.objects.filter(pk=1).first()
    end = head.seq if head else 0
    if not 1 <= args.first <= max(end, 1) or (args.last is not None and not args.first <= args.last <= end):
        raise InputError(f"账本现有第1至{end:,}条，写出的范围不在其中。")
    seal.seal("导出账本", clockwork.now())
    made = export.lines(clockwork.now(), args.first, args.last)
    if args.out == "-":
        sys.stdout.writelines(f"{line}\n" for line in made)
        return 0
    with open(args.out, "w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in made)
    print(f"已导出到 {args.out}。脱离本系统核验：python check_export.py {args.out}", file=sys.stderr)
    return 0
