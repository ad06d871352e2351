from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "sustaining.common"
    label = "common"
    verbose_name = "Common"

    def ready(self) -> None:
        from . import checks, deploy_checks, one_line, required  # noqa: F401, PLC0415  (system checks register themselves)

        one_line.install()
        required.install()
