"""The tables that are written outside Actions, each with its reason. No business table may stand here.

The write guard of the tests fails on any other write outside an Action; ``yifa ledger verify`` holds
every table that is *not* on this list against the ledger.
"""

from __future__ import annotations

#: table → why it is written by libraries or plumbing
TABLES: dict[str, str] = {
    "django_migrations": "schema versions, written by migrate",
    "django_content_type": "model names, written by migrate",
    "django_session": "login sessions",
    "usersessions_usersession": "which device is signed in",
    "kernel_resource_savedfilter": "a user's saved filters; no business fact",
    "kernel_resource_listsetting": "which columns a user chose; no business fact",
    "auth_permission": "written by migrate; not used (roles belong to posts)",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "account_emailaddress": "login library; passwords are reset without e-mail",
    "account_emailconfirmation": "login library",
    "axes_accessattempt": "lock-out counters",
    "axes_accessattemptexpiration": "lock-out counters",
    "axes_accessfailurelog": "lock-out counters",
    "axes_accesslog": "login log",
    "django_tasks_database_dbtaskresult": "background jobs",
    "kernel_imports_before": "what an import changed, for its undoing; the change itself stands in the ledger",
    "kernel_jobs_job": "progress of background jobs",
    "kernel_cache": "rate limits and short-lived values",
    "kernel_ledger_entry": "the ledger itself; checked by its own chain",
    "kernel_ledger_head": "the ledger's end",
    "kernel_ledger_salt": "salts of personal fields; may be erased",
    "kernel_ledger_seal": "seals, made by the daily job and at exports; checked against their copies",
    "kernel_events_outbox": "delivery state of events",
    "relay_sent": "what the outer instance holds by now, a copy; a whole package starts it anew",
    "relay_partner": "outer side: whom it serves; the inner side has its channel as a record",
    "relay_storedcard": "outer side: copies of what was handed out, no record",
    "relay_storedpost": "outer side: sealed, deleted once the inner side has it",
    "kernel_search_doc": "search index, can be rebuilt",
    "kernel_search_fts": "search index, can be rebuilt",
}

#: table → columns that libraries write on a table whose other columns belong to Actions
COLUMNS: dict[str, frozenset[str]] = {
    "kernel_accounts_user": frozenset({"last_login", "password", "must_change_password"}),
    "kernel_imports_importrecord": frozenset({"done", "progress", "touched_at"}),
    "relay_channel": frozenset({"tried_at", "said"}),
    "kernel_imports_columnmapping": frozenset({"used_at"}),
}
