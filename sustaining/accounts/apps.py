from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sustaining.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
