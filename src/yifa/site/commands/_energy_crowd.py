"""``yifa energy simulate --level bureau``: the demo's county with hundreds of institutions and a year (database)."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from yifa.site.cli import InputError


def run(args: argparse.Namespace) -> tuple[dict[str, Any], list[str]]:
    """Fill the county's directory; return data of ``--json`` and lines to print."""
    from yifa.site import boot

    boot.setup()
    from yifa.affairs.energy.directory import crowd
    from yifa.core.org.house import House
    from yifa.core.org.models import BureauProfile
    from yifa.kernel import clockwork
    from yifa.site.bureaus import SAMPLES, year_of

    if not 1 <= args.institutions <= crowd.LARGEST:
        raise InputError(f"机构家数应在1到{crowd.LARGEST}之间")
    sample = next(one for one in SAMPLES if one.code == "ji")
    profile = BureauProfile.objects.filter(bureau__code=sample.code, demo=True).select_related("bureau").first()
    if profile is None:
        raise InputError("这个实例没有演示县。先运行 yifa demo，模拟名录只写进演示数据。")
    day = clockwork.today()
    house = House(profile.bureau, year_of(sample, day), day, clockwork.now())
    counts = crowd.fill(house, args.institutions, lambda text: print(text, file=sys.stderr))
    line = f"{sample.name}的名录有{counts['institutions']}家，新增{counts['made']}家"
    return {"ok": True, "counts": counts, "warnings": []}, [line]
