"""Self-check of an instance: each fault with its mend."""

from __future__ import annotations

import shutil
import stat
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.util import find_spec

from django.conf import settings
from django.utils import timezone

from yifa.kernel import clockwork, db, trouble
from yifa.site import boot, env
from yifa.site.cli import why_not

_GB = 1 << 30


@dataclass(frozen=True)
class Fault:
    """One fault: ``error`` stops work or proof, ``warning`` will; ``mend`` says what to do."""

    check: str
    level: str
    text: str
    mend: str


def _error(check: str, text: str, mend: str) -> Fault:
    return Fault(check, "error", text, mend)


def _warning(check: str, text: str, mend: str) -> Fault:
    return Fault(check, "warning", text, mend)


def home() -> Iterator[Fault]:
    """数据目录."""
    folder = boot.home()
    probe = folder / ".doctor"
    try:
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        yield _error(
            "数据目录", f"{folder} 不能写：{why_not(error)}", "把目录交给运行依法的账号（chown），或改 YIFA_HOME。"
        )


def secret() -> Iterator[Fault]:
    """密钥."""
    path = boot.home() / "secret.key"
    if not path.exists():
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield _error("密钥", f"{path} 的权限是 {mode:o}，别的账号能读", f"chmod 600 {path}")
    data = boot.home() / "db.sqlite3"
    if data.exists() and stat.S_IMODE(data.stat().st_mode) & 0o007:
        yield _warning("密钥", f"{data} 别的账号能读，里面有个人信息", f"chmod 640 {data}，并以 UMask=0077 运行")


