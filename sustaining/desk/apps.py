from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sustaining.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from . import chasers, emails, navigation, rules, tasks, todos  # noqa: F401, PLC0415  (each registers its entries)
