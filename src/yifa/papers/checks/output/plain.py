"""Findings as lines a person reads in a terminal or a mail."""

from __future__ import annotations

from collections.abc import Sequence

from yifa.lawkit.checks import Basis, Finding
from yifa.lawkit.rules import article_text
from yifa.papers.checks.engine import summary
from yifa.papers.checks.spec import load_specs
from yifa.papers.reading.model import Reading

SEVERITY = {"error": "错误", "warning": "请核", "info": "提示"}
CLASS = {
    "structure": "结构",
    "content": "内容",
    "law": "法规",
    "figure": "数字",
    "wording": "用语",
    "layout": "版面",
}


def ground(basis: Basis | None) -> str:
    """The basis in words: 《政府信息公开条例》第十二条."""
    if basis is None:
        return ""
    title = basis.title if basis.title.startswith("GB/T") else f"《{basis.title}》"
    return title + (article_text(basis.article) if basis.article and basis.article.replace("-", "").isdigit() else "")


def as_text(reading: Reading, findings: Sequence[Finding]) -> str:
    """Findings in reading order, each with its place, reason, suggestion and ground."""
    paper = reading.paper
    specs = load_specs()
    lines = [paper.title or paper.name or "（没有读到标题）", ""]
    for finding in findings:
        where = f"（{path}）" if finding.start is not None and (path := paper.path_at(finding.start)) else ""
        quote = f"“{_short(finding.quote)}”" if finding.quote else ""
        lines.append(f"[{SEVERITY[finding.severity]}·{CLASS[finding.kind]}] {finding.message}")
        place = "　".join(part for part in (quote, where) if part)
        if place:
            lines.append(f"    位置　{place}")
        if finding.suggestion and finding.suggestion not in finding.message:
            lines.append(f"    建议　{finding.suggestion}")
        said = ground(finding.basis)
        spec = specs.get(finding.id)
        unseen = "（未见原文）" if said and spec and not spec.verified else ""
        lines.append(f"    编号　{finding.id}" + (f"　依据　{said}{unseen}" if said else ""))
    counts = summary(findings)
    lines.append("" if findings else "没有发现问题。")
    lines.append("、".join(f"{SEVERITY[name]}{number}处" for name, number in counts.items()))
    return "\n".join(lines) + "\n"


def _short(text: str, most: int = 40) -> str:
    one = text.replace("\n", " ")
    return one if len(one) <= most else f"{one[: most - 1]}…"
