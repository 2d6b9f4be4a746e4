"""What ``yifa doctor`` asks of the relay, on either side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from yifa.kernel import clockwork
from yifa.kernel.relay import loading, outside, package, packing, sealing
from yifa.kernel.relay.models import Channel, Package, PackageState, Partner, PostState, StoredCard, StoredPost, Taken

#: After so long a side has not been heard of.
_QUIET = timedelta(days=3)


def problems() -> Iterator[tuple[str, str, str]]:
    """Yield (error or warning, what is wrong, mend)."""
    yield from _outer() if outside.is_outer() else _inner()
    for name in (package.KEY, sealing.KEY):
        path = Path(settings.HOME) / name
        if path.exists() and path.stat().st_mode & 0o077:
            yield "error", f"{path} 别的账号能读", f"chmod 600 {path}"


def _inner() -> Iterator[tuple[str, str, str]]:
    for channel in Channel.objects.filter(life="live"):
        if not channel.partner:
            yield "warning", "配对只做了一半", "拿外网机的配对卡运行 yifa outer pair --with。"
            continue
        for name, mend in (
            (package.KEY, "从备份取回，或者运行 yifa outer pair --new 重新配对。"),
            (sealing.KEY, "从备份取回；没有它，外网机上等着收取的材料打不开。"),
        ):
            if not (Path(settings.HOME) / name).exists():
                yield "error", f"{name} 不见了", mend
        if channel.said:
            yield "warning", f"和外网机联系没有成功：{channel.said.rstrip('。')}", "看“内外网交换”页，修好后重试。"
        rows = packing.unloaded(channel)
        if rows and rows[0].made_at and clockwork.now() - rows[0].made_at > _QUIET:
            yield "warning", f"{len(rows)} 个出包三天以上没有装入外网机", "送到外网机：yifa outer load；再收它的进包。"
        last = Package.objects.filter(bureau=channel.bureau_id).order_by("-pk").first()
        if last is not None and last.state == PackageState.REFUSED:
            yield "warning", f"最近一个交换包被拒收：{last.why.rstrip('。')}", "在“内外网交换”页看原因。"
        if count := Taken.objects.filter(bureau=channel.bureau_id, life="live", state=PostState.LEFT).count():
            yield "warning", f"{count} 件外网来件没有收下，也没有决定", "在“外网来件”里看原因，再试一次，或者不予收取。"


def _outer() -> Iterator[tuple[str, str, str]]:
    if not Partner.objects.exists():
        yield "error", "外网机还没有配对", "运行 yifa outer pair --with 内网机的配对卡。"
    for found in Partner.objects.all():
        if found.as_of is None:
            yield "warning", f"{found.name}还没有装入过出包，网页是空的", "运行 yifa outer load。"
        elif clockwork.now() - found.as_of > _QUIET:
            at = f"{timezone.localtime(found.as_of):%Y-%m-%d}"
            yield "warning", f"{found.name}的内容停在 {at}", "装入新的出包；通过网络交换的，看内网机的“内外网交换”页。"
        fresh, packed = loading.waiting(found)
        oldest = StoredPost.objects.filter(bureau=found.code).order_by("pk").first()
        if oldest is not None and clockwork.now() - oldest.at > _QUIET:
            yield (
                "warning",
                f"{found.name}有 {fresh + packed} 件来件等内网机收取，最早的已三天以上",
                "把进包送到内网机。",
            )
    named = {
        e["sha256"] for files in StoredCard.objects.exclude(files=[]).values_list("files", flat=True) for e in files
    }
    if lost := [sha for sha in named if not outside.path_of(sha).is_file()]:
        yield "error", f"{len(lost)} 个公开的附件不见了", "在内网机运行 yifa outer pack --whole，再装入。"
