"""Handing a paper in, checking it again, deciding on its findings, keeping its figures, deleting it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from yifa.kernel.action import Action, Ctx, Refused, Work
from yifa.kernel.files import store
from yifa.kernel.files.sniff import FileRefused
from yifa.kernel.imports.uploads import clean_name
from yifa.kernel.policy import ROLES, WRITERS
from yifa.kernel.record import Life
from yifa.kernel.registry import action
from yifa.papers.readers.opener import sniff
from yifa.papers.reading import PaperError
from yifa.suites.report_desk import desk
from yifa.suites.report_desk.models import CheckedPaper, FindingAnswer, StatedFigure

_S = CheckedPaper.State
ACCEPT = ".docx,.pdf,.ofd,.txt,.md,.html,.htm"
EARLIEST_YEAR = 1949


def content_of(file: Any) -> bytes:
    """Read an upload."""
    file.seek(0)
    data: bytes = file.read()
    return data


class _Desk(Action):
    """An Action of the desk: on papers of the own bureau, for those who write reports."""

    resource = "report_desk.paper"
    roles = WRITERS

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Not on a deleted paper."""
        if obj is not None and obj.state == _S.GONE:
            return "文稿已删除。"
        return super().available(ctx, obj)


@action
class Submit(_Desk):
    """送检: the content is kept under its digest, read and checked. Nothing of it leaves the bureau.

    What was read and found comes with the input; without it the paper waits for the job that the page queues.
    """

    verb, label, on, hidden = "submit", "送检文稿", "none", True
    extra = {
        "file": forms.FileField(
            label="报告文件", widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
            help_text="docx、带文字的 PDF、OFD、txt、md 或网页。旧版 doc、wps 先另存为 docx。",
        ),
        "year": forms.IntegerField(
            label="报告年度", required=False, min_value=EARLIEST_YEAR, max_value=2999,
            help_text="不填的，从标题读出。",
        ),
        "previous": forms.ModelChoiceField(
            label="上年报告", required=False, queryset=CheckedPaper.objects.all(),
            help_text="选一份送检过的，用来比对增减和雷同。不选的，用已存的上年数字。",
        ),
        "against": forms.BooleanField(
            label="与本局记录核对", required=False, help_text="逐个数字查本系统的台账；台账还没有记录时不用选。"
        ),
    }  # fmt: skip
    help = "文稿只存在本局，别的机关看不到。标有密级的文件不得上传。"

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The file is one that can be read."""
        file = data.get("file")
        if file is None:
            return
        previous = data.get("previous")
        if previous is not None and (previous.bureau_id != ctx.scope.bureau_id or previous.state != _S.DONE):
            raise ValidationError({"previous": "这份报告还没有检查完，或已删除。"})
        if file.size > store.limit(ctx.day):
            raise ValidationError({"file": f"文件超过 {store.limit(ctx.day) >> 20} MB 的上限，不像一份报告。"})
        if "_looked" not in data:
            try:
                sniff(content_of(file), clean_name(file.name or ""))
            except (PaperError, FileRefused) as error:
                raise ValidationError({"file": f"{clean_name(file.name or '')}：{error}"}) from error

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Keep the content, and the result if there is one."""
        looked: desk.Looked | None = data.get("_looked")
        self.clean(work.ctx, obj, data)
        content, name = content_of(data["file"]), clean_name(data["file"].name or "")
        sha = store.put(content)
        values: dict[str, Any] = {"title": name, "state": _S.WAIT}
        if looked is not None:
            values = {**desk.columns(looked), "checked_at": work.ctx.now}
        if data.get("year"):
            values["year"] = data["year"]
        made: CheckedPaper = work.create(
            CheckedPaper(
                unit_id=work.scope.home_unit_id, happened_on=work.day, file_name=name, file_sha256=sha,
                size=len(content), previous=data.get("previous"), against=bool(data.get("against")), **values,
            )
        )  # fmt: skip
        work.files = [sha]
        return made


