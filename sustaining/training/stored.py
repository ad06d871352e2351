"""What a training site keeps outside its tables, and what goes with the tables: files and signed-in sessions."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import Storage
from django.db import models


def list_files() -> list[tuple[Storage, str]]:
    """Return the storage and name of every file that a row, or the history of one, names.

    Files that no row names are left: a folder that is shared with another site by mistake loses nothing of the other.
    """
    files = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                names = model._base_manager.values_list(field.name, flat=True).distinct()
                files.update({name: field.storage for name in names if name})
    return [(storage, name) for name, storage in files.items()]


def remove_files(files: list[tuple[Storage, str]]) -> None:
    """Delete files. One that is gone already is passed over."""
    for storage, name in files:
        storage.delete(name)


def list_sessions() -> list[str]:
    """Return the keys of everyone's sessions."""
    return list(Session.objects.values_list("session_key", flat=True))


def end_sessions(keys: list[str]) -> None:
    """Delete sessions, also from the cache, where one would live on after its row has gone."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete(key)
