from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    verbose_name = "Grants and claims"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers what it holds)
            actions,
            chasers,
            emails,
            endings,
            facts,
            handlers,
            hub_merging,
            links,
            payee_emails,
            personal_data,
            release_emails,
            release_rules,
            retention,
            rules,
            search,
            todos,
        )
