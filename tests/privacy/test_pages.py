"""Pages of data requests: one's own, the hub's and the programme's, the download and the end."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sustaining.accounts.models import SecurityEvent
from sustaining.privacy import actions, tasks
from sustaining.privacy.choices import RequestState, Scope
from sustaining.privacy.models import DataRequest
from tests.sizes import at_two_sizes


def test_person_asks_for_their_data_and_downloads_it(cast, client_of):
    client = client_of(cast.finance)
    page = client.get(reverse("privacy:own")).content.decode()
    assert "Ask for your data" in page
    client.post(reverse("privacy:own"))
    row = DataRequest.objects.get()
    assert (row.scope, row.person, row.state) == (Scope.OWN, cast.finance, RequestState.WAITING)
    again = client.post(reverse("privacy:own")).content.decode()
    assert "You have already asked for this." in again
    tasks.make_archives()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Download archive" in page
    response = client.get(reverse("privacy:archive", args=[row.pk]))
    assert b"".join(response.streaming_content)[:2] == b"PK"
    row.refresh_from_db()
    assert row.downloads == 1
    assert SecurityEvent.objects.filter(kind="file_taken", user=cast.finance).exists()


def test_download_asks_again_who_it_is(cast, now):
    data_request = actions.request_own_data(cast.finance, by=cast.finance, now=now)
    tasks.make_archives()
    client = Client()
    client.force_login(cast.finance)  # without a recent password
    response = client.get(reverse("privacy:archive", args=[data_request.pk]))
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    data_request.refresh_from_db()
    assert data_request.downloads == 0


def test_lead_asks_for_a_person_and_the_administrator_sees_the_request(cast, client_of):
    client = client_of(cast.lead)
    wrong = client.post(reverse("privacy:requests"), {"address": "nobody", "reason": ""}).content.decode()
    assert "Enter an email address in the correct format" in wrong
    assert "Enter how the person asked for their data." in wrong
    response = client.post(reverse("privacy:requests"), {"address": cast.advocate.email.upper(), "reason": "A letter."})
    row = DataRequest.objects.get()
    assert response["Location"] == row.get_absolute_url()
    assert (row.scope, row.person, row.reason) == (Scope.HUB, cast.advocate, "A letter.")
    assert cast.advocate.full_name in client.get(reverse("privacy:requests")).content.decode()
    admin = client_of(cast.admin)
    assert cast.advocate.full_name in admin.get(reverse("privacy:requests")).content.decode()
    assert client_of(cast.other.lead).get(row.get_absolute_url()).status_code == 404
    tasks.make_archives()
    assert admin.get(reverse("privacy:archive", args=[row.pk])).status_code == 403
    admin.post(reverse("privacy:end", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.ended_by) == (RequestState.ENDED, cast.admin)
    client.post(reverse("privacy:end", args=[row.pk]))
    assert client.get(reverse("privacy:archive", args=[row.pk])).status_code == 302


@at_two_sizes
@pytest.mark.parametrize("page", ["own", "requests"])
def test_list_of_requests_reads_the_same_queries_at_any_length(cast, now, client_of, sizes, page):
    scope = Scope.OWN if page == "own" else Scope.HUB
    client, counts, number = client_of(cast.lead), [], 0
    for size in sizes:
        while number < size:
            number += 1
            DataRequest.objects.create(
                scope=scope,
                person=cast.lead,
                address=f"a{number}@school.example",
                asked_by=cast.lead,
                asked_at=now,
                try_at=now,
            )
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(f"privacy:{page}")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
