"""Settings of the tests: the same site, quicker password hashing, its own home folder."""

import os
import tempfile

os.environ.setdefault("YIFA_HOME", tempfile.mkdtemp(prefix="yifa-test-"))

from yifa.site.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