@action
class Finish(_Desk):
    """检查完成: what the job has read and found."""

    verb, label, hidden = "finish", "完成检查", True
    roles = frozenset(ROLES)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Write the result, or why there is none."""
        assert obj is not None
        looked: desk.Looked | None = data.get("_looked")
        if looked is None:
            return work.update(obj, state=_S.FAILED, error=str(data.get("error") or "读不出。")[:300], result={})
        values = {**desk.columns(looked), "checked_at": work.ctx.now}
        if obj.year:
            values["year"] = obj.year
        return work.update(obj, **values)


@action
class Recheck(_Desk):
    """重新检查: with the rules, last year's figures and records as they are now; decisions stay."""

    verb, label, hidden = "recheck", "重新检查", True
    fields = ("year", "previous", "against")

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The content is still here."""
        if obj is not None and store.get(obj.file_sha256) is None:
            raise ValidationError("原件已不在本机，重新上传一次。")
        if obj is not None and data.get("previous") is not None and data["previous"].pk == obj.pk:
            raise ValidationError({"previous": "上年报告不能是它自己。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Take the new result, or wait for the job."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        chosen = {name: data[name] for name in self.fields if name in data}
        looked: desk.Looked | None = data.get("_looked")
        if looked is None:
            return work.update(obj, state=_S.WAIT, **chosen)
        values = {**desk.columns(looked), "checked_at": work.ctx.now}
        year = chosen.pop("year", obj.year)
        values.update(chosen)
        if year:
            values["year"] = year
        return work.update(obj, **values)


class _Decide(_Desk):
    """A decision on one finding of a checked paper."""

    hidden = True
    kind: FindingAnswer.Kind
    extra: dict[str, forms.Field] = {"no": forms.IntegerField(label="第几处", min_value=1)}

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """Only where there is a result."""
        if obj is not None and obj.state != _S.DONE:
            return "文稿还没有检查完。"
        return super().available(ctx, obj)

    def one(self, obj: CheckedPaper, data: dict[str, Any]) -> desk.Found:
        """The finding meant, still without a decision."""
        all_found = desk.found(obj)
        no = int(data.get("no") or 0)
        if not 1 <= no <= len(all_found):
            raise ValidationError({"no": "没有这一处。文稿可能刚重新检查过，刷新后再办理。"})
        chosen = all_found[no - 1]
        if data.get("code") and data["code"] != chosen.finding.id:
            raise ValidationError({"no": "文稿刚重新检查过，刷新后再办理。"})
        return chosen

    def answer(self, work: Work, obj: CheckedPaper, chosen: desk.Found, **values: Any) -> CheckedPaper:
        """Write the decision; an earlier one on the same finding is taken back."""
        if chosen.answer is not None:
            work.update(chosen.answer, life=Life.VOID)
        finding = chosen.finding
        work.create(
            FindingAnswer(
                bureau_id=obj.bureau_id, unit_id=obj.unit_id, happened_on=work.day, checked_paper=obj, kind=self.kind,
                code=finding.id, quote=finding.quote or "", start=finding.start, end=finding.end, by=work.scope.name,
                **values,
            )
        )  # fmt: skip
        return obj


@action
class Accept(_Decide):
    """采纳: the words that stand in place of the quoted ones; they come back as a tracked change."""

    verb, label, kind = "accept", "采纳", FindingAnswer.Kind.ACCEPT
    extra = {
        **_Decide.extra,
        "text": forms.CharField(label="改为", required=False, strip=False, max_length=2000),
        "code": forms.CharField(label="检查编号", required=False, max_length=12),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The finding has a place, and the new words differ from the old."""
        if obj is None:
            return
        finding = self.one(obj, data).finding
        if finding.start is None or not finding.quote:
            raise ValidationError({"no": "这一处没有可以替换的原文，改好原稿后重新送检。"})
        new = self.new_text(obj, data)
        if new is None:
            raise ValidationError({"text": "写明改成什么。"})
        if new == finding.quote:
            raise ValidationError({"text": "和原文一样，没有改动。"})
        if "\0" in new:
            raise ValidationError({"text": "不能含控制字符。"})

    def new_text(self, obj: CheckedPaper, data: dict[str, Any]) -> str | None:
        """The words typed, else those the finding proposes."""
        from yifa.papers.revise import replacement

        typed = data.get("text")
        return typed if typed else replacement(self.one(obj, data).finding)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Write it down."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return self.answer(work, obj, self.one(obj, data), text=self.new_text(obj, data) or "")


