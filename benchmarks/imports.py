"""An import of 100,000 rows while another process writes: how long it takes, what it holds, how long the writes wait.

Baseline of the same run: the longest of the same writes with no import beside them.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import table

TARGET, ROWS, LONGEST, MOST = 1.0, 100_000, 90.0, 600


def _sheet(path: Path) -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["会议类别", "次序", "会议名称", "发生日", "主持人", "佐证文号"])
        for n in range(ROWS):
            out.writerow(
                [
                    "党组会",
                    n % 30_000 + 1,
                    f"第{n}次试验会议",
                    f"2025-{n // 30_000 + 1:02}-{n % 28 + 1:02}",
                    "郑某",
                    f"试验〔2025〕{n}号",
                ]
            )


def main() -> int:
    """Print the row; return 1 if the target was missed."""
    with table.demo() as home:
        sheet = home.parent / "meetings.csv"
        _sheet(sheet)
        table.use(home)
        from yifa.core.org.house import House
        from yifa.core.org.models import Unit
        from yifa.governance.decisions.models import Meeting
        from yifa.kernel import clockwork

        day = clockwork.today()
        house = House(Unit.objects.get(code="ji"), day.year, day, clockwork.now())

        def write(n: int) -> float:
            begin = time.perf_counter()
            house.do("decisions.meeting", "record", body="topic", number=n, title=f"同时 {n}", happened_on=day)
            return time.perf_counter() - begin

        single = [write(n) for n in range(200)]
        alone, mean = max(single), sum(single) / len(single)
        start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        before = Meeting.objects.count()
        command = ["-m", "yifa", "import", "decisions.meeting", str(sheet), "--backfill", "--bureau", "ji"]
        said = home.parent / "said.txt"  # a pipe nobody reads would stop the child
        with open(said, "w") as out:
            child = subprocess.Popen([sys.executable, *command], env=table.env(home), stdout=out, stderr=out)
        waits, begin, n = [], time.perf_counter(), 1000
        while child.poll() is None:
            waits.append(write(n))
            n += 1
            time.sleep(0.2)
        took = time.perf_counter() - begin
        imported = Meeting.objects.count() - before - len(waits)
        assert child.returncode == 0 and imported == ROWS, said.read_text()[-800:]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    longest = max(waits)
    good = table.line(f"import of {ROWS:,} rows, checked and ledgered", f"<= {LONGEST:.0f} s", f"{took:.0f} s",
                      took <= LONGEST, took / (mean * ROWS), f"one Action a row {mean * ROWS:.0f} s")  # fmt: skip
    good &= table.line("  its memory", f"<= {MOST} MB", f"{memory:.0f} MB", memory <= MOST, memory / start,
                       f"this process, Django set up {start:.0f} MB")  # fmt: skip
    name = f"the longest alone {alone:.3f} s"
    good &= table.line(f"a write beside an import of {ROWS:,} rows waits", f"<= {TARGET:.0f} s", f"{longest:.2f} s",
                      longest <= TARGET, longest / alone, name)  # fmt: skip
    return int(not good)
