from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "sustaining.casework"
    label = "casework"
    verbose_name = "Casework"

    def ready(self) -> None:
        from . import (  # noqa: F401, PLC0415  (each registers its contents)
            audiences,
            chase_schedules,
            checklist_rules,
            emails,
            giving_emails,
            handlers,
            handover,
            hub_merging,
            merging,
            personal_data,
            retention,
            rules,
            school_filters,
            search,
            self_evaluation_rules,
            self_evaluation_todos,
            tasks,
            todos,
        )
