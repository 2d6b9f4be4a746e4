"""What the verbs on a request share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.core.legaltime import clocks
from yifa.governance.disclosure import letters
from yifa.governance.disclosure.choices import SupplyWay
from yifa.governance.disclosure.models import Letter
from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.lawkit import params
from yifa.lawkit.calendar import WorkCalendar

REPLY, NOTICE, EXTENSION, THIRD, CO_MAKER, EXCESS = "GID-02", "GID-05", "GID-03", "GID-06", "GID-07", "GID-16"


def a_day(label: str, **more: Any) -> forms.DateField:
    """Return a date input."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words(label: str, **more: Any) -> forms.CharField:
    """Return a text input of several lines."""
    return forms.CharField(label=label, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), **more)


def letter_fields(label: str = "文号") -> dict[str, forms.Field]:
    """Return what every letter asks for: its number and how it was served."""
    return {
        "notice_no": forms.CharField(label=label, max_length=80, required=False, help_text="不填时取下一个文号"),
        "served_by": forms.ChoiceField(label="送达方式", choices=[("", "—"), *SupplyWay.choices], required=False),
        "proof": forms.CharField(label="送达凭证", max_length=120, required=False, help_text="签收人、邮件号"),
    }


def stop(work: Work, obj: Any, rule: str, day: date, note: str = "") -> None:
    """Stop a clock if it runs."""
    if clocks.of(obj).filter(rule=rule).exclude(state="stopped").exists():
        clocks.stop(work, obj, rule, day, note=note)


def notice_over(work: Work, obj: Any, day: date) -> None:
    """End the period for asking to correct where nothing is to be corrected: it was not missed by being over."""
    clock = clocks.of(obj).filter(rule=NOTICE).exclude(state="stopped").first()
    if clock is not None:
        clocks.stop(work, obj, NOTICE, min(day, clock.due_on or day), note="不需要补正")


def last_day_to_pay(told: date, day: date) -> date:
    """Return the last day to pay a fee: so many working days from the day after its notice came."""
    return WorkCalendar.load().add_workdays(told, int(params.get_param("disclosure.fee_days", day).value))


def course(obj: Any) -> list[tuple[date, str]]:
    """Return what was entered on a request after its receipt, each step with its day, in the order of days."""
    found: list[tuple[date | None, str]] = [
        (obj.supplemented_on, "收到补正"), (obj.excessive_on, "要求说明理由"), (obj.extended_on, "同意延期"),
        (obj.explained_on, "说明理由"), (obj.paid_on, "缴费"),
    ]  # fmt: skip
    found += [(one.happened_on, one.get_kind_display()) for one in obj.letters.filter(life="live")]
    for asked in obj.consultations.filter(life="live"):
        found += [(asked.happened_on, "征求意见"), (asked.ended_on, "征求意见结束")]
    return sorted((day, what) for day, what in found if day)


class OnRequest(Action):
    """A verb on a request in certain states; ``day_field``: the input that says when it happened."""

    resource, on = "disclosure.request", "one"
    states: tuple[str, ...] = ()
    day_field = ""

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only in the states the verb belongs to."""
        if why := super().available(ctx, obj):
            return why
        if obj is not None and obj.state not in self.states:
            return f"申请现在是“{obj.get_state_display()}”，不能办“{self.label}”。"
        return ""

    def before(self, obj: Any) -> list[tuple[date, str]]:
        """Return the steps it comes after, in the order of days."""
        return course(obj)

    def initial(self, ctx: Ctx, obj: Any | None) -> dict[str, Any]:
        """Offer today."""
        return {self.day_field: ctx.day} if self.day_field else {}

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """Not in the future, not before receipt, not before the step before."""
        day = data.get(self.day_field)
        if day and (day > ctx.day or (obj is not None and obj.happened_on and day < obj.happened_on)):
            raise ValidationError({self.day_field: "日期不能早于收到申请之日，也不能晚于今天。"})
        steps = self.before(obj) if obj is not None else []
        if day and steps and day < steps[-1][0]:
            last, what = steps[-1]
            raise ValidationError({self.day_field: f"日期不能早于上一步（{last.isoformat()} {what}）。"})


class Tells(OnRequest):
    """A verb that tells the applicant something by a letter, mostly with a term (``until``) to answer it.

    letter: kind of letter; term: what the term is called; once: field that is set once it was told, and what to say
    of a second time.
    """

    letter = ""
    term = ""
    once: tuple[str, str] = ("", "")

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Once, where it may be told only once."""
        name, again = self.once
        told = bool(name) and obj is not None and getattr(obj, name) is not None
        return super().available(ctx, obj) or (again if told else "")

    def _too_short(self, data: dict[str, Any]) -> str:
        until, told = data.get("until"), data.get(self.day_field)
        return f"{self.term}要晚于告知日。" if self.term and until and told and until <= told else ""

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The term leaves the applicant time."""
        super().clean(ctx, obj, data)
        if why := self._too_short(data):
            raise ValidationError({"until": why})

    def tell(self, work: Work, obj: Any, data: dict[str, Any], words: str, **said: Any) -> Letter:
        """Write the letter, with its term in words."""
        if why := self._too_short(data):
            raise Refused(why)
        if data.get("until"):
            said["限期"] = letters.day_in_words(data["until"])
        return letters.issue(
            work, obj, self.letter, data[self.day_field], number=data.get("notice_no") or "",
            served_by=data.get("served_by", ""), proof=data.get("proof", ""), 事由=data.get(words) or "", **said,
        )  # fmt: skip
