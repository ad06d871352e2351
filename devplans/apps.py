from django.apps import AppConfig


class DevplansConfig(AppConfig):
    name = "devplans"
    verbose_name = "Development plans and sessions"

    def ready(self) -> None:
        # each registers what it holds
        from . import (  # noqa: F401, PLC0415
            days,
            emails,
            handlers,
            occasions,
            passing,
            retention,
            rules,
            search,
            session_emails,
            session_todos,
            todos,
        )
        from .actions import (  # noqa: F401, PLC0415
            attachments,
            impact,
            planning,
            plans,
            reviews,
            sessions,
            templates,
            visits,
            writing,
            years,
        )
