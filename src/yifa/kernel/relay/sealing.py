"""What is handed in outside is sealed at once; only the inner instance opens it (HPKE, RFC 9180, by cryptography).

A post lies outside until it is fetched. Whoever reads that machine's disk finds ciphertext: the outer instance holds
the public key alone. X25519, HKDF-SHA256, AES-256-GCM; the libraries here do SM2 encryption only with a nonce from
``random`` (ADR 0062), so it is not used for this.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings

#: Opens posts on their way. In the backup, unlike signing keys: without it what people handed in is lost.
KEY = "keys/relay-seal.key"


class SealError(ValueError):
    """A body that does not open."""


def _suite() -> Any:
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _path() -> Path:
    return Path(settings.HOME) / KEY


def public_key() -> str:
    """Return this (inner) instance's public key in hex; made at first use, mode 600."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    path = _path()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(X25519PrivateKey.generate().private_bytes_raw())
    return X25519PrivateKey.from_private_bytes(path.read_bytes()).public_key().public_bytes_raw().hex()


def seal(body: bytes, public: str, about: str) -> bytes:
    """Seal a body to a public key; ``about`` (whose, which) is bound to it."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    key = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    sealed: bytes = _suite().encrypt(body, key, about.encode())
    return sealed


def unseal(body: bytes, about: str) -> bytes:
    """Open a body; SealError where it was sealed to another key, for another purpose, or changed."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    try:
        key = X25519PrivateKey.from_private_bytes(_path().read_bytes())
        opened: bytes = _suite().decrypt(body, key, about.encode())
    except (OSError, ValueError, InvalidTag) as error:
        raise SealError("打不开：不是封给本机的，或内容被改过") from error
    return opened
