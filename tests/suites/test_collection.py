"""收数 of 己县, as its people do it on screen."""

from __future__ import annotations

from typing import Any

import pytest

from yifa.core.metrics.models import Answer, Collection, RegisterClose
from yifa.kernel import registry
from yifa.suites.annual_report.compose import compose
from yifa.suites.collection.board import Board, blocked_zeros

SILENT = ("车辆管理处", "会议服务中心")


def _blocked(house: Any, collection: Collection) -> set[str]:
    """Return the zero figures of the report that may not print."""
    where = house("ji")
    zeros = {m.key for m in blocked_zeros({r.key for r in Board.of(collection).registers})}
    made = compose(where.bureau, where.year, day=where.day)
    return {b.figure for b in made.blocking} & zeros


def test_a_zero_prints_once_everybody_has_confirmed(sign_in: Any, staff: Any, house: Any, third_quarter: Any) -> None:
    """催办 → 零报告 → 确认 → 关闭 turns the blocked sentence of 己县 into a printed one."""
    before = _blocked(house, third_quarter)
    assert before, "己县 must have a zero that waits for two offices"
    base = f"/collections/{third_quarter.pk}/"
    legal = sign_in("legal")
    page = legal.get(base).content.decode()
    assert all(name in page for name in SILENT)
    clerks = {name: staff("ji", name, "clerk") for name in SILENT}
    heads = {name: staff("ji", name, "head") for name in SILENT}

    legal.post(f"{base}do/chase_all/")
    inbox = sign_in(clerks["车辆管理处"]).get("/").content.decode()
    assert "第三季度收数：车辆管理处答复" in inbox
    assert "已催办 2 次" in inbox

    for name in SILENT:
        clerk, head = sign_in(clerks[name]), sign_in(heads[name])
        shown = clerk.get(f"{base}answer/").content.decode()
        assert "零报告" in shown
        unit = house("ji").unit(name).pk
        clerk.post(f"{base}answer/", {"do": "confirm", "unit": unit})
        clerk.post(f"{base}answer/", {"do": "answer", "unit": unit})
        clerk.post(f"{base}answer/", {"do": "confirm", "unit": unit})
        states = set(Answer.objects.filter(collection=third_quarter, unit_id=unit).values_list("state", flat=True))
        assert states == {Answer.State.ANSWERED}, "a clerk does not confirm"
        assert _blocked(house, third_quarter) == before
        head.post(f"{base}answer/", {"do": "confirm", "unit": unit})
    assert _blocked(house, third_quarter) == before, "confirmed everywhere, but not closed"

    legal.post(f"{base}do/close_register/")
    assert not _blocked(house, third_quarter)
    legal.post(f"{base}do/close/")
    third_quarter.refresh_from_db()
    assert third_quarter.state == Collection.State.CLOSED
    sheet = legal.get(f"{base}sheet/").content.decode()
    seal = RegisterClose.objects.filter(collection=third_quarter).first()
    assert seal is not None
    assert seal.seal
    assert seal.seal in sheet, "the confirmation sheet carries the seal of the ledger"
    made = compose(house("ji").bureau, house("ji").year, day=house("ji").day)
    assert any(made.figures[k].qualifier == "none" and made.figures[k].printed for k in before if k in made.figures)


def test_a_reopened_register_blocks_again(sign_in: Any, house: Any) -> None:
    """A register reopened by approval blocks its zero until the lead office closes it again."""
    for code in ("jia", "yi", "bing", "ding", "wu"):
        where = house(code)
        made = compose(where.bureau, where.year, day=where.day)
        zeros = {f.key for f in made.figures.values() if f.qualifier == "none"}
        if zeros:
            break
    registers = {r for m in registry.metrics().values() if m.key in zeros for r in m.registers}
    close = RegisterClose.objects.filter(bureau=where.bureau, register__in=registers, collection__quarter=4).first()
    assert close is not None, "a finished year rests a zero on a closed register"
    keys = {m.key for m in blocked_zeros({close.register})} & zeros

    def stopped() -> set[str]:
        return {b.figure for b in compose(where.bureau, where.year, day=where.day).blocking}

    assert not stopped()
    where.do("core_metrics.close", "reopen", close, approver="周某", reason="补一件")
    assert stopped() == keys
    legal = sign_in("legal", code)
    assert "已重开" in legal.get(f"/collections/{close.collection_id}/").content.decode()
    assert "已重开，待重新关闭" in legal.get("/").content.decode()
    legal.post(f"/collections/{close.collection_id}/do/close_register/", {"register": close.register})
    assert not stopped()


def test_returned_answers_come_back(sign_in: Any, house: Any, third_quarter: Any) -> None:
    """退回 shows its reason in the office's inbox; the office answers once more."""
    unit = house("ji").unit("物业管理处")
    answer = Answer.objects.filter(collection=third_quarter, unit=unit).first()
    assert answer is not None
    base = f"/collections/{third_quarter.pk}/"
    legal, clerk, head = sign_in("legal"), sign_in("clerk"), sign_in("head")
    assert legal.post(f"{base}{answer.register}/{unit.pk}/do/return/", {"reason": ""}).status_code == 400
    legal.post(f"{base}{answer.register}/{unit.pk}/do/return/", {"reason": "九月那件没有算进来"})
    answer.refresh_from_db()
    assert answer.state == Answer.State.RETURNED
    assert not answer.confirmed_by
    assert "九月那件没有算进来" in clerk.get("/").content.decode()
    clerk.post(f"{base}answer/", {"do": "answer", "unit": unit.pk})
    assert "物业管理处确认" in head.get("/").content.decode()
    head.post(f"{base}answer/", {"do": "confirm", "unit": unit.pk})
    answer.refresh_from_db()
    assert answer.state == Answer.State.CONFIRMED
    assert answer.confirmed_by == "孙某"


