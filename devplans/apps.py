from django.apps import AppConfig


class DevplansConfig(AppConfig):
    name = "devplans"
    verbose_name = "Development plans and sessions"

    def ready(self) -> None:
        # importing these modules fills the registries
        from . import (  # noqa: F401, PLC0415
            chasers,
            correction_emails,
            days,
            emails,
            endings,
            facts,
            handlers,
            handover,
            hub_merging,
            next_step_handover,
            occasions,
            participant_emails,
            personal_data,
            retention,
            rules,
            search,
            session_emails,
            session_todos,
            session_uses,
            todos,
        )
        from .actions import (  # noqa: F401, PLC0415
            attachments,
            autosave,
            corrections,
            impact,
            imported_sessions,
            next_steps,
            planning,
            plans,
            reviews,
            sessions,
            templates,
            visits,
            years,
        )
