"""Django app of the kernel's ledger."""

from django.apps import AppConfig


class Config(AppConfig):
    """账本."""

    name = "yifa.kernel.ledger"
    label = "kernel_ledger"
    verbose_name = "账本"
    default_auto_field = "django.db.models.BigAutoField"
