"""National returns are frozen for their day, downloaded as they were, and compared with now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.html import strip_tags

from schools.actions import complete_participation, reopen_participation
from schools.models import Participation
from sustaining.common.years import AcademicYear
from sustaining.reports.actions import TooEarly, freeze_return
from sustaining.reports.models import CompletionReturn
from sustaining.reports.returns import differences, rows_in

pytestmark = pytest.mark.django_db
YEAR = AcademicYear(2026)
JUNE = datetime(2027, 6, 30, 10, tzinfo=UTC)
SEPTEMBER = datetime(2027, 9, 2, 10, tzinfo=UTC)


@pytest.fixture
def september():
    with time_machine.travel(SEPTEMBER, tick=False):
        yield SEPTEMBER


def freeze(cast, point: str = "august", *, by=None, now=SEPTEMBER) -> CompletionReturn:
    return freeze_return(cast.hub, year=YEAR, point=point, by=by or cast.lead, now=now)


@pytest.fixture
def completed(cast):
    return complete_participation(cast.participation, by=cast.lead, now=JUNE)


def test_return_counts_the_schools_that_had_completed_on_its_day(cast, completed, september):
    spring, august = freeze(cast, "spring"), freeze(cast)
    schools = Participation.objects.filter(hub=cast.hub, project__academic_year=2026).count()
    assert (spring.completed, spring.schools) == (0, schools)
    assert (august.completed, august.schools) == (1, schools)
    assert len(rows_in(august.content)) == schools


def test_return_leaves_out_schools_that_were_enrolled_after_its_day(cast, september):
    Participation.objects.filter(pk=cast.participation.pk).update(enrolled_at=datetime(2027, 4, 1, 9, tzinfo=UTC))
    assert freeze(cast).schools - freeze(cast, "spring").schools == 1


def test_return_is_not_frozen_before_its_day_is_over(cast):
    for now in (JUNE, datetime(2027, 8, 31, 21, tzinfo=UTC)):
        with pytest.raises(TooEarly):
            freeze(cast, now=now)
    assert freeze(cast, now=datetime(2027, 8, 31, 23, 30, tzinfo=UTC)), "half past midnight in London"


def test_frozen_return_is_downloaded_byte_for_byte_after_a_correction(cast, completed, september, client_of):
    frozen = freeze(cast)
    page = reverse("reports:return-file", args=[frozen.pk])
    before = client_of(cast.lead).get(page).content
    assert before.startswith(b"\xef\xbb\xbfHub,URN")
    reopen_participation(cast.participation, reason="Wrong school.", by=cast.lead, now=september)
    assert client_of(cast.auditor).get(page).content == before
    (difference,) = differences(cast.lead, frozen)
    assert (difference.school, difference.then, difference.now) == (cast.school.name, "Completed", "Active")
    shown = client_of(cast.lead).get(frozen.get_absolute_url()).content.decode()
    assert cast.school.name in shown


def test_return_without_corrections_has_no_differences(cast, completed, september):
    assert differences(cast.lead, freeze(cast)) == []


@pytest.mark.parametrize("change", [{"completed": 9}, {"content": ""}])
def test_frozen_return_cannot_be_changed_or_deleted(cast, september, change):
    frozen = freeze(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        CompletionReturn.objects.filter(pk=frozen.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        frozen.delete()


def test_only_the_hub_and_administrators_freeze_a_return(cast, september):
    for person in (cast.auditor, cast.specialist, cast.other.lead):
        with pytest.raises(PermissionDenied):
            freeze(cast, by=person)
    with pytest.raises(PermissionDenied):
        freeze_return(None, year=YEAR, point="august", by=cast.lead, now=september)
    everything = freeze_return(None, year=YEAR, point="august", by=cast.admin, now=september)
    assert everything.schools > freeze(cast).schools


def test_page_freezes_a_return_and_lists_it(cast, completed, september, client_of):
    page = reverse("reports:returns") + "?year=2026"
    client = client_of(cast.hubadmin)
    assert "No frozen returns this year" in client.get(page).content.decode()
    frozen = client.post(page, {"point": "august"}, follow=True).content.decode()
    assert "Return frozen." in frozen
    assert "End of August, Tue 31 Aug 2027" in strip_tags(client.get(page).content.decode())
    assert CompletionReturn.objects.get().hub == cast.hub


def test_person_whose_post_at_the_hub_has_ended_sees_no_return(cast, september, client_of):
    frozen = freeze(cast)
    cast.hub.staff.filter(user=cast.hubadmin).update(ends_on="2027-01-31")
    assert client_of(cast.hubadmin).get(frozen.get_absolute_url()).status_code == 404
