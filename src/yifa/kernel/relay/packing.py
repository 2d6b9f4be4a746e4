"""The inner side's work outward (出包): what has changed since the last package, and what became of the posts.

The package is written first and entered afterwards, in one transaction with the copy of what the outer side now holds.
Stopped in between, the number is not used up: the next package bears it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from yifa.kernel.action import Ctx, Refused, run
from yifa.kernel.files import store
from yifa.kernel.registry import get_action
from yifa.kernel.relay import Card, about, outlets, package
from yifa.kernel.relay.models import Channel, Package, PostState, Sent, Taken, Way

#: What one package carries at most; the rest follows in the next.
CARDS, BYTES = 5000, 128 << 20
#: How long the answer to a post stays outside.
TOLD = timedelta(days=180)


@dataclass
class Draft:
    """What goes into one package: lines of JSON, files, and what the outer side holds by it."""

    lines: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    held: dict[tuple[str, str], str] = field(default_factory=dict)
    gone: list[tuple[str, str]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether the rest goes into the next package."""
        return len(self.lines) >= CARDS or sum(self.files.values()) >= BYTES


def channel_of(bureau: Any) -> Channel:
    """Return the channel of a bureau; Refused with the way on where it has none."""
    found = Channel.objects.filter(bureau=bureau, life="live").first()
    if found is None or not found.partner:
        raise Refused("还没有和外网机配对。由系统管理员运行 yifa outer pair。")
    return found


def _cards(bureau: Any, ctx: Ctx) -> Iterator[tuple[str, Card]]:
    """Yield everything the outer side is to hold: the outlets' cards, and what became of posts."""
    for key, outlet in outlets().items():
        for card in outlet.cards(bureau, ctx.day):
            yield key, card
    for post in Taken.objects.filter(bureau=bureau, created_at__gte=ctx.now - TOLD).order_by("pk").iterator():
        done, at = post.state == PostState.DONE, post.handed_in_at.isoformat()
        told = {"key": post.key, "done": done, "words": post.words, "at": at, "data": post.data}
        yield "", Card(f"post:{post.key}", told, who=post.who)


def _line(outlet: str, card: Card) -> dict[str, Any]:
    line: dict[str, Any] = {
        "outlet": outlet, "key": card.key, "who": card.who, "sort": card.sort, "words": card.words, "data": card.data,
    }  # fmt: skip
    if card.files:
        line["files"] = [{"name": f.name, "sha256": f.sha256, "size": f.size} for f in card.files]
    return {k: v for k, v in line.items() if v or k in ("outlet", "key", "data")}


def drafts(bureau: Any, ctx: Ctx, whole: bool) -> list[Draft]:
    """Return what differs from what the outer side holds, a part a package; the last may be empty."""
    held = {} if whole else {(o, k): d for o, k, d in _sent(bureau).values_list("outlet", "key", "digest")}
    found, seen = [Draft()], set()
    for outlet, card in _cards(bureau, ctx):
        at = (outlet, card.key)
        seen.add(at)
        line = _json(_line(outlet, card))
        digest = package.sm3(line.encode())
        if held.get(at) == digest:
            continue
        if lost := [f for f in card.files if not store.path_of(f.sha256).is_file()]:
            raise Refused(f"附件“{lost[0].name}”的文件不见了，出包没有做成。从备份取回，或者撤下这份附件。")
        if found[-1].full:
            found.append(Draft())
        made = found[-1]
        made.lines.append(line)
        made.held[at] = digest
        made.files.update({f.sha256: f.size for f in card.files})
    last = found[-1]
    last.gone = sorted(set(held) - seen)
    last.lines += [_json({"outlet": outlet, "key": key, "gone": True}) for outlet, key in last.gone]
    return found


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True)


def _sent(bureau: Any) -> Any:
    return Sent.objects.filter(bureau_ref=bureau.pk)


def pack(bureau: Any, ctx: Ctx, *, way: str = Way.FILE, whole: bool = False) -> list[Package]:
    """Make the packages the outer side lacks and enter them; none where nothing has changed."""
    made: list[Package] = []
    for drafted in drafts(bureau, ctx, whole or not channel_of(bureau).made):
        channel = channel_of(bureau)
        anew = (whole and not made) or not channel.made
        if anew or drafted.lines or channel.taken > channel.told:
            made.append(_pack(channel, drafted, ctx, way, anew))
    return made


def _pack(channel: Channel, drafted: Draft, ctx: Ctx, way: str, whole: bool) -> Package:
    bureau, number = channel.bureau, channel.made + 1
    body = "".join(f"{line}\n" for line in drafted.lines).encode()
    members: package.Members = {package.CARDS: body} if drafted.lines else {}
    members |= {f"files/{sha}": store.path_of(sha) for sha in sorted(drafted.files)}

    def make(out: IO[bytes]) -> str:
        return package.write(
            out, package.OUT, pairing=channel.pairing, bureau=str(bureau.code), number=number, now=ctx.now,
            previous=channel.made_digest, members=members, whole=whole, taken=channel.taken, name=bureau.name,
            about=about(bureau),
        )  # fmt: skip

    part = folder(bureau) / f"making-{os.getpid()}-{number}.zip"
    digest = package.put(part, make)
    target = folder(bureau) / f"out-{number:06d}-{digest[:12]}.zip"
    size = part.stat().st_size
    part.replace(target)
    said = {"way": way, "whole": whole, "number": number, "digest": digest, "size": size, "taken": channel.taken,
            "draft": drafted, "channel": channel}  # fmt: skip
    done: Package = run(get_action("relay.package", "pack"), ctx, None, said).obj
    return done


def folder(bureau: Any) -> Path:
    """Return where packages lie until the outer side says that it has them."""
    return Path(settings.HOME) / "relay" / str(bureau.code)


def path_of(made: Package) -> Path | None:
    """Return the file of a package made here, None once the outer side has it."""
    found = folder(made.bureau) / f"out-{made.number or 0:06d}-{made.digest[:12]}.zip"
    return found if found.is_file() else None


def unloaded(channel: Channel) -> list[Package]:
    """Return the packages made and not yet known to be loaded, in order."""
    rows = Package.objects.filter(bureau=channel.bureau_id, pairing=channel.pairing, direction="out", state="made")
    return list(rows.filter(number__gt=channel.loaded).order_by("number"))


def drop(channel: Channel) -> None:
    """Remove the files of packages the outer side has, and of pairings that are over."""
    kept = {path_of(made) for made in unloaded(channel)}
    for path in folder(channel.bureau).glob("out-*.zip"):
        if path not in kept:
            path.unlink(missing_ok=True)
