from django.apps import AppConfig, apps


class OutboxConfig(AppConfig):
    name = "sustaining.outbox"
    label = "outbox"
    verbose_name = "Outbox"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)

        if apps.is_installed("anymail"):
            from . import bounces  # noqa: F401, PLC0415  (listens to the provider's webhooks)
