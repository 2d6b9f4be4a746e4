"""Django app of the programming interface."""

from django.apps import AppConfig


class Config(AppConfig):
    """接口."""

    name = "yifa.kernel.api"
    label = "kernel_api"
    verbose_name = "接口"
    default_auto_field = "django.db.models.BigAutoField"
