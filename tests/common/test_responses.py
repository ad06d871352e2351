"""Headers of every response, and how the site refuses."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from sustaining.common.version import VERSION

pytestmark = pytest.mark.django_db


def test_content_security_policy_on_every_kind_of_page_is_strict(cast, client_of):
    for client, page in (
        (Client(), "/accounts/login/"),
        (client_of(cast.lead), "/"),
        (client_of(cast.admin), "/admin/"),
    ):
        policy = client.get(page)["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http:" not in policy.replace("http://127.0.0.1", "")


def test_security_headers_are_on_every_response(cast, client_of):
    answer = client_of(cast.lead).get("/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] in ("same-origin", "strict-origin-when-cross-origin", "no-referrer")
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_healthz_and_readyz_when_all_is_up_answer_200(client):
    assert client.get("/healthz").content.decode() == f"ok {VERSION}"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["database"] is True


def test_readyz_without_redis_reports_it(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client.get("/readyz").json() == {"database": True, "migrations": True, "redis": False}


def test_not_found_page_says_what_to_do(cast, client_of):
    for client in (Client(), client_of(cast.lead)):
        page = client.get("/no/such/page/")
        assert page.status_code == 404
        assert "<h1" in page.content.decode()
        assert "Traceback" not in page.content.decode()


def test_forbidden_page_shows_the_permission_sentence(cast, client_of):
    page = client_of(cast.advocate).get(reverse("funding:runs"))
    assert page.status_code == 403
    assert "Only hub staff can see payment runs" in page.content.decode()


def test_csrf_failure_of_an_old_form_says_what_to_do(cast):
    client = Client(enforce_csrf_checks=True)
    page = client.post(reverse("account_login"), {"login": "x", "password": "y"})
    assert page.status_code == 403
    assert "<h1" in page.content.decode()


def test_server_error_has_a_page(cast, client_of, settings, monkeypatch):
    """500 renders without the database, without a user, without a request."""

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr("sustaining.desk.selectors.home_page", broken)
    client = client_of(cast.lead)
    client.raise_request_exception = False
    page = client.get("/")
    assert page.status_code == 500
    assert "<h1" in page.content.decode()
    assert "ZeroDivisionError" not in page.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "head"])
def test_unsupported_method_is_answered_without_an_error(cast, client_of, method):
    client = client_of(cast.lead)
    for page in (
        "/",
        "/schools/",
        "/claims/",
        f"/schools/{cast.school.urn}/enrol/",
        "/sessions/new/",
        "/apply/NCP26-14/",
    ):
        assert getattr(client, method)(page).status_code in (200, 302, 403, 404, 405)


@pytest.mark.parametrize("key", ["0", "9223372036854775808", "9" * 60, "-1", "1e3", "%00", "١", "1/../2", "a" * 3000])
def test_impossible_key_is_not_found(cast, client_of, key):
    client = client_of(cast.admin)
    for stem in (
        "meetings",
        "sessions",
        "workgroups",
        "claims/runs",
        "participations",
        "plans/aims",
        "claims",
        "apply",
        "calls",
        "questions",
        "applications",
        "application",
        "agreement",
        f"apply/{cast.project.code}/start",
    ):
        assert client.get(f"/{stem}/{key}/").status_code in (400, 404), stem


def test_project_page_is_public(cast, client):
    page = client.get(f"/apply/{cast.project.code}/").content.decode()
    for text in ("Who can take part", "£1,000", "are not open yet", "free"):
        assert text in page
    assert client.get("/apply/NCP99-99/").status_code == 404
    assert client.get(f"/apply/{cast.project.code.lower()}/").status_code in (200, 301, 302)


@override_settings(DEBUG=False, ALLOWED_HOSTS=["sustaining.example"])
def test_foreign_host_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
