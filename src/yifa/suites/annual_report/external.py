"""Names in papers that leave the house (外部版): nobody who took part is named, whoever prints it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from yifa.core.org.models import Person, Unit
from yifa.kernel.resource.base import HIDDEN

#: (name of field, value) → value as an outsider may read it.
Mask = Callable[[str, Any], Any]
#: Labels of fields that name people: 主持人, 出席人员, 述法人, 姓名, 成员, 专家, 作者, 法律顾问（专家）.
_PEOPLE = re.compile(r"(?:人|人员|姓名|成员|专家|作者|律师|顾问|联络员)(?:（[^）]*）|和职务)?$")
#: A name among others in one field: 张某、李某, 王某（办公室）.
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}")


def names_people(field: Any) -> bool:
    """Whether a shown field names people: a person, or a free or computed text labelled so."""
    column = field.model_field
    if column is not None and column.is_relation:
        return column.related_model is Person
    if column is not None and (column.choices or not isinstance(column, models.CharField | models.TextField)):
        return False
    return bool(_PEOPLE.search(field.label))


class Names:
    """The people of a bureau: those of its offices, and those whom the lists of the paper name.

    Fields that name people print 已隐去 unless a unit stands there; from every other text the known names are taken
    out.
    """

    def __init__(self, bureau_id: int) -> None:
        inside = Unit.objects.filter(models.Q(bureau_id=bureau_id) | models.Q(pk=bureau_id))
        self.units = {t for pair in inside.values_list("name", "short_name") for t in pair if t}
        self.known: set[str] = set()
        here = models.Q(bureau_id=bureau_id) | models.Q(holdings__bureau_id=bureau_id)
        self._add(Person.objects.filter(here).distinct().values_list("name", flat=True))

    def learn(self, rows: models.QuerySet[Any], fields: Iterable[Any]) -> None:
        """Take in the names that a list holds in the fields made for them."""
        for field in fields:
            column = field.model_field
            if column is not None and not column.is_relation and names_people(field):
                self._add(rows.order_by().values_list(field.name, flat=True).distinct())

    def also(self, texts: Iterable[str]) -> None:
        """Take in further names that stand in a field made for them."""
        self._add(texts)

    def _add(self, texts: Iterable[str]) -> None:
        for text in texts:
            for name in _NAME.findall(text or ""):
                if not any(name in unit for unit in self.units):
                    self.known.add(name)

    def mask(self, fields: Iterable[Any]) -> Mask:
        """Return what prints of a list's values; everything to be learnt must have been."""
        hidden = {field.name for field in fields if names_people(field)}
        longest_first = sorted(self.known, key=lambda name: (-len(name), name))
        pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

        def masked(name: str, value: Any) -> Any:
            if not isinstance(value, str) or not value:
                return value
            if name in hidden:
                return value if value in self.units else HIDDEN
            return pattern.sub(HIDDEN, value) if pattern else value

        return masked
