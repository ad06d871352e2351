"""Chasing schools: what is shown is what goes, nobody is written to twice a day, and schedules keep to school days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schools.actions import withdraw_participation
from schools.chasing import CHASERS
from schools.models import Hub
from schools.terms import TermCalendar
from sustaining.accounts.models import User
from sustaining.casework import actions, chase_lists
from sustaining.casework.actions.chasing import NothingToChase, ScheduleNotPossible
from sustaining.casework.chase_schedules import due_by_schedule, rounds
from sustaining.casework.models import ChaseSchedule
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.outbox.actions import choose_mail, write_due_reminders
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.models import Email, EmailState
from tests.casework.test_chaser_kinds import agree, leave_unsigned
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DAY, KIND = timedelta(days=1), "plan_not_agreed"


def kind_url(cast, kind: str = KIND) -> str:
    return f"/hub/{cast.hub.pk}/chasers/{kind}/"


def chase(cast, now, *, by=None, chosen=None):
    chosen = chosen or [cast.participation.pk]
    return actions.chase_schools(cast.hub, kind=KIND, chosen=chosen, by=by or cast.lead, now=now)


def schedule(cast, now, **values):
    usual = {"kind": KIND, "every_weeks": 2, "starts_on": london_day(now) + DAY, "ends_on": None, "most_times": 3}
    return actions.schedule_chaser(cast.hub, **{**usual, **values}, by=cast.lead, now=now)


def chasers() -> list[str]:
    return sorted(Email.objects.filter(kind=f"chase_{KIND}").values_list("to", flat=True))


def test_what_is_shown_is_what_goes_and_a_second_press_sends_nothing(cast, client_of):
    client, chosen = client_of(cast.lead), {"chosen": [cast.participation.pk]}
    overview = client.get(f"/hub/{cast.hub.pk}/chasers/").content.decode()
    assert "Plan not agreed" in overview
    assert cast.school.name in client.get(kind_url(cast)).content.decode()
    shown = client.post(f"{kind_url(cast)}check/", {**chosen, "show": "2"}).content.decode()
    assert "Message 2 of 2" in shown
    assert f"The development plan for {cast.school} has not been agreed" in shown
    assert chasers() == []
    for sentence in (f"1 school chased. We’ve emailed {cast.advocate} and {cast.advocate_two}.", "No emails were sent"):
        assert sentence in client.post(f"{kind_url(cast)}send/", chosen, follow=True).content.decode()
    assert chasers() == sorted([cast.advocate.email, cast.advocate_two.email])
    email = Email.objects.filter(kind=f"chase_{KIND}").first()
    assert email.subject in shown
    assert email.reply_to == cast.hub.contact_email
    school = client.get(cast.school.get_absolute_url()).content.decode()
    assert "Last chased" in school
    assert f"by {cast.lead}" in school
    happened = client.get(reverse("desk:happened", args=[cast.school.urn])).content.decode()
    assert f"{cast.lead} emailed" in " ".join(happened.split())
    assert "a reminder (plan not agreed)" in happened


def test_statement_of_last_chases_holds_no_key_of_a_content_type(cast):
    """It is kept for a scope: a key in it would outlast its row."""
    sql = str(chase_lists.last_chase_rows([cast.participation.pk], CHASERS.values()).query)
    assert "django_content_type" in sql


def test_two_people_at_once_write_nobody_twice(cast, now, monkeypatch):
    """The second list was read before the first press: only the unique occasion can hold it."""
    chase(cast, now)
    monkeypatch.setattr(chase_lists, "_chased_since", lambda *args: {})
    with pytest.raises(NothingToChase):
        chase(cast, now + timedelta(seconds=5), by=cast.hubadmin)
    assert len(chasers()) == 2


def test_person_is_chased_again_on_another_day_but_not_on_the_same(cast, now):
    chase(cast, now)
    with pytest.raises(NothingToChase):
        chase(cast, now + timedelta(hours=5), by=cast.hubadmin)
    chase(cast, now + DAY)
    assert len(chasers()) == 4


def test_who_wants_no_reminders_is_left_out_with_the_reason(cast, now, client_of):
    choose_mail(cast.advocate, preference="no_reminders", by=cast.advocate, now=now)
    page = client_of(cast.lead).post(f"{kind_url(cast)}check/", {"chosen": [cast.participation.pk]}).content.decode()
    assert f"{cast.advocate} has chosen not to get reminders" in page
    chase(cast, now)
    assert chasers() == [cast.advocate_two.email]


def test_chaser_is_not_delivered_once_the_thing_is_done(cast, now):
    chase(cast, now)
    agree(cast, now)
    deliver_all(lambda: now + timedelta(minutes=1))
    states = Email.objects.filter(kind=f"chase_{KIND}").values_list("state", flat=True)
    assert set(states) == {EmailState.MISSED}


def test_missed_chaser_does_not_count_as_chased(cast, now, client_of):
    chase(cast, now)
    Email.objects.filter(kind=f"chase_{KIND}").update(state=EmailState.MISSED)
    assert "Never" in client_of(cast.lead).get(kind_url(cast)).content.decode()


def test_preview_shows_no_link_that_acts_for_its_reader(cast, now, client_of):
    leave_unsigned(cast, now)
    url = kind_url(cast, "not_signed_in")
    page = client_of(cast.lead).post(f"{url}check/", {"chosen": [cast.participation.pk]}).content.decode()
    assert "Message 1 of 1" in page
    assert "/invitation" not in page
    assert "Create a password with the link below" in page


def test_school_of_another_hub_cannot_be_chased(cast, now, client_of):
    other = cast.other.participation.pk
    with pytest.raises(NothingToChase):
        chase(cast, now, chosen=[other])
    client_of(cast.lead).post(f"{kind_url(cast)}send/", {"chosen": [other]})
    assert chasers() == []
    assert client_of(cast.other.lead).get(kind_url(cast)).status_code == 404


def test_nothing_chosen_is_asked_for(cast, client_of):
    page = client_of(cast.lead).post(f"{kind_url(cast)}check/", {}).content.decode()
    assert "Select the schools to chase." in page


def test_list_is_exported_as_shown(cast, now, client_of):
    chase(cast, now)
    answer = client_of(cast.lead).get(f"{kind_url(cast)}schools.csv").content.decode("utf-8-sig")
    assert answer.startswith("School,URN,Project,Missing,About,Due since")
    assert f"{cast.school.name},{cast.school.urn}" in answer
    assert f"was emailed about this on {now.day} {now:%B}" in answer
    assert str(cast.lead) in answer
    assert client_of(cast.lead).get(f"{kind_url(cast)}schools.xlsx").status_code == 200


@pytest.mark.parametrize("path", ["", f"{KIND}/", f"{KIND}/check/", f"{KIND}/schools.csv"])
def test_queries_do_not_grow_with_the_schools(cast, now, client_of, path):
    client, counts, since = client_of(cast.lead), [], now - 40 * DAY
    rows = [cast.participation.pk]
    for number in (3, 9):
        while len(rows) < number:
            rows.append(enrol_another(cast, 970_000 + len(rows), f"S {len(rows)}", since, days=Decimal(0)).pk)
        chase(cast, now - DAY, chosen=rows)
        with CaptureQueriesContext(connection) as queries:
            url = f"/hub/{cast.hub.pk}/chasers/{path}"
            answer = client.post(url, {"chosen": rows}) if "check" in path else client.get(url)
        assert answer.status_code == 200
        counts.append(len(queries))
        _forget_chases()
    assert counts[0] == counts[1]


def _forget_chases() -> None:
    """Rename what was sent, so that the same day's chase can be written again."""
    for email in Email.objects.filter(kind=f"chase_{KIND}"):
        Email.objects.filter(pk=email.pk).update(occasion=f"old:{email.pk}")


