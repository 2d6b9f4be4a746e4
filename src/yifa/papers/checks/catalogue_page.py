"""The page ``docs/checks.md``: what the checker knows, by id, made from the packs.

``python -m yifa.papers.checks.catalogue_page`` writes it; a test keeps it true.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from .output.plain import CLASS, SEVERITY, ground
from .spec import Spec, load_specs

HEAD = """# 校核项目

`yifa report check` 逐项检查报告，下表由 `packs/national/checks` 生成
（`python -m yifa.papers.checks.catalogue_page docs/checks.md`）。
级别：**错误** 指文面自明，或与库内文本、目录不符；**请核** 是可能正确、请人判断的，一律写成问句；**提示** 供参考。
书名号、引号里的文字只提示核对，不替人改。依据注明“未见原文”的来自二手资料或通行规范，不阻断任何手续。
放行：`--waive 编号=理由`，理由必填。地方规则包可按编号覆盖全国的检查。
"""


def page() -> str:
    """The whole page."""
    specs = list(load_specs().values())
    parts = [HEAD]
    for name, label in CLASS.items():
        rows = sorted((spec for spec in specs if spec.kind == name), key=lambda spec: spec.id)
        parts.append(f"\n## {label}（{len(rows)}项）\n")
        for spec in rows:
            parts.append(_entry(spec))
    return "\n".join(parts).rstrip() + "\n"


def _entry(spec: Spec) -> str:
    lines = [f"### {spec.id} {spec.title}", ""]
    facts = [f"级别：{SEVERITY[spec.severity]}"]
    if spec.basis:
        facts.append(f"依据：{ground(spec.basis)}" + ("" if spec.verified else "（未见原文）"))
    facts.append(f"来源：{spec.source}")
    lines.append("；".join(facts) + "。" + (spec.about if spec.about else ""))
    if spec.message and "{1}" not in spec.message:
        said = re.sub(r"\{\w+\}", "……", spec.message)
        lines.append(f"说法：{said}")
    known = len(spec.data.get("pairs") or {}) + len(spec.data.get("rules") or ())
    if known:
        lines.append(f"含{known}条模式，例子{len(spec.passing)}个应通过、{len(spec.failing)}个应查出。")
    for case in spec.failing[:2]:
        given = case["given"]
        text = given if isinstance(given, str) else given.get("text", "")
        if text and "\n" not in text and len(text) <= 60:
            lines.append(f"- 应查出：{text}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page to the file named."""
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
