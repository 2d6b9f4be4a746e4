"""The one console command ``yifa``.

Each sub-command is a module in ``yifa.site.commands`` with ``HELP`` (Chinese),
``arguments(parser)`` and ``run(args) -> int``. Modules are imported only when
asked for, so that commands without a database never import Django.
"""

from __future__ import annotations

import argparse
import importlib
import sys

#: command -> (module, Chinese help). Order is the order of the help page.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "建立演示库并启动"),
    "init": ("init", "建立一个空的正式实例"),
    "upgrade": ("upgrade", "备份、迁移、自检"),
    "serve": ("serve", "启动网站（含后台任务）"),
    "worker": ("worker", "只启动后台任务"),
    "doctor": ("doctor", "自检并给出修法"),
    "report": ("report", "编制、读取、检查报告"),
    "clock": ("clock", "计算法定期限"),
    "law": ("law", "查法规条文"),
    "ledger": ("ledger", "核验、加封、导出账本"),
    "import": ("import_", "导入台账"),
    "export": ("export", "导出台账"),
    "backup": ("backup", "备份整个实例"),
    "restore": ("restore", "恢复整个实例"),
    "pack-check": ("pack_check", "检查规则包"),
}


class InputError(Exception):
    """Unusable input: the message is one clear Chinese line, exit code 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise InputError(f"参数有误：{message}（用 --help 看用法）")


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0 for success, 1 for findings, 2 for unusable input."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if not argv or argv[0] in ("-h", "--help"):
        print("用法：yifa 命令 [参数]\n\n命令：")
        for name, (_, text) in COMMANDS.items():
            print(f"  {name:<12}{text}")
        return 0 if argv else 2
    name = argv[0]
    if name not in COMMANDS:
        print(f"没有“{name}”这个命令。运行 yifa --help 看全部命令。", file=sys.stderr)
        return 2
    module_name, text = COMMANDS[name]
    try:
        module = importlib.import_module(f"yifa.site.commands.{module_name}")
        parser = _Parser(prog=f"yifa {name}", description=text)
        module.arguments(parser)
        return int(module.run(parser.parse_args(argv[1:])) or 0)
    except InputError as error:
        print(str(error), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
