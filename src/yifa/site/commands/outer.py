"""``yifa outer``: the exchange between the inner and the outer instance, by file or by network."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yifa.site.cli import InputError

HELP = "和外网一侧交换：配对、出包、收包"
#: verb → (side on which it runs, what it does)
VERBS = {
    "status": ("", "看通道到了第几包，还有什么等着"),
    "pair": ("", "配对：两边各写一张配对卡，交给对方"),
    "pack": ("inner", "内网机：把更新打成出包，写到目录"),
    "load": ("outer", "外网机：装入出包"),
    "post": ("outer", "外网机：把来件打成进包，写到目录"),
    "take": ("inner", "内网机：收取进包"),
    "sync": ("inner", "内网机：通过网络收取、送出"),
}
_SIDES = {"inner": "内网机", "outer": "外网机"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="verb", metavar="动作")
    made = {name: verbs.add_parser(name, help=text, description=text) for name, (_, text) in VERBS.items()}
    for name in ("status", "pair", "pack", "post", "take", "sync"):
        made[name].add_argument("--bureau", help="机关代号；只有一个机关时不用写，take 看包里写的")
    made["pair"].add_argument("--with", dest="card", metavar="文件", help="对方的配对卡")
    made["pair"].add_argument("--out", metavar="文件", help="本机的配对卡写到这里")
    made["pair"].add_argument("--address", metavar="地址", help="内网机：外网机的地址（https），通过网络交换时填写")
    made["pair"].add_argument("--new", action="store_true", help="内网机：作废现有配对，重新开始")
    for name in ("pack", "post"):
        made[name].add_argument("--out", metavar="目录", required=True, help="写到这个目录")
        made[name].add_argument("--again", action="store_true", help="连同以前做好、对方还没有确认的")
    made["pack"].add_argument("--whole", action="store_true", help="全量：不管外网机有什么，全部重送")
    for name in ("load", "take"):
        made[name].add_argument("file", metavar="文件", nargs="+", help="交换包，按包号先后")


def run(args: argparse.Namespace) -> int:
    """Do one verb; a refused package is 1, unusable input 2."""
    from yifa.site import boot

    boot.setup()
    from django.conf import settings

    verb = args.verb or "status"
    side, _ = VERBS[verb]
    if side and side != settings.YIFA_SIDE:
        raise InputError(
            f"这是{_SIDES[settings.YIFA_SIDE]}（YIFA_SIDE={settings.YIFA_SIDE}），{verb} 在{_SIDES[side]}上运行。"
        )
    from yifa.kernel.action import ActionError
    from yifa.kernel.relay.network import NetworkError
    from yifa.kernel.relay.package import PackageError
    from yifa.kernel.relay.pairing import PairingError
    from yifa.papers.signing import SigningError

    if settings.YIFA_SIDE == "outer":
        if verb != "pair" and (boot.unborn() or boot.pending_migrations()):
            raise InputError("外网机还没有配对，或数据库版本较旧。先运行 yifa outer pair --with 内网机的配对卡。")
    try:
        work: Callable[[argparse.Namespace], int] = globals()[f"_{settings.YIFA_SIDE}_{verb}"]
        return work(args)
    except (ActionError, NetworkError, PairingError, SigningError) as error:
        raise InputError(str(error)) from error
    except PackageError as error:
        print(str(error))
        return 1


# -- inner side --------------------------------------------------------------
def _ctx(code: str | None) -> tuple[Any, Any]:
    from yifa.core.org.models import Unit
    from yifa.site.commands.import_ import context

    ctx = context(code, None)
    bureau = Unit.objects.get(pk=ctx.scope.bureau_id)
    if not bureau.code:
        raise InputError(f"“{bureau.name}”没有代号，不能配对。先在单位登记里填写代号。")
    return bureau, ctx


def _inner_status(args: argparse.Namespace) -> int:
    from yifa.kernel.relay import packing

    bureau, _ = _ctx(args.bureau)
    channel = packing.channel_of(bureau)
    print(f"内网机，{bureau.name}，配对 {channel.pairing[:8]}，{channel.address or '用文件交换'}。")
    print(f"出包做到第 {channel.made} 号，外网机已装入第 {channel.loaded} 号；进包收到第 {channel.taken} 号。")
    for made in packing.unloaded(channel):
        print(f"等外网机装入：第 {made.number} 号，{made.happened_on}，{made.cards} 条。")
    if channel.said:
        print(f"最近一次联系没有成功：{channel.said}")
    return 0


def _inner_pair(args: argparse.Namespace) -> int:
    from yifa.kernel.action import run as act
    from yifa.kernel.registry import get_action
    from yifa.kernel.relay import network, package, pairing
    from yifa.kernel.relay.models import Channel

    bureau, ctx = _ctx(args.bureau)
    found = Channel.objects.filter(bureau=bureau, life="live").first()
    verb = get_action("relay.channel", "pair")
    said: dict[str, Any] = {"address": network.checked_address(args.address)} if args.address else {}
    if args.card:
        card = pairing.closing(pairing.read(Path(args.card).read_bytes()), bureau)
        if found is None or found.pairing != card["pairing"]:
            raise InputError("这张配对卡不是对本机最近一次配对的。先运行 yifa outer pair --out，让外网机重新写一张。")
        act(verb, ctx, None, {**said, "partner": card["key"]})
        print(f"已配对。和外网机核对印记：{pairing.mark(package.signer().public_key, card['key'])}")
        print("下一步：yifa outer pack --out 目录" + ("，或者 yifa outer sync。" if said or found.address else "。"))
        return 0
    if args.out:
        if found is not None and found.partner and not args.new:
            raise InputError("已经配对。重新配对加 --new：包号从头开始，外网机清空后全量送一次。")
        card = pairing.open_(bureau, found.pairing if found and not found.partner and not args.new else "")
        act(verb, ctx, None, {**said, "pairing": card["pairing"]})
        _write(args.out, card)
        print("交给外网机：yifa outer pair --with 这张卡 --out 它的卡；再拿它的卡回来运行 yifa outer pair --with。")
        return 0
    if not said or found is None:
        raise InputError("写明 --out（写出本机的配对卡）或 --with（读外网机的配对卡）。")
    act(verb, ctx, None, said)
    print(f"外网机地址已改为 {said['address']}。")
    return 0


def _write(name: str, card: dict[str, Any]) -> None:
    path = Path(name)
    if path.exists():
        raise InputError(f"“{name}”已经有了，不覆盖。换一个文件名。")
    path.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"配对卡已写到 {path}（只有公钥，没有秘密）。")


def _folder(name: str) -> Path:
    path = Path(name)
    path.mkdir(parents=True, exist_ok=True)
    return path


def _copy(source: Path, folder: Path, name: str) -> None:
    """Put a package there whole: a stick pulled out too early leaves no half package under its name."""
    part = folder / f"{name}.part"
    shutil.copyfile(source, part)
    part.replace(folder / name)
    print(folder / name)


def _inner_pack(args: argparse.Namespace) -> int:
    from yifa.kernel.relay import packing

    bureau, ctx = _ctx(args.bureau)
    folder = _folder(args.out)
    rows = packing.pack(bureau, ctx, whole=args.whole)
    made = packing.unloaded(packing.channel_of(bureau)) if args.again else rows
    for row in made:
        path = packing.path_of(row)
        if path is not None:
            _copy(path, folder, f"yifa-out-{bureau.code}-{row.number:06d}.zip")
    cards, gone = sum(r.cards for r in rows), sum(r.gone for r in rows)
    print(f"出包 {len(rows)} 个，更新 {cards} 条，撤下 {gone} 条。" if rows else "没有变化，不用出包。")
    return 0


def _inner_take(args: argparse.Namespace) -> int:
    from yifa.kernel.relay import taking

    def one(path: Path) -> None:
        bureau, ctx = _ctx(args.bureau or _named(path))
        done = taking.take(bureau, path, ctx)
        left = f"，其中 {done.refused} 件没有收下，原因在“外网来件”。" if done.refused else "。"
        print(f"{bureau.name}第 {done.number} 号进包已收：来件 {done.posts} 件{left}")

    return _each(args.file, one)


def _each(names: list[str], do: Callable[[Path], None]) -> int:
    """Take package after package; among several, those that were taken before are passed over."""
    from yifa.kernel.relay.package import Known

    for name in names:
        if not Path(name).is_file():
            raise InputError(f"没有“{name}”这个文件。")
        try:
            do(Path(name))
        except Known as known:
            if len(names) == 1:
                raise
            print(known)
    return 0


def _named(path: Path) -> str | None:
    """Return the bureau a package names; None where there is one bureau only, whose register says what was refused."""
    from yifa.core.org.models import Unit
    from yifa.kernel.relay import package

    roots = Unit.objects.filter(bureau__isnull=True)
    if roots.count() < 2:
        return None
    code = package.claimed(path)
    if not roots.filter(code=code).exists():
        raise package.PackageError("交换包属于别的机关，整包拒收。")
    return code


def _inner_sync(args: argparse.Namespace) -> int:
    from yifa.kernel.relay import network, packing

    bureau, ctx = _ctx(args.bureau)
    channel = packing.channel_of(bureau)
    if not channel.address:
        raise InputError("没有外网机地址。先运行 yifa outer pair --address https://…，或用文件交换。")
    if words := network.tried(channel, ctx):
        print(words)
        return 1
    channel = packing.channel_of(bureau)
    print(f"已交换：进包收到第 {channel.taken} 号，外网机装入到第 {channel.loaded} 号。")
    return 0


# -- outer side --------------------------------------------------------------
def _partner(args: argparse.Namespace) -> Any:
    from yifa.kernel.relay.models import Partner

    rows = Partner.objects.all()
    found = list(rows.filter(code=args.bureau) if args.bureau else rows[:2])
    if len(found) != 1:
        raise InputError(f"用 --bureau 写明机关代号。已配对：{'、'.join(p.code for p in rows) or '无'}。")
    return found[0]


def _outer_status(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from yifa.kernel.relay import loading
    from yifa.kernel.relay.models import Partner, StoredCard

    rows = Partner.objects.filter(code=args.bureau) if getattr(args, "bureau", None) else Partner.objects.all()
    if not rows:
        print("外网机，还没有配对。")
    for found in rows:
        as_of = f"{timezone.localtime(found.as_of):%Y-%m-%d %H:%M}" if found.as_of else "还没有装入"
        fresh, packed = loading.waiting(found)
        cards = StoredCard.objects.filter(bureau=found.code).count()
        print(f"外网机，{found.name}（{found.code}），配对 {found.pairing[:8]}，内容截至 {as_of}，卡片 {cards} 张。")
        print(f"装入到第 {found.loaded} 号，进包做到第 {found.posted} 号；来件 {fresh} 件未打包，{packed} 件等确认。")
    return 0


def _outer_pair(args: argparse.Namespace) -> int:
    from yifa.kernel.relay import package, pairing
    from yifa.site import boot

    if not args.card or not args.out:
        raise InputError("外网机上写明 --with（内网机的配对卡）和 --out（本机的配对卡写到哪里）。")
    card = pairing.read(Path(args.card).read_bytes())
    boot.migrate()
    found, own = pairing.accept(card)
    _write(args.out, own)
    print(f"已记下 {found.name}。把本机的卡拿回内网机：yifa outer pair --with 这张卡。")
    print(f"和内网机核对印记：{pairing.mark(found.key, package.signer().public_key)}")
    return 0


def _outer_load(args: argparse.Namespace) -> int:
    from yifa.kernel.relay import loading

    def one(path: Path) -> None:
        done = loading.load(path, loading.partner_of(path))
        print(f"第 {done.number} 号出包已装入：更新 {done.cards} 条，撤下 {done.gone} 条，文件 {done.files} 个，"
              f"内网机已收、从本机删除的来件 {done.cleared} 件。")  # fmt: skip

    return _each(args.file, one)


def _outer_post(args: argparse.Namespace) -> int:
    from yifa.kernel import clockwork
    from yifa.kernel.relay import loading
    from yifa.kernel.relay.models import StoredPost

    found = _partner(args)
    folder = _folder(args.out)
    waiting = StoredPost.objects.filter(bureau=found.code)
    old = sorted(set(waiting.exclude(package=0).values_list("package", flat=True))) if args.again else []
    rows = [path for number in old if (path := loading.kept(found, number))]
    count = waiting.filter(package=0).count()
    while path := loading.post(found, clockwork.now()):
        rows.append(path)
        found.refresh_from_db()
    for path in rows:
        _copy(path, folder, f"yifa-in-{found.code}-{path.name.split('-')[1]}.zip")
    print(f"进包 {len(rows)} 个，来件 {count} 件。" if rows else "没有新的来件。")
    return 0
