"""Help, the public pages, reporting a problem and the gallery of emails."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sustaining.outbox.kinds import KINDS
from sustaining.outbox.models import Email
from tests.applications.applying import open_call

pytestmark = pytest.mark.django_db
PUBLIC = ["help:index", "help:whats-new", "help:problem", "help:programme", "applications:open"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page_opens_without_an_account_and_with_one(cast, client_of, name):
    for client in (Client(), client_of(cast.advocate), client_of(cast.admin)):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1


def test_help_lists_the_readers_own_guide_first_and_their_hub(cast, client_of):
    cast.hub.contact_email = "hub@rivermead.example"
    cast.hub.save()
    page = client_of(cast.advocate).get("/help/").content.decode()
    assert page.index("Mastery Advocate") < page.index("Other guides") < page.index("Hub lead")
    assert "mailto:hub@rivermead.example" in page
    assert "Email examples" not in page
    assert "Email examples" in client_of(cast.admin).get("/help/").content.decode()


def test_help_search_shows_tasks_and_escapes_the_query(client):
    page = client.get("/help/", {"q": "register"}).content.decode()
    assert "/help/work-group-lead/#keep-the-register" in page
    assert "<b>x" not in client.get("/help/", {"q": "<b>x"}).content.decode()


def test_unknown_guide_answers_404(client):
    assert client.get("/help/astronaut/").status_code == 404


def test_page_links_to_its_task_and_carries_its_address_and_request(cast, client_of):
    response = client_of(cast.lead).get("/schools/")
    page = response.content.decode()
    assert 'href="/help/hub-lead/#start-your-monday"' in page
    number = response["X-Request-ID"]
    assert f"/help/problem/?page=%2Fschools%2F&amp;id={number}" in page
    assert re.fullmatch("[0-9a-f]{20}", number)
    assert (
        client_of(cast.lead).get("/schools/", headers={"X-Request-ID": "proxy-12345"})["X-Request-ID"] == "proxy-12345"
    )
    assert client_of(cast.lead).get("/schools/", headers={"X-Request-ID": "<b>"})["X-Request-ID"] != "<b>"


def test_help_links_ask_the_database_for_nothing(cast, client_of, monkeypatch):
    client = client_of(cast.lead)
    client.get("/help/advocate/")
    with_links = _count_queries(client)
    monkeypatch.setattr("sustaining.help.templatetags.help_links.task_for_page", lambda page, roles: None)
    assert _count_queries(client) == with_links


def _count_queries(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/help/advocate/")
    return len(queries)


def test_problem_of_a_signed_in_person_goes_to_their_hub(cast, client_of):
    cast.hub.contact_email = "hub@rivermead.example"
    cast.hub.save()
    client = client_of(cast.advocate)
    form = client.get("/help/problem/", {"page": "/plans/940000/", "id": "abc12345"}).content.decode()
    assert 'value="/plans/940000/"' in form
    assert 'value="abc12345"' in form
    data = {"text": "Save does nothing.", "page": "/plans/940000/", "request_id": "abc12345"}
    once = "0a8f3a0e-5a5f-4b43-8a59-6b5e8b7f6c11"
    for _ in range(2):
        assert "Thank you" in client.post("/help/problem/", data | {"once": once}).content.decode()
    email = Email.objects.get(kind="problem_report")
    assert email.to == "hub@rivermead.example"
    assert email.reply_to == cast.advocate.email
    for part in ("Save does nothing.", "/plans/940000/", "abc12345", str(cast.advocate)):
        assert part in email.text


def test_problem_of_a_visitor_goes_to_the_administrators(cast):
    data = {"text": "I can't apply.", "name": "Una Bright", "email": "una@school.example", "page": "", "request_id": ""}
    assert Client().post("/help/problem/", data).status_code == 200
    assert Email.objects.get(kind="problem_report").user == cast.admin
    refused = Client().post("/help/problem/", {"text": ""}).content.decode()
    assert "Enter what went wrong" in refused
    assert "Enter your email address" in refused


def test_problem_form_never_carries_the_token_of_a_link(client):
    token = "A" * 43
    page = client.get("/help/problem/", {"page": f"/reports/shared/{token}/"}).content.decode()
    assert token not in page


def test_problems_are_limited_like_other_public_forms(cast, client_of, settings):
    settings.OUTSIDE_EMAIL_LIMITS = {"origin_an_hour": 2, "address_a_day": 50, "known_address_a_day": 50}
    client = client_of(cast.advocate)
    answers = [client.post("/help/problem/", {"text": "Again."}).content.decode() for _ in range(3)]
    assert "Thank you" in answers[1]
    assert "Too many emails" in answers[2]
    assert Email.objects.filter(kind="problem_report").count() == 2


def test_open_projects_are_listed_while_a_hub_accepts_applications(cast, now):
    project = cast.project.rolled_forward()
    project.save()
    call = open_call(cast.hub, project, by=cast.hubadmin, now=now)
    for address in ("/apply/", "/programme/"):
        page = Client().get(address).content.decode()
        assert f"/apply/{project.code}/" in page
        assert "1 Maths Hub" in page
    type(call).objects.filter(pk=call.pk).update(opens_at=now - timedelta(days=2), closes_at=now - timedelta(days=1))
    assert "No applications are open" in Client().get("/apply/").content.decode()


def test_gallery_lists_every_kind_and_filters_by_area(cast, client_of):
    client = client_of(cast.admin)
    page = client.get("/help/emails/").content.decode()
    for kind in KINDS.values():
        assert f"/help/emails/{kind.name}/" in page
    filtered = client.get("/help/emails/", {"area": "Accounts"}).content.decode()
    assert "/help/emails/problem_report/" in filtered
    assert "/help/emails/meeting_reminder/" not in filtered
    assert client.get("/help/emails/no_such_email/").status_code == 404


def test_every_email_of_the_gallery_opens_and_no_placeholder_is_left(cast, client_of):
    client = client_of(cast.admin)
    for name in KINDS:
        page = client.get(f"/help/emails/{name}/")
        message = client.get(f"/help/emails/{name}/message/")
        assert page.status_code == message.status_code == 200, name
        assert "link.invalid" not in page.content.decode() + message.content.decode(), name


def test_message_in_the_gallery_can_run_nothing_and_is_framed_by_the_site_alone(cast, client_of):
    response = client_of(cast.admin).get("/help/emails/meeting_reminder/message/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    around = client_of(cast.admin).get("/help/emails/meeting_reminder/")["Content-Security-Policy"]
    assert "frame-src 'self'" in around
    assert "unsafe" not in around


def test_gallery_shows_an_email_on_a_phone_and_on_a_dark_screen(cast, client_of):
    client = client_of(cast.admin)
    page = client.get("/help/emails/meeting_reminder/").content.decode()
    for width, colours in ((600, "light"), (320, "light"), (320, "dark")):
        assert f"{width} px" in page
        assert f"message/?colours={colours}" in page
    message = "/help/emails/meeting_reminder/message/"
    dark, light = (client.get(message, {"colours": colours}).content.decode() for colours in ("dark", "light"))
    assert "@media all" in dark
    assert "@media not all" in light
    assert "prefers-color-scheme" not in dark + light
    assert "prefers-color-scheme" in client.get(message, {"colours": "pink"}).content.decode()


def test_every_email_has_colours_for_a_dark_screen_and_breaks_long_addresses(cast, client_of):
    message = client_of(cast.admin).get("/help/emails/meeting_reminder/message/").content.decode()
    assert '<meta name="color-scheme" content="light dark">' in message
    assert "prefers-color-scheme: dark" in message
    assert "overflow-wrap: anywhere" in message
