from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers what it holds)
            chasers,
            emails,
            endings,
            events,
            facts,
            hub_merge_emails,
            hub_merging,
            hub_staff_emails,
            merging,
            personal_data,
            posts,
            rules,
            search,
            second_factor,
            todos,
        )
