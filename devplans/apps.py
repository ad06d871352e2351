from django.apps import AppConfig


class DevplansConfig(AppConfig):
    name = "devplans"
    verbose_name = "Development plans and sessions"

    def ready(self) -> None:
        from . import days, desk_items, passing, rules, search  # noqa: F401, PLC0415  (each registers what it holds)
        from .actions import plans, sessions  # noqa: F401, PLC0415
