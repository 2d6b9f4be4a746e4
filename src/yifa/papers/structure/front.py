"""Above the text: 版头, the header block of a web page, the title, the addressee (主送机关)."""

from __future__ import annotations

import re

from yifa.papers.reading.model import Block, Paper, Span
from yifa.papers.structure import marks

#: fields of a government site's catalogue header (信息公开目录); long ones are known anywhere in a line
_LONG_KEYS = (
    "公文生成日期 统一登记号 统一编号 信息索引号 索引号 文件编号 发文字号 文件字号 发布机构 发文机关 "
    "发文单位 公开主体 责任部门 制发机关 制发机构 信息提供单位 信息来源 文章来源 稿件来源 生成日期 "
    "成文日期 发布日期 发文日期 公开日期 印发日期 发布时间 更新时间 发文时间 成文时间 公开时间 "
    "生效日期 实施日期 废止日期 失效日期 信息分类 主题分类 组配分类 体裁分类 服务对象分类 "
    "服务对象 公开形式 公开方式 公开范围 公开时限 公开程序 公开属性 公开类别 访问次数 "
    "浏览次数 阅读次数 点击次数 点击数 点击率 访问量 浏览量 信息名称 文件名称 内容概述 内容概要 有效性 "
    "效力状态 主题词 关键词 责任编辑 阅读量"
).split(" ")
_SHORT_KEYS = (
    "文号",
    "来源",
    "名称",
    "标题",
    "作者",
    "编号",
    "分类",
    "时间",
    "日期",
    "时效",
    "审核",
    "编辑",
    "浏览",
    "体裁",
    "字体",
    "字号",
    "分享",
    "打印",
)
#: a button after a value: 2023-12-19 字体 [大 中 小]
_TRAILING = re.compile(r"\s+[\[【]?(?:字体|字号|打印|分享|收藏)[\]】]?(?:\s*[\[【：:].*)?$")
#: buttons that stand between the fields
_BUTTONS = ("字体", "字号", "分享", "打印")
#: every field name, as the label of a table cell
LABELS = frozenset((*_LONG_KEYS, *_SHORT_KEYS))
_SPACED = {key: r"\s*".join(key) for key in (*_LONG_KEYS, *_SHORT_KEYS)}
_ANY_KEY = re.compile(
    "(?P<long>"
    + "|".join(_SPACED[key] for key in sorted(_LONG_KEYS, key=len, reverse=True))
    + r")\s*(?:[：:|｜]|[\]】][：:|｜]?)|(?:^|(?<=[\s|｜\]】]))[\[【]?(?P<short>"
    + "|".join(_SPACED[key] for key in _SHORT_KEYS)
    + r")[\]】]?\s*[：:]",
    re.M,
)
_STARTS_WITH_KEY = re.compile(
    r"\s*[\[【|•·●]?\s*(?:(?:" + "|".join(_SPACED[key] for key in sorted(_LONG_KEYS, key=len, reverse=True))
    + r")\s*(?:[\]】]|[：:|｜])|(?:" + "|".join(_SPACED[key] for key in _SHORT_KEYS) + r")[\]】]?\s*[：:])"
)  # fmt: skip
#: a field whose colon is drawn by the style sheet: 索引号000014349/2024-00012
STUCK = re.compile(
    r"^\s*[\[【]?(?P<key>" + "|".join(_SPACED[key] for key in sorted(_LONG_KEYS, key=len, reverse=True))
    + r")[\]】]?\s*(?P<value>[A-Za-z0-9\u4e00-\u9fff].*)$"
)  # fmt: skip
#: navigation and buttons around the text of a web page
CLUTTER = re.compile(
    r"^\s*(?:(?:.{0,40}\s)?数据截至\s*\d{4}年|今天是\s*[：:]|无障碍|您?(?:现在|当前)?(?:所处|所在)?的?位置|当前位置|首页\s*(?:[>»›/|｜]|$)|网站首页|分享(?:到"
    r"|至)?\s*[：:]?$|分享到|字体\s*[：:【\[]|字号\s*[：:]"
    r"|【?\s*(?:打印|关闭|收藏|大中小|字体)|打印(?:本页)?$|关闭(?:窗口|本页)?$|扫一扫|扫码|上一[篇条]"
    r"|下一[篇条]|相关(?:链接|文档|文章|阅读|附件)|返回顶部|附件下载"
    r"|主办(?:单位)?\s*[：:]|承办(?:单位)?\s*[：:]|版权所有|网站标识码|备案(?:号|序号)|.{0,6}ICP备"
    r"|.{0,8}公网安备|无障碍|长者(?:模式|助手)|设为首页|加入收藏|网站地图|联系我们$|登录$|注册$|微信$|微博$"
    r"|[A\-+\s大中小|]{1,12}$|浏览次数|点击数)"
)
_SECRECY = re.compile(r"^(?:绝密|机密|秘密)(?:\s*[★*].*)?$")
_URGENCY = re.compile(r"^(?:特急|加急|特提|平急|急件|紧急)$")
_DOC_NO = re.compile(r"(?P<no>[\u4e00-\u9fff]{1,16}\s*[〔\[（【]\s*\d{4}\s*[〕\]）】]\s*(?:第\s*)?\d{1,5}\s*号)")
_SIGNER = re.compile(r"签\s*发\s*人\s*：\s*(?P<who>[\u4e00-\u9fff·\s]{2,24})")
_ISSUER_MARK = re.compile(r"^[\u4e00-\u9fff（）、\s]{3,40}文\s?件$")
_COPY_NO = re.compile(r"^(?:份号\s*：\s*)?\d{6}$")
_TITLE_END = re.compile(
    r"(?:报\s?告|总\s?结|汇\s?报|情况|要点|计划|规划|方案|意见|办法|通知|公报|公告|年报|清单|材料|说明|请示|函"
    r"|纪要|决定|通报|安排|措施|细则|规定|制度)"
    r"(?:（[^（）]{1,16}）|\([^()]{1,16}\))?(?:[一二三]|\d)?$"
)
_SUBTITLE = re.compile(r"^[（(【].{1,30}[)）】]$")
_YEAR = re.compile(
    r"(?<!\d)(?:19|20)\d{2}\s*(?=年|度|[—\-－~～至]{1,2}\s*(?:19|20)\d{2}\s*年)"
    r"|[二一][〇○零Oo0一二三四五六七八九]{3}(?=年)"
)
_HAN_DIGIT = {char: str(index) for index, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○Oo0", "0")
_FRAGMENT = re.compile(
    r"^(?:的|情况|工作|年度|建设|法治|有关|和|及|暨|落实|报告|总结|自查|进展|执行|\d{4}\s*年"
    r"|[二一][〇○零一二三四五六七八九]{3}年)"
)
_NOT_ADDRESSEE = re.compile(r"如下：$|(?:包括|有|是|为|体现在|表现在|方面|情况|工作|以下|下列|问题|不足)：$|^附件")
_DATE = re.compile(
    r"^(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?(?:\s*(\d{1,2})\s*[:：]\s*(\d{2})(?:"
    r"\s*[:：]\s*\d{2})?)?$"
)
ORGAN = (
    r"(?:局|厅|委|委员会|办|办公室|办公厅|府|会|中心|处|部|院|署|室|站|所|队|组|集团|公司|学校|大学|党组|支部"
    r"|总队|法院"
    r"|检察院|单位|部门|科|司)"
)


def ends_title(line: str) -> bool:
    """Whether a line ends as the title of a paper ends: …报告, …情况, …要点."""
    return _TITLE_END.search(line) is not None


def is_header_line(text: str) -> bool:
    """Whether a line belongs to the header block of a web page."""
    return len(text) < 600 and bool(_STARTS_WITH_KEY.match(text))


def find(paper: Paper, hint: str = "") -> int:
    """Fill title, addressee and header of a paper; return the index of its first body block."""
    blocks, folded = paper.blocks, paper.folded
    lines = [folded[block.start : block.end] for block in blocks]
    start = _body_start(blocks, lines)
    header: list[int] = []
    plain: list[int] = []
    for index in range(start):
        if blocks[index].kind in ("header", "cell") or is_header_line(lines[index]):
            header.append(index)
            blocks[index].kind = "header"
        elif CLUTTER.match(lines[index]):
            header.append(index)
        elif not _letterhead(paper, lines[index]):
            plain.append(index)
        else:
            header.append(index)
    title = _title(paper, blocks, lines, plain, hint)
    after = title[-1] + 1 if title else 0
    if title:
        paper.title_span = Span(blocks[title[0]].start, blocks[title[-1]].end)
        paper.title = clean_title("".join(paper.text[blocks[i].start : blocks[i].end] for i in title))
        for index in title:
            blocks[index].kind = "title"
    elif hint:
        paper.title = clean_title(hint)
    body = _addressee(paper, blocks, lines, after, start)
    first = blocks[body].start if body < len(blocks) else len(paper.text)
    _header_fields(paper, [i for i in range(body) if blocks[i].kind == "header"])
    taken = set(title)
    for index in range(body):
        block = blocks[index]
        if index in taken or block.kind == "addressee":
            continue
        block.kind = "header"
        if paper.header_spans and paper.text[paper.header_spans[-1].end : block.start] == "\n":
            paper.header_spans[-1] = Span(paper.header_spans[-1].start, block.end)
        else:
            paper.header_spans.append(Span(block.start, block.end))
    for block in blocks[body:]:
        if block.kind in ("title", "header"):
            block.kind = "paragraph"
    paper.body = Span(first, len(paper.text))
    return body


def _body_start(blocks: list[Block], lines: list[str]) -> int:
    for index, line in enumerate(lines):
        if blocks[index].kind in ("header", "title", "cell") or is_header_line(line) or CLUTTER.match(line):
            continue
        if index > 60:
            return index
        mark = marks.mark_at(line)
        if mark and mark.rank in (marks.PART, marks.LEVEL1) and not _TITLE_END.search(line[mark.length :][-8:] or "x"):
            return index
        if mark and mark.rank <= marks.LEVEL2 and index:
            return index
        if len(line) > 12 and line[-1] in "。；":
            return index
        if "。" in line and len(line) > 30:
            return index
        if line.endswith("如下：") or len(line) > 120:
            return index
    return len(blocks)


def _letterhead(paper: Paper, line: str) -> bool:
    """Take what belongs to the 版头; True where the line is one of its elements."""
    found = False
    if _SECRECY.match(line):
        paper.header.setdefault("密级", line)
        return True
    if _URGENCY.match(line):
        paper.header.setdefault("紧急程度", line)
        return True
    if _COPY_NO.match(line):
        paper.header.setdefault("份号", line[-6:])
        return True
    if len(line) < 60:
        number = _DOC_NO.search(line)
        signer = _SIGNER.search(line)
        if number and (signer or len(number["no"]) >= len(line.strip("　 ")) - 4):
            paper.header.setdefault("发文字号", re.sub(r"\s", "", number["no"]))
            found = True
        if signer:
            paper.header.setdefault("签发人", re.sub(r"\s+", " ", signer["who"]).strip())
            found = True
    if not found and _ISSUER_MARK.match(line) and not line.startswith("关于"):
        paper.header.setdefault("发文机关标志", re.sub(r"\s", "", line))
        found = True
    return found or marks.DATE_LINE.match(line) is not None


def _title(paper: Paper, blocks: list[Block], lines: list[str], plain: list[int], hint: str) -> list[int]:
    """The indexes of the blocks that make the title."""
    wanted = re.sub(r"\s", "", hint)
    compact = {index: re.sub(r"\s", "", lines[index]) for index in plain}
    if wanted:
        for index in plain:
            if compact[index] and compact[index] == wanted:
                return [index]
        for at, index in enumerate(plain):  # a title of several lines
            run = [index]
            while "".join(compact[i] for i in run) != wanted and wanted.startswith("".join(compact[i] for i in run)):
                if at + len(run) >= len(plain):
                    break
                run.append(plain[at + len(run)])
            if "".join(compact[i] for i in run) == wanted:
                return run
    marked = [index for index in plain if blocks[index].kind == "title"]
    if marked:
        run = [marked[0]]
        for index in marked[1:]:
            if index == run[-1] + 1:
                run.append(index)
        return run
    best, best_score = None, 0.0
    for index in plain:
        line = lines[index]
        if not 2 <= len(line) <= 90 or line[-1] in "：。，；、" or _SUBTITLE.match(line) or marks.mark_at(line):
            continue
        score = 0.0
        if _TITLE_END.search(line):
            score += 3
        if _YEAR.search(line):
            score += 2
        if line.startswith("关于") or "关于" in line:
            score += 1
        if re.search(ORGAN, line):
            score += 1
        if "法治" in line or "工作" in line or "建设" in line:
            score += 1
        score += min(len(line), 30) / 60
        if score >= best_score and score > 2.5:
            best, best_score = index, score
    if best is None:
        alone = [
            i
            for i in plain
            if 4 <= len(lines[i]) <= 60 and lines[i][-1] not in "：。，；、" and not _SUBTITLE.match(lines[i])
        ]
        return alone[:1] if alone and not marks.mark_at(lines[alone[0]]) else []
    run = [best]
    while not _TITLE_END.search(lines[run[-1]]) and run[-1] + 1 in plain:
        following = lines[run[-1] + 1]
        if len(following) > 40 or following[-1] in "：。，；、" or _SUBTITLE.match(following):
            break
        run.append(run[-1] + 1)
    while run[0] - 1 in plain and len(run) < 5:
        above = lines[run[0] - 1]
        joined = "".join(lines[i] for i in run)
        if above[-1] in "：。，；、" or len(above) > 45 or _SUBTITLE.match(above) or above in joined:
            break
        if _TITLE_END.search(above) and not above.startswith("关于"):
            break
        organ = re.search(ORGAN + r"$", above) is not None
        fragment = _FRAGMENT.match(joined) is not None or joined.startswith("关于")
        if (organ and (fragment or not re.search(ORGAN, joined))) or (
            above.startswith("关于") and "关于" not in joined
        ):
            run.insert(0, run[0] - 1)
            continue
        break
    return run


def _addressee(paper: Paper, blocks: list[Block], lines: list[str], after: int, start: int) -> int:
    """Take the addressee; return the index of the first body block."""
    body = max(after, start)
    parts: list[int] = []
    for index in range(after, min(start + 1, len(blocks))):
        line = lines[index]
        if blocks[index].kind == "header" or len(line) > 160 or "。" in line:
            parts = []
            continue
        if (
            line.endswith("：")
            and not _NOT_ADDRESSEE.search(line)
            and re.search(ORGAN, line)
            and not marks.mark_at(line)
        ):
            parts.append(index)
            paper.addressee_span = Span(blocks[parts[0]].start, blocks[index].end - 1)
            paper.addressee = "".join(paper.text[blocks[i].start : blocks[i].end] for i in parts)[:-1].strip()
            for part in parts:
                blocks[part].kind = "addressee"
            return max(index + 1, after) if index >= start else start
        parts = [*parts, index] if line[-1] in "、，" and re.search(ORGAN, line) else []
    if body < len(blocks):
        match = re.match(r"(?P<to>[^，。；：“”]{3,60}" + ORGAN + r"(?:）)?)：(?=.{12})", lines[body])
        if match and not marks.mark_at(lines[body]) and not re.search(r"\d|工作|情况", match["to"]):
            block = blocks[body]
            paper.addressee_span = Span(block.start, block.start + len(match["to"]))
            paper.addressee = paper.text[block.start : block.start + len(match["to"])]
    return body


def clean_title(text: str) -> str:
    """A title on one line, without spaces between Chinese letters."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def _header_fields(paper: Paper, indexes: list[int]) -> None:
    for index in indexes:
        block = paper.blocks[index]
        for key, value in split_fields(paper.text[block.start : block.end]).items():
            if paper.header.get(key) is None:
                paper.header[key] = value


def split_fields(text: str) -> dict[str, str | None]:
    """``索引号: 001 发布机构: 某局`` into its fields; empty ones are ``None``."""
    hits = list(_ANY_KEY.finditer(text))
    fields: dict[str, str | None] = {}
    for index, hit in enumerate(hits):
        end = hits[index + 1].start() if index + 1 < len(hits) else len(text)
        key = re.sub(r"\s", "", hit["long"] or hit["short"])
        if key in _BUTTONS:
            continue
        piece = text[hit.end() : end]
        if hit.group()[-1] in "|｜":  # a row of cells
            piece = re.split(r"[|｜]", piece)[0]
        value = clean_value(piece)
        if fields.get(key) is None:
            fields[key] = value
    return fields


def clean_value(text: str) -> str | None:
    """A header value: no line breaks, dates as ISO."""
    value = re.sub(r"\s+", " ", text).strip(" \t|｜[]【】").strip()
    value = _TRAILING.sub("", value)
    if not value or value in ("-", "无", "/", "暂无", "null"):
        return None
    date = _DATE.match(value)
    if date:
        day = f"{int(date[1]):04d}-{int(date[2]):02d}-{int(date[3]):02d}"
        return f"{day} {int(date[4]):02d}:{date[5]}" if date[4] else day
    return value


def years_in(text: str) -> list[int]:
    """Every year named in a text, in order: 2023年, 2023年度, 二〇二三年."""
    found = []
    for match in _YEAR.finditer(text):
        word = match.group().strip()
        found.append(int(word if word.isdigit() else "".join(_HAN_DIGIT[char] for char in word)))
    return [year for year in found if 1949 <= year <= 2100]


_ISSUER_IN_TITLE = re.compile(
    r"^(?:中共)?(?P<who>[\u4e00-\u9fff（）()、]{2,40}?"
    + ORGAN
    + r"(?:（[\u4e00-\u9fff、]{2,20}）)?(?:党组|党委|党支部)?)"
    r"(?=关于|\d{4}|[二一][〇○零][〇○零一二三四五六七八九]{2}年|法治|依法|推进|落实|贯彻|年度|普法|上半年"
    r"|下半年|工作|履行|党政主要|行政|公共机构|政府信息|本年|第|$)"
)


_PLACE_IN_TITLE = re.compile(
    r"^[\u4e00-\u9fff]{1,14}?(?:市|区|县|省|自治州|州|盟|旗|镇|乡|街道)(?=\d{4}|[二一][〇○零]|法治|依法|关于|年度)"
)


def issuer_in_title(title: str) -> str | None:
    """The organ a title begins with: 甲市机关事务管理局2023年… → 甲市机关事务管理局."""
    title = re.sub(r"^\d{4}\s*年度?|^[二一][〇○零一二三四五六七八九]{3}年度?", "", title)
    if title.startswith("关于"):
        title = title[2:]
        title = re.sub(r"^\d{4}\s*年度?|^(?:报送|印发|上报)", "", title)
    match = _ISSUER_IN_TITLE.match(title) or _PLACE_IN_TITLE.match(title)
    return match.group() if match else None
