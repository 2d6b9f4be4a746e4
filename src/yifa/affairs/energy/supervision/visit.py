"""现场检查登记, made for a phone: one short page, photos from the camera; a second visit of the day joins the first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render

from yifa.affairs.energy.filings.views import CRUMB
from yifa.affairs.energy.supervision.actions import INSPECTION
from yifa.affairs.energy.supervision.choices import Focus, Outcome, Season
from yifa.kernel import registry
from yifa.kernel.action import ActionError, errors_of, run
from yifa.kernel.policy import WRITERS
from yifa.kernel.record import Life
from yifa.kernel.screen import ctx_of
from yifa.kernel.ui.forms import prepare

#: photos of one visit
MOST = 12
PHOTO = "现场照片"


class VisitForm(forms.Form):
    """What is entered on the spot."""

    institution: Any = forms.ModelChoiceField(queryset=None, label="公共机构")
    focus = forms.ChoiceField(label="检查重点", choices=Focus.choices, initial=Focus.AIR)
    season = forms.ChoiceField(label="空调季", choices=[("", "不测室温"), *Season.choices], required=False)
    temperatures = forms.CharField(
        label="室温（摄氏度）", max_length=200, required=False, help_text="逐点填写，用顿号隔开，如26.5、27",
        widget=forms.TextInput(attrs={"inputmode": "text"}),
    )  # fmt: skip
    special = forms.CharField(label="特殊用途", max_length=120, required=False, help_text="病房等有特定温度要求的")
    partners = forms.CharField(label="参加部门", max_length=120, required=False)
    officer_one = forms.CharField(label="检查人员一证号", max_length=60)
    officer_two = forms.CharField(label="检查人员二证号", max_length=60)
    record = forms.CharField(label="检查记录", widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.ChoiceField(label="检查结论", choices=Outcome.choices)


def _first(request: Any) -> dict[str, Any]:
    """Return what the same officers' last visit says: certificates; the season by the month."""
    rows = registry.get_resource(INSPECTION).rows(request.scope).filter(life=Life.LIVE)
    last = rows.order_by("-happened_on", "-pk").first()
    season = Season.SUMMER if request.day.month in (5, 6, 7, 8, 9) else Season.WINTER
    first: dict[str, Any] = {"season": season, "focus": Focus.AIR}
    if last is not None:
        first |= {"officer_one": last.officer_one, "officer_two": last.officer_two, "partners": last.partners}
    return first | ({"institution": request.GET["institution"]} if request.GET.get("institution", "").isdigit() else {})


@login_required
def enter(request: Any) -> Any:
    """Enter a visit, or add to today's visit of the same institution; then the photos."""
    scope = request.scope
    if not scope.has(WRITERS):
        raise Http404
    post = request.method == "POST"
    form = VisitForm(request.POST if post else None, initial=_first(request))
    sites = registry.get_resource("energy.institution").rows(scope).filter(life=Life.LIVE)
    chosen: Any = form.fields["institution"]
    chosen.queryset = sites.exclude(left_on__lte=request.day).order_by("name", "pk")
    if post and form.is_valid():
        photos = request.FILES.getlist("photos")
        if len(photos) > MOST:
            form.add_error(None, f"一次最多{MOST}张照片。")
        elif made := _kept(request, form, photos):
            return redirect(f"/r/{INSPECTION}/{made.pk}/")
    context = {
        "head": {"title": "现场检查登记", "crumbs": [CRUMB, {"text": "节能监督检查", "url": f"/r/{INSPECTION}/"}],
                 "meta": [str(request.day)]},
        "form": form,
    }  # fmt: skip
    prepare(form)
    return render(request, "energy/visit.html", context, status=400 if post else 200)


def _kept(request: Any, form: VisitForm, photos: list[Any]) -> Any | None:
    """Enter it with its photos, all or nothing; None with the reason in the form."""
    context, data = ctx_of(request), dict(form.cleaned_data)
    resource = registry.get_resource(INSPECTION)
    there = (
        resource.rows(request.scope)
        .filter(institution=data["institution"], happened_on=request.day, life=Life.LIVE)
        .first()
    )
    verb = registry.get_action(INSPECTION, "record" if there is None else "supplement")
    values = {**data, "happened_on": request.day, "unit": data["institution"].unit}
    try:
        verb.clean(context, there, values)
        with transaction.atomic():
            made = run(verb, context, there, values).obj
            attach = registry.get_action(INSPECTION, "attach")
            for photo in photos:
                given = {"file": photo, "purpose": PHOTO, "proves_from": request.day, "proves_to": request.day,
                         "sensitivity": "internal"}  # fmt: skip
                attach.clean(context, made, given)
                run(attach, context, made, given)
    except ValidationError as error:
        for name, text in errors_of(error):
            form.add_error(name if name in form.fields else None, text)
        return None
    except ActionError as error:
        form.add_error(None, str(error))
        return None
    joined = "已并入今天这家机构的检查" if there is not None else "已登记检查"
    messages.success(request, f"{joined}，照片{len(photos)}张。" if photos else f"{joined}。")
    return made
