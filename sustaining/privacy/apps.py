from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "sustaining.privacy"
    label = "privacy"
    verbose_name = "Data requests"

    def ready(self) -> None:
        from . import emails, merging, navigation, personal_data, retention, rules  # noqa: F401, PLC0415  (each registers)