CALENDAR = TermCalendar()


def order(**values) -> ChaseSchedule:
    return ChaseSchedule(**{"kind": KIND, "every_weeks": 1, "starts_on": date(2026, 12, 15), "most_times": 3, **values})


def test_rounds_keep_off_days_on_which_schools_are_closed():
    """15 December is in term; the 22nd and the 29th are not, and both move to the first day of the spring term."""
    days = list(rounds(order(), CALENDAR, until=date(2027, 2, 28)))
    assert days == [date(2026, 12, 15), date(2027, 1, 4), date(2027, 1, 5)]
    saturday = list(rounds(order(starts_on=date(2026, 12, 5), most_times=1), CALENDAR, until=date(2027, 2, 28)))
    assert saturday == [date(2026, 12, 7)]


def test_rounds_end_on_the_last_day_or_after_their_number():
    assert list(rounds(order(most_times=1), CALENDAR, until=date(2027, 7, 1))) == [date(2026, 12, 15)]
    by_day = order(most_times=None, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 8))
    assert list(rounds(by_day, CALENDAR, until=date(2027, 7, 1))) == [date(2026, 12, 1), date(2026, 12, 8)]
    moved_past_the_end = order(most_times=None, starts_on=date(2026, 12, 19), ends_on=date(2026, 12, 20))
    assert list(rounds(moved_past_the_end, CALENDAR, until=date(2027, 7, 1))) == []


