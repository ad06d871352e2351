from django.apps import AppConfig


class RollingConfig(AppConfig):
    name = "sustaining.rolling"
    label = "rolling"
    verbose_name = "Next year"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers its contents)
            emails,
            endings,
            hub_merging,
            links,
            personal_data,
            retention,
            rules,
            todos,
        )
