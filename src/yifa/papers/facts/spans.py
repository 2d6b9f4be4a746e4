"""The words of a fact and what it is about (截取与主题)."""

from __future__ import annotations

import re

from .claims import clause
from .numbers import Hit
from .words import Words

_MODAL = re.compile(
    r"(?:不少于|不低于|不得少于|不超过|至少|超过|突破|高于|控制在|拓展到|在|扩展至|(?:提升|提高|上升|下降|增长|增加|减少|降低|[增降减升])[至到]|占到|仅|只|保持在?|连续[两三四五\d]年|连年|近[\d.]+%?至?"
    r"|约|近|逾|达到|达|为|共计|共|了|过|累计|总计|合计|分别|有|等|完成|实现|提升|是)+$"
)
_HEAD = re.compile(
    r"^(?:[、且\s了“”，。；：（）)]+|过(?![问程渡])|和(?![解谐平睦])|与(?!会)|及(?![格时早])|并(?![案联轨购网])|[一二三四五六七八九十]是)"
)
_TAIL = re.compile(r"[等了的、和与及并共（“]+$")
_RATE_WORD = re.compile(r"(?:率|度|指标|人数|比例|占比|数|量|面|比)$")
_RATES = ("率", "度", "量", "数", "比", "面", "值")
_JOIN = re.compile(r"、|以及|及(?![格时])|和|与")
_AWARD = re.compile(
    r"(?:被|获)?(?:评为|评选为|命名为|确定为|认定为|授予|列为|获评|荣获|获)(?P<what>[^，。；]{2,30})"
    r"|^[）]?为(?P<as>[^，。；]{4,30})$"
)
_CHANGE = re.compile(
    r"(?:同比|环比|[较比与](?:上|去|前|同|往|基|20)[^，。；]{0,6}?|分别|增长|下降|提高|上升|增加|减少|降低|占比?)+"
)
# a verb that is part of a noun: 采购合同28份, 受理量, 参加率
_COMPOUND = re.compile(
    r"(?:采购|租赁|服务|维修|委托|出租|转让)(?:合同|协议|项目|文件|计划|预算|意向|需求)|[^\W\d]{2}(?:率|量|数|额|值|费)(?![^\W\d]{0,2}[表据])|[^\W\d]{2}型"
)
_WHAT_FOR = re.compile(r"(?:专题|集中|认真)?(?:研究|听取|审议|部署|学习|传达|讨论|推动|推进|研判|调度)")
_HELD = re.compile(r"(?:召开|举办|组织召开|举行)[^，。；\d]{2,24}$")
_SENTENCE_END = re.compile(r"[。；！？\n]")
_LONGEST = 48
_SHORT = 16
_NOUN = 24


def describe(hit: Hit, text: str, others: list[Hit], words: Words) -> tuple[int, int, str]:
    """Return start, end and subject of the fact around one quantity."""
    if hit.kind == "none":
        return hit.start, hit.end, _nothing(text[hit.start : hit.end])
    begin, end = clause(text, hit.start, hit.end)
    if hit.kind in ("all", "coverage"):
        return _claim(hit, text, begin, end, words)
    counted = [other for other in others if other is not hit and other.kind == "number"]
    begin = max([begin, *(other.end for other in counted if other.end <= hit.start)])
    end = min([end, *(other.start for other in counted if other.start >= hit.end)])
    noun = _noun(text[hit.end : end], words) if hit.unit != "%" else ""
    if noun and hit.unit in ("次", "场", "场次") and _WHAT_FOR.match(noun) and _HELD.search(text, begin, hit.start):
        noun = ""  # 召开会议4次专题研究…: the meetings are counted
    start, before = _governed(text, begin, hit.start, words, bool(noun), rate=hit.unit in ("%", "‰", "个百分点"))
    if not noun:
        return start, hit.end, _clean(before)
    stop, about = hit.end + len(noun), _clean(noun)
    if text[begin : hit.start].rstrip("近约超逾共").endswith("等"):  # 甲、乙等9项: the members named belong to it
        start = begin + _lead(text[begin : hit.start], words)
    award = _AWARD.search(text[stop:end])
    if award:
        about, stop = _clean(award["what"] or award["as"]), stop + award.end()
    elif about in words.generic:
        near = _clean(re.split(r"有|、|，", before)[-1])
        about = near + about if len(near) <= 8 else about
    return start, stop, about


