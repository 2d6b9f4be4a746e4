"""Pairing (配对): each side tells the other its keys once, by a small card carried by hand; people compare the marks.

Inner ``open`` → card of the inner side → outer ``accept`` → card of the outer side → inner ``close`` (the Action 配对).
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from typing import Any

from django.db import transaction

from yifa.kernel.relay import about, outside, package, sealing
from yifa.kernel.relay.models import Partner, StoredCard, StoredPost
from yifa.papers import signing

_INNER, _OUTER = "yifa-relay-pair-inner", "yifa-relay-pair-outer"
_POINT, _SEAL, _ID = re.compile(r"04[0-9a-f]{128}"), re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")


class PairingError(ValueError):
    """A card that does not pair; the message is Chinese."""


def mark(*keys: str) -> str:
    """Return what people on both sides compare: sixteen digits of the SM3 of the keys, in fours."""
    digits = package.sm3("|".join(keys).encode())[:16].upper()
    return " ".join(digits[i : i + 4] for i in range(0, 16, 4))


def open_(bureau: Any, pairing: str = "") -> dict[str, Any]:
    """Inner side: return the card for the outer side."""
    return {
        "kind": _INNER, "pairing": pairing or secrets.token_hex(16), "bureau": bureau.code, "name": bureau.name,
        "about": about(bureau), "key": package.signer().public_key, "seal": sealing.public_key(),
    }  # fmt: skip


def accept(card: dict[str, Any]) -> tuple[Partner, dict[str, Any]]:
    """Outer side: keep the inner side's keys and return the card for it.

    A new pairing of a bureau starts its numbers anew and shows nothing until a package comes; what people have handed
    in meanwhile stays and goes with the next package.
    """
    card = _checked(card, _INNER, ("seal", _SEAL), ("bureau", _CODE))
    code = card["bureau"]
    with transaction.atomic():
        known = Partner.objects.filter(code=code).first()
        made = known or Partner(code=code)
        if known is None or known.pairing != card["pairing"]:
            StoredCard.objects.filter(bureau=code).delete()
            StoredPost.objects.filter(bureau=code).update(package=0)
            made.loaded = made.posted = 0
            made.loaded_digest = made.posted_digest = ""
            made.as_of = None
            shutil.rmtree(outside.folder() / "packages" / code, ignore_errors=True)
        made.name, made.pairing = str(card["name"])[:120], card["pairing"]
        made.key, made.seal = card["key"], card["seal"]
        made.about = card["about"] if isinstance(card.get("about"), dict) else {}
        made.save()
    return made, {"kind": _OUTER, "pairing": made.pairing, "bureau": code, "key": package.signer().public_key}


def closing(card: dict[str, Any], bureau: Any) -> dict[str, Any]:
    """Inner side: return the checked card of the outer side."""
    card = _checked(card, _OUTER)
    if card.get("bureau") != bureau.code:
        raise PairingError(f"这张配对卡是机关“{str(card.get('bureau'))[:40]}”的，不是“{bureau.code}”的。")
    return card


def read(text: str | bytes) -> dict[str, Any]:
    """Return a card from its file."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PairingError("不是配对卡。配对卡由 yifa outer pair 写出。") from error
    if not isinstance(found, dict):
        raise PairingError("不是配对卡。配对卡由 yifa outer pair 写出。")
    return found


def _checked(card: dict[str, Any], kind: str, *more: tuple[str, re.Pattern[str]]) -> dict[str, Any]:
    if card.get("kind") != kind:
        side = "内网机" if kind == _INNER else "外网机"
        raise PairingError(f"这里要{side}写出的配对卡。")
    for name, pattern in (("pairing", _ID), ("key", _POINT), *more):
        if not pattern.fullmatch(str(card.get(name, ""))):
            raise PairingError("配对卡不完整，或被改过。重新写一张。")
    return card


def key_mark(public_key: str) -> str:
    """Return the short name of one key."""
    return signing.key_id(public_key)
