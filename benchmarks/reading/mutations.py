"""Seeded defects in composed reports: how many the checker finds.

``python -m benchmarks.reading.mutations [--seed N] [--count N] FILE…`` takes composed reports (any format the readers
know); without files it takes the sample report of the check packs. Four kinds of defect, drawn evenly: a title altered
by one character, a number changed in a sum, a heading dropped, a repealed law put in. Caught is a defect for which the
checker says an error or a warning that it did not say of the report before.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from yifa.lawkit.catalogue import Catalogue
from yifa.papers.checks import check
from yifa.papers.checks.cases import samples
from yifa.papers.reading import read

_LETTERS = "机关事务管理法治建设公共节能信息政务服务保障制度规范监督检查中心工作人员国家地方行政执法条例办法规定"
_HEADING = re.compile(r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）).*$", re.MULTILINE)
_SUM = (
    ("全年办理来信来访{0}件，其中来信{1}件、来访{2}件。", 2),
    ("组织线上考试{1}场、线下考试{2}场，共计{0}场。", 2),
    ("公开信息{0}条（网站{1}条、公众号{2}条）。", 2),
    ("全年审查合同{0}份，其中采购合同{1}份、服务合同{2}份、租赁合同{3}份。", 3),
)
_USES = ("依据《{}》开展自查。", "组织学习《{}》有关内容。", "严格落实《{}》各项要求。")


class Bench:
    """Draws defects and tells whether they were found."""

    def __init__(self, texts: list[str], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 (a seeded draw)
        self.texts = texts
        self.before = {text: self._said(text) for text in texts}
        self.catalogue = Catalogue.load()

    @staticmethod
    def _said(text: str) -> Counter[tuple[str, str]]:
        findings = check(read(text.encode(), name="report.txt"))
        return Counter((f.id, f.message) for f in findings if f.severity != "info")

    def caught(self, text: str, sound: str, changed: str) -> bool:
        """Whether the changed report is said more of than the sound one."""
        known = self.before[text] if sound == text else self._said(sound)
        return bool(self._said(changed) - known)

    def year(self, text: str) -> int:
        return int(re.search(r"20\d\d", text).group(0))  # type: ignore[union-attr]

    def put(self, text: str, sentence: str) -> str:
        """The report with a sentence more at the end of a paragraph on results."""
        ends = [match.end() for match in re.finditer(r"。$", text, re.MULTILINE)]
        at = self.random.choice(ends[1 : max(2, len(ends) // 2)])
        return text[:at] + sentence + text[at:]

    def title(self, text: str) -> tuple[str, str]:
        """A title of the catalogue altered by one character."""
        day = date(self.year(text), 12, 31)
        while True:
            statute = self.random.choice(self.catalogue.statutes)
            name = statute.full or statute.title
            if statute.is_local or self.catalogue.status(name, day).status != "in_force" or len(statute.title) < 3:
                continue
            core = name.removeprefix("中华人民共和国")
            at = len(name) - len(core) + self.random.randrange(len(core))
            letter = self.random.choice([other for other in _LETTERS if other != name[at]])
            kind = self.random.choice(("replace", "replace", "drop", "add"))
            wrong = name[:at] + {"replace": letter, "drop": "", "add": name[at] + letter}[kind] + name[at + 1 :]
            if self.catalogue.find(wrong) is None:
                use = self.random.choice(_USES)
                sound = self.put(text, use.format(name))
                return sound, sound.replace(use.format(name), use.format(wrong), 1)

    def number(self, text: str) -> tuple[str, str]:
        """A sum of which one number is changed."""
        form, parts = self.random.choice(_SUM)
        numbers = [self.random.randrange(3, 60) for _ in range(parts)]
        sound = self.put(text, form.format(sum(numbers), *numbers))
        wrong = [sum(numbers), *numbers]
        at = self.random.randrange(len(wrong))
        wrong[at] += self.random.choice((-2, -1, 1, 2, 5, 10))
        return sound, sound.replace(form.format(sum(numbers), *numbers), form.format(*wrong), 1)

    def heading(self, text: str) -> tuple[str, str]:
        """A heading line gone; a run-in heading loses its head."""
        match = self.random.choice(list(_HEADING.finditer(text)))
        line = match.group(0)
        rest = line.partition("。")[2]
        return text, text[: match.start()] + rest + text[match.end() + (0 if rest else 1) :]

    def repealed(self, text: str) -> tuple[str, str]:
        """An act replaced before the end of the report year, cited as in force."""
        day = date(self.year(text), 12, 31)
        old = [
            s for s in self.catalogue.statutes if self.catalogue.status(s.full or s.title, day).status == "superseded"
        ]
        statute = self.random.choice(old)
        return text, self.put(text, self.random.choice(_USES).format(statute.full or statute.title))

    def run(self, count: int) -> dict[str, tuple[int, int, list[str]]]:
        """``kind -> (caught, drawn, missed)``."""
        kinds: list[tuple[str, Callable[[str], tuple[str, str]]]] = [
            ("title", self.title), ("number", self.number), ("heading", self.heading), ("repealed", self.repealed),
        ]  # fmt: skip
        result: dict[str, tuple[int, int, list[str]]] = {}
        for index in range(count):
            name, draw = kinds[index % len(kinds)]
            text = self.random.choice(self.texts)
            sound, changed = draw(text)
            hit = self.caught(text, sound, changed)
            caught, drawn, missed = result.get(name, (0, 0, []))
            result[name] = (caught + hit, drawn + 1, missed if hit else [*missed, _difference(sound, changed)])
        return result


def _difference(sound: str, changed: str) -> str:
    one, other = sound.splitlines(), changed.splitlines()
    return " / ".join(line[-40:] for line in other if line not in one) or " / ".join(
        line[:40] for line in one if line not in other
    )


def total(result: dict[str, tuple[int, int, list[str]]]) -> float:
    """The share caught of all."""
    return sum(row[0] for row in result.values()) / sum(row[1] for row in result.values())


def main() -> None:
    """Print the score."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    given = parser.parse_args()
    texts = [read(path).paper.text for path in given.files] or [samples()["sound"]]
    result = Bench(texts, given.seed).run(given.count)
    for name, (caught, drawn, missed) in result.items():
        print(f"{name:10} {caught}/{drawn} {caught / drawn:.3f}")
        for line in missed[:12]:
            print(f"    {line}")
    print(f"all        {total(result):.3f}")


if __name__ == "__main__":
    main()
