from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "sustaining.onboarding"
    label = "onboarding"
    verbose_name = "Setting up a hub"

    def ready(self) -> None:
        from . import emails, personal_data, rules  # noqa: F401, PLC0415  (each registers its contents)
