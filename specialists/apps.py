from django.apps import AppConfig


class SpecialistsConfig(AppConfig):
    name = "specialists"
    verbose_name = "Mastery Specialists"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers what it holds)
            actions,
            emails,
            endings,
            events,
            facts,
            handlers,
            hub_merging,
            merging,
            personal_data,
            retention,
            roles,
            rules,
            search,
            todos,
        )
