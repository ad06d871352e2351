from types import ModuleType

from django.apps import AppConfig

from . import trigger_registry


class CommonConfig(AppConfig):
    name = "sustaining.common"
    label = "common"
    verbose_name = "Common"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        trigger_registry.install()  # here: apps are all made before the models of any are loaded

    def ready(self) -> None:
        from . import checks, deploy_checks, one_line, required  # noqa: F401, PLC0415  (system checks register themselves)

        one_line.install()
        required.install()
