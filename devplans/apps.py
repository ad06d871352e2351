from django.apps import AppConfig


class DevplansConfig(AppConfig):
    name = "devplans"
    verbose_name = "Development plans and sessions"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
