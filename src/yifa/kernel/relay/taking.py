"""The inner side's work inward (收包): check a package whole, open its posts, let each outlet run its Actions.

Each post and the row that says it is taken are one transaction; a post that is taken already is passed over. Stopped
anywhere, the same package is taken again and nothing happens twice. A post that cannot be taken is entered as such
with its reason and does not hold up the others: somebody tries it again or declines it. A package that is not what it
should be is refused whole.
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
from django.db import DatabaseError, DataError, IntegrityError

from yifa.kernel import db
from yifa.kernel.action import ActionError, Ctx, run
from yifa.kernel.registry import get_action
from yifa.kernel.relay import Outcome, Post, PostFile, outlets, package, packing, sealing
from yifa.kernel.relay.models import Channel, Package, PostState, Taken, Way
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
    _tidy(bureau, ctx.now)
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
    """Take one post, with the row that says so; once for ever. What was not taken is kept as it came, sealed."""
    with db.write_transaction():
        db.take_turns("relay", post.key)
        if Taken.objects.filter(key=post.key).exists():
            return
        outcome = outcome_of(bureau, ctx, body, post)
        if not outcome.done:
            keep(bureau, post.key, body)
        run(get_action("relay.post", "take"), ctx, None, {"post": post, "outcome": outcome})


def outcome_of(bureau: Any, ctx: Ctx, body: bytes, post: Post) -> Outcome:
    """Open a post and let its outlet take it; Stopped where the machine fails. Whatever else fails is an Outcome."""
    try:
        with db.write_transaction():
            opened = unsealed(body, post)
            outlet = outlets().get(post.outlet)
            return outlet.take(bureau, opened, ctx.now) if outlet else _no("本机没有收这种材料的窗口")
    except (sealing.SealError, PostError, ActionError) as error:
        return _no(str(error))
    except ValidationError as error:  # an outlet ought to have answered; the words are Chinese all the same
        return _no("；".join(error.messages))
    except (DataError, IntegrityError):  # the post's fault, as below
        return _incident(post)
    except (OSError, DatabaseError) as error:  # the machine's fault: the package waits
        log.exception("post %s", post.key)
        raise Stopped("磁盘或数据库出错，收到一半停下了。修好后重收这个包，已收的不会重复。") from error
    except Exception:
        return _incident(post)


def _incident(post: Post) -> Outcome:
    number = secrets.token_hex(4).upper()
    log.exception("post %s of %s, incident %s", post.key, post.outlet, number)
    return _no(f"系统出错（编号 {number}）")


def _no(why: str) -> Outcome:
    return Outcome(False, f"没有收下：{why.rstrip('。')}。请重新提交，或者联系本机关。")


def _kept(bureau: Any, key: str) -> Path:
    return packing.folder(bureau) / "refused" / key


def keep(bureau: Any, key: str, body: bytes) -> None:
    """Keep the sealed body of a post that was not taken: what somebody typed is not lost, and may be tried again."""
    package.put(_kept(bureau, key), lambda out: str(out.write(body)))


def kept(bureau: Any, key: str) -> bytes | None:
    """Return the sealed body of a post that was not taken."""
    path = _kept(bureau, key)
    return path.read_bytes() if path.is_file() else None


def drop(bureau: Any, key: str) -> None:
    """Remove the sealed body of a post that is taken after all."""
    _kept(bureau, key).unlink(missing_ok=True)


def _tidy(bureau: Any, now: datetime) -> None:
    """Remove what was not taken once its answer is no longer told outside, unless somebody still has to decide."""
    old = Taken.objects.filter(bureau=bureau, created_at__lt=now - packing.TOLD)
    for path in _kept(bureau, "").glob("*"):
        if old.filter(key=path.name).exclude(state=PostState.LEFT).exists():
            path.unlink(missing_ok=True)


def post_of(taken: Taken) -> Post:
    """Return a post as its package named it; ``unsealed`` adds what was typed."""
    return Post(taken.key, taken.outlet, str(taken.bureau.code), taken.handed_in_at, {}, who=taken.who)


class Stopped(PackageError):
    """The machine failed on the way; the package waits, what is taken is not taken again."""


class PostError(ValueError):
    """A post whose body is not what a post is; the message is Chinese."""


def unsealed(body: bytes, post: Post) -> Post:
    """Return a post with what was typed; SealError, PostError."""
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
