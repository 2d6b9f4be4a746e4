"""Django app of the kernel's files."""

from django.apps import AppConfig


class Config(AppConfig):
    """文件."""

    name = "yifa.kernel.files"
    label = "kernel_files"
    verbose_name = "文件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the verb 加入佐证 of every record."""
        from yifa.kernel import verbs
        from yifa.kernel.files.attach import AttachVerb

        verbs.FOR_ALL.append(AttachVerb.for_resource)
