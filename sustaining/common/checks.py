"""System checks of our own for models, actions and event handlers."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from . import events
from .permissions import guarded_permissions, is_registered


@register(Tags.models)
def check_actions_have_rules(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for every `@action` whose permission nobody registered: it would refuse everyone."""
    return [
        Error(f"The action {name!r} has no rule: add it to its app's rules.py.", id="sustaining.E001")
        for name in guarded_permissions()
        if not is_registered(name)
    ]


@register(Tags.models)
def check_models_have_visible_to(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for every local model whose manager has no `visible_to`."""
    return [
        Error(f"{model._meta.label} has no visible_to().", obj=model, id="sustaining.E002")
        for model in local_models()
        if not hasattr(model._default_manager, "visible_to")
    ]


@register(Tags.models)
def check_handlers_fit_events(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Return an error for every handler of an undeclared event, or with parameters that do not fit it."""
    return [Error(problem, id="sustaining.E003") for problem in events.problems()]


def local_models() -> list[Any]:
    """Return the project's own models, without history's event models and many-to-many tables."""
    models = []
    for config in apps.get_app_configs():
        if config.name in settings.LOCAL_APPS:
            models += [model for model in config.get_models() if not hasattr(model, "pgh_tracked_model")]
    return models
