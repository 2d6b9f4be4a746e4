"""Libraries that not every installation has (扩展): where one is missing the page says how to get it."""

from __future__ import annotations

from importlib import import_module

COMMAND = "pip install 'yifa[analysis]'"


class MissingExtra(RuntimeError):
    """A library of the extra ``analysis`` is missing; the message is one Chinese sentence with the command."""


def wanted(name: str) -> None:
    """Raise MissingExtra unless the library can be imported."""
    try:
        import_module(name)
    except ImportError:
        raise MissingExtra(f"没有安装分析扩展（{name}），在安装目录运行 {COMMAND} 后重启") from None
