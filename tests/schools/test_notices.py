"""Privacy notices: the hub's own words, version by version; an application keeps which one was read."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from schools.actions.notices import publish_notice
from schools.models import PrivacyNotice
from schools.notices import notice_for
from sustaining.applications.models import Application
from tests.applications.applying import open_call, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def programmes(db) -> PrivacyNotice:
    """The programme's notice, as a migration writes it."""
    notice = PrivacyNotice.objects.filter(hub=None).first()
    return notice or PrivacyNotice.objects.create(hub=None, number=1, words="Ours.", published_at="2026-09-01T00:00Z")


def test_privacy_notice_new_version_keeps_earlier_ones(cast, now, client, programmes):
    assert notice_for(cast.hub) == programmes
    first = publish_notice(cast.hub, text="Our lead school is the controller.", by=cast.hubadmin, now=now)
    assert publish_notice(cast.hub, text=first.words, by=cast.lead, now=now) == first
    second = publish_notice(cast.hub, text="The DfE is the controller.", by=cast.lead, now=now)
    assert (first.number, second.number) == (1, 2)
    assert notice_for(cast.hub) == second
    assert notice_for(cast.other.hub) == programmes
    page = client.get(f"/privacy/{cast.hub.pk}/").content.decode()
    assert "The DfE is the controller." in page
    assert "Our lead school" in client.get(f"/privacy/{cast.hub.pk}/?version=1").content.decode()
    assert client.get(f"/privacy/{cast.hub.pk}/?version=9").status_code == 404
    assert "Rivermead" in client.get("/privacy/").content.decode()
    with pytest.raises(DatabaseError), transaction.atomic():
        PrivacyNotice.objects.filter(pk=first.pk).update(words="Never said.")


def test_application_keeps_the_privacy_notice_that_was_read(cast, now, programmes):
    first = publish_notice(cast.hub, text="First words.", by=cast.lead, now=now)
    call = open_call(cast.hub, cast.project, by=cast.hubadmin, now=now)
    application = submitted(call, now)
    publish_notice(cast.hub, text="Second words.", by=cast.lead, now=now)
    assert Application.objects.get(pk=application.pk).notice == first


def test_privacy_notice_empty_is_a_validation_error(cast, client_of, programmes):
    page = client_of(cast.hubadmin).post(f"/privacy/{cast.hub.pk}/edit/", {"text": " "})
    assert "Enter the text of the notice" in page.content.decode()


def test_accessibility_statement_is_public(client, cast, client_of):
    assert "2.2, level AA" in client.get("/accessibility/").content.decode()
    assert client_of(cast.advocate).get("/accessibility/").status_code == 200
