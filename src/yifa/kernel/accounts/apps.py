"""Django app of the kernel's accounts."""

from django.apps import AppConfig


class Config(AppConfig):
    """账号."""

    name = "yifa.kernel.accounts"
    label = "kernel_accounts"
    verbose_name = "账号"
    default_auto_field = "django.db.models.BigAutoField"
