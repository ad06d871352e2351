"""Pages that libraries serve: Django admin and sign-in. Nobody but programme administrators gets into the first."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import get_resolver, reverse

from tests.matrix.test_matrix import url_names

WITH_ARGUMENTS = {
    "account_confirm_email",
    "account_reset_password_from_key",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}


def admin_pages() -> list[str]:
    """The index and, of every registered model, the list and the page to add one."""
    pages = ["admin:index"]
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages += [f"{stem}_changelist", f"{stem}_add"]
    return pages


def test_every_model_that_holds_a_fact_is_in_the_admin():
    served = {model._meta.label for model in admin.site._registry}
    assert {
        "accounts.User", "schools.School", "schools.Hub", "schools.HubStaff", "schools.Advocate", "schools.SchoolContact",
        "schools.Project", "schools.Participation", "specialists.Specialist", "specialists.Assignment", "devplans.Plan",
        "devplans.Aim", "devplans.Session", "workgroups.WorkGroup", "workgroups.Meeting", "workgroups.Attendance",
        "funding.Grant", "funding.Claim", "funding.PaymentRun", "funding.Payment", "funding.Entry", "outbox.Email",
    } <= served  # fmt: skip


def test_administrator_opens_every_admin_page(cast, houses, client_of):
    client = client_of(cast.admin)
    for name in admin_pages():
        status = client.get(reverse(name)).status_code
        assert status == 200 or (name.endswith("_add") and status == 403), name


def test_admin_search_and_change_pages_open_for_every_model(cast, houses, client_of):
    client = client_of(cast.admin)
    for model, options in admin.site._registry.items():
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        if options.search_fields:
            results = client.get(reverse(f"{stem}_changelist"), {"q": "castle 'O%_\\"})
            assert results.status_code == 200, stem
        row = model._base_manager.order_by("pk").first()
        if row is not None:
            page = client.get(reverse(f"{stem}_change", args=[row.pk]))
            assert page.status_code == 200, stem
            assert page.content.count(b"<option") < 200, f"{stem} loads a table into a select"


@pytest.mark.parametrize(
    "role", ["lead", "hubadmin", "auditor", "specialist", "former", "advocate", "head", "finance", "nobody"]
)
def test_admin_pages_for_any_other_role_are_refused(cast, houses, client, client_of, role, statuses_only):
    if role != "nobody":
        client = client_of(houses[2][role])
    for name in admin_pages():
        for method in ("get", "post"):
            response = getattr(client, method)(reverse(name))
            assert response.status_code == 302, name
            assert response.url.startswith("/admin/login/"), name


def library_pages() -> list[str]:
    return sorted(
        name
        for name in url_names(get_resolver())
        if name.startswith(("account_", "mfa_", "usersessions_")) and name not in WITH_ARGUMENTS
    )


@pytest.mark.parametrize("signed_in", [True, False])
def test_sign_in_pages_answer_without_an_error(cast, client, client_of, signed_in):
    for name in library_pages():
        for method in ("get", "post"):
            if signed_in:
                client = client_of(cast.lead)
            status = getattr(client, method)(reverse(name)).status_code
            assert status in (200, 302, 400, 403, 404, 405), f"{method} {name}: {status}"


def test_sign_up_is_closed(cast, client):
    page = client.post(
        reverse("account_signup"),
        {"email": "new@demo.example", "password1": "a-long-word-9", "password2": "a-long-word-9"},
    )
    assert b"invit" in page.content
    assert "_auth_user_id" not in client.session
