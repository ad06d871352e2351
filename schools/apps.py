from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
