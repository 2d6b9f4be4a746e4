"""Libraries of the heavier statistics: where one was left out of an installation the page says how to get it."""

from __future__ import annotations

from importlib import import_module

COMMAND = "pip install -r requirements/base.txt"


class MissingExtra(RuntimeError):
    """A library of the analysis is missing; the message is one Chinese sentence with the command."""


def wanted(name: str) -> None:
    """Raise MissingExtra unless the library can be imported."""
    try:
        import_module(name)
    except ImportError:
        raise MissingExtra(f"没有安装分析用的软件包（{name}），在安装目录运行 {COMMAND} 后重启") from None
