"""Reading settings from the environment: secrets from files where it says so, and a list of everything that was read."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

UNSET = environ.Env.NOTSET


class EnvironmentWithFiles(FileAwareMapping):
    """The environment, in which `SECRET_KEY_FILE=/run/secrets/key` gives `SECRET_KEY` from a file, and so for every name.

    The form of Docker’s and systemd’s secrets. Surrounding white space is dropped: editors end a file with a line break,
    which would otherwise become part of the key.
    """

    def __getitem__(self, key: str) -> str:
        return str(super().__getitem__(key)).strip()


class Environment(environ.Env):
    """Reads variables and remembers each with its default, for `manage.py variables`."""

    ENVIRON = EnvironmentWithFiles()

    def __init__(self) -> None:
        super().__init__()
        self.defaults: dict[str, Any] = {}

    def get_value(self, var: str, cast: Any = None, default: Any = UNSET, parse_default: bool = False) -> Any:
        """Return the value of a variable, else its default, and remember that it was asked for.

        An address that is empty counts as not set: containers want a file for each secret, also for one that is not used.
        Raise ImproperlyConfigured for an address that is needed.
        """
        self.defaults.setdefault(var, default)
        value = super().get_value(var, cast=cast, default=default, parse_default=parse_default)
        if value != "" or not var.endswith("_URL"):
            return value
        if default is UNSET:
            raise ImproperlyConfigured(f"{var} is empty.")
        return default


ENVIRONMENT = Environment()
"""The one that the settings read."""
