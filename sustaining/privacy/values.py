"""Render a row for an archive: each field under its label, other people masked, secrets left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from schools.models import Hub, Project, School
from sustaining.common.personal_data import Holding, concrete_fields

from .masking import SOMEONE, Mask

KEPT_SECRET = "[kept, and never shown]"  # noqa: S105
NAMED: tuple[type[models.Model], ...] = (School, Hub, Project)
"""What is shown by its name; other things by their number."""


class Values:
    """Renders the rows of one holding, and the rows of its history."""

    def __init__(self, holding: Holding, mask: Mask) -> None:
        self.holding, self.mask = holding, mask
        self.fields = [each for each in concrete_fields(holding.model) if not isinstance(each, models.BinaryField)]
        self._names: dict[type[models.Model], dict[Any, str]] = {}

    def prepare(self, rows: Iterable[Any]) -> None:
        """Read the names of schools, hubs and projects that rows refer to. One query for each of the three at most."""
        rows = list(rows)
        for each in self.fields:
            model: Any = each.related_model
            if model in NAMED:
                keys = {getattr(row, each.attname, None) for row in rows}
                names = self._names.setdefault(model, {})
                missing = [key for key in keys if key is not None and key not in names]
                names.update({key: str(row) for key, row in model._base_manager.in_bulk(missing).items()})

    def of(self, row: Any) -> dict[str, Any]:
        """Return label: value of the fields of a row that say something. A row of history may lack some."""
        values = {}
        for each in self.fields:
            if not hasattr(row, each.attname) or each.primary_key:
                continue
            value = self._value(each, getattr(row, each.attname))
            if value not in (None, "", []):
                values[str(each.verbose_name)] = "\n".join(value) if isinstance(value, list) else value
        return values

    def _value(self, each: models.Field, value: Any) -> Any:
        """Return a field's value as it is given out; empty ones stay empty."""
        if value in (None, ""):
            return value
        if each.name in self.holding.secrets:
            return KEPT_SECRET
        if each.name in self.holding.mentions:
            return list(self._mentions(value))
        if isinstance(each, models.ForeignKey):
            return self._reference(each, value)
        if each.choices:
            return str(dict(each.flatchoices).get(value, value))
        return self._plain(each, value)

    def _plain(self, each: models.Field, value: Any) -> Any:
        if isinstance(value, datetime):
            return timezone.localtime(value).isoformat(timespec="minutes")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool | int):
            return value
        if isinstance(each, ArrayField):
            hide = self.mask.name if each.name in self.holding.names else self.mask.text
            return [hide(str(entry)) for entry in value]
        if isinstance(each, models.JSONField):
            return list(self._mentions(value))
        if isinstance(each, models.EmailField) or each.name in self.holding.addresses:
            return self.mask.address(str(value))
        return self.mask.name(value) if each.name in self.holding.names else self.mask.text(str(value))

    def _reference(self, each: Any, key: Any) -> Any:
        model: Any = each.related_model
        if model._meta.label == settings.AUTH_USER_MODEL:
            return "you" if key in self.mask.identity.keys else SOMEONE
        if model in NAMED:
            return self._names.get(model, {}).get(key, f"{model._meta.verbose_name} {key}")
        return f"{model._meta.verbose_name} {key}"

    def _mentions(self, value: Any, path: str = "") -> Iterator[str]:
        """Yield the parts of a structure, or the lines of a text, that name the person."""
        if isinstance(value, Mapping):
            for key, part in value.items():
                yield from self._mentions(part, f"{path}{key}: ")
        elif isinstance(value, list | tuple):
            for part in value:
                yield from self._mentions(part, path)
        elif isinstance(value, str):
            for line in value.splitlines():
                if self.mask.identity.is_named(line):
                    yield path + self.mask.text(line)
