"""Registers of the directory."""

from __future__ import annotations

from calendar import isleap
from typing import Any

from django.core.exceptions import ValidationError

from yifa.affairs.energy.directory.models import Account, Building, InstitutionSize, Meter, PublicInstitution
from yifa.affairs.energy.engine import people, uscc
from yifa.affairs.energy.engine.metering import items
from yifa.affairs.energy.engine.numbers import EnergyError, exact, shown
from yifa.kernel.record import Life
from yifa.kernel.registry import resource
from yifa.kernel.resource import Panel, Resource, View


def told(data: dict[str, Any], obj: Any, name: str) -> Any:
    """Return what a form says of a field, or what the record holds."""
    return data[name] if name in data else getattr(obj, name, None)


def once(ctx: Any, obj: Any, model: Any, message: dict[str, str], **where: Any) -> None:
    """Refuse a second live record of the same business key in the bureau."""
    rows = model.objects.filter(bureau_id=ctx.scope.bureau_id, life=Life.LIVE, **where)
    if rows.exclude(pk=getattr(obj, "pk", None)).exists():
        raise ValidationError(message)


@resource
class InstitutionResource(Resource):
    """名录库."""

    key, model, title, noun, order = "energy.institution", PublicInstitution, "公共机构名录", "公共机构", 10
    columns = ("name", "uscc", "klass", "level", "group", "zone", "region", "department", "happened_on", "left_on",
               "unit")  # fmt: skip
    under, spare = ("uscc",), ("happened_on", "unit")
    filters = ("klass", "level", "zone", "region", "department", "happened_on")
    form = ("name", "uscc", "klass", "level", "group", "zone", "heating_group", "region", "department", "filer",
            "happened_on", "left_on", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("name", "uscc"), "name", ("klass", "level", "uscc")
    ordering = ("name", "id")
    business_key = ("uscc",)
    aliases = {"name": ("单位名称", "公共机构名称"), "uscc": ("信用代码", "组织机构代码"), "happened_on": ("入库日期",),
               "klass": ("类别",), "level": ("层级",)}  # fmt: skip
    views = (
        View("listed", "在库", lambda rows, day: rows.exclude(left_on__lte=day)),
        View("left", "已退出", lambda rows, day: rows.filter(left_on__lte=day)),
        View("unsized", "没有面积和人数", lambda rows, day: rows.exclude(sizes__life="live")),
        View("unzoned", "没有气候分区", lambda rows, day: rows.filter(zone="")),
    )
    panels = (
        Panel("energy.size", "institution", "面积和用能人数"), Panel("energy.building", "institution", "用能建筑"),
        Panel("energy.account", "institution", "用能账户"), Panel("energy.filing", "institution", "统计报表"),
        Panel("energy.virtual_meter", "institution", "虚拟表"), Panel("energy.measure", "institution", "节能措施"),
        Panel("energy.alarm", "institution", "用能异常"),
    )  # fmt: skip
    rules = ("ENE-01", "ENE-03", "ENE-14")
    register = False
    empty = "还没有公共机构。逐家登记，或导入名录表。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The code has a check digit; a unit leaves the directory after it entered."""
        if code := data.get("uscc"):
            data["uscc"] = code = code.strip().upper()
            if said := uscc.fault(code):
                raise ValidationError({"uscc": f"{said}。"})
            once(
                ctx,
                obj,
                PublicInstitution,
                {"uscc": "这个统一社会信用代码已在名录库。改正原记录，不要重复登记。"},
                uscc=code,
            )
        left, entered = told(data, obj, "left_on"), told(data, obj, "happened_on")
        if left and entered and left < entered:
            raise ValidationError({"left_on": "退出名录日不能早于入库日。"})


@resource
class SizeResource(Resource):
    """面积和人数, dated."""

    key, model, title, noun, order = "energy.size", InstitutionSize, "面积和用能人数", "面积和人数", 11
    columns = ("institution", "happened_on", "area", "persons", "reckoning", "paper")
    filters = ("happened_on",)
    form = ("institution", "happened_on", "area", "persons", "people", "reckoning", "unit", "paper", "note")
    search, title_field, line = ("institution",), "institution", ("happened_on", "area", "persons")
    business_key = ("institution", "happened_on")
    aliases = {
        "institution": ("单位名称", "机构名称"),
        "happened_on": ("生效日期", "起始日期"),
        "area": ("建筑面积", "面积"),
        "persons": ("人数",),
    }
    in_menu, register = False, False
    select = ("institution",)

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """Area and people carry every indicator: they rest on a paper."""
        if not told(data, obj, "paper"):
            raise ValidationError({"paper": "面积和用能人数要有证明材料，填写文号或材料名称。"})
        if not (text := (told(data, obj, "people") or "").strip()):
            return
        day, said = told(data, obj, "happened_on") or ctx.day, told(data, obj, "persons")
        try:
            reckoned, formula = people.told(text, 366 if isleap(day.year) else 365)
        except EnergyError as error:
            raise ValidationError({"people": f"{error}。"}) from error
        mine = shown(reckoned, 2)
        if said is not None and mine != shown(exact(said), 2):
            raise ValidationError({"persons": f"按组成算得 {mine:f}（{formula}），与填写的人数不符。"})
        if not told(data, obj, "reckoning"):
            data["reckoning"] = formula[:300]


@resource
class BuildingResource(Resource):
    """用能建筑."""

    key, model, title, noun, order = "energy.building", Building, "用能建筑", "建筑", 12
    columns = ("name", "institution", "area", "garage", "address", "happened_on")
    filters = ("happened_on",)
    form = ("institution", "name", "area", "garage", "address", "happened_on", "unit", "paper", "note")
    search, title_field, line = ("name", "institution", "address"), "name", ("institution", "area")
    business_key = ("institution", "name")
    in_menu, register = False, False
    select = ("institution",)

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The garage is a part of the building."""
        area, garage = told(data, obj, "area"), told(data, obj, "garage")
        if area is not None and garage is not None and garage > area:
            raise ValidationError({"garage": "车库面积不能大于建筑面积。"})


@resource
class AccountResource(Resource):
    """用能账户."""

    key, model, title, noun, order = "energy.account", Account, "用能账户", "账户", 13
    columns = ("number", "supply", "institution", "supplier", "happened_on", "closed_on")
    filters = ("supply", "happened_on")
    form = ("institution", "supply", "number", "supplier", "happened_on", "closed_on", "unit", "paper", "note")
    search, title_field, line = ("number", "institution", "supplier"), "number", ("supply", "institution")
    business_key = ("supply", "number")
    aliases = {
        "institution": ("单位名称", "机构名称"),
        "number": ("用户编号", "账号"),
        "supplier": ("供电单位", "供水单位"),
        "happened_on": ("开户日期",),
    }
    panels = (Panel("energy.meter", "account", "计量器具"), Panel("energy.use", "account", "月台账"))
    register = False
    select = ("institution",)
    empty = "还没有用能账户。把每家机构的电、水、气、热户号登记进来。"

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """An account stands once, whoever pays it."""
        supply, number = told(data, obj, "supply"), told(data, obj, "number")
        said = {"number": "这个户号已登记。合用账户登记在付费的机构名下。"}
        once(ctx, obj, Account, said, supply=supply, number=number)


@resource
class MeterResource(Resource):
    """计量器具."""

    key, model, title, noun, order = "energy.meter", Meter, "计量器具", "表计", 14
    columns = ("number", "account", "above", "building", "floor", "circuit", "item", "digits", "ratio", "happened_on",
               "removed_on")  # fmt: skip
    spare = ("digits", "happened_on", "removed_on")
    filters = ("happened_on",)
    form = ("account", "above", "number", "building", "floor", "circuit", "item", "digits", "ratio", "happened_on",
            "removed_on", "unit", "paper", "note")  # fmt: skip
    search, title_field, line = ("number", "circuit", "item"), "number", ("account", "above", "circuit")
    business_key = ("account", "number")
    aliases = {"number": ("表计编号",), "above": ("总表",), "happened_on": ("安装日期",), "ratio": ("变比",),
               "circuit": ("回路名称", "支路")}  # fmt: skip
    rules = ("ENE-03",)
    panels = (Panel("energy.meter_change", "meter", "倍率变更和换表"),)
    in_menu, register = False, False
    select = ("account", "above", "building")

    def clean(self, ctx: Any, obj: Any, data: dict[str, Any]) -> None:
        """The item code is one; the tree of meters has no circle and stays inside its account."""
        if code := data.get("item"):
            try:
                items.check(code)
            except EnergyError as error:
                raise ValidationError({"item": f"{error}。"}) from error
        above, account = told(data, obj, "above"), told(data, obj, "account")
        if above is not None and account is not None and above.account_id != account.pk:
            raise ValidationError({"above": "上级表要在同一账户内。"})
        building = told(data, obj, "building")
        if building is not None and account is not None and building.institution_id != account.institution_id:
            raise ValidationError({"building": "不是这家机构的建筑。"})
        up, seen = above, 0
        while up is not None:
            if (obj is not None and up.pk == obj.pk) or seen > 50:
                raise ValidationError({"above": "上级表不能是自己或自己的下级。"})
            up, seen = up.above, seen + 1
