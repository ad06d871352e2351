from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """The training site: an installation where the demo's people are practised on (decision 135)."""

    name = "sustaining.training"
    label = "training"
    verbose_name = "Training site"

    def ready(self) -> None:
        from . import checks, email, rules  # noqa: F401, PLC0415  (each registers its entries)
