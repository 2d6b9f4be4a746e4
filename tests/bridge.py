"""Both sides of the relay in one database: cards carried outward and posts inward by hand, without packages.

What packages do is tested with the relay; stories of outlets need only what arrives.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date, datetime
from typing import Any

from django.test import Client, override_settings

from yifa.kernel.relay import Post, PostFile, outlets, outside, sealing
from yifa.kernel.relay.models import Partner, StoredCard, StoredPost

#: What a process with YIFA_SIDE=outer serves.
OUTER = {"ROOT_URLCONF": "yifa.site.urls_outer", "YIFA_SIDE": "outer"}


def agreed(page: Any) -> dict[str, str]:
    """Return the answers of a counsel who agrees to every point a page asks."""
    return dict.fromkeys(re.findall(r'name="(verdict-\d+)"', page.content.decode()), "agreed")


class Bridge:
    """A bureau's outer side in the same database."""

    def __init__(self, bureau: Any, outlet: str, day: date, now: datetime) -> None:
        self.bureau, self.outlet, self.day, self.now = bureau, outlets()[outlet], day, now
        Partner.objects.create(code=bureau.code, name=bureau.name, pairing="p", key="k", seal=sealing.public_key(),
                               as_of=now)  # fmt: skip
        self.carry()

    def carry(self) -> list[Any]:
        """Fetch what waits outside, take it, and hand out what there is now; return the outcomes."""
        done = []
        for row in list(StoredPost.objects.filter(bureau=self.bureau.code).order_by("id")):
            outcome = self.outlet.take(self.bureau, self._post(row), self.now)
            said = {"done": outcome.done, "words": outcome.words, "data": outcome.data, "key": row.key}
            StoredCard.objects.create(bureau=row.bureau, outlet="", key=f"post:{row.key}", who=row.who, data=said)
            row.delete()
            done.append(outcome)
        StoredCard.objects.filter(bureau=self.bureau.code).exclude(outlet="").delete()
        for card in self.outlet.cards(self.bureau, self.day):
            StoredCard.objects.create(
                bureau=self.bureau.code, outlet=self.outlet.key, key=card.key, who=card.who, sort=card.sort,
                data=json.loads(json.dumps(card.data)), words=card.words,
                files=[{"name": f.name, "sha256": f.sha256, "size": f.size} for f in card.files],
            )  # fmt: skip
        return done

    @staticmethod
    def _post(row: StoredPost) -> Post:
        body = sealing.unseal(bytes(row.body), outside.about(row.bureau, row.outlet, row.key))
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            said = json.loads(book.read("data.json"))
            files = tuple(PostFile(f["field"], f["name"], book.read(f"files/{n}")) for n, f in enumerate(said["files"]))
        return Post(row.key, row.outlet, row.bureau, row.at, said["data"], files, row.who)


class Outside(Client):
    """A browser on the outer instance."""

    def generic(self, *args: Any, **more: Any) -> Any:
        """Ask as a process of the outer side would answer."""
        with override_settings(**OUTER):
            return super().generic(*args, **more)
