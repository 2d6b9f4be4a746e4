"""Many reports at once (批量读、批量查): a process a core, progress on stderr; Ctrl-C stops and keeps what is done."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path

from yifa.site.cli import InputError

KINDS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".ofd")
_AHEAD = 4  # files handed out before they are needed, a core


@dataclass(frozen=True)
class Done:
    """One file: its printed result, counts for the summary, or why it could not be read."""

    file: str
    text: str | bytes = ""
    counts: dict[str, int] = field(default_factory=dict)
    error: str = ""


def files_of(given: Sequence[str]) -> list[Path]:
    """Return the files; a folder stands for the papers in it."""
    out: list[Path] = []
    for name in given:
        path = Path(name)
        if path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.suffix.lower() in KINDS and p.is_file())
            if not found:
                raise InputError(f"{name} 里没有能读的文件（{'、'.join(k[1:] for k in KINDS)}）。")
            out += found
        else:
            out.append(path)
    return out


def workers(asked: int | None, count: int) -> int:
    """Return how many processes to use: as many as cores, never more than files."""
    if asked is not None and asked < 1:
        raise InputError(f"--jobs {asked} 不对，至少是 1。")
    return max(1, min(asked or len(os.sched_getaffinity(0)), count))


def each(paths: Sequence[Path], work: Callable[[Path], Done], jobs: int, warm: Callable[[], object]) -> Iterator[Done]:
    """Yield the results as they come; ``warm`` loads the packs once, before the processes part."""
    warm()
    if jobs == 1:
        yield from map(work, paths)
        return
    with ProcessPoolExecutor(jobs) as pool:
        waiting: set[Future[Done]] = set()
        rest = iter(paths)
        try:
            while True:
                for path in rest:
                    waiting.add(pool.submit(work, path))
                    if len(waiting) >= jobs * _AHEAD:
                        break
                if not waiting:
                    return
                ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        except BrokenProcessPool as error:
            raise InputError("有一个检查进程意外结束（多半是内存不够）。已查完的结果保留，其余请分批再查。") from error
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def run(paths: Sequence[Path], results: Iterable[Done], out: Path | None, suffix: str) -> tuple[list[Done], bool]:
    """Write each result into the folder ``out`` as it comes, say how far it is; ``True`` where all was done."""
    done: list[Done] = []
    told = sys.stderr.isatty()
    try:
        for one in results:
            if out is not None and not one.error:
                _save(out / f"{_name(one.file, paths)}.{suffix}", one.text)
                one = Done(one.file, "", one.counts)
            done.append(one)
            if told:
                print(f"\r{len(done)}/{len(paths)}　{Path(one.file).name[:40]:<40}", end="", file=sys.stderr)
            elif len(done) % 100 == 0:
                print(f"{len(done)}/{len(paths)}", file=sys.stderr)
    except KeyboardInterrupt:
        print(f"\n已停止：{len(paths)} 份中完成 {len(done)} 份。", file=sys.stderr)
        return done, False
    if told:
        print(file=sys.stderr)
    return done, True


def _name(file: str, paths: Sequence[Path]) -> str:
    """A name of its own in the folder: the file's, with its folder where two files are called the same."""
    path = Path(file)
    same = sum(other.name == path.name for other in paths) > 1
    return "_".join([*path.parts[-3:-1], path.name]).strip("/_.") if same else path.name


def _save(path: Path, text: str | bytes) -> None:
    try:
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"写不进 {path}：{error.strerror or error}") from error


def folder(out: str | None) -> Path | None:
    """Return the folder results go to; it is made where it does not exist."""
    if out in (None, "-"):
        return None
    path = Path(str(out))
    if path.exists() and not path.is_dir():
        raise InputError(f"{path.name} 是文件。几份一起查时 --out 写一个文件夹。")
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"建不了 {path}：{error.strerror or error}") from error
    return path
