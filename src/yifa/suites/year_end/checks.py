"""What stands between a year and its closing, what is carried over, what the new year lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.core.legaltime import clocks
from yifa.core.metrics.models import Collection, RegisterClose
from yifa.core.metrics.periods import collections_of
from yifa.kernel import registry
from yifa.kernel.policy import Scope
from yifa.kernel.record import Life
from yifa.lawkit.calendar import WorkCalendar


@dataclass(frozen=True)
class Point:
    """One line of the checklist; ``stops`` if the year cannot be closed with it."""

    text: str
    done: bool
    stops: bool = True
    url: str = ""


def closing(scope: Scope, year: int) -> list[Point]:
    """Return the checklist of 年结."""
    bureau_id = scope.bureau_id or 0
    quarters = {c.quarter: c for c in collections_of(bureau_id, year)}
    points = []
    for q in range(1, 5):
        found = quarters.get(q)
        done = bool(found and found.state == Collection.State.CLOSED)
        text = f"第{'一二三四'[q - 1]}季度收数" + ("已关闭" if done else "没有关闭" if found else "没有开启")
        points.append(Point(text, done, url=f"/collections/{found.pk}/" if found else "/collections/"))
    reopened = RegisterClose.objects.filter(
        bureau_id=bureau_id, collection__year=year, life=Life.LIVE, state=RegisterClose.State.REOPENED
    ).count()
    points.append(Point(f"{reopened} 个台账重开后没有关闭" if reopened else "没有重开未关的台账", not reopened))
    report = _report(bureau_id, year)
    published = bool(report and report.published_on)
    points.append(
        Point("年度报告已公开" if published else "年度报告还没有公开", published, stops=False, url="/reports/")
    )
    return points


def _report(bureau_id: int, year: int) -> Any:
    resource = registry.get_resource("annual_report.report")
    return resource.model.objects.filter(bureau_id=bureau_id, year=year, life=Life.LIVE).first()


def carried(scope: Scope, year: int) -> list[dict[str, Any]]:
    """Return the open cases of a year that go on into the next (结转): whatever has a clock still running."""
    out = []
    for clock in clocks.due_soon(scope, date(year, 12, 31)).filter(happened_on__year__lte=year):
        out.append({"title": clock.title, "label": clock.label, "due": str(clock.due_on or ""),
                    "url": f"/r/{clock.resource}/{clock.object_ref}/"})  # fmt: skip
    return out


def opening(scope: Scope, year: int) -> list[Point]:
    """Return what the new year needs: calendar, outline, plan, duty lists, tasks from last year's shortcomings."""
    calendar = WorkCalendar.load()
    published = not calendar.provisional(date(year, 7, 1))
    points = [
        Point(
            f"{year}年放假安排已装入" if published else f"还没有{year}年放假安排，期限按暂定计算",
            published,
            stops=False,
        )
    ]
    shortcoming = registry.get_resource("annual_report.shortcoming").model
    for row in shortcoming.objects.filter(bureau_id=scope.bureau_id, year=year - 1, life=Life.LIVE).order_by("sort"):
        text = f"上年不足“{row.title}”要转成本年任务"
        points.append(Point(text, False, stops=False, url=f"/r/annual_report.shortcoming/{row.pk}/"))
    return points
