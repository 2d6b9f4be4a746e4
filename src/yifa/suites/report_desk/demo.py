"""Demo of the report desk (演示数据): 己县 had its report of last year looked through before it typed a record."""

from __future__ import annotations

from dataclasses import replace

from django.core.files.uploadedfile import SimpleUploadedFile

from yifa.core.org.house import House
from yifa.kernel.registry import demo
from yifa.suites.report_desk import desk

_TEXT = """己县机关事务管理局
{year}年法治政府建设情况报告

县委、县政府，市机关事务管理局：
截止{year}年12月底，年度法治工作任务全部完成。现将有关情况报告如下。
一、主要举措和成效
（一）带头学法。局党组带头遵法学法守法用法，召开党组会议19次，会前学法11次，组织法治培训6次。
（二）依法审查。审查合同46份，其中采购合同28份、服务合同17份，提出修改意见73条。按照《信访条例》办理来信来访9件。
（三）公开透明。主动公开信息58条，没有收到政府信息公开申请。
二、党政主要负责人履行推进法治建设第一责任人职责情况
主要负责人主持研究法治工作4次，审阅规范性文件2件。
三、存在的不足和原因
一是制度更新不够及时。二是合同履约管理还不够精细。
四、下一年度主要安排
（一）建立制度清理机制，由法规处负责，上半年完成。
（二）组织合同履约检查不少于4次，由财务处负责，十月底前完成。

己县机关事务管理局
{after}年1月15日
"""


@demo("report_desk")
def load(house: House) -> None:
    """Hand last year's report in and keep its figures to compare this year's with."""
    if house.code != "ji":
        return
    year = house.year - 1
    content = _TEXT.format(year=year, after=year + 1).encode()
    name = f"己县{year}年报告.txt"
    unit = house.unit("法规处")
    ctx = replace(house.ctx(), scope=house.scope(unit=unit))
    looked = desk.look(content, name, bureau_id=house.bureau.pk)
    paper = house.do("report_desk.paper", "submit", file=SimpleUploadedFile(name, content), _looked=looked, ctx=ctx)
    stop = next((f for f in desk.found(paper) if f.finding.quote == "截止"), None)
    if stop is not None:
        house.do("report_desk.paper", "accept", paper, no=stop.no, text="截至")
    house.do("report_desk.paper", "keep_figures", paper)
