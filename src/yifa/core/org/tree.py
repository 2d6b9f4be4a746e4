"""The unit tree stays a tree, whoever moves what at the same moment."""

from __future__ import annotations

from yifa.core.org.models import Unit
from yifa.kernel import db
from yifa.kernel.action import Work


def keep(work: Work) -> None:
    """After every Action (``kernel.action.AFTER``): a unit that was moved hangs under none of its own.

    The form looks before the transaction; two people who move two units under each other both pass it.
    """
    for change in work.changes:
        unit = change.obj
        if not isinstance(unit, Unit) or unit.parent_id is None:
            continue
        if change.before is None or change.before["parent_id"] != unit.parent_id:
            db.take_turns("unit tree", unit.bureau_id)
            Unit.objects.get(pk=unit.pk).clean()
