from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sustaining.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