@action
class Waive(_Decide):
    """不改: let a finding pass, with the reason."""

    verb, label, kind = "waive", "不改，写理由", FindingAnswer.Kind.WAIVE
    extra = {
        **_Decide.extra,
        "reason": forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})),
        "code": forms.CharField(label="检查编号", required=False, max_length=12),
    }

    def clean(self, ctx: Ctx, obj: Any | None, data: dict[str, Any]) -> None:
        """The finding is there, and there is a reason."""
        if obj is not None:
            self.one(obj, data)
        if not (data.get("reason") or "").strip():
            raise ValidationError({"reason": "写明为什么不改。"})

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Write it down."""
        assert obj is not None
        self.clean(work.ctx, obj, data)
        return self.answer(work, obj, self.one(obj, data), reason=data["reason"].strip())


@action
class Retract(_Decide):
    """撤回处理: the finding stands open again."""

    verb, label = "retract", "撤回处理"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Void the decision; it stays in the history."""
        assert obj is not None
        answer = self.one(obj, data).answer
        if answer is None:
            raise Refused("这一处没有处理意见。")
        work.update(answer, life=Life.VOID)
        return obj


@action
class KeepFigures(_Desk):
    """存为当年数字: the report's figures as it states them, to compare next year's report with; never evidence."""

    verb, label = "keep_figures", "存为当年数字"
    confirm = "存下的数字标“来源于报告”，只用来和别的年度比较，不算佐证，不进任何统计数字。"

    def available(self, ctx: Ctx, obj: Any | None) -> str:
        """A checked report with a year and results, not kept yet."""
        if obj is not None:
            if obj.state != _S.DONE:
                return "文稿还没有检查完。"
            if not obj.year:
                return "没有读到报告年度。重新检查时写明年度。"
            if obj.year >= ctx.day.year:
                return "这一年还没有过完。"
            if not any(fact.qualifier != "target" for fact in desk.facts(obj)):
                return "报告里没有带数的成效。"
            if StatedFigure.objects.filter(checked_paper=obj, life=Life.LIVE).exists():
                return "这份报告的数字已经存下。"
        return super().available(ctx, obj)

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Keep every result with its words, its place and its source; plans are no figures of the year."""
        assert obj is not None
        work.create_many(
            [
                StatedFigure(
                    unit_id=obj.unit_id, year=obj.year, issuer=obj.issuer, subject=(fact.subject or fact.text)[:300],
                    value=fact.value, measure=(fact.unit or "")[:20], qualifier=fact.qualifier, quote=fact.text,
                    section=fact.section[:80], checked_paper=obj, backfilled=True,
                    source=f"来源于报告：{obj.title}（{obj.file_name}）"[:300], paper=obj.title[:200],
                )
                for fact in desk.facts(obj)
                if fact.qualifier != "target"
            ]
        )  # fmt: skip
        return work.update(obj)


@action
class Remove(_Desk):
    """删除文稿: content, text and findings go; that it was here, and its digest, stays in the ledger."""

    verb, label, danger = "remove", "删除文稿", True
    confirm = "原件、正文和检查结果一并删除，不能恢复；账本里只留标题和摘要。"

    def execute(self, work: Work, obj: Any | None, data: dict[str, Any]) -> CheckedPaper:
        """Forget the paper; the content goes once the transaction is on disk, unless another paper has it."""
        assert obj is not None
        sha = obj.file_sha256
        for answer in FindingAnswer.objects.filter(checked_paper=obj, life=Life.LIVE):
            work.update(answer, life=Life.VOID)
        work.update(obj, state=_S.GONE, life=Life.VOID, result={}, error="")
        transaction.on_commit(lambda: _forget(sha))
        return obj


def _forget(sha: str) -> None:
    if not CheckedPaper.objects.filter(file_sha256=sha).exclude(state=_S.GONE).exists():
        store.drop(sha)
