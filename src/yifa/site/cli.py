"""The one console command ``yifa``.

Each sub-command is a module in ``yifa.site.commands`` with ``HELP`` (Chinese),
``arguments(parser)`` and ``run(args) -> int``. Modules are imported only when
asked for, so that commands without a database never import Django.
"""

from __future__ import annotations

import argparse
import errno
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
    "outer": ("outer", "和外网一侧交换：配对、出包、收包"),
    "energy": ("energy", "能耗：报文、读数、指标评价、核定和通报"),
    "ledger": ("ledger", "核验、加封、导出账本"),
    "import": ("import_", "导入台账"),
    "export": ("export", "导出台账"),
    "backup": ("backup", "备份整个实例"),
    "restore": ("restore", "恢复整个实例"),
    "pack-check": ("pack_check", "检查规则包"),
}


class InputError(Exception):
    """Unusable input: the message is one clear Chinese line, exit code 2."""


#: What argparse says, in Chinese. A text that a later Python words otherwise stays as it is.
_CHINESE = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "subcommands": "动作",
    "show this help message and exit": "显示用法",
    "the following arguments are required: %s": "缺少 %s",
    "one of the arguments %s is required": "%s 要写一个",
    "unrecognized arguments: %s": "不认识 %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可以是 %(matches)s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可用：%(choices)s",
    "invalid %(type)s value: %(value)r": "写的 %(value)r 不对",
    "not allowed with argument %s": "不能和 %s 一起用",
    "ignored explicit argument %r": "后面不跟值（%r）",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "expected %s arguments": "后面要写 %s 个值",
}


def _chinese(text: str) -> str:
    return _CHINESE.get(text, text)


_REFUSALS = {
    errno.ENOENT: "没有这个目录或文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的盘只读",
    errno.EISDIR: "这是一个目录",
    errno.ENOTDIR: "上级不是目录",
    errno.EEXIST: "已经有了",
    errno.ENOSPC: "磁盘满了",
}


def why_not(error: OSError) -> str:
    """Return in Chinese why a file cannot be read or written."""
    return _REFUSALS.get(error.errno or 0, error.strerror or type(error).__name__)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise InputError(f"参数有误：{message}（用 --help 看用法）")


def _say_chinese() -> None:
    """Put the Chinese texts where argparse looks its own up; there is no other door."""
    argparse._ = _chinese  # type: ignore[attr-defined]
    argparse.ngettext = lambda one, many, n: _chinese(one if n == 1 else many)  # type: ignore[attr-defined]


def main(argv: list[str] | None = None) -> int:
    """Run one command; return 0 for success, 1 for findings, 2 for unusable input."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if not argv or argv[0] in ("-h", "--help"):
        print("用法：yifa 命令 [参数]\n\n命令：")
        for name, (_, text) in COMMANDS.items():
            print(f"  {name:<12}{text}")
        return 0 if argv else 2
    _say_chinese()
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
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.filename is None:
            raise
        print(f"读不到或写不了 {error.filename}：{why_not(error)}", file=sys.stderr)
        return 2
    except Exception as error:
        if said := _trouble(error):
            print(said, file=sys.stderr)
            return 2
        raise


def _trouble(error: Exception) -> str:
    """Return what the machine lacks, "" where the fault is another's. A command without Django has no database."""
    if "django.db" not in sys.modules:
        return ""
    from yifa.kernel import trouble

    found = trouble.of(error)
    return f"{found.said}（{error}）" if found else ""
