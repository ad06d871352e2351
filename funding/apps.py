from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Grants and claims"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
