from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "sustaining.workgroups"
    label = "workgroups"
    verbose_name = "Work Groups"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers what it holds)
            emails,
            feeds,
            handlers,
            links,
            merging,
            release_occasions,
            handover,
            retention,
            rules,
            search,
            todos,
            wording,
        )
