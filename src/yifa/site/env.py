"""Settings that come from the environment, and nothing else."""

from __future__ import annotations

import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def home() -> Path:
    """Return YIFA_HOME (database, files, seals, secret key), default ``./var``."""
    return Path(os.environ.get("YIFA_HOME") or "var").resolve()


def side() -> str:
    """Return which side this instance serves: ``inner`` holds the records, ``outer`` faces the public."""
    value = os.environ.get("YIFA_SIDE") or "inner"
    if value not in ("inner", "outer"):
        raise SystemExit(f"YIFA_SIDE 写的是“{value}”，只能是 inner（默认）或 outer。")
    return value


def is_loopback(name: str) -> bool:
    """Whether a host name or address is this machine's own."""
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"


def secret_key(folder: Path) -> str:
    """Return the secret key of this instance; made at first start, mode 600."""
    if value := os.environ.get("YIFA_SECRET_KEY"):
        return value
    path = folder / "secret.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Return Django's database settings for a URL; without one, SQLite in the home folder.

    SQLite: IMMEDIATE transactions, WAL and ``synchronous=FULL``, so that nothing
    acknowledged is lost (measured cost: ADR on SQLite).
    """
    if not url or url.startswith("sqlite"):
        name = urlsplit(url).path if url else ""
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name or str(folder / "db.sqlite3"),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-16000;",
            },
        }
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": query,
    }
