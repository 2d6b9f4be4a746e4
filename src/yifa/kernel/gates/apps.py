"""Django app of the kernel's gates."""

from django.apps import AppConfig


class Config(AppConfig):
    """闸口."""

    name = "yifa.kernel.gates"
    label = "kernel_gates"
    verbose_name = "闸口"
    default_auto_field = "django.db.models.BigAutoField"
