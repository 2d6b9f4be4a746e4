"""Django app of the kernel's imports."""

from django.apps import AppConfig


class Config(AppConfig):
    """导入."""

    name = "yifa.kernel.imports"
    label = "kernel_imports"
    verbose_name = "导入"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the registers and Actions of imports."""
        from yifa.kernel.imports import actions, jobs, resources  # noqa: F401
