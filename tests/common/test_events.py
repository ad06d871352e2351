"""Synchronous events: declared once, run in order inside the caller's transaction."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection

from funding.models import Grant
from schools.actions import NewAdvocate, enrol_school
from schools.models import Participation
from sustaining.common import events
from sustaining.common.checks import check_handlers_fit_events
from tests.factories import SchoolFactory
from tests.house.sources import ROOT, modules, short


@pytest.fixture
def happened(monkeypatch):
    """An event of these tests' own, with nobody else's handlers; what its handlers were given."""
    own = {"tests.happened": events.Event("tests.happened", "Something.", "subject", ("extra",))}
    monkeypatch.setattr(events, "EVENTS", own)
    monkeypatch.setattr(events, "_HANDLERS", {})
    return []


@pytest.mark.django_db
def test_handlers_run_in_their_order_with_the_arguments(happened, now):
    @events.on("tests.happened", order=20)
    def second(subject, *, extra, by, now):
        happened.append(("second", subject, extra, by, now))

    @events.on("tests.happened", order=10)
    def first(subject, *, extra, by, now):
        happened.append(("first", subject, extra, by, now))

    events.emit("tests.happened", "it", extra=1, by="somebody", now=now)
    assert happened == [(name, "it", 1, "somebody", now) for name in ("first", "second")]
    assert list(events.problems()) == []


@pytest.mark.django_db
def test_emitting_an_undeclared_event_is_refused(now):
    with pytest.raises(LookupError, match=r"tests\.unknown"):
        events.emit("tests.unknown", None, by=None, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize("extra", [{}, {"extra": 1, "more": 2}, {"other": 1}])
def test_emitting_with_other_arguments_is_refused(happened, now, extra):
    with pytest.raises(TypeError, match=r"subject, \*, extra, by, now"):
        events.emit("tests.happened", "it", by=None, now=now, **extra)


def test_emitting_outside_a_transaction_is_refused(happened, now, monkeypatch):
    monkeypatch.setattr(events, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError, match="outside a transaction"):
        events.emit("tests.happened", "it", extra=1, by=None, now=now)


def test_handler_of_an_undeclared_event_fails_the_system_check(happened):
    events.on("tests.mispelt", order=10)(lambda subject, *, by, now: None)
    assert "which no events.py declares" in str(check_handlers_fit_events(None))


@pytest.mark.parametrize(
    "function",
    [lambda subject, *, by, now: None, lambda other, *, extra, by, now: None, lambda subject, extra, by, now: None],
)
def test_handler_with_other_parameters_fails_the_system_check(happened, function):
    events.on("tests.happened", order=10)(function)
    assert "(subject, *, extra, by, now)" in str(check_handlers_fit_events(None))


def test_every_handler_fits_its_event_and_stands_in_handlers_py():
    assert list(events.problems()) == []
    handlers = [handler for name in events.EVENTS for handler in events.get_handlers(name)]
    assert [handler.path for handler in handlers if ".handlers." not in handler.path] == []
    assert [handler.path for handler in handlers if not handler.function.__doc__] == []


def test_every_event_is_emitted_and_handled():
    source = "".join(path.read_text() for path in modules() if short(path) != "sustaining/common/events.py")
    assert [name for name in events.EVENTS if f'emit("{name}"' not in source] == []
    assert [name for name in events.EVENTS if not events.get_handlers(name)] == []


def test_the_document_lists_events_and_handlers_as_they_are(capsys):
    call_command("events")
    listed = capsys.readouterr().out
    assert listed.strip() in (ROOT / "docs/events.md").read_text(), (
        "Put what `manage.py events` prints into docs/events.md."
    )


@pytest.mark.django_db
def test_a_handler_that_raises_undoes_the_action(cast, now, monkeypatch):
    def fails(participation, *, by, now):
        raise ZeroDivisionError

    last = events.Handler(99, "tests", fails)
    monkeypatch.setitem(events._HANDLERS, "schools.enrolled", [*events.get_handlers("schools.enrolled"), last])
    school = SchoolFactory(hub=cast.hub)
    people = [
        NewAdvocate(full_name=f"Ann {number}", email=f"ann{number}@demo.example", development_group="NCP22-12",
                    development_year=2022)
        for number in (1, 2)
    ]  # fmt: skip
    with pytest.raises(ZeroDivisionError):
        enrol_school(school, project=cast.project, advocates=people, by=cast.lead, now=now)
    assert connection.in_atomic_block
    assert not Participation.objects.filter(school=school).exists()
    assert not Grant.objects.filter(participation__school=school).exists()