def run(moment: datetime) -> list[str]:
    with time_machine.travel(moment, tick=False):
        write_due_reminders(None, by=User.objects.system(), now=moment)
    return chasers()


def test_schedule_chases_by_itself_on_its_day_from_nine(cast, now, client_of):
    schedule(cast, now)
    day = datetime(2026, 11, 25, 8, 59, tzinfo=LONDON)
    assert run(day) == []
    for minutes in (1, 2, 300):
        assert len(run(day + timedelta(minutes=minutes))) == 2
    for days in (1, 7, 13):
        assert len(run(day + days * DAY + timedelta(hours=1))) == 2
    assert len(run(day + 14 * DAY + timedelta(hours=1))) == 4
    with time_machine.travel(day + 15 * DAY, tick=False):
        page = client_of(cast.hubadmin).get(kind_url(cast)).content.decode()
    assert "by the site, on a schedule" in page
    assert "every 2 weeks" in page


def test_schedule_leaves_out_who_was_chased_by_hand_in_the_last_days(cast, now):
    schedule(cast, now)
    chase(cast, now)
    assert len(run(datetime(2026, 11, 25, 10, tzinfo=LONDON))) == 2


def test_schedule_rests_for_schools_that_withdrew_when_stopped_and_when_its_hub_is_merged(cast, now):
    row = schedule(cast, now)
    moment = datetime(2026, 11, 25, 10, tzinfo=LONDON)
    assert len(list(due_by_schedule(moment))) == 2
    with transaction.atomic():
        withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
        assert list(due_by_schedule(moment)) == []
        transaction.set_rollback(True)
    with transaction.atomic():
        Hub.objects.filter(pk=cast.hub.pk).update(merged_into=cast.other.hub)
        assert list(due_by_schedule(moment)) == []
        transaction.set_rollback(True)
    actions.stop_chaser(row, by=cast.hubadmin, now=now)
    assert list(due_by_schedule(moment)) == []
    with pytest.raises(WrongState):
        actions.stop_chaser(row, by=cast.lead, now=now)


def test_schedule_is_started_and_stopped_on_the_pages(cast, now, client_of):
    client, url = client_of(cast.lead), f"{kind_url(cast)}schedule/"
    data = {"every_weeks": "2", "starts_on": "1/12/2026", "ends": "times", "most_times": ""}
    assert "Enter the number of times" in client.post(url, data).content.decode()
    day = {**data, "ends": "day", "ends_on": "20/11/2026"}
    assert "Last day must be the same as or after the first day." in client.post(url, day).content.decode()
    answer = client.post(url, {**data, "most_times": "2"}, follow=True).content.decode()
    assert "Automatic chasing started: " in answer
    assert "Tue 1 Dec 2026" in answer
    assert "already chases this automatically" in client.post(url, {**data, "most_times": "2"}).content.decode()
    row = ChaseSchedule.objects.get()
    stopped = client_of(cast.hubadmin).post(f"/chasers/schedules/{row.pk}/stop/", follow=True).content.decode()
    assert "Automatic chasing stopped: " in stopped
    assert f"stopped by {cast.hubadmin}" in stopped


def test_schedule_that_would_send_nothing_is_refused(cast, now):
    for values in (
        {"starts_on": london_day(now) - DAY},
        {"starts_on": date(2026, 12, 19), "ends_on": date(2026, 12, 20), "most_times": None},
    ):
        with pytest.raises(ScheduleNotPossible):
            schedule(cast, now, **values)


def test_database_refuses_a_second_schedule_an_endless_one_and_any_change(cast, now):
    row = schedule(cast, now)
    fields = {"hub": cast.hub, "kind": KIND, "every_weeks": 1, "starts_on": london_day(now), "started_by": cast.lead}
    for values in ({"most_times": 1}, {"kind": "no_reply"}, {"kind": "no_reply", "most_times": 1, "every_weeks": 99}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ChaseSchedule.objects.create(**{**fields, **values}, started_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChaseSchedule.objects.filter(pk=row.pk).update(every_weeks=9)
