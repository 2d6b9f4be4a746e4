"""The UI kit as a Django app: templates, static files and template tags, no model."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "yifa.kernel.ui"
    label = "kernel_ui"
    verbose_name = "界面"
