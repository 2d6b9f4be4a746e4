"""What the sentence says of a cited title (引文的上下文): who issued it, and whether the bureau made it itself.

Titles stand in runs (《甲》《乙》、《丙》); the words that govern a run stand before its first title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_REACH = 60
#: between titles of one run
_JOIN = re.compile(r"》(?:第[^《》，。；]{1,40}?[条款项目])?(?:[（(][^（）()《》]{0,40}[)）])?[\s、，,和及与以]{0,3}$")
_STOP = re.compile(r"[。！？；\n]")
_CENTRAL = re.compile(
    r"(?:中共中央|党中央|中央(?:办公厅|组织部|宣传部|政法委|纪委|依法治国|全面依法治国|编办|和国家机关|军委|网信办|[一二三四五]?号)|"
    r"中央|国务院|国办|中办|国管局|国家机关事务管理局|全国人大|全国人民代表大会|最高人民法院|最高人民检察院|财政部|司法部|"
    r"教育部|公安部|民政部|住房和?城乡建设部|住建部|人力资源(?:和)?社会保障部|生态环境部|交通运输部|水利部|商务部|应急管理部|"
    r"市场监管总局|审计署|国家(?!机关|工作|公职|安全|宪法|标准化)[\u4e00-\u9fff]{2,8}(?:局|委|部|署|办)|国家发展改革委|国家档案局)"
    r"[^《》。；]{0,12}$"
)
_LOCAL = re.compile(
    r"(?:我[局市省区县州委办]|本[局市省区县州]|(?:^|[^\u4e00-\u9fff]|[省市区县州盟旗局委在按照据由经对])(?:省|市|区|县|州|自治区)"
    r"(?:委|政府|人大|司法局|法治办|依法治[省市区县]办|财政局|市场监管局|机关事务(?:管理|服务)?(?:局|中心)|直机关|级|里|两办)|"
    r"局党组|局机关|局办公室|局里|[\u4e00-\u9fff]{2,4}(?:省|市|县|区)(?:委|政府|人大|人民政府)?)[^《》。；]{0,12}$"
)
_MAKING = re.compile(
    r"(?:制定|制订|修订|修改|出台|印发|编制|起草|草拟|拟定|拟订|完善|健全|建立|新建|编印|编写|发布|颁布|审议通过|废止|修编|汇编|形成|推出|牵头)"
    r"(?:了|出台|印发|并|完善|实施|下发|发布|或修订|和完善|完成|《)?[^《》。；，]{0,16}$"
)
_USING = re.compile(
    r"(?:学习|宣传|宣讲|贯彻|落实|根据|依据|依照|按照|遵照|执行|对照|按|围绕|结合|参照|遵守|解读|依|以|聚焦|违反|适用|普及|收看|阅读)"
    r"[^《》。；]{0,24}$"
)


@dataclass(frozen=True)
class Context:
    """``central``/``local``: the organ named before the title; ``making``: the bureau makes or mends the paper."""

    central: bool
    local: bool
    making: bool


def before(text: str, start: int) -> str:
    """The words that govern the title at ``start``: back over the other titles of its run, within its sentence."""
    at = start
    while True:
        piece = text[max(0, at - _REACH) : at]
        match = _JOIN.search(piece)
        if not match:
            break
        opening = text.rfind("《", max(0, at - 140), at - len(piece) + match.start())
        if opening < 0:
            break
        at = opening
    piece = text[max(0, at - _REACH) : at]
    stops = list(_STOP.finditer(piece))
    return piece[stops[-1].end() :] if stops else piece


def read(text: str, start: int) -> Context:
    """Return what stands before the title that begins at ``start``."""
    words = before(text, start)
    making = _MAKING.search(words)
    using = _USING.search(words)
    made = making is not None and (using is None or using.start() < making.start())
    central = _CENTRAL.search(words)
    local = _LOCAL.search(words)
    last = max((found.start() for found in (central, local) if found), default=-1)
    is_central = central is not None and central.start() == last
    is_local = local is not None and local.start() == last and not is_central
    return Context(is_central, is_local, made and not is_central)
