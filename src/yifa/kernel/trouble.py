"""What ails the machine underneath, told from an exception: so that people hear what to do instead of a number."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError


@dataclass(frozen=True)
class Trouble:
    """A status, what a page says of it, and what the command line and a job say."""

    status: int
    text: str
    hint: str
    said: str


FULL = Trouble(
    507, "服务器的磁盘满了，没有写入；以前的记录还在，可以照常查看。",
    "告诉系统管理员清理磁盘；腾出空间后返回上一页再提交。", "磁盘满了，没有办成。清理磁盘后再试。",
)  # fmt: skip
SHUT = Trouble(
    503, "服务器的数据目录不能写，没有写入；以前的记录还在。", "告诉系统管理员运行 yifa doctor，按提示处理。",
    "数据目录或数据库不能读写。运行 yifa doctor，按提示处理。",
)  # fmt: skip
BUSY = Trouble(
    503, "数据库正忙或连不上，没有写入。", "等 1 分钟，返回上一页再提交；还不行，告诉系统管理员。",
    "数据库正忙或连不上，没有办成。看数据库是否在运行，稍后再试。",
)  # fmt: skip

_ERRNO = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: SHUT, errno.EACCES: SHUT, errno.EPERM: SHUT}
#: What SQLite says.
_SAID = (
    ("disk is full", FULL),
    ("disk I/O error", FULL),
    ("readonly", SHUT),
    ("unable to open", SHUT),
    ("locked", BUSY),
)
#: What PostgreSQL says: class or code of its state.
_STATES = (("53100", FULL), ("25006", SHUT), ("53", BUSY), ("08", BUSY), ("57", BUSY), ("55P03", BUSY))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def of(error: BaseException | None) -> Trouble | None:
    """Return what the machine lacks, None where the fault is another's."""
    for one in _chain(error):
        if isinstance(one, OSError) and one.errno in _ERRNO:
            return _ERRNO[one.errno]
        state = getattr(one, "sqlstate", None)
        if isinstance(state, str) and state:
            return next((trouble for begin, trouble in _STATES if state.startswith(begin)), None)
        said = str(one)
        if type(one).__module__ == "sqlite3":
            return next((trouble for words, trouble in _SAID if words in said), None)
        if isinstance(one, OperationalError | InterfaceError) and one.__cause__ is None:
            return BUSY
    return BUSY if any(type(one).__module__.startswith("psycopg") for one in _chain(error)) else None
