from django.apps import AppConfig


class HelpConfig(AppConfig):
    name = "sustaining.help"
    label = "help"
    verbose_name = "Help"

    def ready(self) -> None:
        from . import actions, emails, rules  # noqa: F401, PLC0415  (each registers what it holds)
