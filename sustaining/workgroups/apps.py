from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "sustaining.workgroups"
    label = "workgroups"
    verbose_name = "Work Groups"

    def ready(self) -> None:
        from . import desk_items, hub_moves, joining, merging, passing, reminders, rules, search  # noqa: F401, PLC0415  (each registers what it holds)