def chain(hit: Hit, text: str, before: list[Hit]) -> Hit | None:
    """The quantity just before in a bare list (36527件、20940件和11452件), which shares its subject."""
    previous = next((other for other in reversed(before) if other.kind == "number" and other.end <= hit.start), None)
    if previous is not None and re.fullmatch(r"[、和与及，]?", text[previous.end : hit.start]):
        return previous
    return None


def leaning(hit: Hit, subject: str, text: str, before: list[Hit]) -> Hit | None:
    """The quantity before it in the sentence whose subject this one shares: 共计16人 has none, 同比增长 only half."""
    if subject and not _CHANGE.fullmatch(subject):
        return None
    previous = next((other for other in reversed(before) if other.kind == "number" and other.end <= hit.start), None)
    return previous if previous and not _SENTENCE_END.search(text, previous.end, hit.start) else None


def following(hit: Hit, text: str) -> str:
    """What stands after a quantity that has nothing before it: 36人取得执法证."""
    _, end = clause(text, hit.start, hit.end)
    return _clean(text[hit.end : end])[:_SHORT]


def distributed(text: str, hits: list[Hit]) -> list[str]:
    """Names for a list of numbers said 分别: 甲和乙分别达到3件、5件 → 甲, 乙; empty where they do not pair off."""
    begin, _ = clause(text, hits[0].start, hits[0].end)
    head, found, _ = text[begin : hits[0].start].partition("分别")
    names = [_clean(name) for name in _JOIN.split(head)] if found else []
    return names if len(names) == len(hits) and all(names) else []


def coordinated(hit: Hit, text: str, others: list[Hit], words: Words) -> list[tuple[int, str]]:
    """Return (start, subject) of every rate one percentage is said of: 应考人数及合格率均达… are two facts."""
    begin, _ = clause(text, hit.start, hit.end)
    begin = max([begin, *(other.end for other in others if other.end <= hit.start)])
    piece = text[begin : hit.start]
    if "分别" in piece and re.match(r"[、和与及，]{0,2}\d", text[hit.end : hit.end + 3]):
        return []  # 甲率、乙率分别为100%和98%: one a name
    head = re.sub(
        r"(?:均|双双|分别|都|连续[两三四五六七八九十\d]+年|保持|持续|稳定|在|达到|达|为|超过|实现|已)+$", "", piece
    )
    places = [0, *(match.end() for match in _JOIN.finditer(head))]
    ends = [*(match.start() for match in _JOIN.finditer(head)), len(head)]
    out: list[tuple[int, str]] = []
    for low, high in reversed(list(zip(places, ends, strict=True))):
        if not _RATE_WORD.search(head[low:high]):
            break
        verbs = [match.end() for match in words.verb.finditer(head[low:high]) if match.end() < high - low - 1]
        low += verbs[-1] if verbs else 0
        out.append((begin + low, _clean(head[low:high])))
    return list(reversed(out))


def _nothing(text: str) -> str:
    """What did not happen."""
    body = re.sub(
        r"^“?(?:全年|本年度?|今年|目前)?(?:从|均|也|亦|暂)?(?:未有|未|没有|没|无|零|不存在)(?:再|曾)?(?:被|因)?"
        r"(?:发生|收到|出现|接到|受理|引发|发现|产生|接报|收悉)?(?:过|了)?(?:任何)?",
        "",
        text,
    )
    body = re.sub(r"^(?:一|1)[件起例次个人宗项]", "", body)
    body = re.sub(r"(?:数量|数)?(?:均)?(?:为|是|实现|保持)“?(?:零|0).*$", "", body)
    return body.strip("”“的、")


