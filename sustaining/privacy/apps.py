from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "sustaining.privacy"
    label = "privacy"
    verbose_name = "Data requests"

    def ready(self) -> None:
        from . import emails, handlers, merging, navigation, personal_data, retention, rules, sign_in  # noqa: F401, PLC0415  (each registers)
