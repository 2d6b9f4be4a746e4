"""Tables written outside Actions: everything else is written by Actions alone, and a test watches.

Each with its reason. Rows here carry no business fact.
"""

from __future__ import annotations

#: database table → why it may be written without an Action
FRAMEWORK_TABLES: dict[str, str] = {
    "django_session": "登录会话",
    "usersessions_usersession": "我的会话：哪台设备登录着",
    "kernel_cache": "缓存和限次",
    "django_tasks_database_dbtaskresult": "后台任务",
    "axes_accessattempt": "登录失败计数",
    "axes_accesslog": "登录记录",
    "axes_accessfailurelog": "登录失败记录",
    "axes_accessattemptexpiration": "登录暂停到期",
    "kernel_search_doc": "搜索索引，重建时整表重写",
    "kernel_events_outbox": "事件投递状态",
    "kernel_resource_savedfilter": "用户自存的视图",
    "kernel_resource_listsetting": "用户选的列",
    "kernel_ledger_seal": "加封",
    "kernel_accounts_user": "最近登录时刻和本人改的密码（untracked 的列）",
}