def _claim(hit: Hit, text: str, begin: int, end: int, words: Words) -> tuple[int, int, str]:
    """全部, 均 and 全覆盖: the whole clause; its subject stands before the word, else in the clause before."""
    start = begin + _lead(text[begin : hit.start], words)
    subject = _clean(text[start : hit.start])
    if hit.kind == "coverage":
        inner = re.sub(r"^(?:实现|达到|完成|做到|基本)+|全覆盖$", "", text[hit.start : hit.end])
        return hit.start, hit.end, _clean(inner) or subject
    if text.startswith("每", hit.start) or not subject:
        earlier, _ = clause(text, max(0, begin - 2), max(0, begin - 1)) if begin else (0, 0)
        if re.match(r"\s*对", text[earlier:begin]):
            return earlier, end, _clean(re.sub(r"^\s*对于?", "", text[earlier : begin - 1]))
        return start, end, _clean(text[hit.end : end])[:16]
    return start, min(end, start + 80), re.sub(r"^对于?", "", subject)


def _lead(piece: str, words: Words) -> int:
    """Length of the opening words that say when and how, not what."""
    place = 0
    while True:
        match = _HEAD.match(piece[place:])
        length = match.end() if match else 0
        if not length and (lead := words.lead.match(piece, place)):
            length = len(lead[0])
        if not length:
            return place
        place += length


def _governed(
    text: str, begin: int, number: int, words: Words, noun_after: bool, rate: bool = False
) -> tuple[int, str]:
    """Return where the governing verb begins and what stands between it and the number."""
    begin = max(begin, number - _LONGEST)
    begin += _lead(text[begin:number], words)
    bare = _MODAL.sub("", text[begin:number])
    verbs = [match.span() for match in words.verb.finditer(bare) if not _COMPOUND.match(bare, match.start())]
    head = None if _COMPOUND.match(bare) else words.noun_verb.match(bare)
    if rate:
        verbs, head = [span for span in verbs if span[0] == 0 and bare[span[1] : span[1] + 1] not in _RATES], None
    if noun_after:
        last = verbs[-1] if verbs else (head.span() if head else None)
        if last and last[1] >= len(bare) - 1:
            return begin + last[0], bare[: last[0]]
        return number, bare
    if head and len(bare) - head.end() >= 2 and not verbs:
        return begin, bare[head.end() :]
    usable = [span for span in verbs if len(bare) - span[1] >= 2]
    if not usable:
        return begin, bare
    first, cut = usable[0], usable[0][1]
    for low, high in usable[1:]:
        if low <= cut + 1 and (len(bare) - high >= 4 or words.light_verb.match(bare, low)):
            cut = high
    about = bare[cut:]
    if object_ := re.match(r"对(?:于)?(?P<what>[^，。；]+)$", bare[: first[0]]):
        return begin, object_["what"] + about
    return begin + first[0], about


def _noun(piece: str, words: Words) -> str:
    """The noun phrase counted, right after the measure word; empty where the clause ends or goes on with a verb."""
    piece = re.split(r"[，。；：！？\n]", piece)[0]
    if not piece or piece[0] in "、（）“”和与及/" or piece.startswith("以"):
        return ""
    if piece.count("）") > piece.count("（"):
        piece = piece[: piece.index("）")]
    stop = words.noun_stop.search(piece)
    if stop and stop.start() == 0:
        return ""
    return _TAIL.sub("", (piece[: stop.start()] if stop else piece)[:_NOUN])


def _clean(piece: str | None) -> str:
    piece = _HEAD.sub("", (piece or "").strip())
    return _TAIL.sub("", _MODAL.sub("", piece)).strip("，。；：\n” ")
