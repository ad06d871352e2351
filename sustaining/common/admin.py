"""Base classes of Django admin: what the site holds is held here too, and the database's refusals become form errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst

from .errors import DomainError, constraint_name, database_message
from .forms import LinesField

SORT_NAME, NAMES = "sort_name", {"name", "full_name", "local_authority"}
EXACT = "^=@"
"""First characters of search fields that say how they are compared, see ModelAdmin.search_fields."""
HISTORY_ENDINGS = ("Event",)
"""Ends of the names of models that refer to every row, such as its history."""


def get_refusal(error: DatabaseError, model: type[models.Model]) -> str:
    """Return the sentence of a constraint of the model that was broken, or the one that the database raised."""
    name = constraint_name(error)
    sentences = {constraint.name: constraint.violation_error_message for constraint in model._meta.constraints}
    return str(sentences.get(name or "") or database_message(error))


def is_referred_to(row: models.Model) -> bool:
    """Return whether other rows, beside the row's history, refer to it."""
    for relation in row._meta.related_objects:
        related: Any = relation.related_model
        if not relation.field.concrete or related.__name__.endswith(HISTORY_ENDINGS):
            continue
        if related._base_manager.filter(**{relation.field.name: row}).exists():
            return True
    return False


class CheckedModelForm(ModelForm):
    """Saves in a savepoint while validating, so that a refusal by the database becomes a form error.

    Every row is therefore written twice: rolled back first, then for good. `identity_fields` keep their values once the
    row is there, whatever is sent.
    """

    identity_fields: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._opened_on = self.instance.pk
        if self.instance.pk is not None:
            for name in self.identity_fields:
                if name in self.fields:
                    self.fields[name].disabled = True

    def _post_clean(self) -> None:
        self._keep_what_is_unchanged()
        super()._post_clean()  # type: ignore[misc]
        if self.errors or self._waits_for_its_parent() or (self._opened_on is not None and not self.has_changed()):
            return
        try:
            with transaction.atomic():
                self.instance.save()
                transaction.set_rollback(True)
        except DatabaseError as error:
            sentence = get_refusal(error, type(self.instance))
            self.add_error(None, ValidationError(sentence, code=constraint_name(error) or "refused"))
        finally:
            if self._opened_on is None:
                self.instance.pk = None
                self.instance._state.adding = True

    def _keep_what_is_unchanged(self) -> None:
        """Take the row's own value where the form shows less than the row has: a moment's seconds, a text's end."""
        if self._opened_on is None:
            return
        changed = set(self.changed_data)
        for field in self.instance._meta.concrete_fields:
            if field.name in self.cleaned_data and field.name not in changed:
                self.cleaned_data[field.name] = getattr(self.instance, field.name)

    def _waits_for_its_parent(self) -> bool:
        """Return whether this is a row of an inline whose parent is not saved yet."""
        keys = [field for field in self.instance._meta.concrete_fields if field.is_relation and not field.null]
        return any(getattr(self.instance, field.attname) is None for field in keys)


class ListsByLines:
    """Edits a column of texts or numbers as lines, one entry to a line: a comma in an entry never tears it in two."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a LinesField for an array whose entries are not chosen from a list."""
        if isinstance(db_field, ArrayField) and not db_field.base_field.choices:
            options = {"label": capfirst(db_field.verbose_name), "help_text": db_field.help_text}
            entry: Any = db_field.base_field.formfield()
            return LinesField(required=not db_field.blank, clean_each=entry.clean, **options)
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class NaturalChangeList(ChangeList):
    """Sorts names as people do: by the column `sort_name` of a table that has it."""

    def get_ordering_field(self, field_name: Any) -> Any:
        """Return the column to sort by when a heading is clicked."""
        column = super().get_ordering_field(field_name)
        fields = {field.name for field in self.model._meta.concrete_fields}
        return SORT_NAME if column in NAMES and SORT_NAME in fields else column


class BaseAdmin(ListsByLines, admin.ModelAdmin):
    """Nothing is deleted; large tables use autocomplete; the page count is limited to the rows shown.

    `identity_fields` say whose a row is: they are read-only once it is there. `fixed_once_used` are read-only once other
    rows refer to it.
    """

    form = CheckedModelForm
    list_per_page = 50
    show_full_result_count = False
    formfield_overrides: ClassVar[dict[Any, dict[str, Any]]] = {models.URLField: {"assume_scheme": "https"}}
    identity_fields: ClassVar[Sequence[str]] = ()
    fixed_once_used: ClassVar[Sequence[str]] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that sorts names naturally."""
        return NaturalChangeList

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return the columns to search, in which accents, apostrophes and dashes don't count. Autocomplete uses them too."""
        names = super().get_search_fields(request)
        return [name if name[0] in EXACT else f"{name}__contains_folded" for name in names]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Return the fields that this row keeps."""
        fields = list(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        fields += self.identity_fields
        if self.fixed_once_used and is_referred_to(obj):
            fields += self.fixed_once_used
        return fields

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: nothing that happened is deleted (design, rule 5)."""
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show and save a row; what is refused as it is saved is shown as a message on the same page."""
        show = super().changeform_view
        return self._with_refusals(request, lambda: show(request, object_id, form_url, extra_context))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list and run its actions; what is refused is shown as a message on the same page."""
        show = super().changelist_view
        return self._with_refusals(request, lambda: show(request, extra_context))

    def _with_refusals(self, request: HttpRequest, show: Callable[[], HttpResponse]) -> HttpResponse:
        try:
            with transaction.atomic():
                return show()
        except DomainError as error:
            sentence = str(error)
        except DatabaseError as error:
            if request.method != "POST":
                raise
            sentence = get_refusal(error, self.model)
        messages.error(request, sentence)
        return redirect(request.get_full_path())


class ReadOnlyAdmin(BaseAdmin):
    """For rows that only actions write."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class WrittenByPages(BaseAdmin):
    """For rows that a page of the site adds, with what follows from them; here they are corrected."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: the page calls an action, which checks more and emails people."""
        return False


class CheckedInline(ListsByLines, admin.TabularInline):
    """Rows in the page of another. `identity_fields` are fixed once a row is there."""

    form = CheckedModelForm
    extra = 0
    identity_fields: ClassVar[Sequence[str]] = ()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the formset, with forms that keep the identity of their rows."""
        form = type(f"{self.model.__name__}Form", (self.form,), {"identity_fields": tuple(self.identity_fields)})
        return super().get_formset(request, obj, **{"form": form, **kwargs})
