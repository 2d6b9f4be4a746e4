"""Django app of the kernel's files."""

from django.apps import AppConfig


class Config(AppConfig):
    """文件."""

    name = "yifa.kernel.files"
    label = "kernel_files"
    verbose_name = "文件"
    default_auto_field = "django.db.models.BigAutoField"