def test_opening_a_quarter_twice_gives_the_one_there_is(sign_in: Any, house: Any) -> None:
    """Opening is idempotent; counts come from the registers; an unfinished quarter is refused."""
    legal = sign_in("legal")
    number = Collection.objects.count()
    register = next(r.key for r in registry.resources() if r.register)
    data = {"year": 2026, "quarter": 3, "due_on": "2026-12-10", "registers": [register]}
    assert legal.post("/collections/open/", data).status_code == 302
    assert Collection.objects.count() == number
    answer = legal.post("/collections/open/", {**data, "quarter": 4})
    assert answer.status_code == 400
    assert "这个季度还没有结束" in answer.content.decode()


def test_counts_are_those_of_the_register(house: Any) -> None:
    """The prefilled number of an office is the number of its counted records in the quarter."""
    where = house("ji")
    register = next(r for r in registry.resources() if r.register and r.model.objects.filter(
        bureau=where.bureau, unit__reports=True, happened_on__range=("2026-07-01", "2026-09-30")).exists())  # fmt: skip
    obj = register.model.objects.filter(
        bureau=where.bureau, unit__reports=True, happened_on__range=("2026-07-01", "2026-09-30")
    ).counted().first()  # fmt: skip
    Collection.objects.filter(bureau=where.bureau, quarter=3)
    made = Collection(bureau=where.bureau, year=2026, quarter=3)
    answer = Answer(collection=made, register=register.key, unit=obj.unit)
    board = Board(made, [answer])
    rows = register.model.objects.filter(
        bureau=where.bureau, unit=obj.unit, happened_on__range=("2026-07-01", "2026-09-30")
    ).counted()  # fmt: skip
    assert board.held(answer) == rows.count() > 0


@pytest.mark.parametrize(("user", "path"), [
    ("clerk", "do/chase_all/"), ("clerk", "import/"), ("clerk", "paper/"), ("clerk", "sheet/"), ("sysadmin", ""),
    ("auditor", "do/close_register/"), ("head", "do/close_register/"),
])  # fmt: skip
def test_only_the_lead_office_leads(sign_in: Any, third_quarter: Any, user: str, path: str) -> None:
    """Others find nothing there."""
    client = sign_in(user)
    url = f"/collections/{third_quarter.pk}/{path}"
    answer = client.post(url) if "/do/" in url else client.get(url)
    assert answer.status_code == 404


def test_a_clerk_sees_own_office_only(sign_in: Any, house: Any, third_quarter: Any) -> None:
    """Neither the matrix nor another office's answer opens to a clerk; another bureau's collection to nobody."""
    clerk = sign_in("clerk")
    base = f"/collections/{third_quarter.pk}/"
    other = house("ji").unit("办公室").pk
    assert clerk.get(base).headers["Location"] == f"{base}answer/"
    assert clerk.get(f"{base}answer/?unit={other}").status_code == 404
    register = Answer.objects.filter(collection=third_quarter).first().register  # type: ignore[union-attr]
    assert clerk.get(f"{base}{register}/{other}/").status_code == 404
    assert clerk.get(f"{base}book.xlsx?unit={other}").status_code == 404
    assert sign_in("legal", "wu").get(base).status_code == 404


def test_paper_needs_its_number_and_names(sign_in: Any, house: Any, third_quarter: Any) -> None:
    """The lead office enters for another only from a signed paper."""
    unit = house("ji").unit("车辆管理处")
    url = f"/collections/{third_quarter.pk}/paper/?unit={unit.pk}"
    legal = sign_in("legal")
    assert legal.post(url, {"paper": "", "answered_by": "张某", "confirmed_by": "赵某"}).status_code == 400
    legal.post(url, {"paper": "车管便函〔2026〕4号", "answered_by": "张某", "confirmed_by": "赵某"})
    rows = Answer.objects.filter(collection=third_quarter, unit=unit)
    assert {(a.state, a.answered_by, a.confirmed_by, a.paper) for a in rows} == {
        ("confirmed", "张某", "赵某", "车管便函〔2026〕4号")
    }


def test_clerk_and_head_answer_and_confirm_the_whole_on_the_registers_own_page(
    sign_in: Any, staff: Any, house: Any, third_quarter: Any
) -> None:
    """整体答复 and 整体确认 for people with real posts; for another office they are refused, and nothing is written."""
    mine, other = house("ji").unit("车辆管理处"), house("ji").unit("会议服务中心")
    base = f"/r/core_metrics.collection/{third_quarter.pk}/do"
    clerk, head = (sign_in(staff("ji", "车辆管理处", role), "ji") for role in ("clerk", "head"))
    before = set(third_quarter.answers.filter(unit=other).values_list("pk", "state"))
    for client, verb in ((clerk, "answer_all"), (head, "confirm_all")):
        refused = client.post(f"{base}/{verb}/", {"unit": other.pk, "paper": "自编1号", "signed_by": "某人"})
        assert refused.status_code != 302 and "只能答复、确认本处室" in refused.content.decode()
        assert client.post(f"{base}/{verb}/", {"unit": mine.pk}).status_code == 302
    assert set(third_quarter.answers.filter(unit=mine).values_list("state", flat=True)) == {"confirmed"}
    assert set(third_quarter.answers.filter(unit=other).values_list("pk", "state")) == before
