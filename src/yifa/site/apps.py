"""The last app: closes the registry once every module has declared itself."""

from django.apps import AppConfig


class Config(AppConfig):
    """依法."""

    name = "yifa.site"
    label = "site_yifa"

    def ready(self) -> None:
        """Freeze the registry."""
        from yifa.kernel import registry

        registry.freeze()
