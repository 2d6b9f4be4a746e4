"""Django app of the kernel's background jobs."""

from django.apps import AppConfig


class Config(AppConfig):
    """后台任务."""

    name = "yifa.kernel.jobs"
    label = "kernel_jobs"
    verbose_name = "后台任务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the recurring work of the kernel."""
        from yifa.kernel.jobs import chores  # noqa: F401
