"""No row and no page holds what opens a link or is a code: only the email that was sent does.

Everything that the sample school's year has written is delivered, with an application, an invitation, a new password and
a code to sign in. Then every column of every table, and every page of an email, is searched for what was in the messages.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from funding.actions import query_claim
from funding.actions.notices import send_remittance_advice
from funding.choices import ClaimState
from funding.models import Claim, PayeeDetails, Payment
from schools.models import Hub, Project
from schools.viewer import Viewer
from sustaining.accounts.actions import find_or_add_person, send_invitation
from sustaining.accounts.models import User
from sustaining.applications.actions import leave_address
from sustaining.applications.models import Call
from sustaining.common.clock import london_day
from sustaining.common.logs import TOKEN
from sustaining.desk.weekly_summary import get_summary
from sustaining.outbox.actions import choose_mail, queue_email, write_due_reminders
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.links import PURPOSES
from sustaining.outbox.models import Email, EmailState, Link
from sustaining.rolling.actions import ask_schools_again
from sustaining.rolling.models import YearProposal
from sustaining.workgroups.actions import issue_certificates
from sustaining.workgroups.certificates import group_attendance
from sustaining.workgroups.choices import CertificateKind
from sustaining.workgroups.models import WorkGroup
from tests.applications.applying import begin, fill, open_call, submit
from tests.matrix.table import ROWS

pytestmark = pytest.mark.django_db
SHOWN_ONCE = {"calendar", "run-file", "impact"}
"""Links that are shown to the person who asks for them, and in no email."""
CODE = re.compile(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", re.MULTILINE)


@pytest.fixture
def call(houses, cast, now) -> Call:
    """A call of the hub for next year's project, for which the sample school has a proposed year."""
    return open_call(cast.hub, Project.objects.get(rolled_from=cast.project), by=cast.hubadmin, now=now)


def issue_all_certificates(hub: Hub, *, by: User, now: datetime) -> None:
    """Issue certificates of participation for everybody of the hub's groups who can have one."""
    for group in WorkGroup.objects.filter(hub=hub):
        people = [row.key for row in group_attendance(group)]
        issue_certificates(group, kind=CertificateKind.PARTICIPATION, people=people, by=by, now=now)


@pytest.fixture
def sent(houses, cast, call, now, client) -> set[str]:
    """Tokens and codes in messages that were sent, one of each kind at least."""
    application = fill(begin(call, now), now)
    send_invitation(
        find_or_add_person("una@demo.example", "Una Bright")[0],
        role="an Advocate",
        place="Castle Hill",
        by=cast.lead,
        now=now,
    )
    summary = {"summary": get_summary(Viewer(cast.lead, london_day(now)), now), "hub": cast.hub}
    choose_mail(cast.lead, weekly_summary=True, by=cast.lead, now=now)
    queue_email(
        "summary", to=cast.lead, kind="weekly_summary", now=now, **summary, facts={"week": str(london_day(now))}
    )
    leave_address(call.project, email="una@demo.example", by=User.objects.system(), now=now)
    claim = Claim.objects.filter(state=ClaimState.SUBMITTED, grant__participation__hub=cast.hub).first()
    query_claim(claim, reason="Was Ana away?", by=cast.lead, now=now)
    payment = Payment.objects.filter(claim__grant__participation__hub=cast.hub).earliest("pk")
    send_remittance_advice(payment, PayeeDetails(remittance_email="accounts@trust.example"), now=now)
    days_ago = now - timedelta(days=2)
    YearProposal.objects.update(proposed_at=days_ago, asked_at=days_ago)
    ask_schools_again(cast.hub, proposals=list(YearProposal.objects.all()), by=cast.lead, now=now)
    issue_all_certificates(cast.hub, by=cast.lead, now=now)
    write_due_reminders(None, by=User.objects.system(), now=now)
    deliver_all(timezone.now)  # before the next step makes untrue what waits
    submit(application, now)
    client.post(reverse("account_reset_password"), {"email": cast.advocate.email})
    client.post(reverse("account_request_login_code"), {"email": cast.head.email})
    Email.objects.filter(state=EmailState.QUEUED).update(not_before=now, use_until=None)
    deliver_all(timezone.now)
    parts = [part for message in django_mail.outbox for part in (str(message.message()), str(message.body))]
    texts = [part.replace("=\n", "") for part in parts]
    codes = {code for message in django_mail.outbox for code in CODE.findall(str(message.body))}
    assert codes, "the code to sign in is in a message"
    return {match[0] for text in texts for match in TOKEN.finditer(text)} | codes


def test_no_column_of_any_table_holds_what_was_sent(sent):
    assert set(PURPOSES) - SHOWN_ONCE <= set(Link.objects.values_list("purpose", flat=True))
    assert len(sent) > len(PURPOSES)
    held = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', ["|".join(map(re.escape, sent))])
            held += [table] if cursor.fetchone()[0] else []
    assert held == []


def test_no_page_of_an_email_holds_what_was_sent(sent, cast, client_of):
    leaks = []
    for person in (cast.lead, cast.hubadmin, cast.admin):
        client = client_of(person)
        for email in Email.objects.visible_to(person).exclude(placeholders={}):
            pages = [reverse("outbox:email", args=[email.pk])]
            pages += [reverse("admin:outbox_email_change", args=[email.pk])] if person.is_superuser else []
            for page in pages:
                text = client.get(page).content.decode()
                leaks += [f"{page} ({email.kind})" for secret in sent if secret in text]
    assert leaks == []


EXPORTS = re.compile(r"csv|xlsx|file|download|export|word|docx|print|statement|feed")
"""Names of addresses that give something out as a file, or as a page to keep."""


def test_no_export_holds_what_was_sent_or_how_people_sign_in(sent, houses, cast, client_of):
    rows, _, _ = houses
    hashes = {user.password for user in User.objects.exclude(password__startswith="!")} | set(
        Link.objects.values_list("token_hash", flat=True)
    )
    exports = [row for row in ROWS if row.get is not None and EXPORTS.search(row.name)]
    assert len(exports) > 12
    leaks = []
    for person in (cast.lead, cast.admin):
        client = client_of(person)
        for row in exports:
            response = client.get(reverse(row.name, args=[getattr(rows, name) for name in row.args]))
            text = readable(b"".join(response)) if response.status_code == 200 else ""
            leaks += [f"{row.name} for {person}" for secret in sent | hashes if secret in text]
    assert leaks == []


def readable(content: bytes) -> str:
    """A file as text; of an archive (Excel, Word) every part."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
