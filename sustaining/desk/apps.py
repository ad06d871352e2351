from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sustaining.desk"
    label = "desk"
    verbose_name = "Desk"
