"""Fill a template from a record: 【字段名】 becomes the field as displayed."""

from __future__ import annotations

import re
from typing import Any

from yifa.core.documents.models import PaperTemplate
from yifa.kernel.policy import Scope
from yifa.papers import docmodel

TOKEN = re.compile(r"【(.+?)】")


def labels(resource: Any) -> dict[str, str]:
    """Return the names a template may use: Chinese label → declared field."""
    names = list(dict.fromkeys((*resource.form, *resource.fact_names(), "happened_on", "paper")))
    return {resource.field(n).label: n for n in names}


def unknown(resource: Any, text: str) -> list[str]:
    """Return the tokens of a text that are no field of the register."""
    known = labels(resource)
    return [t for t in dict.fromkeys(TOKEN.findall(text)) if t not in known and t != "机关名称"]


def fill(template: PaperTemplate, resource: Any, obj: Any, scope: Scope, bureau_name: str) -> docmodel.Document:
    """Return the paper of a record."""
    known = labels(resource)

    def put(match: re.Match[str]) -> str:
        if match.group(1) == "机关名称":
            return bureau_name
        return resource.display(obj, known[match.group(1)], scope) or "　　　　"

    body = TOKEN.sub(put, template.body)
    return docmodel.Document(
        title=[TOKEN.sub(put, template.heading)],
        addressee=TOKEN.sub(put, template.addressee),
        body=[docmodel.para(line.strip()) for line in body.splitlines() if line.strip()],
        signature=docmodel.Signature(issuer=bureau_name, date=None),
        meta=docmodel.Meta(draft=True, bureau=bureau_name),
    )
