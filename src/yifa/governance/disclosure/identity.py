"""Identity papers (身份证明) and evidence of an application: content-addressed files, shown to handlers only.

The file is an attachment of the record marked 含个人信息: lists, exports and the public never see it, and a reader
without the right to personal data finds 已隐去. How long it is kept is the archive period of the request's file.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from yifa.kernel.action import Ctx, Work
from yifa.kernel.files import store
from yifa.kernel.files.attach import tie
from yifa.kernel.files.sniff import FileRefused
from yifa.kernel.policy import Sensitivity
from yifa.lawkit import params

PURPOSE = "身份证明"
#: What an identity paper may be: a picture, a scan, a letter of authority.
TAKEN = ("jpg", "png", "webp", "bmp", "pdf", "ofd", "docx")
NAMES = ("identity_front", "identity_back")
EVIDENCE_NAMES = ("evidence_1", "evidence_2")
FILES = (*NAMES, *EVIDENCE_NAMES)
NOTE = "只用来核对身份，只有承办人员看得到，随案卷归档，到期销毁。"


def fields() -> dict[str, forms.Field]:
    """Return the two file inputs of a request."""
    accept = {"accept": ",".join(f".{kind}" for kind in ("jpeg", *TAKEN))}
    labels = ("身份证明（照片或扫描件）", "身份证明反面、委托书")
    return {
        name: forms.FileField(
            label=label, required=False, widget=forms.FileInput(attrs=accept), help_text=NOTE if not i else ""
        )
        for i, (name, label) in enumerate(zip(NAMES, labels, strict=True))
    }


def evidence_fields() -> dict[str, forms.Field]:
    """Return the two file inputs for what proves that a record is not accurate (更正申请, art. 41)."""
    accept = {"accept": ",".join(f".{kind}" for kind in ("jpeg", *TAKEN))}
    labels = ("证据材料（照片或扫描件）", "其他证据材料")
    return {
        name: forms.FileField(label=label, required=False, widget=forms.FileInput(attrs=accept))
        for name, label in zip(EVIDENCE_NAMES, labels, strict=True)
    }


def _refusal(upload: Any, ctx: Ctx) -> str:
    most = int(params.get_param("disclosure.identity_mb", ctx.day).value)
    if upload.size > most << 20:
        return f"文件 {upload.size / (1 << 20):.1f} MB，超过 {most} MB 的上限。拍小一些，或压缩后再传。"
    if len(upload.name or "") > 200:
        return "文件名太长，改短再传。"
    try:
        found = store.examine(upload, ctx.day)
    except FileRefused as error:
        return str(error)
    return "" if found.kind in TAKEN else "这里收照片、PDF、OFD 和 docx。"


def check(ctx: Ctx, data: dict[str, Any]) -> None:
    """Raise ValidationError for a file that may not come in: too large, a program under another name, unknown."""
    found = {name: _refusal(data[name], ctx) for name in FILES if data.get(name)}
    if wrong := {name: why for name, why in found.items() if why}:
        raise ValidationError(wrong)


def keep(work: Work, resource: str, obj: Any, data: dict[str, Any]) -> None:
    """Tie the papers that came along to their record, inside the running Action."""
    for name in FILES:
        if data.get(name):
            purpose = PURPOSE if name in NAMES else "证据材料"
            tie(work, resource, obj, data[name], purpose=purpose, sensitivity=Sensitivity.PERSONAL, field=name)
