"""Who may not be asked: a lawyer with an interest in a party of the matter, or whose term has ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yifa.core.process import counsel, matter
from yifa.core.process.models import CounselLink
from yifa.governance.counsel.choices import ConflictKind
from yifa.governance.counsel.models import Conflict, Lawyer
from yifa.kernel.action import Work


def why_not(obj: Any, name: str, day: date) -> str:
    """Return why a person may not be asked about a record (empty: they may).

    A party counts if it is named in the record's title or as its other side. Somebody who is not in the register
    (an expert asked once) is not held back.
    """
    lawyers = list(Lawyer.objects.filter(bureau_id=obj.bureau_id, life="live", name=name.strip()))
    if not lawyers:
        return ""
    text = " ".join(str(getattr(obj, field, "") or "") for field in ("title", "counterpart", "opponent"))
    standing = Conflict.objects.filter(lawyer__in=lawyers, life="live").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    )
    for one in standing:
        if one.party.strip() and one.party.strip() in text:
            return f"{name}与“{one.party}”有利害关系（{one.get_kind_display()}），须回避。请另一位律师。"
    if all(lawyer.ends_on is not None and lawyer.ends_on < day for lawyer in lawyers):
        last = max(lawyer.ends_on for lawyer in lawyers if lawyer.ends_on)
        return f"{name}的聘期已于 {last.isoformat()} 届满。请在聘的律师，或先登记续聘。"
    return ""


def after_decline(work: Work, link: CounselLink) -> None:
    """A lawyer of the register who stands aside because of the other side is not asked about it again."""
    subject = matter.subject_of(link)
    party = str(getattr(subject, "counterpart", "") or getattr(subject, "opponent", "") or "").strip()
    lawyer = Lawyer.objects.filter(bureau_id=link.bureau_id, life="live", name=link.counsel).first()
    if lawyer is None or not party:
        return
    if not Conflict.objects.filter(lawyer=lawyer, party=party, life="live", ends_on__isnull=True).exists():
        work.create(
            Conflict(
                bureau_id=link.bureau_id, unit_id=lawyer.unit_id, happened_on=work.day, lawyer=lawyer, party=party,
                kind=ConflictKind.OTHER, note=link.decline_reason,
            )
        )  # fmt: skip


counsel.BEFORE_ASKING.append(why_not)
counsel.AFTER_DECLINE.append(after_decline)
