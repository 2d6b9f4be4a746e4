"""One text in the library of 己县: a made-up provincial measure, so that the pages have something to show."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yifa.kernel.registry import demo

TEXT = """演示省机关会议室管理办法

2024年3月1日 演示省人民政府令第9号公布

第一章 总则

第一条 为了管好机关会议室，方便使用单位，制定本办法。

第二条 本办法适用于演示省各级机关的会议室。

第二章 使用

第三条 使用单位提前申请，写明会议名称、时间和人数。

机关事务管理部门按照下列次序安排：

（一）上级机关召开的会议；

（二）本级机关召开的会议；

（三）其他会议。

第四条 会议结束后，使用单位关闭电源，清点物品。

第三章 附则

第五条 本办法自2024年5月1日起施行。
"""


@demo("core_statutes")
def load(house: Any) -> None:
    """Import it, where it is not there."""
    if house.code != "ji":
        return
    file = SimpleUploadedFile("演示省机关会议室管理办法(2024-03-01).txt", TEXT.encode())
    house.do("core_statutes.text", "import", file=file, kind="", region="990000")
