"""House rules of Django admin: everything is there, found by a search, and no page lists 50,000 schools in a select."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import models

from sustaining.common.admin import ReadOnlyAdmin
from sustaining.common.checks import local_models

UNCLEAR_NAMES = re.compile(
    r"brought in|taken|settled|MFA|Outbox|bank|self evaluation|\blines?\b|^files of|^recipients of"
)
MANY = {"School", "User", "Participation", "Grant", "Claim", "Session", "Aim", "Plan", "Advocate", "Meeting"}
"""Too many of them for a select."""


def ours() -> dict[Any, Any]:
    return {model: page for model, page in admin.site._registry.items() if model in local_models()}


def test_every_model_is_in_the_admin():
    """On a page of its own, or as rows in another's."""
    shown = {row.model for page in ours().values() for row in page.inlines} | set(ours())
    assert [model._meta.label for model in local_models() if model not in shown] == []


def test_admin_never_deletes_and_long_lists_can_be_searched():
    assert [
        str(page)
        for page in ours().values()
        if type(page).has_delete_permission is BaseModelAdmin.has_delete_permission
    ] == []
    assert [str(page) for page in ours().values() if not page.search_fields and not page.list_filter] == []


def test_admin_names_what_it_lists_as_the_site_does():
    """No riddles, no words that the glossary replaces, and nothing that only a developer knows."""
    shown = {str(model._meta.app_config.verbose_name) for model in admin.site._registry}
    shown |= {str(name) for model in ours() for name in (model._meta.verbose_name, model._meta.verbose_name_plural)}
    assert [name for name in sorted(shown) if UNCLEAR_NAMES.search(name)] == []


def test_admin_select_of_a_large_table_uses_autocomplete():
    assert list(_selects()) == []


def _selects() -> Iterator[str]:
    for page in ours().values():
        rows = [] if isinstance(page, ReadOnlyAdmin) else [row(page.model, admin.site) for row in page.inlines]
        for form_page in [page, *rows]:
            shown = {
                *form_page.autocomplete_fields,
                *form_page.raw_id_fields,
                *form_page.readonly_fields,
                *(form_page.exclude or ()),
            }
            if isinstance(form_page, ReadOnlyAdmin) or not form_page.has_change_permission(_Request()):
                continue
            form = getattr(form_page, "form", None)
            field_names = getattr(getattr(form, "_meta", None), "fields", None) or form_page.fields
            for field in form_page.model._meta.fields:
                if field_names and field_names != "__all__" and field.name not in field_names:
                    continue
                many = isinstance(field, models.ForeignKey) and field.related_model.__name__ in MANY
                parent = form_page is not page and field.related_model is page.model
                if many and field.editable and not parent and field.name not in shown:
                    yield f"{type(form_page).__name__}.{field.name}"


class _Everything:
    @staticmethod
    def has_perm(*args: Any) -> bool:
        return True


class _Request:
    user = _Everything
