from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "sustaining.applications"
    label = "applications"
    verbose_name = "Applications"
