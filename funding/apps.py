from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Grants and claims"

    def ready(self) -> None:
        from . import actions, chasers, emails, endings, handlers, hub_merging, links, retention, rules, search, todos  # noqa: F401, PLC0415  (each registers what it holds)
