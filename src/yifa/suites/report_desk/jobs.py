"""The job of the desk: read and check a paper that takes longer than one waits."""

from __future__ import annotations

from typing import Any

from yifa.kernel.action import ActionError, Ctx, run
from yifa.kernel.files import store
from yifa.kernel.imports.jobs import ctx_for
from yifa.kernel.jobs.queue import GiveUp, Progress, enqueue, handler
from yifa.papers.reading import PaperError
from yifa.suites.report_desk import desk
from yifa.suites.report_desk.models import CheckedPaper


@handler("report_desk.check", left="没有检查成；另存一份再上传。")
def check(progress: Progress, paper: int, scope: dict[str, Any]) -> None:
    """Read and check; a paper that cannot be read says why, on its own page and here."""
    from yifa.suites.report_desk.actions import Finish

    obj = CheckedPaper.objects.select_related("previous").get(pk=paper)
    progress.result(f"/papers/{obj.pk}/", "看检查结果")
    if obj.state != CheckedPaper.State.WAIT:
        return
    progress.tell(done=0, total=3, note="正在读文稿。可以离开这一页。")
    data = store.get(obj.file_sha256)
    try:
        if data is None:
            raise PaperError("原件已不在本机，重新上传一次。")
        looked = desk.look(
            data, obj.file_name, bureau_id=obj.bureau_id, year=obj.year, previous=obj.previous, against=obj.against
        )
        progress.tell(done=2, note="正在存检查结果。")
        run(Finish(), ctx_for(scope), obj, {"_looked": looked})
    except PaperError as error:
        run(Finish(), ctx_for(scope), obj, {"error": str(error)})
        raise GiveUp(f"{obj.file_name}：{error}") from error
    except ActionError as error:
        raise GiveUp(str(error)) from error
    progress.tell(done=3, note="")


def queue(ctx: Ctx, paper: CheckedPaper) -> None:
    """Have a paper checked, in the running transaction; the job bears the name of who asked."""
    enqueue(
        "report_desk.check", f"检查《{paper.file_name}》"[:200],
        {"paper": paper.pk, "scope": {"user": ctx.scope.user_id, "bureau": ctx.scope.bureau_id}},
        bureau=ctx.scope.bureau_id, actor=ctx.scope.user_id, total=3,
    )  # fmt: skip
