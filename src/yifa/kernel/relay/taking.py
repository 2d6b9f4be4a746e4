"""The inner side's work inward (收包): check a package whole, open its posts, let each outlet run its Actions.

Each post and the row that says it is taken are one transaction; a post that is taken already is passed over. Stopped
anywhere, the same package is taken again and nothing happens twice. A post that cannot be taken is entered as such
with its reason and does not hold up the others; a package that is not what it should be is refused whole.
"""

from __future__ import annotations

import io
import json
import logging
import secrets
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from yifa.kernel import db
from yifa.kernel.action import ActionError, Ctx, run
from yifa.kernel.registry import get_action
from yifa.kernel.relay import Outcome, Post, PostFile, outlets, package, packing, sealing
from yifa.kernel.relay.models import Channel, Package, Taken, Way
from yifa.kernel.relay.outside import KEY, about
from yifa.kernel.relay.package import PackageError

log = logging.getLogger("yifa.relay")
#: The outer clock may run ahead by so much.
_AHEAD = timedelta(minutes=10)
#: Files of a post, and bytes unpacked.
_FILES, _BYTES = 20, 160 << 20


def take(bureau: Any, source: IO[bytes] | Path, ctx: Ctx, way: str = Way.FILE) -> Package:
    """Take a package of posts; PackageError where it is refused, which is entered with its reason."""
    channel = packing.channel_of(bureau)
    try:
        with package.opened(
            source, package.IN, channel.partner, pairing=channel.pairing, bureau=str(bureau.code)
        ) as opened:
            manifest = opened.manifest
            package.follows(manifest, channel.taken, channel.taken_digest)
            opened.check()
            posts = _listed(manifest, ctx.now)
            for key, outlet, at, who in posts:
                _one(bureau, ctx, opened.read(f"posts/{key}"), Post(key, outlet, str(bureau.code), at, {}, who=who))
            size = sum(info.compress_size for info in opened.book.infolist())
    except Stopped:
        raise
    except PackageError as error:
        _refuse(bureau, ctx, channel, error, way)
        raise
    said = {"way": way, "manifest": manifest, "keys": [p[0] for p in posts], "size": size, "channel": channel}
    done: Package = run(get_action("relay.package", "take"), ctx, None, said).obj
    packing.drop(packing.channel_of(bureau))
    return done


def _listed(manifest: package.Manifest, now: datetime) -> list[tuple[str, str, datetime, str]]:
    """Return (key, outlet, at, who) of the posts, in the order in which they were handed in."""
    try:
        rows = [
            (str(r["key"]), str(r["outlet"])[:40], datetime.fromisoformat(r["at"]), str(r.get("who", "")))
            for r in manifest.said["posts"]
        ]
        fits = {f"posts/{key}" for key, *_ in rows} == set(manifest.members) and len(rows) == len(manifest.members)
        if not fits or any(at.tzinfo is None or not KEY.fullmatch(key) or len(who) > 64 for key, _, at, who in rows):
            raise ValueError
        int(manifest.said["loaded"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise PackageError("进包的来件清单读不懂，整包拒收。", manifest.number) from error
    if any(at > now + _AHEAD for _, _, at, _ in rows):
        raise PackageError("进包里的提交时刻在将来，外网机的时钟不对。校准两边的时钟再收。", manifest.number)
    return rows


def _one(bureau: Any, ctx: Ctx, body: bytes, post: Post) -> None:
    """Take one post, with the row that says so; once for ever."""
    said: dict[str, Any] = {"post": post}
    try:
        with db.write_transaction():
            db.take_turns("relay", post.key)
            if Taken.objects.filter(key=post.key).exists():
                return
            opened = said["post"] = _unsealed(body, post)
            outlet = outlets().get(post.outlet)
            said["outcome"] = outlet.take(bureau, opened, ctx.now) if outlet else _no("本机没有收这种材料的窗口")
            run(get_action("relay.post", "take"), ctx, None, said)
            return
    except (sealing.SealError, PostError) as error:
        said["outcome"] = _no(str(error))
    except (
        ActionError,
        ValidationError,
    ) as error:  # an outlet ought to have answered; the words are Chinese all the same
        said["outcome"] = _no("；".join(error.messages) if isinstance(error, ValidationError) else str(error))
    except (OSError, DatabaseError) as error:  # the machine's fault, not the post's: the package waits
        log.exception("post %s", post.key)
        raise Stopped("磁盘或数据库出错，收到一半停下了。修好后重收这个包，已收的不会重复。") from error
    except Exception:
        number = secrets.token_hex(4).upper()
        log.exception("post %s of %s, incident %s", post.key, post.outlet, number)
        said["outcome"] = _no(f"系统出错（编号 {number}）")
    package.put(unopened(bureau, post.key), lambda out: str(out.write(body)))
    with db.write_transaction():
        db.take_turns("relay", post.key)
        if not Taken.objects.filter(key=post.key).exists():
            run(get_action("relay.post", "take"), ctx, None, said)


def unopened(bureau: Any, key: str) -> Path:
    """Return where the sealed body of a post that was not taken is kept: what somebody typed is not lost."""
    return packing.folder(bureau) / "refused" / key


def _no(why: str) -> Outcome:
    return Outcome(False, f"没有收下：{why.rstrip('。')}。请重新提交，或者联系本机关。")


class Stopped(PackageError):
    """The machine failed on the way; the package waits, what is taken is not taken again."""


class PostError(ValueError):
    """A post whose body is not what a post is; the message is Chinese."""


def _unsealed(body: bytes, post: Post) -> Post:
    plain = sealing.unseal(body, about(post.bureau, post.outlet, post.key))
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as book:
            infos = book.infolist()
            if len(infos) > _FILES + 1 or sum(i.file_size for i in infos) > _BYTES:
                raise PostError("材料的文件太多或太大")
            said = json.loads(book.read("data.json"))
            data, named = said["data"], said["files"]
            files = tuple(
                PostFile(str(f["field"])[:60], str(f["name"])[:255], book.read(f"files/{n}"))
                for n, f in enumerate(named)
            )
    except PostError:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, RecursionError, OSError, RuntimeError) as error:
        raise PostError("材料的内容读不懂") from error
    if not isinstance(data, dict):
        raise PostError("材料的内容读不懂")
    return Post(post.key, post.outlet, post.bureau, post.at, data, files, post.who)


def _refuse(bureau: Any, ctx: Ctx, channel: Channel, error: PackageError, way: str) -> None:
    """Enter a refusal; the same one again and again (a job that asks every few minutes) stands once."""
    last = Package.objects.filter(bureau=bureau).order_by("-pk").first()
    same = last is not None and (last.state, last.why, last.number) == ("refused", str(error)[:300], error.number)
    if not same:
        said = {"why": str(error), "number": error.number, "way": way, "channel": channel}
        run(get_action("relay.package", "refuse"), ctx, None, said)
