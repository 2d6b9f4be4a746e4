"""Django app of the kernel's files."""

from django.apps import AppConfig


class Config(AppConfig):
    """文件."""

    name = "yifa.kernel.files"
    label = "kernel_files"
    verbose_name = "文件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the verbs 加入佐证 and 撤下佐证 of every record."""
        from yifa.kernel import verbs
        from yifa.kernel.files.attach import AttachVerb, WithdrawVerb

        verbs.FOR_ALL += [AttachVerb.for_resource, WithdrawVerb.for_resource]
