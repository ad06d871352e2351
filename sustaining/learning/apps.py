from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "sustaining.learning"
    label = "learning"
    verbose_name = "Work Group learning"

    def ready(self) -> None:
        from . import links, mark_uses, panels, personal_data, retention, rules, search, todos  # noqa: F401, PLC0415  (each registers its contents)
