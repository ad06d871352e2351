from django.apps import AppConfig


class SpecialistsConfig(AppConfig):
    name = "specialists"
    verbose_name = "Mastery Specialists"

    def ready(self) -> None:
        from . import rules  # noqa: F401, PLC0415  (rules register themselves)
