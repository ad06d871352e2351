from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "sustaining.applications"
    label = "applications"
    verbose_name = "Applications"

    def ready(self) -> None:
        from . import emails, events, hub_merging, links, personal_data, retention, rules, todos  # noqa: F401, PLC0415  (each registers what it holds)
