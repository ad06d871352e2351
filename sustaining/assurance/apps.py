from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "sustaining.assurance"
    label = "assurance"
    verbose_name = "Assurance"

    def ready(self) -> None:
        from . import navigation, personal_data, retention, rules  # noqa: F401, PLC0415  (each registers what it holds)
