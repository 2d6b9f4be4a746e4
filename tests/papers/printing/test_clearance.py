"""What keeps a public edition in the house."""

import paper_samples as samples
import pytest

from yifa.papers.clearance import exposures
from yifa.papers.docmodel import Document, Header, para


def kinds(text):
    return [found.kind for found in exposures(Document(title=["标题"], body=[para(text)]))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系人王某，身份证号11010519491231002X。", "身份证号码"),
        ("请拨打13800138000咨询。", "手机号码"),
        ("退款至6222020200112233445。", "银行卡号"),
        ("意见发至wang@example.gov.cn。", "电子邮箱"),
        ("公务用车苏A12345已封存。", "车牌号码"),
        ("新能源车粤BD12345上路。", "车牌号码"),
        ("机密★5年", "密级或内部标记"),
        ("秘密 3年", "密级或内部标记"),
        ("内部资料，注意保存", "密级或内部标记"),
    ],
)
def test_personal_data_and_secrecy_marks_are_found(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "做好保守国家秘密工作，开展保密检查多次。",
        "全年用电1380013.8万千瓦时，支出12345678901234元。",
        "按照己管法〔2027〕3号文件，统一社会信用代码11330000002482036X。",
        "咨询电话0571-87050000。",
        "编号11010519491231002的设备报废。",
        "对A区、B座办公用房开展巡查。",
        "审查商业秘密3年来的保护情况。",
    ],
)
def test_ordinary_sentences_pass(text):
    assert kinds(text) == []


def test_the_finding_shows_the_place_and_not_the_number():
    (found,) = exposures(Document(title=["标题"], body=[para("请拨打13800138000咨询。")]))
    assert "请拨打138" in str(found)
    assert "13800138000" not in str(found)


def test_tables_annexes_and_the_secrecy_of_the_head_count():
    doc = samples.formal()
    assert exposures(doc) == []
    doc.attachments[0].blocks[0].rows[3][1] = "联系13912345678"
    doc.header = Header(secrecy="秘密★1年")
    assert [found.kind for found in exposures(doc)] == ["密级", "手机号码"]
