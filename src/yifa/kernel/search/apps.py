"""Django app of the kernel's search."""

from django.apps import AppConfig


class Config(AppConfig):
    """搜索."""

    name = "yifa.kernel.search"
    label = "kernel_search"
    verbose_name = "搜索"
    default_auto_field = "django.db.models.BigAutoField"
