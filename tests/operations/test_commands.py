"""init, backup, restore, upgrade, doctor, demo: what an administrator does and sees."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.engines import ENGINE, ROOT, engine

from yifa.kernel.ledger import seal

USCC = "11330182MB0000001X"
only_sqlite = pytest.mark.skipif(ENGINE == "postgres", reason="makes its own SQLite home")


def yifa(home: Path, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a home folder of its own, with SQLite in it."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("YIFA_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "yifa", *args], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**clean, "YIFA_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **env},
    )  # fmt: skip


@pytest.fixture(scope="module")
def founded(tmp_path_factory: Any) -> tuple[Path, dict[str, Any]]:
    """An empty real instance, made once."""
    home = tmp_path_factory.mktemp("founded") / "home"
    done = yifa(home, "init", "--name", "某县机关事务管理局", "--region", "330182", "--uscc", USCC, "--json")
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout)


@only_sqlite
def test_init_makes_an_empty_instance_with_three_administrators(founded: Any) -> None:
    home, said = founded
    assert sorted(said["accounts"]) == ["auditadmin", "secadmin", "sysadmin"]
    assert len(set(said["accounts"].values())) == 3
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "db.sqlite3").stat().st_mode) == 0o600
    assert len(list((home / "seals").iterdir())) == 1
    assert yifa(home, "ledger", "verify").returncode == 0


@only_sqlite
def test_init_and_demo_are_refused_on_a_real_instance(founded: Any) -> None:
    home, _ = founded
    again = yifa(home, "init", "--name", "另一局", "--region", "330182", "--uscc", USCC)
    assert (again.returncode, "已经有实例" in again.stderr) == (2, True)
    demo = yifa(home, "demo", "--no-serve")
    assert (demo.returncode, "正式数据" in demo.stderr) == (2, True)


@only_sqlite
def test_init_says_what_is_wrong_with_a_credit_code(tmp_path: Path) -> None:
    done = yifa(tmp_path / "h", "init", "--name", "某局", "--region", "330182", "--uscc", "123")
    assert (done.returncode, "统一社会信用代码" in done.stderr, "Traceback" in done.stderr) == (2, True, False)


@only_sqlite
def test_backup_and_restore_give_the_same_instance(founded: Any, tmp_path: Path) -> None:
    home, _ = founded
    (home / "files" / "ab").mkdir(parents=True, exist_ok=True)
    (home / "files" / "ab" / "x").write_text("佐证")
    (home / "keys").mkdir()
    (home / "keys" / "sm2.pem").write_text("key")
    made = yifa(home, "backup", str(tmp_path / "b.zip"))
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    assert yifa(home, "backup", str(tmp_path / "b.zip")).returncode == 2  # never overwrites
    other = tmp_path / "other"
    done = yifa(other, "restore", str(tmp_path / "b.zip"))
    assert done.returncode == 0, done.stderr
    assert (other / "files" / "ab" / "x").read_text() == "佐证"
    assert not (other / "keys").exists() and "不进备份" in made.stdout
    shutil.rmtree(home / "keys")
    assert (other / "secret.key").read_text() == (home / "secret.key").read_text()
    assert (
        yifa(other, "ledger", "verify").stdout.splitlines()[0]
        == (yifa(home, "ledger", "verify").stdout.splitlines()[0])
    )
    assert not (other / "restoring").exists()
    assert yifa(other, "restore", str(tmp_path / "b.zip")).returncode == 2  # never over an instance


@only_sqlite
def test_a_damaged_backup_touches_nothing(founded: Any, tmp_path: Path) -> None:
    home, _ = founded
    yifa(home, "backup", str(tmp_path / "b.zip"))
    with zipfile.ZipFile(tmp_path / "b.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(name, data[:-1] + b"x" if name.startswith("home/seals") else data)
    other = tmp_path / "other"
    done = yifa(other, "restore", str(tmp_path / "bad.zip"))
    assert (done.returncode, "摘要不符" in done.stderr) == (2, True)
    assert not (other / "db.sqlite3").exists()
    done = yifa(other, "restore", str(ROOT / "README.md"))
    assert (done.returncode, "不是备份文件" in done.stderr) == (2, True)


@only_sqlite
def test_a_backup_of_a_tampered_ledger_is_not_restored(founded: Any, tmp_path: Path) -> None:
    import sqlite3

    home = tmp_path / "home"
    shutil.copytree(founded[0], home)
    with sqlite3.connect(home / "db.sqlite3") as intruder:
        intruder.execute("UPDATE core_org_unit SET name = '改过的名字'")
    intruder.close()
    yifa(home, "backup", str(tmp_path / "b.zip"))
    done = yifa(tmp_path / "other", "restore", str(tmp_path / "b.zip"))
    assert done.returncode == 1
    assert "被改动" in done.stdout
    assert not (tmp_path / "other" / "db.sqlite3").exists()


@only_sqlite
def test_doctor_names_the_mend(founded: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(founded[0], home)
    assert json.loads(yifa(home, "doctor", "--json").stdout)["ok"] is True
    (home / "secret.key").chmod(0o644)
    shutil.rmtree(home / "seals")
    (home / "keys").mkdir()
    (home / "keys" / "sm2.pem").touch(mode=0o644)
    done = yifa(home, "doctor")
    assert done.returncode == 1
    assert f"chmod 600 {home / 'secret.key'}" in done.stdout
    assert f"chmod 600 {home / 'keys' / 'sm2.pem'}" in done.stdout
    assert "取回加封文件" in done.stdout
    assert "yifa init" in yifa(tmp_path / "none", "doctor").stdout


@only_sqlite
def test_serve_and_upgrade_ask_for_an_instance_first(tmp_path: Path) -> None:
    for command in ("serve", "upgrade"):
        done = yifa(tmp_path / "none", command)
        assert (done.returncode, "yifa init" in done.stderr) == (2, True)


@only_sqlite
def test_an_older_schema_is_not_served_and_upgrade_mends_it(founded: Any, tmp_path: Path) -> None:
    import sqlite3

    home = tmp_path / "home"
    shutil.copytree(founded[0], home)
    with sqlite3.connect(home / "db.sqlite3") as older:
        older.execute("DROP TABLE kernel_jobs_job")
        older.execute("DELETE FROM django_migrations WHERE app = 'kernel_jobs'")
    older.close()
    served = yifa(home, "serve", "--no-worker")
    assert (served.returncode, "yifa upgrade" in served.stderr) == (1, True)
    done = yifa(home, "upgrade")
    assert done.returncode == 0, done.stderr
    assert "1 个迁移" in done.stdout
    (kept,) = (home / "backups").iterdir()
    assert yifa(tmp_path / "back", "restore", str(kept)).returncode == 0


@pytest.mark.postgres
def test_a_whole_demo_goes_through_backup_and_restore(instance: Any, tmp_path: Path) -> None:
    """On each engine: a backup with seals, restored into a fresh database of the same engine."""
    seal.seal("试验", _now())
    assert instance.yifa("backup", str(tmp_path / "b.zip")).returncode == 0
    head = json.loads(instance.yifa("ledger", "verify", "--chain-only", "--json").stdout)["head"]
    target = tmp_path / "other"
    url = f"sqlite://{target / 'db.sqlite3'}" if ENGINE == "sqlite" else engine.url(engine.fresh())
    env = {**instance.env, "YIFA_HOME": str(target), "YIFA_DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "yifa", "restore", str(tmp_path / "b.zip")], env=env, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert head["hash"] in done.stdout
    # Sequences go on where they were: the next Action writes.
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "concurrency" / "writer.py"), "ji", "r", "1"], env=env,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.postgres
@pytest.mark.skipif(ENGINE != "postgres", reason="crosses from SQLite to PostgreSQL")
def test_a_sqlite_backup_moves_to_postgresql(founded: Any, tmp_path: Path) -> None:
    home, _ = founded
    assert yifa(home, "backup", str(tmp_path / "b.zip")).returncode == 0
    done = yifa(tmp_path / "pg", "restore", str(tmp_path / "b.zip"), YIFA_DATABASE_URL=engine.url(engine.fresh()))
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.splitlines()[0] == yifa(home, "ledger", "verify").stdout.splitlines()[0]


def _now() -> Any:
    from tests.conftest import NOW

    return NOW
