from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "sustaining.workgroups"
    label = "workgroups"
    verbose_name = "Work Groups"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers its contents)
            certificate_emails,
            chasers,
            emails,
            endings,
            facts,
            feeds,
            handlers,
            handover,
            hub_merging,
            links,
            mark_uses,
            merging,
            personal_data,
            release_occasions,
            retention,
            rules,
            search,
            todos,
            wording,
        )
