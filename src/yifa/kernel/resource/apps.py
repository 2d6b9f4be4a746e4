"""Django app of the derived surfaces."""

from django.apps import AppConfig


class Config(AppConfig):
    """台账页面."""

    name = "yifa.kernel.resource"
    label = "kernel_resource"
    verbose_name = "台账页面"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the register of exports and the verb 导出 of every Resource."""
        from yifa.kernel import verbs
        from yifa.kernel.exports import exporting, jobs, registers  # noqa: F401

        verbs.FOR_ALL.append(exporting.ExportVerb)
