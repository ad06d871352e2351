"""Retention: texts, names and files are cleared after their time, and the figures stay."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pghistory
import pytest
import time_machine
from django.core.management import call_command

from devplans.actions import autosave, sessions
from devplans.models import ChangeRequest, Comment, Session, SessionFile
from tests.devplans.test_plans import add_aim
from tests.devplans.test_sessions import log
from tests.matrix.sample_rows import a_picture

pytestmark = pytest.mark.django_db


def retention(year: int, *arguments: str) -> str:
    out = StringIO()
    with time_machine.travel(datetime(year, 11, 24, 10, tzinfo=ZoneInfo("Europe/London")), tick=True):
        call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def event_text(row) -> str:
    return str(list(pghistory.models.Events.objects.tracks(row).values_list("pgh_data", flat=True)))


@pytest.fixture
def described_session(cast, now) -> Session:
    """Return a confirmed session with names, a picture and a change request."""
    fields = {"colleague_names": ["Ann Colleague"], "colleagues": 1, "what_happened": "Ann taught."}
    session = log(cast, now, files=[a_picture()], **fields)
    sessions.ask_for_change(session, reason="Ann was not there.", by=cast.specialist, now=now)
    values = {"kind": session.kind, "planned_unit": "lesson", "held_on": session.held_on, "length": session.length}
    data = sessions.SessionData(specialist=session.specialist, **values, **fields)
    sessions.correct_session(session, data=data, client_key=uuid4(), by=cast.advocate, now=now)
    return sessions.confirm_session(Session.objects.get(), by=cast.specialist, now=now)


def test_retention_clears_texts_names_and_files_after_six_years(
    described_session, cast, django_capture_on_commit_callbacks
):
    stored = SessionFile.objects.get()
    storage, name = stored.file.storage, stored.file.name
    retention(2032, "--apply")
    assert Session.objects.get().what_happened == "Ann taught."
    with django_capture_on_commit_callbacks(execute=True):
        output = retention(2033, "--apply")
    assert "sessions: what happened" in output
    session, stored = Session.objects.get(), SessionFile.objects.get()
    assert (session.what_happened, session.colleague_names, session.state) == ("", ["Colleague 1"], "confirmed")
    assert (session.length, session.colleagues) == (described_session.length, described_session.colleagues)
    assert (stored.name, bool(stored.file), storage.exists(name)) == ("Cleared", False, False)
    assert ChangeRequest.objects.get().reason == "Cleared"
    assert "Ann" not in str(list(pghistory.models.Events.objects.tracks(session).values_list("pgh_data", flat=True)))
    assert "Ann" not in str(
        list(pghistory.models.Events.objects.tracks(ChangeRequest.objects.get()).values_list("pgh_data", flat=True))
    )


def test_session_page_after_retention_still_opens(described_session, cast, client_of):
    retention(2033, "--apply")
    page = client_of(cast.lead).get(described_session.get_absolute_url()).content.decode()
    assert "Confirmed" in page
    assert "board.png" not in page


def test_retention_clears_comments_and_a_second_run_does_nothing(cast, now):
    aim = add_aim(cast.school.plan, cast.advocate, now)
    autosave.add_comment(aim, text="Ask Ann first.", by=cast.specialist, now=now)
    assert "     1 comments on plans" in retention(2033, "--apply")
    assert "     0 comments on plans" in retention(2033)
    comment = Comment.objects.get()
    assert (comment.text, comment.by) == ("Cleared", cast.specialist)
    assert "Ann" not in event_text(comment)
