"""Exchange with the upper platform (上级平台数据交换).

Shaped after the table of contents of DB32/T 3826-2020 (江苏 公务用车管理 数据交换技术规范): the names of its 18
interfaces are public, its field definitions have not been seen. Field names here are those of our own registers;
before a real connection they are to be compared with the text of the standard.
"""
