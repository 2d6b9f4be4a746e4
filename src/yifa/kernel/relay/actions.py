"""The verbs of the relay: 配对, 出包, 收包, 拒收, 收件, run by the exchange and without a form; for a post that was not
taken 再试一次 and 不予收取."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction

from yifa.kernel import db
from yifa.kernel.action import Action, Conflict, Ctx, Refused, Work
from yifa.kernel.registry import action
from yifa.kernel.relay import Outcome, day_of, taking
from yifa.kernel.relay.models import Channel, Direction, Package, PackageState, PostState, Sent, Taken
from yifa.kernel.relay.resources import CARRIERS

_AGAIN = "刚才有人在做同一件事，这次没有写入。再做一次。"


class _Verb(Action):
    resource, on, hidden = "relay.package", "none", True
    roles = CARRIERS


def _channel(work: Work, known: Channel) -> Channel:
    """Return the channel locked and unchanged since the package was made or read."""
    found: Channel = db.locked(Channel.objects.filter(pk=known.pk)).get()
    if found.version != known.version:
        raise Conflict(_AGAIN)
    return found


def _sent(work: Work) -> Any:
    """Return what the outer side holds of the bureau."""
    return Sent.objects.filter(bureau_ref=work.scope.bureau_id or 0)


@action
class Pair(_Verb):
    """配对: whose packages are taken from now on; numbers begin anew, and the next package holds everything."""

    resource, verb, label = "relay.channel", "pair", "和外网机配对"
    roles = frozenset({"sysadmin"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Channel:
        """Begin a pairing (``partner`` not yet known), close it, or change the address."""
        found = Channel.objects.filter(bureau_id=work.scope.bureau_id, life="live").first()
        if found is None:
            return work.create(Channel(happened_on=work.day, **data))
        values = {k: v for k, v in data.items() if getattr(found, k) != v}
        if "pairing" in values:
            values |= {"made": 0, "made_digest": "", "loaded": 0, "taken": 0, "told": 0, "taken_digest": ""}
            values.setdefault("partner", "")
            values["happened_on"] = work.day
            _sent(work).delete()
        return work.update(found, **values)


@action
class Pack(_Verb):
    """出包: the package lies written; its number, digest and what the outer side holds by it are entered."""

    verb, label = "pack", "制作出包"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Package:
        """Enter the package and move the channel on."""
        channel, drafted = _channel(work, data["channel"]), data["draft"]
        rows = _sent(work)
        if data["whole"]:
            rows.delete()
        touched: dict[str, list[str]] = {}
        for outlet, key in (*drafted.held, *drafted.gone):
            touched.setdefault(outlet, []).append(key)
        for outlet, keys in touched.items():
            for start in range(0, len(keys), 500):
                rows.filter(outlet=outlet, key__in=keys[start : start + 500]).delete()
        Sent.objects.bulk_create(
            [Sent(bureau_ref=channel.bureau_id, outlet=o, key=k, digest=d) for (o, k), d in drafted.held.items()],
            batch_size=500,
        )
        made: Package = work.create(
            Package(
                pairing=channel.pairing, direction=Direction.OUT, number=data["number"], way=data["way"],
                state=PackageState.MADE, whole=data["whole"], happened_on=work.day, made_at=work.ctx.now,
                digest=data["digest"], previous=channel.made_digest, size=data["size"],
                cards=len(drafted.held), gone=len(drafted.gone), files=len(drafted.files),
            )
        )  # fmt: skip
        work.update(channel, made=data["number"], made_digest=data["digest"], told=data["taken"])
        return made


def loaded(work: Work, channel: Channel, number: int) -> dict[str, int]:
    """Note up to which package the outer side has loaded; return what changes in the channel."""
    number = min(number, channel.made)
    if number <= channel.loaded:
        return {}
    rows = Package.objects.filter(
        bureau_id=channel.bureau_id, pairing=channel.pairing, direction=Direction.OUT, state=PackageState.MADE,
        number__lte=number,
    )  # fmt: skip
    for package in rows.order_by("pk"):
        work.update(package, state=PackageState.LOADED)
    return {"loaded": number}


@action
class Note(_Verb):
    """记录装入: the outer side says, signed, up to which package it has loaded."""

    verb, label = "note", "记录外网机已装入"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Channel:
        """Move the channel on."""
        channel = _channel(work, data["channel"])
        return work.update(channel, **loaded(work, channel, data["loaded"]))


@action
class Take(_Verb):
    """收包: all its posts are entered; the number is done."""

    verb, label = "take", "收取进包"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Package:
        """Enter the package and move the channel on."""
        channel, manifest = _channel(work, data["channel"]), data["manifest"]
        posts = Taken.objects.filter(bureau_id=channel.bureau_id, key__in=data["keys"])
        made: Package = work.create(
            Package(
                pairing=channel.pairing, direction=Direction.IN, number=manifest.number, way=data["way"],
                state=PackageState.TAKEN, happened_on=work.day, made_at=manifest.made_at, digest=manifest.digest,
                previous=manifest.previous, size=data["size"], posts=len(data["keys"]),
                refused=posts.exclude(state=PostState.DONE).count(),
            )
        )  # fmt: skip
        for post in posts.filter(package=None).order_by("pk"):
            work.update(post, package=made)
        moved = loaded(work, channel, int(manifest.said["loaded"]))
        work.update(channel, taken=manifest.number, taken_digest=manifest.digest, **moved)
        return made


@action
class Refuse(_Verb):
    """拒收: a package that is not what it should be; nothing of it is taken."""

    verb, label = "refuse", "拒收交换包"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Package:
        """Enter the refusal."""
        return work.create(
            Package(
                pairing=data["channel"].pairing,
                direction=Direction.IN,
                number=data["number"],
                way=data["way"],
                state=PackageState.REFUSED,
                happened_on=work.day,
                why=data["why"][:300],
            )
        )


@action
class TakePost(_Verb):
    """收件: one post and what became of it, in the transaction of the Actions it caused."""

    resource, verb, label = "relay.post", "take", "收下外网来件"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Taken:
        """Enter it."""
        post = data["post"]
        return work.create(
            Taken(
                key=post.key, outlet=post.outlet, handed_in_at=post.at, happened_on=day_of(post.at), who=post.who,
                **_became(data["outcome"]),
            )
        )  # fmt: skip


class _Decide(Action):
    resource = "relay.post"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """What is taken is taken."""
        done = obj is not None and obj.state == PostState.DONE
        return super().available(ctx, obj) or ("这份来件已经办入。" if done else "")


@action
class TryAgain(_Decide):
    """再试一次: take a post that was not taken, as it was handed in; it counts from the same moment as ever."""

    verb, label, main = "retry", "再试一次", True
    help = "原因消除以后，按提交时的原样再办一次；提交时刻不变。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """It takes what was kept."""
        why = super().available(ctx, obj)
        lost = obj is not None and not why and taking.kept(obj.bureau, obj.key) is None
        return "封存的原件不在本机，不能再试，请提交人重新提交。" if lost else why

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Taken:
        """Take it; what came of it goes outward with the next package."""
        assert obj is not None
        body = taking.kept(obj.bureau, obj.key) or b""
        try:
            outcome = taking.outcome_of(obj.bureau, work.ctx, body, taking.post_of(obj))
        except taking.Stopped as error:
            raise Refused("磁盘或数据库出错，没有办成。修好后再试。") from error
        work.update(obj, **_became(outcome))
        obj.say_once = outcome.words
        if outcome.done:
            bureau, key = obj.bureau, obj.key
            transaction.on_commit(lambda: taking.drop(bureau, key))
        return obj


@action
class Decline(_Decide):
    """不予收取: the reason goes outward; what was handed in stays sealed, and may still be tried again."""

    verb, label = "decline", "不予收取"
    help = "写明理由；提交人凭回执号或链接看到它。"
    extra = {"why": forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once."""
        known = "已经决定不予收取。" if obj is not None and obj.state == PostState.DECLINED else ""
        return super().available(ctx, obj) or known

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> Taken:
        """Enter the decision."""
        return work.update(obj, state=PostState.DECLINED, words=f"不予收取：{data['why'].strip()}")


def _became(outcome: Outcome) -> dict[str, Any]:
    """Return what a row says of an outcome."""
    resource, pk = outcome.record or ("", None)
    state = PostState.DONE if outcome.done else PostState.TOLD if outcome.settled else PostState.LEFT
    return {"state": state, "words": outcome.words[:500], "data": outcome.data, "resource": resource,
            "object_ref": pk, "unit_id": _unit(resource, pk) if resource else outcome.unit}  # fmt: skip


def _unit(resource: str, pk: int | None) -> int | None:
    """Return the office of the record a post became: its people see the post."""
    from yifa.kernel.registry import get_resource

    rows = get_resource(resource).model._default_manager.filter(pk=pk)
    found: int | None = rows.values_list("unit_id", flat=True).first()
    return found
