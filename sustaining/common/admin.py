"""Base classes of Django admin: nothing is deleted, and the database's refusals become form errors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.forms import ModelForm
from django.http import HttpRequest

from .errors import constraint_name, database_message


class CheckedModelForm(ModelForm):
    """Saves in a savepoint while validating, so that a refusal by a trigger becomes a form error.

    Every row is therefore written twice: rolled back first, then for good.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._opened_on = self.instance.pk

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance.save()
                transaction.set_rollback(True)
        except DatabaseError as error:
            self.add_error(None, ValidationError(database_message(error), code=constraint_name(error) or "refused"))
        finally:
            if self._opened_on is None:
                self.instance.pk = None
                self.instance._state.adding = True


class BaseAdmin(admin.ModelAdmin):
    """Nothing is deleted; large tables use autocomplete; the page count is limited to the rows shown."""

    form = CheckedModelForm
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides: ClassVar[dict[Any, dict[str, Any]]] = {models.URLField: {"assume_scheme": "https"}}

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: nothing that happened is deleted."""
        return False


class ReadOnlyAdmin(BaseAdmin):
    """For rows that only actions write."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
