"""Two officers do the same new thing at the same moment: both are served, or one hears of it; nobody sees a fault."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection

from yifa.core.documents import numbers
from yifa.core.documents.models import NumberSeries, OutgoingPaper
from yifa.core.org.models import Unit
from yifa.kernel.action import Action, Conflict, run
from yifa.kernel.ledger import verify


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in a thread each; return what each returned or raised."""
    out: list[Any] = [None] * len(jobs)

    def do(n: int) -> None:
        try:
            out[n] = jobs[n]()
        except Exception as error:
            out[n] = error
        finally:
            connection.close()

    people = [threading.Thread(target=do, args=(n,)) for n in range(len(jobs))]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return out


def meeting_point(count: int) -> tuple[Callable[[], None], Callable[[], None]]:
    """Return where they wait for each other before their transactions and, where the engine lets two in, inside."""
    outside, inside = threading.Barrier(count), threading.Barrier(count)
    both = connection.vendor == "postgresql"
    return (lambda: outside.wait(30) and None), (lambda: both and inside.wait(30) and None)


def test_two_officers_open_a_number_series_at_once(instance: Any, house_of: Any) -> None:
    house = house_of("ji")
    before, within = meeting_point(2)

    class Take(Action):
        resource, verb, label, on = "core_documents.outgoing", "试取号", "试取号", "none"

        def execute(self, work: Any, obj: Any, data: dict[str, Any]) -> Any:
            within()
            data["got"].append(numbers.take(work, work.scope.bureau_id, "both", work.day.year, "试"))
            return NumberSeries.objects.get(bureau_id=work.scope.bureau_id, key="both")

    def take() -> str:
        got: list[str] = []
        before()
        run(Take(), house.ctx(), None, {"got": got})
        return got[0]

    got = together(take, take)
    assert sorted(str(g).partition("〕")[2] for g in got) == ["1号", "2号"], got
    assert NumberSeries.objects.get(bureau=house.bureau, key="both").last == 2
    assert verify.verify().ok


def test_two_units_moved_under_each_other_at_once_stay_a_tree(instance: Any, house_of: Any) -> None:
    house = house_of("ji")
    one, other = (
        house.do("core_org.unit", "record", name=n, kind="office", parent=house.bureau, reports=False, leads_law=False)
        for n in ("甲科", "乙科")
    )
    before, _ = meeting_point(2)

    def move(unit: Any, under: Any) -> Any:
        before()
        return house.do("core_org.unit", "correct", Unit.objects.get(pk=unit.pk), parent=under, reason="试验",
                        checker="孙某")  # fmt: skip

    got = together(lambda: move(one, other), lambda: move(other, one))
    refused = [g for g in got if isinstance(g, ValidationError)]
    assert len(refused) == 1 and "不能隶属于自己的下级" in str(refused[0]), got
    moved = Unit.objects.filter(pk__in=(one.pk, other.pk), parent__in=(one.pk, other.pk))
    assert moved.count() == 1 and verify.verify().ok


def test_the_same_new_record_twice_at_once_one_hears_of_it(instance: Any, house_of: Any) -> None:
    house = house_of("ji")
    before, within = meeting_point(2)

    class Enter(Action):
        resource, verb, label, on = "core_documents.outgoing", "试登记", "试登记", "none"

        def execute(self, work: Any, obj: Any, data: dict[str, Any]) -> Any:
            within()
            return work.create(OutgoingPaper(number="己试〔2026〕1号", title="同一份发文", happened_on=work.day))

    def enter() -> Any:
        before()
        return run(Enter(), house.ctx(), None, {}).obj

    got = together(enter, enter)
    refused = [g for g in got if isinstance(g, Conflict)]
    assert len(refused) == 1 and "刚才有人登记了同样的内容" in str(refused[0]), got
    assert OutgoingPaper.objects.filter(number="己试〔2026〕1号").count() == 1
    assert verify.verify().ok


def test_two_people_who_write_the_same_two_records_the_other_way_round_one_hears_of_it(
    instance: Any, house_of: Any
) -> None:
    house = house_of("ji")
    one, other = (
        house.do("core_org.unit", "record", name=n, kind="office", parent=house.bureau, reports=False, leads_law=False)
        for n in ("甲科", "乙科")
    )
    before, within = meeting_point(2)

    class Rename(Action):
        resource, verb, label, on = "core_org.unit", "试改名", "试改名", "none"

        def execute(self, work: Any, obj: Any, data: dict[str, Any]) -> Any:
            first, second = (Unit.objects.get(pk=pk) for pk in data["order"])
            work.update(first, short_name=data["say"])
            within()
            return work.update(second, short_name=data["say"])

    def rename(say: str, *order: int) -> Any:
        before()
        return run(Rename(), house.ctx(), None, {"order": order, "say": say})

    got = together(lambda: rename("先", one.pk, other.pk), lambda: rename("后", other.pk, one.pk))
    heard = [g for g in got if isinstance(g, Exception)]
    assert len(heard) == (connection.vendor == "postgresql"), got  # SQLite's writers take turns
    assert all(isinstance(e, Conflict) and "刚才有人同时在办同一件事" in str(e) for e in heard), got
    assert len(set(Unit.objects.filter(pk__in=(one.pk, other.pk)).values_list("short_name", flat=True))) == 1
    assert verify.verify().ok
