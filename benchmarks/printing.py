"""Lay a report of twenty pages out as PDF (PDF/A-2b), and the same pages as OFD; warm, fonts already looked up.

Baseline of the same run: the same report as docx, which leaves the laying out to Word.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks import table
from yifa.papers.docmodel import Document, Header, Heading, Run, Signature, Table, fig, para

TARGET, PAGES = 1.0, 20


def sample(number: int) -> Document:
    """A report of twenty pages: text, figures, headings, a table over pages; no two numbers share a paragraph."""
    body: list = []
    for part in range(1, 9):
        body.append(Heading(1, f"第{part}方面工作情况"))
        for section in range(1, 4):
            body.append(Heading(2, f"{number}年推进第{section}类事项规范办理"))
            for point in range(1, 4):
                text = f"围绕机关运行保障的职责，逐项核对办理依据、程序和时限，第{number}年第{point}批事项办结"
                body.append(
                    para(text, fig(f"{part * section + point}件", "sample.done"), "，问题随办随改。" + "持续用力，" * 8)
                )
    rows = [
        [str(n), f"第{n}项工作数据", Run(f"{n * number:,}").text, "按登记的记录计数，作废的不计"] for n in range(1, 120)
    ]
    body.append(Table(header=["序号", "数据", "本年", "口径"], rows=rows, widths=[1, 4, 2, 6], caption="数据表"))
    return Document(
        title=["某市机关事务管理局", "年度工作情况报告"], addressee="市委、市政府", body=body,
        header=Header("某市机关事务管理局文件", "某管发〔2026〕1号", "王某"),
        signature=Signature("某市机关事务管理局", "2026年2月1日"),
    )  # fmt: skip


def best(work: Callable[[Document], bytes]) -> tuple[float, bytes]:
    """The best of five reports, each another (typst remembers paragraphs it has laid out), after one to warm up."""
    out, took = work(sample(1)), []
    for number in range(2, 7):
        doc = sample(number)
        begin = time.perf_counter()
        work(doc)
        took.append(time.perf_counter() - begin)
    return min(took), out


def main() -> int:
    """Print the rows; return 1 if the target was missed."""
    import pypdfium2

    from yifa.papers.writers import CannotPrint, render
    from yifa.papers.writers.fonts import library

    try:
        library().require()
    except CannotPrint as error:
        print(f"printing: not measured, {error}")
        return 0
    base, _ = best(lambda doc: render(doc, "docx"))
    took, pdf = best(lambda doc: render(doc, "pdf"))
    pages = len(pypdfium2.PdfDocument(pdf))
    baseline = f"the same as docx {base * 1000:.0f} ms"
    target = f"<= {TARGET:.0f} s"
    met = took <= TARGET and pages >= PAGES
    good = table.line(f"PDF of {pages} pages", target, f"{took * 1000:.0f} ms", met, took / base, baseline)
    took, _ = best(lambda doc: render(doc, "ofd"))
    table.line(f"OFD of {pages} pages (no target)", "-", f"{took * 1000:.0f} ms", True, took / base, baseline)
    return int(not good)
