"""Below the text: signature, attachments, 版记."""

from yifa.papers.reading import read

HEAD = "甲市机关事务管理局2024年法治政府建设情况报告\n中共甲市委、甲市人民政府：\n2024年，我局认真落实依法行政要求。\n"
PARTS = "一、主要工作\n局党组组织学法4次。\n二、下一步工作\n继续完善制度，组织培训不少于9次。\n"


def paper(tail: str):
    return read((HEAD + PARTS + tail).encode(), name="a.txt").paper


def test_signature_is_no_part_of_the_last_section():
    read_paper = paper("甲市机关事务管理局\n2025年1月16日\n")
    assert (read_paper.signer, read_paper.date) == ("甲市机关事务管理局", "2025-01-16")
    last = read_paper.sections[-1]
    assert read_paper.text[last.start : last.end].endswith("培训不少于9次。")
    assert not read_paper.in_body(read_paper.signature_span.start)


def test_signature_and_date_on_one_line():
    read_paper = paper("甲市机关事务管理局　2025年1月16日\n")
    assert (read_paper.signer, read_paper.date) == ("甲市机关事务管理局", "2025-01-16")


def test_date_in_chinese_numerals():
    assert paper("甲市机关事务管理局\n二〇二五年一月十六日\n").date == "2025-01-16"


def test_no_signature():
    read_paper = paper("")
    assert (read_paper.signer, read_paper.date, read_paper.signature_span) == (None, None, None)


def test_attachments_signature_note_and_imprint():
    read_paper = paper(
        "附件：1.制度清单\n2.培训安排\n甲市机关事务管理局\n2025年1月16日\n（联系人：王某，电话：12345）\n"
        "附件1\n制度清单\n一、办公用房管理办法\n"
        "抄送：市司法局，市委依法治市办。\n甲市机关事务管理局办公室　2025年1月17日印发\n"
    )
    assert (read_paper.signer, read_paper.date) == ("甲市机关事务管理局", "2025-01-16")
    assert read_paper.copies_to == ["市司法局", "市委依法治市办"]
    assert [section.number for section in read_paper.sections] == ["一", "二"]
    last = read_paper.sections[-1]
    assert read_paper.text[last.start : last.end].endswith("培训不少于9次。")
    for word in ("制度清单", "抄送", "联系人", "印发"):
        assert not read_paper.in_body(read_paper.text.index(word, last.end))


def test_copies_over_two_lines():
    read_paper = paper(
        "甲市机关事务管理局\n2025年1月16日\n抄送：市司法局，市委依法治市办，\n局属各单位。\n"
        "甲市机关事务管理局办公室　2025年1月17日印发\n"
    )
    assert read_paper.copies_to == ["市司法局", "市委依法治市办", "局属各单位"]
    assert read_paper.date == "2025-01-16"


def test_buttons_of_the_web_page_are_no_body():
    read_paper = paper("甲市机关事务管理局\n2025年1月16日\n责任编辑：王某\n上一篇：某某通知\n打印本页\n")
    assert (read_paper.signer, read_paper.date) == ("甲市机关事务管理局", "2025-01-16")
    assert read_paper.sections[-1].end < read_paper.text.index("责任编辑")
