"""Retention forgets: after its time, a full dump of the database and the files names nobody, and the figures are the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Count, Sum

from devplans.actions import plans
from devplans.models import PlanImport, PlanVersion, PlanYear, Session, Step
from funding.models import Claim, Entry, ResultUpload
from schools.models import Advocate, HubStaff, RosterUpload, School, SchoolContact
from specialists.models import Specialist
from sustaining.accounts.actions import clear_in_batches
from sustaining.accounts.models import User
from sustaining.applications.models import Application
from sustaining.casework.models import Concern, Mailing, Note
from sustaining.common.files import files_storage
from sustaining.common.personal_data import HOLDINGS
from sustaining.common.retention import RETENTION_RULES, event_models
from sustaining.common.sheet_uploads import forget_old_sheets
from sustaining.onboarding.models import EnrolmentUpload
from sustaining.outbox.models import Email, EmailState, Link, MailChoice
from sustaining.outbox.retention import ADDRESS
from sustaining.privacy import tasks
from sustaining.privacy.models import DataRequest
from sustaining.reports.models import CompletionReturn
from sustaining.reports.retention import without_names
from sustaining.workgroups.models import Attendance

LONDON = ZoneInfo("Europe/London")
LONG_AFTER = datetime(2046, 11, 24, 10, tzinfo=LONDON)
HEAD = "former.head@school.example"


def dump() -> Iterator[tuple[str, str]]:
    """Yield (table, row as text) of every row of every table, history, sessions and sign-in included."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                yield table, row


def known_people(admin: User, stranger: User) -> set[str]:
    """Return the names and addresses of everybody but an administrator and somebody who never had a post."""
    known = set()
    for holding in HOLDINGS.values():
        columns = {field.name for field in holding.model._meta.concrete_fields}
        emails = [name for name in holding.email_lookups if name in columns]
        for name in (*holding.names, *emails):
            for table in (holding.model, *event_models(holding.model)):
                for value in table._base_manager.values_list(name, flat=True):
                    known.update(value if isinstance(value, list) else [value or ""])
    stay = {
        "",
        admin.full_name,
        admin.email,
        stranger.full_name,
        stranger.email,
        User.objects.system().email,
        "Sustaining",
    }
    stay |= set(HOLDINGS["schools.Hub"].model._base_manager.values_list("contact_email", flat=True))
    stay |= set(School.objects.values_list("name", flat=True))  # a payee may be a school
    return {value for value in known - stay if "@" in value or (" " in value.strip() and not value.startswith("The "))}


def end_everything(day: date, at: datetime) -> None:
    """End every post, and bring to its end what waits: an email, a concern, a note's next action, an archive."""
    for model in (Advocate, HubStaff, SchoolContact, Specialist):
        with pgtrigger.ignore():
            model._base_manager.filter(ends_on=None).update(ends_on=day)
    with pgtrigger.ignore():
        Email.objects.filter(state=EmailState.QUEUED).update(state=EmailState.MISSED, settled_at=at)
        Concern.objects.filter(closed_at=None).update(
            state="closed", closed_at=at, closed_by=User.objects.system(), outcome="Over."
        )
        Note.objects.exclude(action="").filter(action_done_at=None).update(
            action_done_at=at, action_done_by=User.objects.system()
        )
        Mailing.objects.exclude(state="sent").update(state="cancelled")
        Link.objects.filter(expires_at=None).update(revoked_at=at)
        for request in DataRequest.objects.exclude(state="ended"):
            DataRequest.objects.filter(pk=request.pk).update(
                state="ended", file="", ended_at=at, ended_by=request.asked_by
            )


def figures() -> dict[str, Any]:
    """Return figures of past years: the ledger, claims, sessions by kind, and who attended by mark."""
    return {
        "ledger": list(Entry.objects.order_by("kind").values("kind").annotate(total=Sum("amount"), rows=Count("pk"))),
        "claims": list(Claim.objects.order_by("state").values("state").annotate(total=Sum("total"), rows=Count("pk"))),
        "sessions": list(
            Session.objects.order_by("kind").values("kind").annotate(total=Sum("length"), rows=Count("pk"))
        ),
        "colleagues": sum(len(names) for names in Session.objects.values_list("colleague_names", flat=True)),
        "attended": list(Attendance.objects.order_by("mark").values("mark").annotate(rows=Count("pk"))),
        "people": User.objects.count(),
    }


def accept(application: Application, participation: int, at: datetime) -> None:
    """Accept an application, whose headteacher was another before."""
    for address in (HEAD, "head.of.today@school.example"):
        application.head_email, application.head_name = address, f"{address.split('@')[0].title()} Someone"
        application.save()
    with pgtrigger.ignore():
        Application.objects.filter(pk=application.pk).update(
            state="accepted",
            state_since=at,
            participation=participation,
            decided_at=at,
            decided_by=User.objects.filter(is_superuser=True).order_by("pk").first(),
        )


