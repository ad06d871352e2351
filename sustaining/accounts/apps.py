from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sustaining.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from . import emails, links, rules  # noqa: F401, PLC0415  (each registers what it holds)
