from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "sustaining.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from . import retention, rules  # noqa: F401, PLC0415  (each registers what it holds)
