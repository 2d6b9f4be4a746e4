"""送审包: what a counsel without network gets: the matter, its papers, a form for the opinion, a list with digests."""

from __future__ import annotations

import hashlib
import html
import io
import json
import zipfile

from yifa.core.org.models import Unit
from yifa.core.process import asked_points, counsel, matter
from yifa.core.process.models import CounselLink
from yifa.kernel.files import store
from yifa.kernel.policy import NOBODY
from yifa.papers import docmodel
from yifa.papers.writers.docx import render_docx

_STAMP = (1980, 1, 1, 0, 0, 0)


def build(link: CounselLink, facts: list[dict[str, str]]) -> bytes:
    """Return the zip of a matter: 事项.html, 意见书.docx, the papers that may leave, and 清单.json."""
    bureau, code = Unit.objects.get(pk=link.bureau_id).name, counsel.code_of(link)
    files = {"事项.html": _matter(link, facts, bureau, code), "意见书.docx": _form(link, bureau, code)}
    names: set[str] = set()
    subject = matter.subject_of(link)
    for made in matter.made(subject) if subject is not None else ():
        names.add(made.name)
        files[f"材料/{made.name}"] = made.make(NOBODY)
    for row in matter.leaving(subject) if subject is not None else ():
        name = row.name if row.name not in names else f"{row.pk}-{row.name}"
        names.add(row.name)
        files[f"材料/{name}"] = store.path_of(row.file.sha256).read_bytes()
    listing = {
        "code": code, "bureau": bureau, "title": link.title, "counsel": link.counsel,
        "files": {n: hashlib.sha256(b).hexdigest() for n, b in files.items()},
    }  # fmt: skip
    files["清单.json"] = json.dumps(listing, ensure_ascii=False, indent=1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in files.items():
            book.writestr(zipfile.ZipInfo(name, _STAMP), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _matter(link: CounselLink, facts: list[dict[str, str]], bureau: str, code: str) -> bytes:
    rows = "".join(f"<tr><th>{html.escape(f['label'])}</th><td>{html.escape(f['value'])}</td></tr>" for f in facts)
    text = (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{html.escape(link.title)}</title>'
        f"<h1>{html.escape(link.title)}</h1><p>{html.escape(bureau)}　编号 {code}</p>"
        f"<h2>请教的问题</h2><p>{html.escape(link.question)}</p><h2>事项</h2><table>{rows}</table></html>"
    )
    return text.encode()


def _form(link: CounselLink, bureau: str, code: str) -> bytes:
    lines = (
        f"送审编号：{code}", f"事项：{link.title}", f"请教的问题：{link.question}",
        *(f"要点{n}　{p.title}{f'（{p.asks}）' if p.asks else ''}　结论（无异议、修改后可行、不可行、不适用）和意见："
          for n, p in enumerate(asked_points.points_of(matter.subject_of(link)), 1)),
        "总的结论（无异议、修改后可行、不可行）：", "法律意见：", "利害关系声明（与本事项有无利害关系）：",
        "签名：　　　　　　日期：　　　　年　　月　　日",
    )  # fmt: skip
    paper = docmodel.Document(
        title=["法律意见书"], addressee=bureau, body=[docmodel.para(line) for line in lines],
        meta=docmodel.Meta(bureau=bureau), code=code,
    )  # fmt: skip
    return render_docx(paper)
