"""Planned sessions: proposals, moves, cancellations, reminders; visits; files; the list of sessions."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pgtrigger
import pytest
import vobject
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.models import CheckConstraint
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.timezone import localtime

from devplans.actions import attachments, planning, visits
from devplans.actions import sessions as actions
from devplans.actions.attachments import TooManyFiles
from devplans.actions.planning import NotPlannable
from devplans.actions.visits import VisitFull
from devplans.choices import ProposalState, SessionState
from devplans.models import PROPOSAL_MOVES, SESSION_MOVES, VISIT_MOVES, Proposal, Session, SessionFile, Visit
from devplans.session_kinds import SessionKind
from specialists.models import Specialist
from sustaining.common.errors import WrongState
from sustaining.common.templatetags.sustaining import when
from sustaining.outbox.models import Email
from tests.cast import enrol_another, gather
from tests.devplans.test_sessions import form, log
from tests.matrix.sample_rows import a_picture
from tests.sizes import at_two_sizes

pytestmark = pytest.mark.django_db


def propose(house, now, by=None, days=(5, 6)):
    spans = [(now + timedelta(days=day), now + timedelta(days=day, hours=2)) for day in days]
    return planning.propose_dates(
        house.participation, kind=SessionKind.JOINT_PLANNING, times=spans, about="Ratio", client_key=uuid4(),
        by=by or house.advocate, now=now,
    )  # fmt: skip


def plan(house, now):
    proposal = propose(house, now)
    return planning.accept_proposal(proposal, time=proposal.times.first(), by=house.specialist, now=now)


def offer(house, now, places=4):
    start = now + timedelta(days=7)
    return visits.offer_visit(
        house.specialist_record, starts_at=start, ends_at=start + timedelta(hours=2), places=places,
        focus="Year 8, ratio", host_email="office@westbrook.example", client_key=uuid4(), by=house.specialist, now=now,
    )  # fmt: skip


def test_accepting_a_proposal_plans_the_session_and_emails_calendar_entries(cast, now):
    session = plan(cast, now)
    assert (session.state, session.topic, session.minutes) == (SessionState.PLANNED, "Ratio", 120)
    mails = Email.objects.filter(kind="session_planned")
    assert {mail.to for mail in mails} == {cast.specialist.email, cast.advocate.email, cast.advocate_two.email}
    event = vobject.readOne(mails[0].calendar).vevent
    assert event.dtstart.value == session.starts_at.replace(microsecond=0)
    assert (event.uid.value.startswith(f"session-{session.pk}@"), event.sequence.value) == (True, "0")


def test_answering_a_proposal_by_anyone_but_the_other_side_is_refused_permission(cast, now):
    for by, answers, others in (
        (cast.advocate, cast.specialist, (cast.advocate, cast.advocate_two, cast.lead, cast.admin)),
        (cast.specialist, cast.advocate_two, (cast.specialist, cast.lead, cast.other.advocate)),
    ):
        proposal = propose(cast, now, by=by)
        for person in others:
            with pytest.raises(PermissionDenied):
                planning.accept_proposal(proposal, time=proposal.times.first(), by=person, now=now)
        planning.decline_proposal(proposal, reason="Mock exams.", by=answers, now=now)
    assert Email.objects.filter(kind="proposal_declined").count() == 2


def test_proposing_impossible_times_is_refused(cast, now):
    for days, sentence in (((-1,), "past"), ((400,), "2026/27")):
        with pytest.raises(NotPlannable, match=sentence):
            propose(cast, now, days=days)
    cast.assignment.ends_on = now.date() - timedelta(days=1)
    cast.assignment.save()
    with pytest.raises(NotPlannable, match="no Specialist"):
        propose(cast, now)


def test_proposal_pages_propose_and_accept_dates(cast, now, client_of):
    sent = {"kind": "joint_planning", "day_1": "1 Dec 2026", "since_1": "9am", "until_1": "12", "once": str(uuid4())}
    advocate, specialist = client_of(cast.advocate), client_of(cast.specialist)
    for _ in range(2):
        advocate.post(reverse("devplans:propose"), sent)
    proposal = Proposal.objects.get()
    assert "has proposed dates" in specialist.get("/").content.decode()
    page = specialist.get(proposal.get_absolute_url()).content.decode()
    assert " checked" not in page, "no time is chosen beforehand"
    url = reverse("devplans:accept", args=[proposal.pk])
    assert "Choose one of the times" in specialist.post(url, {}).content.decode()
    question = specialist.post(url, {"time": proposal.times.get().pk}).content.decode()
    assert "Accept and email 3 people" in question
    assert not Session.objects.exists(), "nothing happens before it has asked"
    answer = specialist.post(url, {"time": proposal.times.get().pk, "confirm": "yes"}, follow=True)
    assert "Session planned. We’ve emailed 3 people." in answer.content.decode()
    session = Session.objects.get()
    assert (session.held_on.day, session.length_in_words) == (1, "3 hours")
    assert "Joint planning" in advocate.get("/").content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"day_1": ""}, {"day_1": "soon"}, {"since_1": "25:00"}, {"until_1": "8am"}, {"kind": "party"}, {"day_2": "2 Dec"},
        {"day_1": "1/1/2020"}, {"since_1": "\x00"},
    ],
)  # fmt: skip
def test_proposal_form_invalid_times_show_validation_errors(cast, client_of, fields):
    sent = {"kind": "joint_planning", "day_1": "1 Dec 2026", "since_1": "9am", "until_1": "12pm", **fields}
    page = client_of(cast.advocate).post(reverse("devplans:propose"), sent)
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


def test_refused_times_are_told_apart_in_the_summary_by_their_row(cast, client_of):
    sent = {"kind": "joint_planning", "day_1": "soon", "since_1": "9am", "until_1": "12pm", "day_2": "later"}
    page = client_of(cast.advocate).post(reverse("devplans:propose"), sent).content.decode()
    assert "First choice, day: " in page
    assert "Choice 2, day: " in page
    assert "<legend> First choice </legend>" in " ".join(page.split())


def test_accepted_proposal_shows_the_time_that_was_proposed_after_the_session_moved(cast, now, client_of):
    session = plan(cast, now)
    proposal = Proposal.objects.get()
    proposed = proposal.times.first()
    assert proposal.accepted_time == proposed
    start = session.starts_at + timedelta(days=3)
    planning.move_session(
        session, starts_at=start, ends_at=start + timedelta(hours=1), place="", by=cast.advocate, now=now
    )
    answer = client_of(cast.advocate).get(proposal.get_absolute_url())
    page = " ".join(strip_tags(answer.content.decode()).split())
    assert f"accepted {when(proposed.starts_at)}" in page
    assert "It has been moved since." in page
    assert when(start) not in page


def test_session_moved_to_where_it_is_emails_nobody_and_says_so(cast, now, client_of):
    session = plan(cast, now.replace(second=0, microsecond=0))
    planning.move_session(
        session, starts_at=session.starts_at, ends_at=session.ends_at, place=session.place, by=cast.advocate, now=now
    )
    start, end = localtime(session.starts_at), localtime(session.ends_at)
    sent = {"day": f"{start:%d/%m/%Y}", "since": f"{start:%H:%M}", "until": f"{end:%H:%M}", "place": session.place}
    answer = client_of(cast.advocate).post(reverse("devplans:move-session", args=[session.pk]), sent, follow=True)
    assert "Nothing was changed. No emails were sent." in answer.content.decode()
    session.refresh_from_db()
    assert session.sequence == 0
    assert not Email.objects.filter(kind="session_moved").exists()


def test_cancelled_visit_says_how_many_people_were_emailed(cast, now, client_of):
    visit = offer(cast, now)
    visits.take_place(cast.participation, visit=visit, seats=2, by=cast.advocate, now=now)
    url = reverse("devplans:cancel-visit", args=[visit.pk])
    page = client_of(cast.specialist).post(url, {"reason": "Snow"}, follow=True).content.decode()
    to = set(Email.objects.filter(kind__in=("session_cancelled", "visit_cancelled")).values_list("to", flat=True))
    assert len(to) >= 4
    assert f"Visit cancelled. We’ve emailed {len(to)} people." in page


def test_time_of_another_proposal_is_not_accepted(cast, now):
    first, second = propose(cast, now), propose(cast, now, days=[9])
    with pytest.raises(DatabaseError, match="Only a time that was proposed"), transaction.atomic():
        Proposal.objects.filter(pk=first.pk).update(accepted_time=second.times.get())


def test_moving_and_cancelling_a_session_updates_calendars(cast, now):
    session = plan(cast, now)
    start = session.starts_at + timedelta(days=1)
    planning.move_session(
        session, starts_at=start, ends_at=start + timedelta(hours=4), place="Hall", by=cast.advocate, now=now
    )
    session.refresh_from_db()
    assert (session.sequence, session.length_in_words) == (1, "4 hours")
    planning.cancel_session(session, reason="Snow.", by=cast.specialist, now=now)
    mail = Email.objects.filter(kind="session_cancelled")[0]
    event = vobject.readOne(mail.calendar)
    assert (event.method.value, event.vevent.status.value, event.vevent.sequence.value) == ("CANCEL", "CANCELLED", "2")
    with pytest.raises(WrongState):
        planning.cancel_session(session, reason="Again.", by=cast.specialist, now=now)


def test_session_reminder_is_sent_once_the_day_before(cast, now):
    session = plan(cast, now)
    for day in (3, 4, 4):
        at = (session.starts_at - timedelta(days=5 - day)).replace(hour=11)
        call_command("send_due_reminders", at=at.isoformat(), verbosity=0)
    assert Email.objects.filter(kind="session_reminder").count() == 3


def test_reminder_of_a_monday_session_goes_on_friday_and_says_when_it_is(cast, now):
    monday = datetime(2026, 12, 7, 14, tzinfo=ZoneInfo("Europe/London"))
    session = plan(cast, now)
    Session.objects.filter(pk=session.pk).update(
        held_on=monday.date(), starts_at=monday, ends_at=monday + timedelta(hours=1)
    )
    for days, sent in ((4, 0), (3, 3), (2, 3), (1, 3)):
        call_command("send_due_reminders", at=(monday - timedelta(days=days)).isoformat(), verbosity=0)
        assert Email.objects.filter(kind="session_reminder").count() == sent
    reminder = Email.objects.filter(kind="session_reminder").first()
    assert reminder.subject.startswith("In 3 days:")


def test_logging_a_planned_session_takes_one_submission(cast, now, client_of):
    session = plan(cast, now)
    Session.objects.filter(pk=session.pk).update(
        held_on=now.date(), starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1)
    )
    advocate = client_of(cast.advocate)
    assert "Did this session go ahead?" in advocate.get("/").content.decode()
    sent = form(cast)
    for _ in range(2):
        advocate.post(reverse("devplans:log-planned", args=[session.pk]), sent)
    session.refresh_from_db()
    assert (session.state, session.what_happened) == (SessionState.HELD, "Four lessons.")
    assert Email.objects.filter(kind="session_to_confirm").count() == 1


def test_planned_session_is_logged_from_its_day_on(cast, now, client_of):
    session = plan(cast, now)
    advocate = client_of(cast.advocate)
    assert "Log session" not in advocate.get(session.get_absolute_url()).content.decode()
    Session.objects.filter(pk=session.pk).update(held_on=now.date())
    assert "Log session" in advocate.get(session.get_absolute_url()).content.decode()


def test_visit_booked_by_several_schools_emails_the_host(cast, now):
    other = enrol_another(cast, 940_001, "Dene Park Academy", now)
    visit = offer(cast, now)
    first = visits.take_place(cast.participation, visit=visit, seats=2, by=cast.advocate, now=now)
    visits.take_place(other, visit=visit, seats=2, by=other.school.advocates.first().user, now=now)
    host_emails = Email.objects.filter(kind="visit_host", to="office@westbrook.example")
    assert "Dene Park Academy: 2 people" in host_emails.first().text
    planning.cancel_session(first, reason="Ill.", by=cast.advocate, now=now)
    assert host_emails.count() == 4
    visits.take_place(cast.participation, visit=visit, seats=1, by=cast.advocate, now=now)
    visits.cancel_visit(visit, reason="Inspection.", by=cast.specialist, now=now)
    assert set(visit.sessions.values_list("state", flat=True)) == {SessionState.CANCELLED}
    assert "has been cancelled" in Email.objects.get(kind="visit_cancelled", to="office@westbrook.example").text


def test_booking_a_visit_by_an_unsupported_school_or_twice_is_refused(cast, now):
    visit = offer(cast, now)
    with pytest.raises(NotPlannable, match="is not the Specialist"):
        visits.take_place(cast.other.participation, visit=visit, seats=1, by=cast.other.advocate, now=now)
    visits.take_place(cast.participation, visit=visit, seats=1, by=cast.advocate, now=now)
    with pytest.raises(NotPlannable, match="already"):
        visits.take_place(cast.participation, visit=visit, seats=1, by=cast.advocate_two, now=now)


def test_visit_trigger_refuses_overbooking_in_raw_sql(cast, now):
    visit = offer(cast, now, places=2)
    session = visits.take_place(cast.participation, visit=visit, seats=2, by=cast.advocate, now=now)
    with pytest.raises(IntegrityError, match="not enough places"), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(seats=3)


@pytest.mark.django_db(transaction=True)
def test_visit_concurrent_bookings_never_exceed_the_places(now):
    cast = gather(now)
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=99)
    schools = [enrol_another(cast, 940_001 + number, f"School {number}", now) for number in range(6)]
    visit, refused = offer(cast, now, places=4), []

    def work(school) -> None:
        try:
            visits.take_place(school, visit=visit, seats=2, by=cast.lead, now=now)
        except VisitFull as full:
            refused.append(str(full))
        connections.close_all()

    threads = [threading.Thread(target=work, args=[school]) for school in schools]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (visit.sessions.count(), len(refused)) == (2, 4)
    assert "not enough places left" in refused[0]


def test_visit_pages_offer_validate_and_book(cast, now, client_of):
    sent = {
        "focus": "Year 8",
        "day": "1 Dec 2026",
        "since": "9am",
        "until": "11am",
        "places": "3",
        "once": str(uuid4()),
    }
    assert "Enter the focus of the visit" in (
        client_of(cast.specialist).post(reverse("devplans:offer-visit"), {**sent, "focus": ""}).content.decode()
    )
    client_of(cast.specialist).post(reverse("devplans:offer-visit"), sent)
    visit = Visit.objects.get()
    advocate = client_of(cast.advocate)
    take = reverse("devplans:take-place", args=[visit.pk])
    for seats, error in (("0", "Enter 1 or more"), ("9", "not enough places"), ("x", "Enter the number of people")):
        page = advocate.post(take, {"participation": cast.participation.pk, "seats": seats})
        assert error in page.content.decode()
    advocate.post(take, {"participation": cast.participation.pk, "seats": "2"})
    assert visit.sessions.get().seats == 2
    assert "2 of 3 booked" in " ".join(advocate.get(visit.get_absolute_url()).content.decode().split())


@pytest.mark.parametrize(
    ("moves", "model"), [(SESSION_MOVES, Session), (PROPOSAL_MOVES, Proposal), (VISIT_MOVES, Visit)]
)
def test_session_proposal_and_visit_forbidden_moves_are_refused_in_raw_sql(cast, now, moves, model):
    """Force the row into each state past the triggers, then try every move that is not declared."""
    row = {Session: plan, Proposal: propose, Visit: offer}[model](cast, now)
    states = set(dict(model._meta.get_field("state").choices))
    forbidden = {(a, b) for a in states for b in states if a != b} - moves.pairs()
    for source, target in forbidden:
        with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
            force(row, source, target)
    assert forbidden


def force(row, source: str, target: str) -> None:
    """Force the row into `source` without constraints or triggers, then move it to `target`."""
    model, table = type(row), row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for constraint in model._meta.constraints:
            if isinstance(constraint, CheckConstraint):
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint.name}")
        with pgtrigger.ignore(f"devplans.{model.__name__}:{moves_trigger(model)}"):
            cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [source, row.pk])
        cursor.execute(f"UPDATE {table} SET state = %s WHERE id = %s", [target, row.pk])


def moves_trigger(model) -> str:
    return next(trigger.name for trigger in model._meta.triggers if trigger.name.endswith("_moves"))


def test_attaching_an_eleventh_file_is_refused_by_the_database(cast, now):
    session = log(cast, now)
    colours = [f"#{number:06x}" for number in range(11)]
    pictures = [a_picture(colour) for colour in colours]
    attachments.attach_files(session, files=pictures[:6], by=cast.advocate, now=now)
    with pytest.raises(TooManyFiles):
        attachments.attach_files(session, files=pictures[6:], by=cast.advocate, now=now)
    attachments.attach_files(session, files=pictures[5:10], by=cast.advocate, now=now)
    assert session.files.count() == 10
    eleventh = session.files.first()
    eleventh.pk, eleventh.sha256 = None, "x" * 64
    with pytest.raises(IntegrityError, match="You can attach up to 10 files"), transaction.atomic():
        eleventh.save(force_insert=True)
    attachments.take_away_file(session.files.first(), by=cast.advocate, now=now)
    attachments.attach_files(session, files=pictures[10:], by=cast.advocate, now=now)


def test_session_file_download_requires_permission_to_see_the_session(cast, now, client_of):
    session = log(cast, now)
    (file,) = attachments.attach_files(session, files=[a_picture()], by=cast.advocate, now=now)
    for person, status in ((cast.advocate, 200), (cast.lead, 200), (cast.auditor, 404), (cast.other.advocate, 404)):
        for name in ("session-file", "session-file-small"):
            answer = client_of(person).get(reverse(f"devplans:{name}", args=[file.pk]))
            assert answer.status_code == status, (person, name)
            if answer.streaming:
                b"".join(answer.streaming_content)
    attachments.take_away_file(file, by=cast.advocate, now=now)
    assert client_of(cast.advocate).get(file.get_absolute_url()).status_code == 404


def test_upload_of_an_invalid_file_shows_a_validation_error(cast, now, client_of):
    session = log(cast, now)
    bad = SimpleUploadedFile("board.png", b"<svg onload=alert(1)>", content_type="image/png")
    page = client_of(cast.advocate).post(reverse("devplans:attach-to-session", args=[session.pk]), {"files": bad})
    assert "is not a file type we accept" in page.content.decode()
    page = client_of(cast.advocate).post(reverse("devplans:log"), {**form(cast), "files": bad})
    assert Session.objects.count() == 1


def test_hub_todo_counts_late_unconfirmed_sessions(cast, now, client_of):
    session = log(cast, now, held_on=now.date())
    lead = client_of(cast.lead)
    assert "still unconfirmed after two weeks" not in lead.get("/").content.decode()
    Session.objects.filter(pk=session.pk).update(logged_at=now - timedelta(days=15))
    assert "1 session is still unconfirmed after two weeks" in lead.get("/").content.decode()
    assert "Joint planning" in lead.get("/sessions/?state=late").content.decode()


def test_session_list_filters_and_ignores_invalid_parameters(cast, now, client_of):
    log(cast, now)
    log(cast, now, kind=SessionKind.LED_PD, planned_unit="")
    lead = client_of(cast.lead)

    def shown(query):
        return len(lead.get(f"/sessions/?{query}").context["sessions"])

    assert shown("") == 2
    assert shown("kind=led_pd") == 1
    assert shown(f"school={cast.school.urn}&person={cast.advocate.pk}&term=2026-1") == 2
    assert shown("term=2025-3") == 0
    assert shown("aim=999") == 0
    for odd in ("school=x", "school=" + "9" * 40, "person=-1", "term=x", "state=x", f"school={cast.other.school.urn}"):
        assert shown(odd) == 2, odd


@at_two_sizes
def test_session_list_query_count_does_not_grow_with_rows(cast, now, client_of, sizes):
    counts = []
    for number in sizes:
        for _ in range(number):
            log(cast, now, by=cast.specialist)
        client = client_of(cast.lead)
        client.get("/sessions/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/sessions/?school={cast.school.urn}")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@at_two_sizes
def test_visit_and_proposal_query_counts_do_not_grow_with_rows(cast, now, client_of, sizes):
    Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=99)
    counts, schools = [], [cast.participation]
    for number in sizes:
        while len(schools) < number:
            place = len(schools)
            schools.append(enrol_another(cast, 960_000 + place, f"School {place}", now, days=Decimal("0.5")))
            visit = offer(cast, now, places=30)
            propose_for(schools[-1], cast.specialist, now)
        for school in schools[-min(number, 31) + 1 :]:
            visits.take_place(school, visit=visit, seats=1, by=cast.specialist, now=now)
        pages = ["/sessions/visits/", "/sessions/?state=to_come", visit.get_absolute_url(), "/sessions/visits/new/"]
        for page in pages:
            client = client_of(cast.specialist)
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200, page
            counts.append(len(captured))
    assert counts[: len(pages)] == counts[len(pages) :]


def propose_for(participation, by, now):
    span = (now + timedelta(days=5), now + timedelta(days=5, hours=2))
    kind = SessionKind.JOINT_PLANNING
    return planning.propose_dates(participation, kind=kind, times=[span], client_key=uuid4(), by=by, now=now)


def test_accepting_a_withdrawn_proposal_is_refused(cast, now):
    proposal = propose(cast, now)
    planning.withdraw_proposal(proposal, by=cast.advocate, now=now)
    with pytest.raises(WrongState):
        planning.accept_proposal(proposal, time=proposal.times.first(), by=cast.specialist, now=now)
    assert not Session.objects.exists()
    assert proposal.state == ProposalState.WITHDRAWN
    with pytest.raises(WrongState):
        actions.confirm_session(plan(cast, now), by=cast.specialist, now=now)


def test_person_filter_with_too_many_people_offers_specialists(cast, now, client_of, monkeypatch):
    log(cast, now)
    page = client_of(cast.lead).get("/sessions/")
    everyone = [name for _, name in page.context["people"]]
    assert {str(cast.specialist), str(cast.advocate)} <= set(everyone)
    monkeypatch.setattr("devplans.selectors.session_list.MOST_PEOPLE", 1)
    lead = client_of(cast.lead)
    assert [key for key, _ in lead.get("/sessions/").context["people"]] == [cast.specialist.pk]
    selected = lead.get(f"/sessions/?person={cast.advocate.pk}").context["people"]
    assert {key for key, _ in selected} == {cast.specialist.pk, cast.advocate.pk}


def test_person_filter_of_somebody_who_did_not_take_part_reveals_nobody(cast, now, client_of, monkeypatch):
    log(cast, now)
    monkeypatch.setattr("devplans.selectors.session_list.MOST_PEOPLE", 1)
    page = client_of(cast.lead).get(f"/sessions/?person={cast.other.advocate.pk}")
    assert [key for key, _ in page.context["people"]] == [cast.specialist.pk]


def test_removed_session_file_is_restored_from_the_message(cast, now, client_of):
    session = log(cast, now)
    (file,) = attachments.attach_files(session, files=[a_picture()], by=cast.advocate, now=now)
    client, url = client_of(cast.advocate), reverse("devplans:restore-session-file", args=[file.pk])
    page = client.post(reverse("devplans:take-away-file", args=[file.pk]), follow=True).content.decode()
    assert f'action="{url}"' in page  # a form, so it works without JavaScript
    assert "restored." in client.post(url, follow=True).content.decode()
    assert list(session.files.filter(removed_at=None)) == [file]
    assert "has not been removed" in client.post(url, follow=True).content.decode()


def test_removed_session_file_is_not_restored_beside_the_same_file_or_above_ten(cast, now):
    session = log(cast, now)
    pictures = [a_picture(f"#{number:06x}") for number in range(11)]
    (first, *_rest) = attachments.attach_files(session, files=pictures[:10], by=cast.advocate, now=now)
    attachments.take_away_file(first, by=cast.advocate, now=now)
    (again,) = attachments.attach_files(session, files=pictures[:1], by=cast.advocate, now=now)
    with pytest.raises(TooManyFiles, match="attached already"):
        attachments.restore_file(first, by=cast.advocate, now=now)
    attachments.take_away_file(again, by=cast.advocate, now=now)
    attachments.attach_files(session, files=pictures[10:], by=cast.advocate, now=now)
    with pytest.raises(TooManyFiles, match="up to 10 files"):
        attachments.restore_file(SessionFile.objects.get(pk=first.pk), by=cast.advocate, now=now)