def signing_key() -> Iterator[Fault]:
    """签名密钥."""
    from yifa.kernel.ledger.models import Entry
    from yifa.site.backup import SIGNING_KEY

    path = boot.home() / SIGNING_KEY
    if path.exists():
        if (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
            yield _error("签名密钥", f"{path} 的权限是 {mode:o}，别的账号能读", f"chmod 600 {path}")
        return
    last = Entry.objects.filter(resource="kernel_resource.export", action__endswith=".paper").order_by("-seq").first()
    if last is not None and '"sm2"' in last.text:
        yield _warning(
            "签名密钥", f"最近导出的公文有 SM2 签名，{path} 却不在了（备份里不含它）",
            f"从离线保管处取回，chmod 600 {path}；找不回的，yifa report sign --new-key 换一把。已签的仍能核对。",
        )  # fmt: skip


def disk() -> Iterator[Fault]:
    """磁盘."""
    usage = shutil.disk_usage(boot.home())
    if usage.free < _GB:
        yield _error("磁盘", f"只剩 {usage.free / _GB:.1f} GB", "清理磁盘或换更大的盘；写满时不能再登记。")
    elif usage.free < 5 * _GB and usage.free < usage.total / 10:
        yield _warning("磁盘", f"只剩 {usage.free / _GB:.1f} GB", "早作扩容。")


def front() -> Iterator[Fault]:
    """对外地址."""
    if not env.is_loopback(settings.YIFA_HOST) and not settings.SESSION_COOKIE_SECURE:
        yield _warning(
            "对外地址", f"直接在 {settings.YIFA_HOST} 上提供服务，前面没有反向代理：口令明文传送，几个慢连接就能占满",
            "前面放 nginx（样例在 contrib/nginx），YIFA_HOST 改回 127.0.0.1，设 YIFA_HTTPS=1。",
        )  # fmt: skip


def schema() -> Iterator[Fault]:
    """数据库版本."""
    from yifa.site import backup, tables

    if settings.YIFA_SIDE == "outer":
        if boot.unborn() or boot.pending_migrations():
            yield _error("数据库", "外网机还没有配对，或数据库版本较旧", "运行 yifa outer pair，或 yifa upgrade。")
        return
    if backup.empty():
        yield _error("数据库", "这里还没有实例", "运行 yifa init（正式）或 yifa demo（演示）。")
        return
    if missing := boot.pending_migrations():
        yield _error("数据库", f"版本较旧，缺 {len(missing)} 个迁移", "运行 yifa upgrade。")
    if unknown := tables.unknown_migrations():
        yield _error("数据库", f"数据库比程序新（{unknown[0]}）", "换回新版本的程序。")


def database() -> Iterator[Fault]:
    """数据库文件."""
    if problem := db.integrity():
        yield _error("数据库", f"数据库文件已损坏：{problem}", "停用，把最近的备份恢复到空目录：yifa restore 文件。")


def ledger() -> Iterator[Fault]:
    """账本（末尾两千条和全部加封）."""
    from yifa.kernel.ledger import verify

    report = verify.verify(full=False, last=2000)
    if report.first:
        yield _error("账本", f"{report.first.message}（共{sum(report.counts.values())}处）",
                     "运行 yifa ledger verify 看全部；保留现场，找纪检审计一起看。")  # fmt: skip


def seals() -> Iterator[Fault]:
    """加封."""
    from yifa.kernel.ledger import seal
    from yifa.kernel.ledger.models import Head, Seal

    head, last = Head.objects.filter(pk=1).first(), Seal.objects.order_by("-id").first()
    if head is None or not head.seq:
        return
    if last is None:
        yield _warning("加封", "还没有加封", "运行 yifa ledger seal，并让后台任务每日加封（yifa worker）。")
    elif head.seq > last.seq and clockwork.now() - last.at > timedelta(days=2):
        yield _warning("加封", f"最近一次加封在 {timezone.localdate(last.at)}", "后台任务没有运行：启动 yifa worker。")
    if not seal.folder().is_dir() and last is not None:
        yield _error("加封", f"{seal.folder()} 不见了", "从备份或外部保管处取回加封文件。")


def imports() -> Iterator[Fault]:
    """导入."""
    if find_spec("yifa.kernel.imports.doctor") is None:
        return
    from yifa.kernel.imports.doctor import problems

    for problem in problems():
        yield _warning("导入", problem["text"].rstrip("。"), problem["mend"])


def jobs() -> Iterator[Fault]:
    """后台任务."""
    from yifa.kernel.jobs.models import Job

    now = clockwork.now()
    waiting = Job.objects.filter(state=Job.State.WAIT, touched_at__lt=now - timedelta(minutes=15)).count()
    stuck = Job.objects.filter(state=Job.State.RUN, touched_at__lt=now - timedelta(hours=1)).count()
    failed = Job.objects.filter(state=Job.State.FAILED, touched_at__gt=now - timedelta(days=7)).count()
    if waiting or stuck:
        yield _error("后台任务", f"{waiting} 个等了一刻钟以上，{stuck} 个一小时没有进展", "启动（或重启）yifa worker。")
    if failed:
        yield _warning("后台任务", f"近七天有 {failed} 个没有办成", "在“后台任务”页看原因，改好后重办。")


def outbox() -> Iterator[Fault]:
    """待发事件."""
    from yifa.kernel.events import dispatch
    from yifa.kernel.events.models import Outbox

    late = clockwork.now() - timedelta(minutes=15)
    waiting = Outbox.objects.filter(delivered_at=None, at__lt=late, attempts__lt=dispatch.MOST_ATTEMPTS).count()
    if waiting:
        yield _warning("待发事件", f"{waiting} 个事件等了一刻钟以上没有送达", "后台任务没有运行：启动 yifa worker。")
    if failed := dispatch.stuck():
        yield _error("待发事件", f"{failed} 个事件送了 {dispatch.MOST_ATTEMPTS} 次没有送到",
                     "把日志里的错误交给维护人员；修好后升级，重新启动 yifa worker。")  # fmt: skip


def search() -> Iterator[Fault]:
    """检索索引."""
    from yifa.kernel.search import index

    if odd := index.out_of_step():
        titles = "、".join(resource.title for resource in odd[:5]) + ("等" if len(odd) > 5 else "")
        yield _warning("检索索引", f"{titles}的检索索引和台账对不上，查找会漏或会错", "运行 yifa doctor --reindex。")


def files() -> Iterator[Fault]:
    """文件."""
    from yifa.kernel.files.models import StoredFile
    from yifa.kernel.files.store import path_of

    lost = [f for f in StoredFile.objects.order_by("-id")[:2000] if not path_of(f.sha256).exists()]
    if lost:
        yield _error("文件", f"{len(lost)} 个文件不见了，如 {lost[0].sha256[:12]}…", "从备份取回 files/ 里的同名文件。")


def demo() -> Iterator[Fault]:
    """演示数据."""
    from yifa.core.org.models import BureauProfile

    profiles = BureauProfile.objects.all()
    if profiles.filter(demo=True).exists() and not (boot.home() / "demo-accounts.json").exists():
        yield _warning("演示数据", "演示数据没有装完，或账号文件不见了",
                       "再运行一次 yifa demo；仍提示时删掉数据目录重建。")  # fmt: skip
    if profiles.filter(demo=True).exists() and profiles.filter(demo=False).exists():
        yield _error("演示数据", "正式数据和演示数据混在一个实例里", "正式数据换到 yifa init 新建的实例。")


def calendar() -> Iterator[Fault]:
    """放假安排."""
    from yifa.lawkit.calendar import WorkCalendar

    last, today = WorkCalendar.load().last, clockwork.today()
    if last is None or last.year < today.year:
        yield _error("放假安排", f"没有 {today.year} 年的放假安排，期限都是暂定的", "装入带本年放假安排的新版本。")
    elif last.year == today.year and today.month == 12:
        yield _warning(
            "放假安排", f"没有 {today.year + 1} 年的放假安排，跨年期限是暂定的", "国务院办公厅通知发布后升级。"
        )


def time_zone() -> Iterator[Fault]:
    """时区和时钟."""
    try:
        zoneinfo.ZoneInfo(settings.TIME_ZONE)
    except zoneinfo.ZoneInfoNotFoundError:
        yield _error("时区", f"系统里没有 {settings.TIME_ZONE} 时区数据", "安装 tzdata。")
    from yifa.kernel.ledger.models import Entry

    last = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    if last is not None and last > clockwork.now() + timedelta(minutes=5):
        yield _error(
            "时钟", f"系统时钟比账本最后一条（{timezone.localtime(last):%Y-%m-%d %H:%M}）还早", "校准系统时钟（NTP）。"
        )


def relay() -> Iterator[Fault]:
    """内外网交换."""
    from yifa.kernel.relay import doctor

    for level, text, mend in doctor.problems():
        yield Fault("内外网交换", level, text, mend)


def fonts() -> Iterator[Fault]:
    """字体."""
    from yifa.papers.writers import fonts as shelves

    place = boot.home() / "fonts"
    try:
        shelves.library(place).require()
    except shelves.FontMissing as error:
        yield _warning("字体", f"PDF 和 OFD 排不了版。{error}", f"把字体文件放进 {place}，或运行 make fonts。")


Check = Callable[[], Iterator[Fault]]
#: Needing no database; then those that need a database of this version.
FIRST: tuple[Check, ...] = (home, secret, disk, front, schema)
THEN: tuple[Check, ...] = (
    database, ledger, seals, signing_key, imports, jobs, outbox, search, files, demo, calendar, time_zone, relay,
    fonts,
)  # fmt: skip
#: The outer side holds no ledger, no register, no jobs.
OUTSIDE: tuple[Check, ...] = (database, relay, calendar, time_zone)


def examine() -> tuple[list[str], list[Fault]]:
    """Run the checks; return the names of those that ran, and the faults."""
    done: list[str] = []
    faults: list[Fault] = []
    outer = settings.YIFA_SIDE == "outer"
    for group in (FIRST, OUTSIDE if outer else THEN):
        for check in group:
            name = (check.__doc__ or "").rstrip(".")
            try:
                faults.extend(check())
            except Exception as error:  # a check that cannot run is a fault like any other
                mend = "先按前面各项处理数据目录和磁盘，再查一次。" if trouble.of(error) else "把这一行交给维护人员。"
                faults.append(_error(name, f"查不下去：{error}", mend))
            done.append(name)
        if any(f.level == "error" and f.check == "数据库" for f in faults):
            break
    return done, faults


__all__ = ["Fault", "examine"]
