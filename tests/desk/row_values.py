"""What rows hold, for comparing those of one statement with those of their querysets."""

from __future__ import annotations

from typing import Any

from django.db import models


def get_values(row: Any) -> Any:
    """Return the row's values, and those of the rows that were selected with it; not what one-to-one leads back to."""
    if not isinstance(row, models.Model):
        return row
    related = row._state.fields_cache
    fields = {name: value for name, value in vars(row).items() if name != "_state"}
    names = [field.name for field in row._meta.concrete_fields if field.name in related]
    return type(row), fields, {name: get_values(related[name]) for name in names}
