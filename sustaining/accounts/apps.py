from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sustaining.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from . import checks, emails, events, links, personal_data, retention, rules, sessions  # noqa: F401, PLC0415  (each registers its entries)
