"""Enums of vehicles, label on the same line."""

from __future__ import annotations

from django.db import models


class Category(models.TextChoices):
    """Categories of official vehicles (《党政机关公务用车管理办法》第三条)."""

    COURIER = "courier", "机要通信用车"
    EMERGENCY = "emergency", "应急保障用车"
    ENFORCEMENT = "enforcement", "执法执勤用车"
    SPECIAL = "special", "特种专业技术用车"
    OTHER = "other", "其他按规定配备的公务用车"


class Body(models.TextChoices):
    """What sort of car it is (车型); it decides which standard applies."""

    SEDAN = "sedan", "轿车"
    SUV = "suv", "越野车"
    MPV = "mpv", "商务车"
    SMALL_COACH = "small_coach", "小型客车"
    MEDIUM_COACH = "medium_coach", "中型客车"
    LARGE_COACH = "large_coach", "大型客车"
    TRUCK = "truck", "货车"
    PURPOSE = "purpose", "专用车"


class Energy(models.TextChoices):
    """What moves it (能源类型)."""

    PETROL = "petrol", "汽油"
    DIESEL = "diesel", "柴油"
    HYBRID = "hybrid", "油电混合"
    PLUGIN = "plugin", "插电式混合动力"
    ELECTRIC = "electric", "纯电动"
    HYDROGEN = "hydrogen", "燃料电池"
    GAS = "gas", "天然气"


#: New-energy vehicles (新能源汽车): those that are charged or run on hydrogen.
NEW_ENERGY = (Energy.PLUGIN, Energy.ELECTRIC, Energy.HYDROGEN)


class Origin(models.TextChoices):
    """How the bureau came to it (来源)."""

    BOUGHT = "bought", "购置"
    ALLOTTED = "allotted", "调拨"
    TRANSFERRED = "transferred", "划转"
    LEASED = "leased", "长期租赁"
    OTHER = "other", "其他"


class VehicleState(models.TextChoices):
    """Where a vehicle stands."""

    IN_USE = "in_use", "在用"
    REPAIR = "repair", "维修"
    SEALED = "sealed", "封存停驶"
    PENDING = "pending", "待处置"
    DISPOSED = "disposed", "已处置"


#: A vehicle in one of these does not run any more: nothing of it is due, it is not sent.
GOING = (VehicleState.PENDING, VehicleState.DISPOSED)


class DriverState(models.TextChoices):
    """Whether a driver can be sent."""

    ON_DUTY = "on_duty", "在岗"
    AWAY = "away", "休假"
    LEFT = "left", "离岗"


#: Classes of driving licences (准驾车型代号), as a licence bears them, one or several: A1, A2D, B1C1…
LICENCES = ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C4", "C5", "C6", "D", "E", "F", "M", "N", "P")
#: Those for cars; the others alone drive none.
CAR_LICENCES = frozenset({"A1", "A2", "A3", "B1", "B2", "C1", "C2", "C3", "C5"})
#: Who may drive a coach: the class itself, and those that carry it (A1 carries B1, A2 carries B1).
COACH_LICENCES = {Body.LARGE_COACH: frozenset({"A1"}), Body.MEDIUM_COACH: frozenset({"A1", "A2", "B1"})}


class VendorKind(models.TextChoices):
    """What a firm does for the fleet (定点单位类别)."""

    INSURER = "insurer", "保险公司"
    GARAGE = "garage", "维修企业"
    RENTAL = "rental", "租赁企业"
    FUEL = "fuel", "加油站"
    CHARGING = "charging", "充电运营"
    TESTING = "testing", "检验机构"
    OTHER = "other", "其他"


class CardKind(models.TextChoices):
    """Cards that pay for a vehicle (车辆卡)."""

    FUEL = "fuel", "加油卡"
    ETC = "etc", "通行卡"
    CHARGING = "charging", "充电卡"


class Purpose(models.TextChoices):
    """What a trip is for (用车事由类别)."""

    COURIER = "courier", "机要通信"
    EMERGENCY = "emergency", "应急保障"
    ENFORCEMENT = "enforcement", "执法执勤"
    SURVEY = "survey", "调查研究"
    MEETING = "meeting", "会议活动"
    RECEPTION = "reception", "公务接待"
    INSPECTION = "inspection", "检查督导"
    LOGISTICS = "logistics", "后勤保障"
    OTHER = "other", "其他公务"


class Urgency(models.TextChoices):
    """Whether the approval comes before or after (用车方式)."""

    NORMAL = "normal", "先批后用"
    URGENT = "urgent", "紧急用车（先用后批）"


class RequestState(models.TextChoices):
    """Where an application stands."""

    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "待派车"
    REJECTED = "rejected", "未同意"
    DISPATCHED = "dispatched", "已派车"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class DispatchState(models.TextChoices):
    """Where a dispatch stands."""

    PLANNED = "planned", "已派车"
    OUT = "out", "出车中"
    BACK = "back", "已回车"
    SETTLED = "settled", "已结算"
    CANCELLED = "cancelled", "已取消"


#: A sheet in one of these has been driven: it counts, and its own times stand.
DRIVEN = (DispatchState.BACK, DispatchState.SETTLED)


