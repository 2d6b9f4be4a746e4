"""Settings of the tests: the same site, quicker password hashing, its own home folder."""

import gc
import os
import tempfile

# The browser driver leaves an event loop in the worker's thread; the ORM is used beside it, never inside.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
os.environ.setdefault("YIFA_HOME", tempfile.mkdtemp(prefix="yifa-test-"))

from yifa.site.settings import *  # noqa: F403

# Modules, tests and schemas stay to the end: looking through them for waste was a sixth of a worker's time (ADR 0083).
gc.set_threshold(100_000, 20, 50)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
#: Static files are looked up when asked for, not listed anew for every client of every test.
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if os.environ.get("YIFA_TEST_ENGINE") == "postgres":
    from yifa.site import env

    # Only the engine: tests/engines.py names server and database before the first connection.
    DATABASES = {"default": env.database("postgresql:///not-yet-named", env.home())}
