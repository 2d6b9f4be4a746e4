"""Django app of the kernel's events."""

from django.apps import AppConfig


class Config(AppConfig):
    """事件."""

    name = "yifa.kernel.events"
    label = "kernel_events"
    verbose_name = "事件"
    default_auto_field = "django.db.models.BigAutoField"