class RentReason(models.TextChoices):
    """Why a car is rented (租赁理由)."""

    NONE_FREE = "none_free", "本单位车辆已全部派出"
    NO_DRIVER = "no_driver", "没有空闲驾驶员"
    NO_FIT = "no_fit", "没有合适车型"
    EVENT = "event", "大型活动保障"
    AWAY = "away", "异地用车"
    OTHER = "other", "其他"


class EventState(models.TextChoices):
    """Where a transport plan stands."""

    DRAFT = "draft", "编制中"
    APPROVED = "approved", "已批准"
    DONE = "done", "已总结"
    CANCELLED = "cancelled", "已取消"


class CostKind(models.TextChoices):
    """What was paid for (费用类别)."""

    FUEL = "fuel", "加油"
    CHARGING = "charging", "充电"
    TOLL = "toll", "过路过桥"
    PARKING = "parking", "停车"
    REPAIR = "repair", "维修"
    SERVICE = "service", "保养"
    INSURANCE = "insurance", "保险"
    TESTING = "testing", "年检"
    RENTAL = "rental", "租赁"
    OTHER = "other", "其他"


#: What belongs to one trip; the rest belongs to the vehicle.
TRIP_COSTS = (CostKind.FUEL, CostKind.CHARGING, CostKind.TOLL, CostKind.PARKING, CostKind.RENTAL, CostKind.OTHER)


class UpkeepKind(models.TextChoices):
    """What was done in the workshop (维保类别)."""

    SERVICE = "service", "保养"
    REPAIR = "repair", "维修"


class UpkeepState(models.TextChoices):
    """Where a workshop order stands."""

    ASKED = "asked", "待审批"
    APPROVED = "approved", "在修"
    REFUSED = "refused", "未同意"
    DONE = "done", "已完成"


class PolicyKind(models.TextChoices):
    """Kinds of vehicle insurance (险种)."""

    COMPULSORY = "compulsory", "交强险"
    COMMERCIAL = "commercial", "商业险"


class Blame(models.TextChoices):
    """Who was responsible for an accident (责任)."""

    FULL = "full", "全部责任"
    MAIN = "main", "主要责任"
    EQUAL = "equal", "同等责任"
    MINOR = "minor", "次要责任"
    NONE = "none", "无责任"
    OPEN = "open", "未认定"


class NoticeKind(models.TextChoices):
    """What supervision noticed (监督事项)."""

    HOLIDAY = "holiday", "节假日用车"
    OUT_OF_HOURS = "out_of_hours", "非工作时间用车"
    OUT_OF_AREA = "out_of_area", "超范围用车"
    FUEL = "fuel", "油耗异常"
    IDLE = "idle", "长期闲置"
    OVER_STANDARD = "over_standard", "超标准配备"
    NO_APPROVAL = "no_approval", "逾期未补办审批"
    NO_REQUEST = "no_request", "没有用车申请"
    COMPLAINT = "complaint", "投诉反映"
    OTHER = "other", "其他"


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    OPEN = "open", "待说明"
    EXPLAINED = "explained", "待认定"
    CLOSED = "closed", "已办结"


class Finding(models.TextChoices):
    """What the explanation came to (认定)."""

    REGULAR = "regular", "符合规定"
    MENDED = "mended", "已整改"
    BREACH = "breach", "违规，移送处理"


class ComplaintSource(models.TextChoices):
    """Where a complaint about the use of a vehicle came from (来源)."""

    HOTLINE = "hotline", "12345热线"
    LETTER = "letter", "来信"
    PHONE = "phone", "来电"
    ONLINE = "online", "网上反映"
    TRANSFER = "transfer", "上级或纪检监察机构转办"


class ComplaintState(models.TextChoices):
    """Where a complaint stands."""

    OPEN = "open", "待转办"
    PASSED = "passed", "核查中"
    ANSWERED = "answered", "已答复"


class ReportKind(models.TextChoices):
    """For whom a use report is (形式): inside the administration, or for the public (VEH-07)."""

    NOTICE = "notice", "通报"
    PUBLIC = "public", "公示"


class ReportState(models.TextChoices):
    """Where a use report stands."""

    DRAFT = "draft", "待审签"
    SIGNED = "signed", "待发布"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤回"


class RetireKind(models.TextChoices):
    """Why a vehicle goes (更新处置类别)."""

    RENEW = "renew", "更新"
    RETIRE = "retire", "处置"


class RetireWay(models.TextChoices):
    """How it goes (处置方式); VEH-12 names the first three."""

    AUCTION = "auction", "公开拍卖"
    BUYBACK = "buyback", "厂家回收"
    SCRAP = "scrap", "报废"
    ALLOT = "allot", "调拨"


class RetireState(models.TextChoices):
    """Where renewal or disposal stands."""

    ASKED = "asked", "待审批"
    APPROVED = "approved", "待处置"
    REFUSED = "refused", "未同意"
    DONE = "done", "已处置"


class Step(models.TextChoices):
    """Where a message to the upper platform stands (交换状态)."""

    WAITING = "waiting", "待发送"
    ACCEPTED = "accepted", "已接收"
    REFUSED = "refused", "被退回"
    FAILED = "failed", "发送失败"
