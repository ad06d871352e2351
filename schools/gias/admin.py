"""Upload of the register in Django admin: choose the file, read what it would change, load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from sustaining.common.admin import ReadOnlyAdmin
from sustaining.common.errors import DomainError

from ..actions.register import upload_register, want_load
from .models import LOAD_MOVES, LoadState, RegisterLoad
from .uploads import TO_WORK_ON, upload_progress

if TYPE_CHECKING:
    from sustaining.accounts.models import User


MOST_REGISTER_BYTES = 100 * 1024 * 1024
MOST_LINK_BYTES = 20 * 1024 * 1024


def limit_size(sent: Any, most: int) -> Any:
    """Return an uploaded file, or raise ValidationError when it is larger than `most` bytes."""
    if sent and sent.size > most:
        size = f"{filesizeformat(sent.size)}; it can have {filesizeformat(most)}"
        raise forms.ValidationError(f"The file is {size}. Choose the file that you downloaded from GIAS.")
    return sent


class UploadForm(forms.ModelForm):
    """The two files as GIAS offers them for download."""

    register = forms.FileField(label="Register (edubasealldata….csv)", max_length=200)
    links_file = forms.FileField(label="Links between schools (links_edubasealldata….csv)", required=False)

    class Meta:
        model = RegisterLoad
        fields: tuple[str, ...] = ()

    def clean_register(self) -> Any:
        """Return the file. Refuse by size, before a byte of it is read, what the register cannot be."""
        return limit_size(self.cleaned_data["register"], MOST_REGISTER_BYTES)

    def clean_links_file(self) -> Any:
        """Return the file of links, by the same rule."""
        return limit_size(self.cleaned_data["links_file"], MOST_LINK_BYTES)


@admin.register(RegisterLoad)
class RegisterLoadAdmin(ReadOnlyAdmin):
    """One page for each upload: being checked, checked with its differences, loaded with its report."""

    change_form_template = "admin/schools/registerload.html"
    list_display = ["name", "state", "uploaded_by", "uploaded_at", "settled_at"]
    list_filter = ["state"]
    list_select_related = ["uploaded_by"]
    search_fields = ["name", "uploaded_by__full_name"]
    fields = ["name", "state", "uploaded_by", "uploaded_at", "settled_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return uploads without their files, which are large."""
        return super().get_queryset(request).defer("content", "links")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the user is a programme administrator: they alone upload."""
        return bool(request.user.is_active and request.user.is_superuser)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the upload form for a new row, and a read-only form for an old one."""
        return UploadForm if obj is None else super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of the form that `get_form` returns."""
        return ["register", "links_file"] if obj is None else self.fields

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Call the action with the files; it creates the row."""
        data = form.cleaned_data
        return upload_register(
            None, name=data["register"].name, register=data["register"], links=data["links_file"],
            by=cast("User", request.user), now=timezone.now(),
        )  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Do nothing: the action has saved the row."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: an upload has no inline rows."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Redirect to the page that shows what the file would change."""
        messages.success(request, "File uploaded. Check the changes below before anything is saved.")
        return redirect(reverse("admin:schools_registerload_change", args=[obj.pk]))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Show the state of the upload; *Load it now* requests the load."""
        load = self.get_object(request, object_id)
        if load is not None and request.method == "POST" and "load" in request.POST:
            try:
                want_load(
                    load, allow_shorter="shorter" in request.POST, by=cast("User", request.user), now=timezone.now()
                )
            except (DomainError, DatabaseError) as error:
                messages.error(request, str(error))
            return redirect(request.path)
        shown = {"load": load, "works": load is not None and load.state in TO_WORK_ON}
        if load is not None:
            shown |= {"read": upload_progress(load), "may_load": "want" in LOAD_MOVES.open_to(load)}
            shown |= {"loaded": load.state == LoadState.LOADED}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})
