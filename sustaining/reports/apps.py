from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "sustaining.reports"
    label = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from . import actions, links, navigation, personal_data, retention, rules  # noqa: F401, PLC0415  (each registers what it holds)
