"""Retention: what has had its time is said first, then goes, in rows and in history; figures stay; a second run finds nothing."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pghistory
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from schools.models import Advocate
from sustaining.accounts.actions import clear_out
from sustaining.accounts.models import User
from sustaining.applications.models import Application, Interest
from sustaining.common.permissions import guarded_permissions
from sustaining.common.retention import RETENTION_RULES, preview_retention
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email, EmailState
from tests.applications.applying import a_call, handed_in

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def at(year: int) -> time_machine.travel:
    return time_machine.travel(datetime(year, 11, 24, 10, tzinfo=LONDON), tick=True)


@pytest.fixture
def leaver(cast, now) -> User:
    """An Advocate who left today, with a TRN and a former name."""
    person = cast.advocate_two
    person.trn = "1234567"
    person.save()
    person.full_name = "Tom Married-Name"
    person.save()
    post = Advocate.objects.get(user=person)
    post.ends_on = timezone.localdate(now)
    post.save()
    return person


def test_without_apply_it_only_says(leaver):
    with at(2040):
        words = said()
    assert "     1 people without a post" in words
    assert "Nothing was changed" in words
    leaver.refresh_from_db()
    assert leaver.trn == "1234567"


def test_a_trn_goes_before_the_name_and_both_go_from_history(leaver, cast):
    history = pghistory.models.Events.objects
    with at(2029):
        said("--apply")
        leaver.refresh_from_db()
        assert (leaver.trn, leaver.full_name) == ("", "Tom Married-Name")
    with at(2033):
        said("--apply")
    leaver.refresh_from_db()
    assert leaver.full_name == "Former participant"
    assert leaver.email == f"person-{leaver.pk}@gone.invalid"
    assert not leaver.is_active
    assert not leaver.has_usable_password()
    told = str(list(history.tracks(leaver).values_list("pgh_data", flat=True)))
    assert "Former participant" in told
    assert not any(word in told for word in ("Tom", "1234567", "advocate_two@"))
    assert Advocate.objects.filter(user=leaver).exists()


def test_those_with_a_post_stay_however_long_ago_they_came(cast, leaver):
    with at(2060):
        said("--apply")
    cast.advocate.refresh_from_db()
    cast.admin.refresh_from_db()
    assert cast.advocate.full_name == "Nina Rivermead"
    assert cast.admin.is_active


def test_an_application_that_came_to_nothing_is_cleared_with_its_parts(cast, now):
    call = a_call(cast.hub, cast.project, by=cast.hubadmin, now=now)
    application = handed_in(call, now)
    Interest.objects.create(project=cast.project, email="asks@school.example", left_at=now)
    with at(2028):
        assert what(now=timezone.now())["applications"] == 0
    with at(2029):
        said("--apply")
        assert "Nothing had to go" in said("--apply")
    application = Application.objects.get(pk=application.pk)
    assert application.contact_name == "Cleared"
    assert application.head_email == ""
    assert {one.full_name for one in application.advocates.all()} == {"Cleared"}
    assert not Interest.objects.filter(email__contains="asks").exists()
    assert application.submitted_at is not None


def test_settled_mail_loses_its_words_and_keeps_its_occasion(cast, now):
    plan = cast.school.plan
    queue_email(
        "test:1", to=cast.specialist, kind="plan_shared", now=now, facts={"plan": plan.pk}, plan=plan, sharer="Ida"
    )
    mail = Email.objects.get(occasion="test:1")
    with at(2030):
        said("--apply")
        mail.refresh_from_db()
        assert mail.text  # it waits still
    Email.objects.filter(pk=mail.pk).update(state=EmailState.SENT, settled_at=now)
    with at(2030):
        said("--apply")
    mail.refresh_from_db()
    assert (mail.to, mail.text, mail.occasion) == ("cleared@gone.invalid", "", "test:1")


def test_only_the_clock_and_administrators_let_go(cast, now):
    assert "accounts.apply_retention" in guarded_permissions()
    with pytest.raises(PermissionDenied, match="administrator"):
        clear_out(RETENTION_RULES["people"], by=cast.lead, now=now)


def what(now: datetime) -> dict[str, int]:
    return {one.name: count for one, count in preview_retention(now)}
