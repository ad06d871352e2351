from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = "Schools"

    def ready(self) -> None:
        from . import emails, endings, events, merging, posts, rules, search, second_factor, todos  # noqa: F401, PLC0415  (each registers what it holds)
