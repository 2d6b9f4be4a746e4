"""Registers of the relay: the channel, its packages, what came in by them."""

from __future__ import annotations

from typing import Any

from yifa.kernel.policy import READERS, Scope
from yifa.kernel.registry import resource
from yifa.kernel.relay import outlets
from yifa.kernel.relay.models import Channel, Package, PackageState, PostState, Taken
from yifa.kernel.resource.base import Column, Panel, Resource, View, show

#: Who carries packages: the system administrator and the office that answers for disclosure.
CARRIERS = frozenset({"sysadmin", "legal"})


class _Relay(Resource):
    """Written by the relay's own verbs; nobody enters a package by hand."""

    verbs: tuple[str, ...] = ()
    write_roles = frozenset()
    read_roles = READERS | CARRIERS
    register = in_menu = False
    search = ()

    def rows(self, scope: Scope) -> Any:
        """Packages hold no business data: the administrator who carries them sees them too."""
        if not scope.has(self.read_roles) or scope.bureau_id is None:
            return self.model._default_manager.none()
        return self.model._default_manager.filter(bureau_id=scope.bureau_id)


@resource
class ChannelResource(_Relay):
    """内外网通道."""

    key, model, title, noun, order = "relay.channel", Channel, "内外网通道", "通道", 901
    columns = ("bureau", "address", "made", "loaded", "taken")
    facts = ("bureau", "pairing", "partner", "address", "made", "loaded", "taken", "tried_at", "said")
    untracked = ("tried_at", "said")
    title_field, line, ordering = "bureau", ("address",), ("-id",)
    empty = "还没有和外网机配对。"


@resource
class PackageResource(_Relay):
    """内外网交换包."""

    key, model, title, noun, order = "relay.package", Package, "内外网交换包", "交换包", 902
    columns = (
        Column("number", "包号", number=True), "direction", "happened_on", "state", "way", "cards", "gone", "posts",
        "refused", "why",
    )  # fmt: skip
    filters = ("direction", "state", "happened_on")
    facts = (
        "number", "direction", "whole", "state", "way", "happened_on", "made_at", "cards", "gone", "files", "posts",
        "refused", "size", "digest", "previous", "why",
    )  # fmt: skip
    title_field, line, ordering = "number", ("direction", "state"), ("-id",)
    tones = {"state": {PackageState.REFUSED: "alarm", PackageState.LOADED: "done", PackageState.TAKEN: "done"}}
    panels = (Panel("relay.post", "package", "来件"),)
    empty = "还没有出过、收过交换包。"

    def title_of(self, obj: Package) -> str:
        """Direction and number."""
        return str(obj)


def _window(post: Taken) -> str:
    """Return what the outlet is called; one that is no more keeps its key."""
    found = outlets().get(post.outlet)
    return found.label if found else post.outlet


@resource
class TakenResource(_Relay):
    """外网来件: what it became belongs to its office; the list says only whether it was taken."""

    key, model, title, noun, order = "relay.post", Taken, "外网来件", "来件", 903
    read_roles = READERS
    columns = ("key", "happened_on", Column("window", "窗口", _window), "handed_in_at", "state", "words")
    filters = ("state", "happened_on")
    facts = ("key", Column("window", "窗口", _window), "handed_in_at", "package", "state", "words")
    tones = {
        "state": {PostState.DONE: "done", PostState.LEFT: "alarm", PostState.TOLD: "void", PostState.DECLINED: "void"}
    }
    views = (View("left", "没有收下", lambda rows, day: rows.filter(state=PostState.LEFT)),)
    title_field, line, ordering = "key", ("happened_on",), ("-id",)
    empty = "还没有从外网收到过材料。"

    def title_of(self, obj: Taken) -> str:
        """Window and moment."""
        return f"{_window(obj)}来件 {show(obj.handed_in_at)}"

    def rows(self, scope: Scope) -> Any:
        """As any record: of one's own units."""
        return Resource.rows(self, scope)
