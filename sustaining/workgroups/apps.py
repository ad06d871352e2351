from django.apps import AppConfig


class WorkgroupsConfig(AppConfig):
    name = "sustaining.workgroups"
    label = "workgroups"
    verbose_name = "Work Groups"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
