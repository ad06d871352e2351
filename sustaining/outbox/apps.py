from django.apps import AppConfig, apps


class OutboxConfig(AppConfig):
    name = "sustaining.outbox"
    label = "outbox"
    verbose_name = "Emails"

    def ready(self) -> None:
        from . import emails, personal_data, recipients, retention, rules, site_metrics  # noqa: F401, PLC0415  (they register)

        if apps.is_installed("anymail"):
            from . import bounces  # noqa: F401, PLC0415  (listens to the provider's webhooks)
