"""How the fleet is used: events, applications, dispatches with their trip, costs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yifa.affairs.vehicles.choices import (
    CostKind,
    DispatchState,
    EventState,
    Purpose,
    RentReason,
    RequestState,
    Urgency,
)
from yifa.affairs.vehicles.models.fleet import Card, Driver, Vehicle, Vendor
from yifa.core.process.workflow import Workflow
from yifa.kernel.record import Record


class Event(Workflow, Record):
    """A transport plan of a large event (活动用车保障方案); 发生日 is its first day."""

    title = models.CharField("活动名称", max_length=160)
    ends_on = models.DateField("结束日")
    guests = models.PositiveIntegerField("保障人数", null=True, blank=True)
    contact = models.CharField("联络人", max_length=60, blank=True)
    plan = models.TextField("保障安排", blank=True)
    state = models.CharField("状态", max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    approved_by = models.CharField("批准人", max_length=60, blank=True)
    approved_on = models.DateField("批准日", null=True, blank=True)
    summary = models.TextField("保障总结", blank=True)
    closed_on = models.DateField("总结日", null=True, blank=True)

    transitions = frozenset(
        {
            (EventState.DRAFT, EventState.APPROVED),
            (EventState.DRAFT, EventState.CANCELLED),
            (EventState.APPROVED, EventState.CANCELLED),
            (EventState.APPROVED, EventState.DONE),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "活动用车方案"

    def __str__(self) -> str:
        return self.title


class Leg(Record):
    """One run of a plan (用车行程): from where to where, for whom, with how many cars; 发生日 is its day."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="legs", verbose_name="活动")
    title = models.CharField("行程", max_length=120)
    leaves_at = models.DateTimeField("出发时间")
    returns_at = models.DateTimeField("结束时间")
    origin = models.CharField("出发地", max_length=120)
    destination = models.CharField("目的地", max_length=120)
    passengers = models.PositiveSmallIntegerField("乘车人数", validators=[MinValueValidator(1)])
    cars = models.PositiveSmallIntegerField("需要车辆（辆）", default=1, validators=[MinValueValidator(1)])
    guide = models.CharField("跟车联络人", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=30, blank=True)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用车行程"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(returns_at__gt=models.F("leaves_at")), name="leg_ends_after_leaving",
                violation_error_message="结束时间要晚于出发时间。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class EventContact(Record):
    """One line of a plan's contact list (联络表); the phone number is personal."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="contacts", verbose_name="活动")
    name = models.CharField("姓名", max_length=60)
    duty = models.CharField("职责", max_length=80)
    phone = models.CharField("联系电话", max_length=30)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "活动联络表"

    def __str__(self) -> str:
        return f"{self.duty} {self.name}"


class Dispatch(Workflow, Record):
    """A dispatch sheet (派车单): one vehicle, one driver, one span of time; several applications may share it.

    Planned and actual times are moments; ``km_out`` and ``km_back`` are odometer readings in km. A rented car has
    ``vendor`` and ``rented_plate`` instead of ``vehicle``. 发生日 is the day of leaving.
    """

    number = models.CharField("派车单号", max_length=40, blank=True)
    user_unit = models.ForeignKey("core_org.Unit", models.PROTECT, null=True, blank=True, related_name="+",
                                  verbose_name="用车单位")  # fmt: skip
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="dispatches",
                                verbose_name="车辆")  # fmt: skip
    driver = models.ForeignKey(Driver, models.PROTECT, null=True, blank=True, related_name="dispatches",
                               verbose_name="驾驶员")  # fmt: skip
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="租赁企业")
    rented_plate = models.CharField("租用车辆号牌", max_length=10, blank=True)
    hired_driver = models.CharField("租赁驾驶员", max_length=60, blank=True)
    hired_phone = models.CharField("租赁驾驶员电话", max_length=30, blank=True)
    rent_reason = models.CharField("租赁理由", max_length=10, choices=RentReason.choices, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="dispatches",
                              verbose_name="活动")  # fmt: skip
    leg = models.ForeignKey(Leg, models.PROTECT, null=True, blank=True, related_name="dispatches",
                            verbose_name="用车行程")  # fmt: skip
    leaves_at = models.DateTimeField("计划出车")
    returns_at = models.DateTimeField("计划回车")
    route = models.CharField("行驶路线", max_length=240)
    outside = models.BooleanField("驶出本行政区域", default=False)
    left_at = models.DateTimeField("实际出车", null=True, blank=True)
    back_at = models.DateTimeField("实际回车", null=True, blank=True)
    km_out = models.PositiveIntegerField("出车里程表（公里）", null=True, blank=True)
    km_back = models.PositiveIntegerField("回车里程表（公里）", null=True, blank=True)
    places = models.CharField("实际到达", max_length=240, blank=True)
    state = models.CharField("状态", max_length=10, choices=DispatchState.choices, default=DispatchState.PLANNED)
    settled_on = models.DateField("结算日", null=True, blank=True)

    reached_by = ("unit", "user_unit")
    transitions = frozenset(
        {
            (DispatchState.PLANNED, DispatchState.OUT),
            (DispatchState.PLANNED, DispatchState.BACK),
            (DispatchState.PLANNED, DispatchState.CANCELLED),
            (DispatchState.OUT, DispatchState.BACK),
            (DispatchState.BACK, DispatchState.SETTLED),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "派车单"
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["vehicle", "leaves_at", "returns_at"]),
            models.Index(fields=["driver", "leaves_at", "returns_at"]),
            models.Index(fields=["bureau", "state", "returns_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(returns_at__gt=models.F("leaves_at")), name="dispatch_returns_after_leaving",
                violation_error_message="计划回车要晚于计划出车。",
            ),
            models.CheckConstraint(
                condition=models.Q(km_back__isnull=True) | models.Q(km_out__isnull=True)
                | models.Q(km_back__gte=models.F("km_out")),
                name="dispatch_odometer_runs_forward", violation_error_message="回车里程表读数不能小于出车读数。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or f"{self.vehicle or self.rented_plate}"

    @property
    def km(self) -> int | None:
        """Kilometres driven."""
        return None if self.km_out is None or self.km_back is None else self.km_back - self.km_out


class Request(Workflow, Record):
    """An application for a vehicle (用车申请) by a unit; 发生日 is the day of leaving. Phone numbers are personal."""

    number = models.CharField("申请单号", max_length=40, blank=True)
    desk = models.ForeignKey("core_org.Unit", models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name="派车单位")  # fmt: skip
    purpose = models.CharField("用车事由类别", max_length=12, choices=Purpose.choices)
    matter = models.CharField("用车事由", max_length=240)
    urgency = models.CharField("用车方式", max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    leaves_at = models.DateTimeField("出发时间")
    returns_at = models.DateTimeField("预计返回")
    origin = models.CharField("出发地", max_length=120)
    destination = models.CharField("目的地", max_length=160)
    outside = models.BooleanField("驶出本行政区域", default=False)
    passengers = models.PositiveSmallIntegerField("乘车人数", validators=[MinValueValidator(1)])
    names = models.CharField("乘车人", max_length=240, blank=True)
    applicant = models.CharField("申请人", max_length=60)
    phone = models.CharField("联系电话", max_length=30, blank=True)
    share = models.BooleanField("可以拼车", default=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="requests",
                              verbose_name="活动")  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=RequestState.choices, default=RequestState.SUBMITTED)
    approved_by = models.CharField("审批人", max_length=60, blank=True)
    approved_on = models.DateField("审批日", null=True, blank=True)
    opinion = models.CharField("审批意见", max_length=200, blank=True)
    refused_on = models.DateField("不予补批日", null=True, blank=True)
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, null=True, blank=True, related_name="requests",
                                 verbose_name="派车单")  # fmt: skip
    score = models.PositiveSmallIntegerField("评价", null=True, blank=True,
                                             validators=[MinValueValidator(1), MaxValueValidator(5)])  # fmt: skip
    said = models.CharField("评价意见", max_length=200, blank=True)

    reached_by = ("unit", "desk")
    transitions = frozenset(
        {
            (RequestState.SUBMITTED, RequestState.APPROVED),
            (RequestState.SUBMITTED, RequestState.REJECTED),
            (RequestState.SUBMITTED, RequestState.DISPATCHED),
            (RequestState.SUBMITTED, RequestState.CANCELLED),
            (RequestState.APPROVED, RequestState.DISPATCHED),
            (RequestState.APPROVED, RequestState.CANCELLED),
            (RequestState.DISPATCHED, RequestState.APPROVED),
            (RequestState.DISPATCHED, RequestState.SUBMITTED),
            (RequestState.DISPATCHED, RequestState.DONE),
        }
    )

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "用车申请"
        indexes = [*Record.Meta.indexes, models.Index(fields=["bureau", "state", "leaves_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(returns_at__gt=models.F("leaves_at")), name="request_returns_after_leaving",
                violation_error_message="预计返回要晚于出发时间。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.matter}".strip()


class Cost(Record):
    """Money spent on a vehicle or a trip (费用); 发生日 is the day of the bill. amount: yuan, quantity: L, kWh.

    ``upkeep`` and ``policy`` name the workshop order or policy it follows from; it changes with them.
    ``sent_key`` is given by the driver's phone: the same bill sent twice is entered once.
    """

    kind = models.CharField("费用类别", max_length=10, choices=CostKind.choices)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="costs",
                                verbose_name="车辆")  # fmt: skip
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, null=True, blank=True, related_name="costs",
                                 verbose_name="派车单")  # fmt: skip
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, validators=[MinValueValidator(0)])
    quantity = models.DecimalField("数量（升、千瓦时）", max_digits=10, decimal_places=2, null=True, blank=True,
                                   validators=[MinValueValidator(Decimal("0.01"))])  # fmt: skip
    odometer = models.PositiveIntegerField("里程表读数（公里）", null=True, blank=True)
    full_tank = models.BooleanField("加满", default=False)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="收款单位")
    card = models.ForeignKey(Card, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="车辆卡")
    invoice_no = models.CharField("票据号码", max_length=40, blank=True)
    upkeep = models.ForeignKey("vehicles.Upkeep", models.PROTECT, null=True, blank=True, related_name="bills",
                               verbose_name="维修保养单", editable=False)  # fmt: skip
    policy = models.ForeignKey("vehicles.Insurance", models.PROTECT, null=True, blank=True, related_name="bills",
                               verbose_name="车辆保险", editable=False)  # fmt: skip
    sent_key = models.CharField("提交标识", max_length=40, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = verbose_name_plural = "车辆费用"
        indexes = [*Record.Meta.indexes, models.Index(fields=["vehicle", "kind", "happened_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "sent_key"], condition=~models.Q(sent_key=""), name="one_bill_per_sent_key",
                violation_error_message="这张票据已经登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}元"

    @property
    def unit_price(self) -> Any:
        """Yuan for a litre or a kilowatt-hour."""
        return None if not self.quantity else (self.amount / self.quantity).quantize(Decimal("0.01"))
