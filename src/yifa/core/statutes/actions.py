"""导入法规文本: a downloaded statute file enters the library. One file, one transaction, one ledger entry."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from yifa.core.statutes import files, shelf
from yifa.core.statutes.models import StatuteText
from yifa.kernel import action as actions
from yifa.kernel.action import Action, Ctx, Work
from yifa.kernel.imports.uploads import clean_name
from yifa.kernel.record import Life
from yifa.kernel.registry import action

IMPORTERS = frozenset({"legal", "clerk"})
KINDS = [("", "按文本和目录判断"), *StatuteText.Kind.choices]


def present(bureau_id: int, draft: files.Draft) -> StatuteText | None:
    """Return the live text of the same act and version that a bureau holds."""
    rows = StatuteText.objects.filter(bureau_id=bureau_id, slug=draft.slug, year=draft.year, life=Life.LIVE)
    return rows.first()


def draft_of(data: dict[str, Any]) -> tuple[files.Draft, bytes, str]:
    """Read the file of an input; ValidationError under ``file``."""
    file = data["file"]
    file.seek(0)
    content, name = file.read(), clean_name(file.name or "")
    try:
        draft = files.read(content, name, region=data.get("region") or "", kind=data.get("kind") or "")
    except files.FileError as error:
        raise ValidationError({"file": f"{name}：{error}"}) from error
    return draft, content, name


@action
class Import(Action):
    """导入法规文本. The same text again changes nothing; another wording of the same version replaces it."""

    resource, verb, label, on, main = "core_statutes.text", "import", "导入法规文本", "none", True
    roles = IMPORTERS
    extra = {
        "file": forms.FileField(
            label="法规文件", widget=forms.ClearableFileInput(attrs={"accept": ",".join(files.SUFFIXES)}),
            help_text="从法规网站下载的 docx、md 或 txt，一件法规一个文件。",
        ),
        "kind": forms.ChoiceField(label="法规种类", required=False, choices=KINDS),
        "region": forms.RegexField(
            label="地区代码", regex=r"^\d{6}$", required=False, help_text="地方规定填写六位地区代码，其余不填。"
        ),
    }  # fmt: skip
    help = "读出标题、制定机关、日期、章、条、款、项。缺条、重复的文本不收。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The file holds one whole statute."""
        if data.get("file") is not None:
            draft_of(data)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> StatuteText:
        """Write the text, or leave it as it is."""
        draft, content, name = draft_of(data)
        bureau_id = work.scope.bureau_id or 0
        text = draft.text
        sha = hashlib.sha256(content).hexdigest()
        values: dict[str, Any] = {
            "title": text.title[:200], "kind": text.kind, "region": draft.region, "issuer": (text.issuer or "")[:120],
            "doc_no": (text.doc_no or "")[:80], "published": text.published, "effective": text.effective,
            "articles": len(text.articles), "file_name": name, "file_sha256": sha, "digest": draft.digest,
            "body": text.as_json(),
        }  # fmt: skip
        known = present(bureau_id, draft)
        work.files = [sha]
        if known is not None and known.digest == draft.digest:
            return known
        if known is not None:
            work.update(known, **values)
            return known
        made: StatuteText = work.create(StatuteText(slug=draft.slug, year=draft.year, **values))
        return made


def _shelve(work: Work) -> None:
    """After any Action on texts, bring the library's files up to date once the transaction is on disk."""
    for change in work.changes:
        if isinstance(change.obj, StatuteText):
            slug, year = change.obj.slug, change.obj.year
            transaction.on_commit(lambda slug=slug, year=year: shelf.sync(slug, year))  # type: ignore[misc]


actions.AFTER.append(_shelve)
