from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "sustaining.casework"
    label = "casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers its contents)
            chase_schedules,
            handlers,
            handover,
            hub_merging,
            merging,
            retention,
            rules,
            search,
            todos,
        )
