"""What the outbox promises, against a real mail server."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sustaining.outbox.actions import NothingToRetry, queue_rendered, retry_email
from sustaining.outbox.claiming import TAKE_NEXT
from sustaining.outbox.delivery import AWAY, deliver_all
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import MAX_ATTEMPTS, Email, EmailState
from sustaining.outbox.sealing import Sealed

pytestmark = pytest.mark.django_db


def write(occasion: str = "hello", to: str = "ines@school.example", **fields: object) -> Email:
    """One mail in the outbox."""
    content = {"subject": "Hello", "text": "Hello there", "html": "<p>Hello there</p>"}
    placeholders = fields.pop("placeholders", {})
    rendered = Rendered(
        **{name: str(fields.pop(name, text)) for name, text in content.items()}, placeholders=placeholders
    )
    return queue_rendered(occasion, rendered, to=to, **{"kind": "note", "now": timezone.now(), **fields})


def at(later: timedelta = timedelta()):
    """A clock that stands `later` from now."""
    return lambda: timezone.now() + later


def test_email_is_sent_once(smtp_server):
    email = write()
    assert deliver_all(at()) == {"sent": 1}
    assert deliver_all(at()) == {}
    email.refresh_from_db()
    (message,) = smtp_server.messages
    assert email.state == EmailState.SENT
    assert message["Message-ID"] == email.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html"}


def test_same_occasion_is_written_once():
    assert write() == write(subject="Another")
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_write_one_email_for_one_occasion():
    def work(number: int) -> None:
        write(subject=f"Hello from {number}")
        connection.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert Email.objects.count() == 1


def test_email_is_rolled_back_with_its_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert write().pk / 0
    assert not Email.objects.exists()


def test_refused_recipient_fails_with_the_servers_answer(smtp_server):
    smtp_server.refuse["gone@school.example"] = "550 No such person"
    gone, fine = write("a", "gone@school.example"), write("b")
    assert deliver_all(at()) == {"failed": 1, "sent": 1}
    gone.refresh_from_db()
    fine.refresh_from_db()
    assert (gone.state, fine.state) == (EmailState.FAILED, EmailState.SENT)
    assert "No such person" in gone.last_answer


def test_busy_server_is_retried_a_limited_number_of_times(smtp_server):
    smtp_server.answer_to_data = "451 Come again"
    email = write()
    later = timedelta()
    for attempt in range(1, MAX_ATTEMPTS):
        assert deliver_all(at(later)) == {"postponed": 1}
        assert deliver_all(at(later)) == {}
        email.refresh_from_db()
        assert email.attempts == attempt
        later += timedelta(hours=9)
    assert deliver_all(at(later)) == {"failed": 1}
    smtp_server.answer_to_data = ""
    assert not smtp_server.messages


def test_unreachable_server_uses_up_no_attempt(smtp_server, settings):
    email = write()
    settings.EMAIL_PORT = 1
    assert deliver_all(at()) == {AWAY: 1}
    email.refresh_from_db()
    assert (email.state, email.attempts) == (EmailState.QUEUED, 0)
    settings.EMAIL_PORT = smtp_server.port
    assert deliver_all(at()) == {"sent": 1}


def test_email_past_use_until_is_missed(smtp_server):
    email = write(use_until=timezone.now() + timedelta(hours=1))
    assert deliver_all(at(timedelta(hours=2))) == {"missed": 1}
    email.refresh_from_db()
    assert email.state == EmailState.MISSED
    assert not smtp_server.messages


def test_one_time_code_is_sealed_until_sent_once(smtp_server, cast, now):
    code = Sealed("QX7-31")
    email = write(text=f"Your code: {code}", placeholders={str(code): code.as_json()})
    assert "QX7-31" not in str(Email.objects.values().get(pk=email.pk))
    deliver_all(at())
    email.refresh_from_db()
    (sent,) = [message for message in smtp_server.messages if message["Message-ID"] == email.message_id]
    assert b"QX7-31" in sent.get_payload(0).get_payload(decode=True)
    assert email.placeholders == {str(code): {"sealed": ""}}
    Email.objects.filter(pk=email.pk).update(state=EmailState.BOUNCED)
    email.refresh_from_db()
    with pytest.raises(NothingToRetry):
        retry_email(email, by=cast.admin, now=now)


def test_failed_email_can_be_retried(smtp_server, cast, now):
    smtp_server.refuse["ines@school.example"] = "550 Full"
    email = write()
    deliver_all(at())
    smtp_server.refuse.clear()
    email.refresh_from_db()
    retry_email(email, by=cast.admin, now=now)
    deliver_all(at(), most=1000)
    email.refresh_from_db()
    assert email.state == EmailState.SENT


@pytest.mark.parametrize("subject", ["Line\r\nBcc: all@school.example", "x" * 400, "Ωμέγα – ½ day"])
def test_unusual_subjects_are_sent(smtp_server, subject):
    email = write(subject=subject)
    outcome = deliver_all(at())
    email.refresh_from_db()
    assert outcome in ({"sent": 1}, {"failed": 1})
    assert all("Bcc" not in message for message in smtp_server.messages)


def test_next_email_is_found_by_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {TAKE_NEXT}", [timezone.now()])
        assert "email_due" in str(cursor.fetchall())


@pytest.mark.parametrize(("source", "target"), [("sent", "queued"), ("sent", "failed"), ("missed", "queued")])
def test_forbidden_email_moves_are_refused(source, target):
    email = write()
    if source != "queued":
        Email.objects.filter(pk=email.pk).update(state=source)
    with pytest.raises(DatabaseError, match="cannot go from"), transaction.atomic():
        Email.objects.filter(pk=email.pk).update(state=target)
    with pytest.raises(DatabaseError), transaction.atomic():
        email.delete()
