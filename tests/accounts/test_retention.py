"""Retention: personal data is listed, then cleared in rows and history; figures stay; a second run finds nothing."""

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
from sustaining.accounts.actions import apply_retention
from sustaining.accounts.models import User
from sustaining.applications.models import Application, Interest
from sustaining.common.permissions import guarded_permissions
from sustaining.common.retention import RETENTION_RULES, preview_retention
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email, EmailState
from tests.applications.applying import open_call, submitted

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def run_retention(*arguments: str) -> str:
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


def test_retention_without_apply_changes_nothing(leaver):
    with at(2040):
        output = run_retention()
    assert "     1 people without a post" in output
    assert "Nothing was changed" in output
    leaver.refresh_from_db()
    assert leaver.trn == "1234567"


def test_retention_clears_the_trn_then_the_name_in_rows_and_history(leaver, cast):
    history = pghistory.models.Events.objects
    with at(2029):
        run_retention("--apply")
        leaver.refresh_from_db()
        assert (leaver.trn, leaver.full_name) == ("", "Tom Married-Name")
    with at(2033):
        run_retention("--apply")
    leaver.refresh_from_db()
    assert leaver.full_name == "Former participant"
    assert leaver.email == f"person-{leaver.pk}@gone.invalid"
    assert not leaver.is_active
    assert not leaver.has_usable_password()
    snapshots = str(list(history.tracks(leaver).values_list("pgh_data", flat=True)))
    assert "Former participant" in snapshots
    assert not any(word in snapshots for word in ("Tom", "1234567", "advocate_two@"))
    assert Advocate.objects.filter(user=leaver).exists()


def test_retention_of_people_with_a_post_changes_nothing(cast, leaver):
    with at(2060):
        run_retention("--apply")
    cast.advocate.refresh_from_db()
    cast.admin.refresh_from_db()
    assert cast.advocate.full_name == "Nina Rivermead"
    assert cast.admin.is_active


def test_retention_of_an_unsuccessful_application_clears_its_parts(cast, now):
    call = open_call(cast.hub, cast.project, by=cast.hubadmin, now=now)
    application = submitted(call, now)
    Interest.objects.create(project=cast.project, email="asks@school.example", left_at=now)
    with at(2028):
        assert preview_counts(now=timezone.now())["applications"] == 0
    with at(2029):
        run_retention("--apply")
        assert "Nothing had to go" in run_retention("--apply")
    application = Application.objects.get(pk=application.pk)
    assert application.contact_name == "Cleared"
    assert application.head_email == ""
    assert {advocate.full_name for advocate in application.advocates.all()} == {"Cleared"}
    assert not Interest.objects.filter(email__contains="asks").exists()
    assert application.submitted_at is not None


def test_retention_of_settled_mail_clears_the_text_and_keeps_the_occasion(cast, now):
    plan = cast.school.plan
    queue_email(
        "test:1", to=cast.specialist, kind="plan_shared", now=now, facts={"plan": plan.pk}, plan=plan, sharer="Ida"
    )
    mail = Email.objects.get(occasion="test:1")
    with at(2030):
        run_retention("--apply")
        mail.refresh_from_db()
        assert mail.text  # it waits still
    Email.objects.filter(pk=mail.pk).update(state=EmailState.SENT, settled_at=now)
    with at(2030):
        run_retention("--apply")
    mail.refresh_from_db()
    assert (mail.to, mail.text, mail.occasion) == ("cleared@gone.invalid", "", "test:1")


def test_retention_permission_is_refused_to_a_hub_lead(cast, now):
    assert "accounts.apply_retention" in guarded_permissions()
    with pytest.raises(PermissionDenied, match="administrator"):
        apply_retention(RETENTION_RULES["people"], by=cast.lead, now=now)


def preview_counts(now: datetime) -> dict[str, int]:
    return {rule.name: count for rule, count in preview_retention(now)}
