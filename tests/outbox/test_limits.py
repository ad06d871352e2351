"""How many emails people who have not signed in can cause: for each recipient, each origin, over all forms and processes."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.models import User
from sustaining.common.forms import validate_person_name
from sustaining.outbox import limits
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.limits import Sender, TooManyEmails
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email, OutsideCount
from tests.applications.applying import begin, fill
from tests.factories import SchoolFactory
from tests.links import head_path

pytestmark = pytest.mark.django_db


def test_limit_per_address_holds_for_any_origin(client, call, settings):
    settings.OUTSIDE_EMAIL_LIMITS = settings.OUTSIDE_EMAIL_LIMITS | {"address_a_day": 3}
    pages = []
    for number in range(5):
        school = SchoolFactory(hub=call.hub)
        page = reverse("applications:begin", args=[call.project.code, school.urn])
        form = {"contact_name": "Mallory", "contact_email": "victim@demo.example"}
        pages.append(client.post(page, form, REMOTE_ADDR=f"203.0.113.{number}").content.decode())
    assert Email.objects.filter(to="victim@demo.example").count() == 3
    assert "already sent several emails to victim@demo.example today" in pages[-1]


def test_limit_per_origin_holds_for_any_address(client, cast, settings):
    settings.OUTSIDE_EMAIL_LIMITS = settings.OUTSIDE_EMAIL_LIMITS | {"origin_an_hour": 4}
    page = f"/apply/{cast.project.code}/"
    answers = [client.post(page, {"email": f"somebody{number}@demo.example"}) for number in range(6)]
    taken = ["We’ve emailed a link" in answer.content.decode() for answer in answers]
    assert taken == [True] * 4 + [False] * 2
    assert "from your network in the last hour" in answers[-1].content.decode()
    elsewhere = client.post(page, {"email": "other@demo.example"}, REMOTE_ADDR="203.0.113.9")
    assert "We’ve emailed a link" in elsewhere.content.decode()


def test_emails_by_link_count_for_signed_in_users(cast, call, now, client_of, settings):
    settings.OUTSIDE_EMAIL_LIMITS = settings.OUTSIDE_EMAIL_LIMITS | {"origin_an_hour": 0}
    path = head_path(fill(begin(call, now), now))
    page = client_of(cast.advocate).post(path, {"agrees": "yes"}).content.decode()
    assert "from your network" in page
    assert not Email.objects.filter(kind="head_answered").exists()


def test_limits_hold_without_the_cache(client, cast, settings, monkeypatch):
    settings.OUTSIDE_EMAIL_LIMITS = settings.OUTSIDE_EMAIL_LIMITS | {"origin_an_hour": 1}
    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, lambda *args, **kwargs: None)
    page = f"/apply/{cast.project.code}/"
    assert "We’ve emailed a link" in client.post(page, {"email": "one@demo.example"}).content.decode()
    assert "from your network" in client.post(page, {"email": "two@demo.example"}).content.decode()


def test_password_reset_over_the_limit_answers_the_same(cast, settings):
    settings.OUTSIDE_EMAIL_LIMITS = settings.OUTSIDE_EMAIL_LIMITS | {"known_address_a_day": 1, "address_a_day": 1}
    settings.ACCOUNT_RATE_LIMITS = False
    answers = [Client().post(reverse("account_reset_password"), {"email": cast.lead.email}) for _ in range(3)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, answers[0].url)}
    assert Email.objects.filter(to=cast.lead.email, kind__startswith="account_").count() == 1


def test_emails_by_signed_in_users_and_schedule_are_not_counted(cast, now):
    queue_rendered("clock", Rendered("Hello", "Hello", ""), to="a@demo.example", kind="note", now=now)
    assert not OutsideCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_concurrent_processes_share_the_count(settings):
    settings.OUTSIDE_EMAIL_LIMITS = settings.OUTSIDE_EMAIL_LIMITS | {"address_a_day": 4}
    User.objects.system()
    outcomes: list[str] = []

    def write(number: int) -> None:
        token = limits._SENDER.set(Sender(f"203.0.113.{number}", is_outside=True))
        try:
            with transaction.atomic():
                queue_rendered(
                    f"n{number}",
                    Rendered("Hello", "Hello", ""),
                    to="victim@demo.example",
                    kind="note",
                    now=timezone.now(),
                )
            outcomes.append("written")
        except TooManyEmails:
            outcomes.append("refused")
        finally:
            limits._SENDER.reset(token)
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["refused"] * 6 + ["written"] * 4
    assert Email.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_actions_that_write_to_the_same_people_in_different_order_do_not_deadlock(settings):
    outcomes: list[str] = []
    first_counted = threading.Barrier(2, timeout=1)

    def write(number: int, addresses: list[str]) -> None:
        token = limits._SENDER.set(Sender(f"203.0.113.{number}", is_outside=True))
        try:
            with transaction.atomic():
                for address in addresses:
                    limits.count_email(address, is_known=False, now=timezone.now())
                    with suppress(threading.BrokenBarrierError):  # whoever waits for the other's lock never gets here
                        first_counted.wait()
            outcomes.append("counted")
        except DatabaseError as error:
            outcomes.append(str(error))
        finally:
            limits._SENDER.reset(token)
            connection.close()

    addresses = ["ann@demo.example", "bea@demo.example"]
    threads = [
        threading.Thread(target=write, args=[number, order])
        for number, order in enumerate([addresses, addresses[::-1]])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert outcomes == ["counted", "counted"]
    assert set(OutsideCount.objects.values_list("count", flat=True)) == {2}


@pytest.mark.parametrize("name", ["Win £1000 at http://evil.example", "visit evil.com", "Call 07700 900123", "www now"])
def test_name_with_a_message_is_refused(client, call, name):
    school = SchoolFactory(hub=call.hub)
    page = reverse("applications:begin", args=[call.project.code, school.urn])
    answer = client.post(page, {"contact_name": name, "contact_email": "ida@demo.example"}).content.decode()
    assert "Enter a name only" in answer
    assert not Email.objects.filter(to="ida@demo.example").exists()


@pytest.mark.parametrize("name", ["J. R. O’Neill-Smith", "Zoë St.John", "Prof. Ana María d'Arcy", "Nguyễn Thị Hà"])
def test_unusual_names_are_accepted(name):
    validate_person_name(name)
