"""A package: a zip of ``manifest.json``, its SM2 signature, and the members the manifest names with size and SM3.

Nothing of a package is believed before its signature by the paired key is checked, and nothing is taken before every
member is checked: a package is refused whole, with one Chinese sentence. Numbers run without gaps in each direction,
each manifest holds the digest of the one before.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from yifa.papers import signing
from yifa.papers.signing import sm2

#: Kinds: outward, inward, a question of the inner side, the answer of the outer.
OUT, IN, ASK, ANSWER = "yifa-relay-out", "yifa-relay-in", "yifa-relay-ask", "yifa-relay-answer"
FORMAT = 1
KEY = "keys/relay.pem"
CARDS = "cards.jsonl"
#: What each kind may carry.
_MEMBERS = {
    OUT: re.compile(r"cards\.jsonl|files/[0-9a-f]{64}"), IN: re.compile(r"posts/[0-9a-f]{32}"),
    ASK: re.compile(r"(?!)"), ANSWER: re.compile(r"(?!)"),
}  # fmt: skip
_MANIFEST, _SIGNATURE = "manifest.json", "manifest.sig"
#: Largest manifest, member and package unpacked, and most members.
MOST_MANIFEST, MOST_MEMBER, MOST_ALL, MOST_MEMBERS = 8 << 20, 256 << 20, 480 << 20, 20_000
_BLOCK = 1 << 20


class PackageError(ValueError):
    """A package that is refused; the message is Chinese. ``number``: the one it claims, where its signature holds."""

    def __init__(self, message: str, number: int | None = None) -> None:
        super().__init__(message)
        self.number = number


@dataclass(frozen=True)
class Member:
    """Size and SM3 of a member."""

    size: int
    sm3: str


@dataclass(frozen=True)
class Manifest:
    """What a package says of itself; ``digest`` is the SM3 of these words, the next package repeats it."""

    kind: str
    pairing: str
    bureau: str
    number: int
    previous: str
    made_at: datetime
    said: dict[str, Any]
    members: dict[str, Member]
    digest: str


def signer() -> sm2.KeyFile:
    """Return this instance's relay key, made at first use (``YIFA_HOME/keys/relay.pem``, mode 600)."""
    path = Path(settings.HOME) / KEY
    return sm2.KeyFile.read(path) if path.exists() else sm2.KeyFile.new(path)


def sm3(body: bytes) -> str:
    """Return the SM3 digest in hex."""
    return hashlib.new("sm3", body).hexdigest()


class Known(PackageError):
    """A package that was taken before."""


Members = dict[str, "bytes | Path"]


def write(
    target: IO[bytes], kind: str, *, pairing: str, bureau: str, number: int, previous: str, now: datetime,
    members: Members | None = None, **said: Any,
) -> str:  # fmt: skip
    """Write a signed package and return its digest; files go through in blocks."""
    named = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as book:
        for name, source in (members or {}).items():
            digest, size = hashlib.new("sm3"), 0
            with book.open(name, "w") as entry:
                for block in _blocks(source):
                    digest.update(block)
                    size += len(block)
                    entry.write(block)
            named[name] = {"size": size, "sm3": digest.hexdigest()}
        manifest = {
            "kind": kind, "format": FORMAT, "pairing": pairing, "bureau": bureau, "number": number,
            "previous": previous, "made_at": now.astimezone(UTC).isoformat(), **said, "members": named,
        }  # fmt: skip
        body = json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()
        book.writestr(_MANIFEST, body)
        book.writestr(_SIGNATURE, signing.sign(body, signer()).as_json())
    return sm3(body)


