"""SM2 in software (gmssl): keys in PEM files, signatures as DER, by GB/T 32918.2 and .5, GM/T 0009.

The digest comes from OpenSSL; only the arithmetic on the curve is gmssl's. The nonce is drawn from ``secrets``, never
by gmssl (which takes it from ``random``), and the range of r and s is checked here, which gmssl leaves out.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from pathlib import Path
from typing import Any

from yifa.papers.signing import SigningError

_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = _P - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
_GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
#: the identity GM/T 0009 sets where the parties agreed on none
IDENTITY = b"1234567812345678"
_CURVE = bytes.fromhex("06082a811ccf5501822d")  # OID 1.2.156.10197.1.301
_EC = bytes.fromhex("06072a8648ce3d0201")  # OID id-ecPublicKey


class KeyFile:
    """A private key in a PEM file (RFC 5915, readable by OpenSSL); mode 600."""

    def __init__(self, secret: int) -> None:
        if not 0 < secret < _N - 1:
            raise SigningError("密钥不在范围内。")
        self._secret = secret
        self.public_key = "04" + _curve(f"{secret:064x}", "")._kg(secret, f"{_GX:064x}{_GY:064x}")

    @classmethod
    def new(cls, path: Path) -> KeyFile:
        """Make a key and write it where none is."""
        made = cls(secrets.randbelow(_N - 2) + 1)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise SigningError(f"已有密钥 {path.name}，不覆盖。") from error
        with os.fdopen(handle, "w") as file:
            file.write(made.pem())
        return made

    @classmethod
    def read(cls, path: Path) -> KeyFile:
        """Read a key file."""
        try:
            body = base64.b64decode("".join(_lines(path.read_text(encoding="ascii"))), validate=True)
            at = body.index(b"\x04\x20") + 2  # OCTET STRING of 32 bytes: the secret
            if _CURVE not in body:
                raise SigningError(f"{path.name} 不是 SM2 密钥。")
            return cls(int.from_bytes(body[at : at + 32], "big"))
        except FileNotFoundError as error:
            raise SigningError(f"没有密钥文件 {path.name}。先运行 yifa report sign --new-key。") from error
        except (ValueError, OSError) as error:
            raise SigningError(f"读不出密钥文件 {path.name}：{error}") from error

    def pem(self) -> str:
        """Return the key as PEM text."""
        body = b"\x02\x01\x01" + _tlv(0x04, self._secret.to_bytes(32, "big")) + _tlv(0xA0, _CURVE)
        body += _tlv(0xA1, _tlv(0x03, b"\x00" + bytes.fromhex(self.public_key)))
        return _pem("EC PRIVATE KEY", _tlv(0x30, body))

    def sign(self, data: bytes) -> bytes:
        """Sign with a fresh nonce."""
        return self.sign_with(data, secrets.randbelow(_N - 1) + 1)

    def sign_with(self, data: bytes, nonce: int) -> bytes:
        """Sign with a given nonce: for the examples of the standard only."""
        curve = _curve(f"{self._secret:064x}", self.public_key[2:])
        while True:
            made = curve.sign(digest(data, self.public_key), f"{nonce:064x}")
            if made is not None:
                return _tlv(0x30, _integer(int(made[:64], 16)) + _integer(int(made[64:], 16)))
            nonce = secrets.randbelow(_N - 1) + 1


def digest(data: bytes, public_key: str, identity: bytes = IDENTITY) -> bytes:
    """Return e = SM3(Z ‖ M), Z binding the signer's identity and key to the curve (GB/T 32918.2, 5.5)."""
    curve = b"".join(number.to_bytes(32, "big") for number in (_A, _B, _GX, _GY))
    head = (len(identity) * 8).to_bytes(2, "big") + identity + curve + bytes.fromhex(public_key[2:])
    return hashlib.new("sm3", hashlib.new("sm3", head).digest() + data).digest()


def verify(data: bytes, signature: bytes, public_key: str) -> bool:
    """Whether a signature was made of these bytes by the key of this point."""
    numbers = _two(signature)
    if numbers is None or len(public_key) != 130 or not _on_curve(public_key):
        return False
    r, s = numbers
    if not (0 < r < _N and 0 < s < _N):
        return False
    return bool(_curve("", public_key[2:]).verify(f"{r:064x}{s:064x}", digest(data, public_key)))


def public_pem(public_key: str) -> str:
    """Return a public key as PEM text (SubjectPublicKeyInfo), for OpenSSL and others."""
    point = _tlv(0x03, b"\x00" + bytes.fromhex(public_key))
    return _pem("PUBLIC KEY", _tlv(0x30, _tlv(0x30, _EC + _CURVE) + point))


def _curve(secret: str, point: str) -> Any:
    from gmssl.sm2 import CryptSM2

    made = CryptSM2(private_key=secret, public_key=point)
    made.public_key = point  # gmssl strips every leading 0 and 4 of a point that begins with 04
    return made


def _on_curve(public_key: str) -> bool:
    x, y = int(public_key[2:66], 16), int(public_key[66:], 16)
    return public_key[:2] == "04" and x < _P and y < _P and (y * y - (x * x * x + _A * x + _B)) % _P == 0


def _tlv(tag: int, body: bytes) -> bytes:
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x81, size])
    return bytes([tag]) + length + body


def _integer(number: int) -> bytes:
    return _tlv(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _two(body: bytes) -> tuple[int, int] | None:
    """The two numbers of a DER signature; only the one right encoding counts."""
    if len(body) < 8 or body[0] != 0x30 or body[2] != 0x02:
        return None
    cut = 4 + body[3]
    if cut + 2 > len(body) or body[cut] != 0x02:
        return None
    r, s = int.from_bytes(body[4:cut], "big"), int.from_bytes(body[cut + 2 :], "big")
    return (r, s) if body == _tlv(0x30, _integer(r) + _integer(s)) else None


def _pem(label: str, body: bytes) -> str:
    text = base64.b64encode(body).decode()
    rows = [text[i : i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *rows, f"-----END {label}-----", ""])


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("-")]
