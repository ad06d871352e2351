from django.apps import AppConfig


class SampledataConfig(AppConfig):
    """Commands alone: no model, no page. Both refuse to run where DEBUG is off, unless told otherwise."""

    name = "sustaining.sampledata"
    label = "sampledata"
    verbose_name = "Sample data"