def _blocks(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def put(target: Path, make: Callable[[IO[bytes]], str]) -> str:
    """Let ``make`` write a package beside its place, sync it and put it there whole; return its digest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
            digest = make(file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return digest


class Opened:
    """A package whose signature holds; ``check`` reads every member once, ``open`` gives it again."""

    def __init__(self, book: zipfile.ZipFile, manifest: Manifest) -> None:
        self.book, self.manifest = book, manifest

    def _bad(self, why: str) -> PackageError:
        return PackageError(why, self.manifest.number)

    def check(self) -> None:
        """Compare every member with the manifest; PackageError names the first that differs."""
        listed = [i for i in self.book.infolist() if i.filename not in (_MANIFEST, _SIGNATURE)]
        names = {i.filename for i in listed}
        allowed = _MEMBERS[self.manifest.kind]
        if len(listed) > MOST_MEMBERS or len(names) != len(listed):
            raise self._bad("交换包里的文件太多或者重名，整包拒收。")
        for name in sorted(names ^ set(self.manifest.members)):
            raise self._bad(f"交换包里的文件和清单对不上（{name[:80]}），整包拒收。")
        if any(not allowed.fullmatch(name) for name in names):
            raise self._bad("交换包里有不该有的文件，整包拒收。")
        if sum(m.size for m in self.manifest.members.values()) > MOST_ALL:
            raise self._bad(f"交换包展开后超过 {MOST_ALL >> 20} MB，整包拒收。")
        for name in names:
            for _ in self.blocks(name):
                pass

    def blocks(self, name: str) -> Iterator[bytes]:
        """Yield a member; PackageError at its end where size or digest is not what the manifest says."""
        wanted = self.manifest.members[name]
        digest, size = hashlib.new("sm3"), 0
        try:
            with self.book.open(name) as member:
                while block := member.read(_BLOCK):
                    size += len(block)
                    if size > wanted.size or size > MOST_MEMBER:
                        raise self._bad(f"交换包里的 {name} 比清单写的大，整包拒收。")
                    digest.update(block)
                    yield block
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            if isinstance(error, PackageError):
                raise
            raise self._bad(f"交换包里的 {name} 读不出来，文件已损坏，整包拒收。") from error
        if size != wanted.size or digest.hexdigest() != wanted.sm3:
            raise self._bad(f"交换包里的 {name} 和摘要不符，整包拒收。")

    def read(self, name: str) -> bytes:
        """Return a member that ``check`` has passed."""
        return b"".join(self.blocks(name))


def claimed(source: IO[bytes] | Path) -> str:
    """Return the bureau a package says it is of, to find the key that must have signed it."""
    with _book(source) as book:
        return _manifest(_small(book, _MANIFEST, MOST_MANIFEST)).bureau


def _book(source: IO[bytes] | Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise PackageError("不是交换包，或文件已损坏。") from error


@contextmanager
def opened(source: IO[bytes] | Path, kind: str, key: str, *, pairing: str, bureau: str) -> Iterator[Opened]:
    """Open a package of a kind, from a partner's key; PackageError for anything else. Members are not yet checked."""
    with _book(source) as book:
        body, signature = _small(book, _MANIFEST, MOST_MANIFEST), _small(book, _SIGNATURE, 8192)
        try:
            made = signing.load(signature.decode("utf-8"))
            wrong = "不是配对的机器签的" if made.public_key != key else signing.verify(body, made)
        except (signing.SigningError, ValueError) as error:
            raise PackageError("交换包的签名读不出来，整包拒收。") from error
        if wrong:
            raise PackageError(f"交换包的签名不对（{wrong}），整包拒收。")
        manifest = _manifest(body)
        if manifest.kind != kind:
            raise PackageError(f"这是{_WORDS.get(manifest.kind, '别的包')}，这里收的是{_WORDS[kind]}。")
        if manifest.bureau != bureau or manifest.pairing != pairing:
            raise PackageError("交换包属于别的机关，或者属于已经作废的配对，整包拒收。")
        yield Opened(book, manifest)


_WORDS = {OUT: "内网到外网的出包", IN: "外网到内网的进包", ASK: "询问", ANSWER: "应答"}


def _small(book: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with book.open(name) as member:
            body = member.read(most + 1)
    except (KeyError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise PackageError("不是交换包，或文件已损坏。") from error
    if len(body) > most:
        raise PackageError("交换包的清单太大，整包拒收。")
    return body


def _manifest(body: bytes) -> Manifest:
    try:
        said = json.loads(body)
        if said.pop("format") != FORMAT:
            raise PackageError("交换包是另一个版本做的，两边装同一个版本再做。")
        members = {str(k): Member(int(v["size"]), str(v["sm3"])) for k, v in said.pop("members").items()}
        made_at = datetime.fromisoformat(said.pop("made_at"))
        if made_at.tzinfo is None or any(m.size < 0 for m in members.values()):
            raise ValueError
        texts = {name: str(said.pop(name)) for name in ("kind", "pairing", "bureau", "previous")}
        return Manifest(**texts, number=int(said.pop("number")), made_at=made_at, said=said, members=members,
                        digest=sm3(body))  # fmt: skip
    except PackageError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PackageError("交换包的清单读不懂，整包拒收。") from error


def follows(manifest: Manifest, number: int, digest: str) -> None:
    """Raise PackageError unless a package is the next one after ``number``; a whole one outward may leave a gap."""
    if manifest.number <= number:
        raise Known(f"第{manifest.number}号包已经收过（现在到第{number}号），不重复收。", manifest.number)
    if manifest.kind == OUT and manifest.said.get("whole"):
        return
    if manifest.number != number + 1:
        missing = f"第{number + 1}号" if manifest.number == number + 2 else f"第{number + 1}至{manifest.number - 1}号"
        raise PackageError(f"缺{missing}包，先收它，再收第{manifest.number}号。", manifest.number)
    if manifest.previous != digest:
        raise PackageError(f"第{manifest.number}号包接不上第{number}号（上一包摘要不符），整包拒收。", manifest.number)
