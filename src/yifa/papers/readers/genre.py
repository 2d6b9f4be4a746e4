"""Is this Chinese, is it whole, is it a working paper at all? A novel or mojibake is told at the door."""

from __future__ import annotations

import re
from collections import Counter

from yifa.papers.reading.errors import PaperError
from yifa.papers.reading.model import Paper

#: words every working paper of an office lives on
_OFFICE = re.compile(
    r"工作|法治|机关|事务|开展|落实|推进|建设|管理|制度|加强|完善|单位|组织|学习|依法|行政|服务|保障|规范|监督"
    r"|责任|执行|会议|提升|强化|贯彻|实施|部门|报告|考核|规定|条例|培训|宣传|安全|党组|干部|职责"
)
_MOJIBAKE = "不是正常的中文，像是编码转错了的乱码。请从原来的系统重新导出，用 UTF-8 或 GB18030 保存。"


def check_language(paper: Paper) -> None:
    """Raise for what cannot be a Chinese paper: no text, mojibake, another language."""
    text = paper.text
    letters = [char for char in text if char.isalpha()]
    if not letters:
        raise PaperError("里面没有文字。")
    sample = letters[:20000]
    han = sum("\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" for char in sample)
    kana = sum("\u3040" <= char <= "\u30ff" for char in sample)
    hangul = sum("\uac00" <= char <= "\ud7af" for char in sample)
    latin = sum("\xa0" < char < "\u0250" for char in sample)
    if latin > 0.2 * len(sample) and _repairs(text, "latin-1"):
        raise PaperError(_MOJIBAKE)
    if kana > 0.1 * len(sample) or hangul > 0.1 * len(sample) or han < 0.3 * len(sample):
        raise PaperError("不是中文报告。能读的是中文的 txt、md、html、docx、pdf、ofd。")
    words = len(_OFFICE.findall(text[:20000]))
    if words * 400 < min(len(text), 20000) and (_repairs(text, "gb18030") or _strange(sample)):
        raise PaperError(_MOJIBAKE)
    bad = text.count("\ufffd")
    if bad > max(10, len(text) // 20):
        raise PaperError(_MOJIBAKE)


def _repairs(text: str, wrong: str) -> bool:
    """Whether the text makes sense once a wrong decoding is undone."""
    sample = text[:3000]
    for right in ("utf-8", "gb18030"):
        if right == wrong:
            continue
        try:
            again = sample.encode(wrong, "ignore").decode(right, "ignore")
        except (UnicodeError, LookupError):
            continue
        if len(_OFFICE.findall(again)) > 4 and len(_OFFICE.findall(again)) > 3 * len(_OFFICE.findall(sample)):
            return True
    return False


_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心"
    "她本前开但因只从想实"
    "日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战"
    "向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通"
    "教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才"
    "结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基"
    "眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格"
    "望觉术领共确传师观清今切院让识候带导争运笔"
)


def _strange(letters: list[str]) -> bool:
    """Whether hardly any letter is a common one, as in text decoded with the wrong table."""
    common = sum(count for char, count in Counter(letters).items() if char in _COMMON)
    return len(letters) > 40 and common < 0.2 * len(letters)


def check_kind(paper: Paper) -> None:
    """Raise for a text that is no working paper: a novel, a lyric, a page of adverts."""
    text = paper.text[:20000]
    words = len(_OFFICE.findall(text))
    if not words:
        raise PaperError("没有读到一句工作内容，不像一份报告。")
    if len(text) < 600 or paper.sections:
        density = 150
    else:
        density = 90
    if words * density < len(text):
        raise PaperError("不像一份工作报告：有文字，但没有工作内容。请核对文件。")
