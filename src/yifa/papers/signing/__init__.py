"""Integrity marks on papers that leave (完整性签名): the ``Signer`` port, detached signatures, their check.

A signature says that a file has not changed since this instance made it, and which key was used. It is no 用印 and no
电子签章: who may bind the bureau is decided by its seal, not by this key. The adapter that comes with Yifa
(:mod:`.sm2`) is software and no certified module (商用密码产品认证); a bureau that must have one plugs its 密码机 or
UKey in behind the same port.

Standard library and gmssl only, no Django.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Protocol

ALGORITHM = "SM2-with-SM3"
NOTICE = "完整性签名：只证明文件自签名后未改动。不是用印，不是电子签章；软件实现，未经商用密码产品认证。"


class SigningError(ValueError):
    """A key or a signature file that cannot be used; the message is Chinese."""


class Signer(Protocol):
    """Whatever signs: a key file, a 密码机, a UKey."""

    @property
    def public_key(self) -> str:
        """The point in hex, 04 and both coordinates."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature as DER (GM/T 0009): SEQUENCE of r and s."""


@dataclass(frozen=True)
class Signature:
    """A detached signature, as it lies beside the file (``.sig``)."""

    algorithm: str
    key_id: str
    public_key: str
    signature: str  # DER in hex
    sm3: str
    name: str = ""
    signed_at: str = ""
    notice: str = NOTICE

    def as_json(self) -> str:
        """Return the text of the ``.sig`` file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def key_id(public_key: str) -> str:
    """Return the short name of a key: the first sixteen digits of the SM3 of its point."""
    return sm3(bytes.fromhex(public_key))[:16]


def sm3(data: bytes) -> str:
    """Return the SM3 digest in hex (GB/T 32905-2016)."""
    return hashlib.new("sm3", data).hexdigest()


def sign(data: bytes, signer: Signer, *, name: str = "", signed_at: str = "") -> Signature:
    """Sign a file."""
    made = signer.sign(data)
    public = signer.public_key
    return Signature(ALGORITHM, key_id(public), public, made.hex(), sm3(data), name, signed_at)


def load(text: str) -> Signature:
    """Return a signature from its file.

    Raises:
        SigningError: it is no signature file of this kind.
    """
    try:
        data = json.loads(text)
        made = Signature(**{k: str(v) for k, v in data.items() if k in Signature.__dataclass_fields__})
        bytes.fromhex(made.signature + made.public_key)
    except (ValueError, TypeError, AttributeError) as error:
        raise SigningError("不是签名文件（.sig）。") from error
    if made.algorithm != ALGORITHM:
        raise SigningError(f"签名算法“{made.algorithm}”不认识，只认 {ALGORITHM}。")
    return made


def verify(data: bytes, made: Signature) -> str:
    """Return why a file does not fit its signature, empty where it fits."""
    from yifa.papers.signing import sm2

    if sm3(data) != made.sm3:
        return "文件与签名时不同：SM3 摘要不符"
    if key_id(made.public_key) != made.key_id:
        return "签名文件被改过：公钥与编号不符"
    if not sm2.verify(data, bytes.fromhex(made.signature), made.public_key):
        return "签名不符：不是这把密钥签的"
    return ""