def test_dump_long_after_names_nobody_and_figures_are_the_same(houses, now):
    own, _, people = houses
    admin, stranger = people["admin"], people["stranger"]
    application = Application.objects.get(pk=own.application)
    accept(application, own.participation, now)
    Email.objects.filter(pk=Email.objects.order_by("pk").first().pk).update(
        occasion=f"head:{application.pk}:{HEAD}:2026-11-24"
    )
    MailChoice.objects.create(address="stops@school.example", wanted="changes", chosen_at=now)
    LogEntry.objects.create(
        user=admin,
        content_type=ContentType.objects.get_for_model(User),
        object_repr=people["advocate"].full_name,
        action_flag=2,
        change_message="x",
    )
    step = Step.objects.get(pk=own.step)
    step.who = "Wendy Workalong"
    step.save()
    plan = step.aim.plan
    PlanVersion.objects.create(
        plan=plan, number=90, content=plans.as_content(plan), agreed_by=people["advocate"], agreed_at=now
    )
    PlanYear.objects.create(
        plan=plan, academic_year=2001, content=plans.as_content(plan), closed_by=people["advocate"], closed_at=now
    )
    frozen = CompletionReturn.objects.create(
        academic_year=2026, point="spring", taken_for=now.date(), taken_by=people["lead"], taken_at=now, schools=1, completed=0,
        content="\ufeffHub,URN,School,Local authority,Project,Stage,Focus,Status on the day,Completed on,Advocates\r\n"
        f'R,1,S,L,P,T,F,Active,,"{people["advocate"].full_name}, Wendy Workalong"\r\n',
    )  # fmt: skip
    known = known_people(admin, stranger) | {"Wendy Workalong", HEAD, "stops@school.example"}
    assert len(known) > 40
    assert {"Nina Rivermead", HEAD} <= known
    before = figures()
    for model in (RosterUpload, EnrolmentUpload, PlanImport, ResultUpload):
        forget_old_sheets(model, now + timedelta(days=2))
    end_everything(now.date() + timedelta(days=1), now + timedelta(days=1))
    with time_machine.travel(LONG_AFTER, tick=True):
        call_command("retention", "--apply", stdout=StringIO())
        again = StringIO()
        call_command("retention", "--apply", stdout=again)
    assert "Nothing had to go." in again.getvalue()
    folded = {value.casefold() for value in known}
    left: dict[str, set[str]] = {}
    for table, row in dump():
        text = row.casefold()
        for value in folded:
            if value in text:
                left.setdefault(table, set()).add(value)
    assert left == {}
    assert figures() == before
    frozen.refresh_from_db()
    assert "Advocate 1, Advocate 2" in frozen.content
    assert len(frozen.original_sha256) == 64
    assert list(stored_files()) == []


def stored_files() -> Iterator[str]:
    """Yield fields of files that still name a stored file of somebody."""
    for holding in HOLDINGS.values():
        for field in holding.model._meta.concrete_fields:
            if (
                holding.gives_files
                and isinstance(field, models.FileField)
                and holding.model._meta.label != "workgroups.MeetingFile"
            ):
                for name in holding.model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                    if files_storage().exists(name):
                        yield f"{holding.model._meta.label}: {name}"


def test_name_in_a_return_has_one_number_in_its_file():
    rows = 'a,b,c,d,e,f,g,h,i,Advocates\r\n1,2,3,4,5,6,7,8,9,"Ada One, Ben Two"\r\n1,2,3,4,5,6,7,8,9,Ben Two\r\n'
    text = without_names(rows)
    assert text.splitlines()[1:] == ['1,2,3,4,5,6,7,8,9,"Advocate 1, Advocate 2"', "1,2,3,4,5,6,7,8,9,Advocate 2"]
    assert without_names(text).splitlines()[1].endswith('"Advocate 1, Advocate 2"')


@pytest.mark.django_db
def test_address_in_an_occasions_key_is_found_between_colons():
    with connection.cursor() as cursor:
        cursor.execute("SELECT regexp_replace(%s, %s, %s)", [f"head:12:{HEAD}:2026-11-24", ADDRESS, "cleared-7"])
        assert cursor.fetchone() == ("head:12:cleared-7:2026-11-24",)


def clock(task: Any, year: int, day: int) -> Any:
    with time_machine.travel(datetime(year, 11, day, 6, 30, tzinfo=LONDON), tick=False):
        return task()


def test_clock_announces_then_clears_and_sends_the_certificate(cast, now, settings):
    MailChoice.objects.create(address="stops@school.example", wanted="changes", chosen_at=now)
    assert clock(tasks.announce_retention, 2027, 1) == 0  # nothing is due yet
    settings.RETENTION_APPLIES = False
    assert clock(tasks.announce_retention, 2030, 1) == 1
    assert clock(tasks.apply_retention_rules, 2030, 15) == {}
    assert MailChoice.objects.filter(address="stops@school.example").exists()
    settings.RETENTION_APPLIES = True
    assert clock(tasks.apply_retention_rules, 2031, 15) == {}  # not announced this month
    clock(tasks.announce_retention, 2031, 1)
    gone = clock(tasks.apply_retention_rules, 2031, 15)
    assert gone["choices about emails of addresses without an account: the address"] == 1
    assert not MailChoice.objects.filter(address="stops@school.example").exists()
    due, certificate = (
        Email.objects.get(occasion__startswith=f"{kind}:2031") for kind in ("retention_due", "retention_certificate")
    )
    assert (due.user, certificate.user) == (cast.admin, cast.admin)
    assert "choices about emails" in certificate.text
    assert "the same as before" in certificate.text
    assert clock(tasks.apply_retention_rules, 2031, 15) == {}


def test_rows_are_cleared_in_batches(cast, now, monkeypatch):
    monkeypatch.setattr("sustaining.accounts.actions.BATCH", 2)
    for number in range(5):
        MailChoice.objects.create(address=f"a{number}@school.example", wanted="changes", chosen_at=now)
    later = now.replace(year=now.year + 5)
    assert clear_in_batches(RETENTION_RULES["mail choices"], by=cast.admin, now=later) == 5
    assert not MailChoice.objects.filter(address__endswith="school.example").exists()
