"""Every URL of the site × every role × own and other house × GET and POST, against the table of what is expected.

The URLs are taken from the resolver, so that a new page cannot be forgotten: it has a row, or the first test fails.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from schools.models import School
from schools.viewer import Viewer
from sustaining.common.checks import local_models
from sustaining.common.clock import today
from tests.matrix.sample_rows import SampleRows
from tests.matrix.table import ANYBODY, ROWS, Row

BY_LINK = {"tasks", "check", "ask-head", "accept", "withdraw", "part", "agreement"}
PUBLIC = {
    "manifest",
    "worker",
    "offline",
    "accounts:who",
    "accounts:accept-invitation",
    "schools:journey",
    "outbox:stop",
    "outbox:stop-summary",
    "outbox:new-link",
    "workgroups:certificate-by-link",
    "learning:feedback-link",
    "workgroups:rsvp",
    "workgroups:confirm-certificate",
    "workgroups:certificate",
    "rolling:by-link",
    "workgroups:feed",
    "schools:privacy",
    "schools:hub-privacy",
    "schools:accessibility",
    "funding:answer-by-link",
    "funding:file-by-link",
    "funding:remittance-by-link",
    "training:sign-in",  # on a training site alone: tests/training/test_sign_in.py
    "reports:shared-impact",
    "reports:shared-impact-pdf",
    "reports:shared-impact-docx",
    *(f"help:{name}" for name in ("index", "guide", "whats-new", "problem", "programme")),
    *(f"applications:{name}" for name in ("open", "project", "start", "begin", "confirm-interest", *BY_LINK)),
}
"""Pages of ours that need no sign-in; `tests/common/test_responses.py` opens them."""
OTHERS = {"admin", "account", "mfa", None}
"""Libraries' pages; `test_library_pages.py` walks them."""


def url_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Names of every page under a resolver, with their namespace."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue
            yield from url_names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def ours() -> set[str]:
    """Names of every page that is ours."""
    return {name for name in url_names(get_resolver()) if not name.startswith(("account_", "mfa_", "usersessions_"))}


def test_every_url_has_a_row_in_the_matrix():
    assert {row.name for row in ROWS} | PUBLIC == ours()
    assert len(ROWS) == len({row.name for row in ROWS})


@pytest.fixture(autouse=True)
def _no_log_of_every_refusal(caplog, statuses_only) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")


def address(row: Row, sample_rows: SampleRows) -> str:
    return reverse(row.name, args=[getattr(sample_rows, name) for name in row.args])


def answer(client: Client, method: str, url: str) -> int:
    """The status; whatever the request changed is undone."""
    with transaction.atomic():
        response = client.get(url) if method == "GET" else client.post(url)
        if response.streaming:
            list(response.streaming_content)  # a page that gives a file out holds it open until it is read
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize("role", sorted(ANYBODY))
def test_every_role_gets_the_status_in_the_matrix(houses, client_of, role):
    own, other, people = houses
    client = client_of(people[role])
    wrong, requests = [], 0
    for row in ROWS:
        for sample_rows in (own, other) if row.args else (own,):
            for method in ("GET", "POST"):
                requests += 1
                expected = row.expected(role, method, own=sample_rows is own)
                got = answer(client, method, address(row, sample_rows))
                if got != expected and got not in (expected if isinstance(expected, tuple) else ()):
                    wrong.append(
                        f"{method} {row.name} {'own' if sample_rows is own else 'other'}: {got}, not {expected}"
                    )
    assert not wrong, "\n".join(wrong)
    assert requests == 2 * sum(2 if row.args else 1 for row in ROWS)


def test_refusal_has_its_page_once_in_each_app(cast, client_of):
    client = client_of(cast.stranger)
    own, other = (f"/schools/{urn}/" for urn in (cast.school.urn, cast.other.school.urn))
    answers = [client.get(own), client.get(other), client.get(f"/plans/{cast.school.urn}/")]
    assert [(answer.status_code, b"Page not found" in answer.content) for answer in answers] == [
        (404, True),
        (404, False),
        (404, True),
    ]


def test_signed_out_people_are_sent_to_sign_in(houses, client):
    own, _, _ = houses
    for row in ROWS:
        for method in ("get", "post"):
            response = getattr(client, method)(address(row, own))
            assert response.status_code == 302, row.name
            assert response.url.startswith("/accounts/login/?next="), row.name


def test_closed_account_is_sent_to_sign_in(houses, client_of):
    own, _, people = houses
    client = client_of(people["lead"])
    people["lead"].is_active = False
    people["lead"].save()
    assert {client.get(address(row, own)).status_code for row in ROWS} <= {302, 405}


def test_ended_post_sees_no_page_of_the_school(houses, client_of, cast, now):
    own, _, people = houses
    yesterday = timezone.localdate(now) - timedelta(days=1)
    cast.lead.hub_posts.update(starts_on=yesterday, ends_on=yesterday)
    client = client_of(people["lead"])
    assert client.get(f"/schools/{own.urn}/").status_code == 404


@pytest.mark.parametrize("role", sorted(ANYBODY))
def test_viewer_who_only_reads_sees_what_the_account_sees(houses, role):
    """To find out once how far somebody reaches changes nothing of what they see."""
    _, _, people = houses
    viewer = Viewer(people[role], today(), only_reads=True)
    seen = 0
    for model in local_models():
        rows = [
            set(model._default_manager.visible_to(who).values_list("pk", flat=True)) for who in (people[role], viewer)
        ]
        assert rows[0] == rows[1], model
        seen += len(rows[0])
    assert seen


def test_viewer_of_a_reading_request_computes_reach_once(houses, django_assert_max_num_queries):
    _, _, people = houses
    viewer = Viewer(people["lead"], today(), only_reads=True)
    list(School.objects.visible_to(viewer))
    with django_assert_max_num_queries(1):
        statement = str(School.objects.visible_to(viewer).query)
        list(School.objects.visible_to(viewer))
    assert "schools_hubstaff" in statement
    assert "schools_advocate" not in statement


def test_viewer_of_a_writing_request_computes_reach_each_time(houses):
    _, _, people = houses
    statement = str(School.objects.visible_to(Viewer(people["lead"], today())).query)
    assert "schools_hubstaff" in statement
    assert "schools_advocate" in statement
