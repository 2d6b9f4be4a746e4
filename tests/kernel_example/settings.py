"""The site of the tests with one module more."""

from yifa.site.settings_test import *  # noqa: F403

INSTALLED_APPS = [a for a in INSTALLED_APPS if a != "yifa.site.apps.Config"]  # noqa: F405
INSTALLED_APPS += ["tests.kernel_example.module.App", "yifa.site.apps.Config"]
