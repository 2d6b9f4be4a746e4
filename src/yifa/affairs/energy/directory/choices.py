"""Enums of the directory."""

from django.db import models


class Klass(models.TextChoices):
    """The class of an institution (机构类别), by which quotas are made."""

    ORGAN = "党政机关", "党政机关"
    EDUCATION = "教育机构", "教育机构"
    HEALTH = "医疗卫生机构", "医疗卫生机构"
    VENUE = "场馆机构", "场馆机构"
    OTHER = "其他", "其他事业单位和团体组织"


class Level(models.TextChoices):
    """The level of an institution (机构层级)."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    BELOW = "below", "市级以下"


class Zone(models.TextChoices):
    """The climate zone a quota standard puts the place in (气候分区)."""

    A = "A", "A区"
    B = "B", "B区"


class Supply(models.TextChoices):
    """What an account is for (能源资源品种); values are kinds of the energy packs."""

    ELECTRICITY = "electricity", "电力"
    WATER = "water", "水"
    GAS = "natural_gas", "天然气"
    HEAT = "heat", "热力"
