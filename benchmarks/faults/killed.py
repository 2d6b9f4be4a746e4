"""kill -9 of server and import in mid-import, as a power cut would; then the same import once more.

What was said to be kept is there, the import goes on, nothing is there twice, and the ledger verifies.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from benchmarks import served, table
from benchmarks.large import Large

ROWS, REGISTER = 20_000, "/r/decisions.meeting/"


def importing(large: Large) -> bool:
    """Kill in mid-import and begin again; print the rows."""
    with served.site(large, 8792, "legal") as site:
        return _importing(large, site)


def _importing(large: Large, site: served.Site) -> bool:
    sheet = large.home / "killed.csv"
    rows = "".join(f"党组会议,{5000 + n},中断试验{n},2026-03-{n % 28 + 1:02d},试{n}号\n" for n in range(ROWS))
    sheet.write_text(f"会议类别,次序,会议名称,发生日,佐证文号\n{rows}", encoding="utf-8")
    words = ["import", "decisions.meeting", str(sheet), "--bureau", "ji", "--backfill"]
    child = subprocess.Popen([sys.executable, "-m", "yifa", *words], env=large.env, cwd=table.ROOT,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    record = "SELECT COALESCE(MAX(done), 0), MAX(total) FROM kernel_imports_importrecord WHERE file_name='killed.csv'"
    try:
        while child.poll() is None and large.ask(record)[0] <= ROWS // 10:
            time.sleep(0.05)
        new = {"body": "topic", "number": "4999", "title": "杀前已办", "happened_on": time.strftime("%Y-%m-%d")}
        said = site.ask(f"{REGISTER}new/", "legal", new)[0]
    finally:
        os.kill(child.pid, signal.SIGKILL)
        site.kill()
        child.wait()
    done, total = large.ask(record)
    good = table.line("kill -9 in mid-import", "said is kept", f"{done:,} of {total:,}",
                      0 < done < total and said == 302, done / total, "the import")  # fmt: skip
    large.yifa(*words)
    many, apart = large.ask(
        "SELECT COUNT(*), COUNT(DISTINCT title) FROM decisions_meeting WHERE title LIKE '中断试验%'"
    )
    (kept,) = large.ask("SELECT COUNT(*) FROM decisions_meeting WHERE title = '杀前已办'")
    good &= table.line("  started again: rows, each once", f"{ROWS:,}, {ROWS:,}, 1", f"{many:,}, {apart:,}, {kept}",
                       many == apart == ROWS and kept == 1, many / ROWS, "the file")  # fmt: skip
    return good & whole(large)


def whole(large: Large) -> bool:
    """Verify the ledger; print the row."""
    broken = large.yifa("ledger", "verify", check=False).returncode
    return table.line("  the ledger", "verifies", "broken" if broken else "whole", not broken, 1.0, "itself")
