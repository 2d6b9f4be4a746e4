"""Papers written for the tests; every office and figure in them is invented."""

from datetime import date, datetime

from yifa.papers.docmodel import (
    Attachment,
    Document,
    Header,
    Heading,
    Imprint,
    ListItem,
    Meta,
    Run,
    Signature,
    Table,
    fig,
    para,
)


def body():
    return [
        para(
            "2026年，我局把依法履职作为机关事务工作的底线，结合年度重点任务，从学法、审查、监督三个环节入手，"
            "推动各项职责在法定权限和程序内运行。现将有关情况报告如下。"
        ),
        Heading(1, "主要举措和成效", kind="achievements"),
        Heading(2, "领导干部带头学法"),
        para(
            "全年召开局党组会议",
            fig("23次", "decisions.party_group_meetings"),
            "，议事之前均先学一部与议题有关的法律法规；理论学习中心组开展集体学法",
            fig("6次", "legal_study.group_sessions"),
            "，印发学法清单“一月一法”",
            fig("12期", "legal_study.lists"),
            "。",
            key="study.leaders",
        ),
        Heading(2, "审查关口前移"),
        Heading(3, "合同审查"),
        para(
            "法规处对局属单位重大业务开展二级复审",
            fig("57件次", "legality_review.second_level"),
            "。",
            Run("全局签订的合同均在签订前完成审查", mark="stop"),
            "，所提意见采纳",
            fig("187条", "legality_review.opinions_adopted"),
            "。",
        ),
        Heading(4, "公务用车维修框架协议"),
        para("对维修配件定价条款提出修改建议，约定按月公开结算清单。"),
        Heading(4, "办公楼物业服务合同"),
        para("补充服务考核与退出条款，明确每季度现场核验一次。"),
        Heading(3, "制度审查", run_in=True),
        para("按照《公共机构节能条例》修订用能管理制度", fig("4项", "instruments.revised"), "，废止1项。"),
        Heading(1, "党政主要负责人履行第一责任人职责情况", kind="leader"),
        para("局主要负责人听取法治工作汇报4次，对以下事项逐项交办："),
        ListItem([Run("办公用房权属登记资料的补齐；")], marker="一是"),
        ListItem([Run("公物仓调剂程序的公开；")], marker="二是"),
        Table(
            header=["事项", "责任处室", "办结数（件）"],
            rows=[
                ["合同合法性审查", "法规处", [fig("62", "contracts.total")]],
                ["公平竞争审查", "采购管理处", "4"],
                ["政府信息公开申请办理", "办公室", "7"],
            ],
            widths=[3, 2, 1.4],
            align=["left", "center", "right"],
            caption="2026年审查事项办理情况",
        ),
        Heading(1, "不足和原因", kind="shortcomings"),
        para(
            "个别单位送审材料不齐，退回补正耗时较长，主要原因是经办人员对送审清单不熟悉。",
            Run("没有政府信息公开行政复议和行政诉讼。", mark="hold"),
        ),
        Heading(1, "下一年度工作安排", kind="plan"),
        para("完善送审清单和示范文本，年内对局属单位开展不少于4次现场指导。特此报告。"),
    ]


def draft():
    return Document(
        title=["己县机关事务管理局", "2026年法治政府建设情况报告"],
        addressee="县委全面依法治县委员会办公室",
        body=body(),
        attachments=[Attachment("2026年法治政府建设主要数据表"), Attachment("2027年重点任务分工表")],
        signature=Signature("己县机关事务管理局", date(2027, 1, 15)),
        note="联系人：办公室值班室",
        meta=Meta(
            draft=True,
            demo=True,
            data_as_of=datetime(2026, 12, 31, 14, 32),
            edition="submit",
            bureau="己县机关事务管理局",
            ledger_seq=41882,
        ),
    )


def formal():
    doc = draft()
    for block in doc.body:
        for run in getattr(block, "runs", []):
            run.mark = None
    doc.header = Header(issuer_mark="己县机关事务管理局文件", doc_no="己管法〔2027〕3号", signer="丁启明")
    doc.imprint = Imprint(
        ["县人大监察和司法委员会", "县政府办公室", "县司法局", "县纪委监委派驻第四纪检监察组", "局属各单位"],
        "己县机关事务管理局办公室",
        date(2027, 1, 18),
    )
    doc.attachments[0].blocks = [
        Table(
            header=["序号", "数据", "本年", "上年"],
            rows=[[str(n), f"第{n}项工作数据", str(n * 3), str(n * 2)] for n in range(1, 41)],
            widths=[1, 5, 2, 2],
            align=["center", "left", "right", "right"],
        )
    ]
    doc.meta = Meta(demo=False, data_as_of=date(2026, 12, 31), bureau="己县机关事务管理局", ledger_seq=41900)
    return doc
