"""Reading settings from the environment: secrets from files where it says so, and a list of everything that was read."""

from __future__ import annotations

from typing import Any

import environ
from environ.fileaware_mapping import FileAwareMapping

UNSET = environ.Env.NOTSET


class EnvironmentWithFiles(FileAwareMapping):
    """The environment, in which `SECRET_KEY_FILE=/run/secrets/key` gives `SECRET_KEY` from a file, and so for every name.

    The form of Docker’s and systemd’s secrets. Surrounding white space is dropped: editors end a file with a line break,
    which would otherwise become part of the key. An address that is empty counts as not set: containers want a file for
    each secret, also for one that is not used.
    """

    def __getitem__(self, key: str) -> str:
        value = str(super().__getitem__(key)).strip()
        if not value and key.endswith("_URL"):
            raise KeyError(key)
        return value


class Environment(environ.Env):
    """Reads variables and remembers each with its default, for `manage.py variables`."""

    ENVIRON = EnvironmentWithFiles()

    def __init__(self) -> None:
        super().__init__()
        self.defaults: dict[str, Any] = {}

    def get_value(self, var: str, cast: Any = None, default: Any = UNSET, parse_default: bool = False) -> Any:
        """Return the value of a variable, else its default, and remember that it was asked for."""
        self.defaults.setdefault(var, default)
        return super().get_value(var, cast=cast, default=default, parse_default=parse_default)


ENVIRONMENT = Environment()
"""The one that the settings read."""
