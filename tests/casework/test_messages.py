"""Messages to groups: each person once, nobody who has left, as each will read it, and a record of what became of it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from devplans.actions import plans
from schools.actions import add_contact, pause_participation, withdraw_participation
from schools.choices import ContactRole
from schools.models import Advocate, SchoolContact
from schools.viewer import as_viewer
from specialists.models import Assignment
from sustaining.accounts.models import User
from sustaining.casework import actions
from sustaining.casework.actions import CannotSend
from sustaining.casework.audiences import Selected
from sustaining.casework.models import Mailing, MailingRecipient
from sustaining.casework.recipients import CLOSED, DECLINED, GONE, find_people
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState
from sustaining.outbox.actions import choose_mail
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email, EmailPreference
from sustaining.outbox.scheduled import due_work
from tests.casework.writing import DAY, write_message
from tests.cast import enrol_again, enrol_another
from tests.devplans.test_plans import add_aim

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def readers(mailing: Mailing) -> list[str]:
    """Return the addresses to which the message's emails go, in order."""
    keys = mailing.recipients.filter(email__isnull=False).values("email")
    return sorted(Email.objects.filter(pk__in=keys).values_list("to", flat=True))


def reasons(mailing: Mailing) -> dict[str, str]:
    """Return why people are not written to, by their address."""
    return dict(mailing.recipients.exclude(reason="").values_list("user__email", "reason"))


def end_post(user: User, now: Any) -> None:
    """End every post of an Advocate or contact the day before."""
    for model in (Advocate, SchoolContact):
        model.objects.filter(user=user).update(ends_on=london_day(now) - DAY)


def test_message_goes_to_each_person_in_the_chosen_roles_once(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now, roles=("advocate", "finance"))
    actions.send_message(mailing, by=cast.lead, now=now)
    assert readers(mailing) == sorted([cast.advocate.email, cast.advocate_two.email, cast.finance.email])
    assert Email.objects.filter(kind="group_message").count() == 3
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent_by, mailing.sent_at) == ("sent", cast.lead, now)


def test_person_at_two_schools_gets_one_email_that_names_both(cast, now):
    other = enrol_another(cast, 910050, "Dene Park Academy", now)
    add_contact(other.school, full_name="", email=cast.finance.email, role=ContactRole.FINANCE, by=cast.lead, now=now)
    body = "{{ school_name }}: {{ money_left }} left"
    mailing = write_message(cast.hub, by=cast.lead, now=now, roles=("finance",), body=body)
    actions.send_message(mailing, by=cast.lead, now=now)
    email = Email.objects.get(kind="group_message")
    assert "Castle Hill School and Dene Park Academy: £1,000.00 left" in email.text
    assert mailing.recipients.count() == 2
    assert set(mailing.recipients.values_list("email", flat=True)) == {email.pk}


def test_school_with_two_years_is_written_to_once(cast, now):
    enrol_again(cast, now, year=cast.project.academic_year, number=20)
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.send_message(mailing, by=cast.lead, now=now)
    assert readers(mailing) == sorted([cast.advocate.email, cast.advocate_two.email])


def test_each_reader_gets_their_own_values_and_replies_go_to_the_hub(cast, now):
    body = "Hello {{ first_name }}\n\nPlan: {{ plan_status }}, Specialist: {{ specialist }}, left: {{ money_left }}."
    mailing = write_message(cast.hub, by=cast.lead, now=now, body=body, subject="News for {{ school_name }}")
    actions.send_message(mailing, by=cast.lead, now=now)
    email = Email.objects.get(user=cast.advocate, kind="group_message")
    assert email.subject == "News for Castle Hill School"
    assert "Hello Nina" in email.text
    assert "Plan: draft, Specialist: Robin Rivermead, left: £1,000.00." in email.text
    assert email.reply_to == cast.hub.contact_email
    own = write_message(cast.hub, by=cast.specialist, now=now, text={"replies_to_writer": True})
    actions.send_message(own, by=cast.specialist, now=now)
    assert (
        Email.objects.get(about_id=own.pk, user=cast.advocate, kind="group_message").reply_to == cast.specialist.email
    )


def test_text_in_a_value_is_no_placeholder_again(cast, now):
    type(cast.school).objects.filter(pk=cast.school.pk).update(name="{{ money_left }} & <b>Sons</b>")
    mailing = write_message(cast.hub, by=cast.lead, now=now, body="To {{ school_name }}")
    actions.send_message(mailing, by=cast.lead, now=now)
    email = Email.objects.filter(kind="group_message").first()
    assert "To {{ money_left }} & <b>Sons</b>" in email.text
    assert "<b>Sons" not in email.html


def test_message_sent_twice_is_refused_and_nobody_is_written_to_again(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    stale = Mailing.objects.get(pk=mailing.pk)
    actions.send_message(mailing, by=cast.lead, now=now)
    with pytest.raises(WrongState):
        actions.send_message(stale, by=cast.hubadmin, now=now)
    assert Email.objects.filter(kind="group_message").count() == 2


@pytest.mark.django_db(transaction=True)
def test_message_sent_by_several_at_once_goes_to_nobody_twice(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    outcomes: list[str] = []

    def send() -> None:
        try:
            actions.send_message(Mailing.objects.get(pk=mailing.pk), by=cast.lead, now=now)
            outcomes.append("sent")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 4 + ["sent"]
    assert Email.objects.filter(kind="group_message").count() == 2


def test_form_sent_twice_makes_one_draft(cast, now):
    first = write_message(cast.hub, by=cast.lead, now=now)
    assert write_message(cast.hub, by=cast.lead, now=now, once=first.once) == first


def test_people_who_chose_fewer_emails_or_whose_account_is_closed_are_left_out_with_the_reason(cast, now):
    choose_mail(cast.advocate, preference=EmailPreference.CHANGES_ONLY, by=cast.advocate, now=now)
    User.objects.filter(pk=cast.advocate_two.pk).update(is_active=False)
    mailing = write_message(cast.hub, by=cast.lead, now=now, roles=("advocate", "headteacher"))
    actions.send_message(mailing, by=cast.lead, now=now)
    assert readers(mailing) == [cast.head.email]
    assert reasons(mailing) == {cast.advocate.email: DECLINED, cast.advocate_two.email: CLOSED}


def test_people_who_chose_no_reminders_are_still_written_to(cast, now):
    choose_mail(cast.advocate, preference=EmailPreference.NO_REMINDERS, by=cast.advocate, now=now)
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.send_message(mailing, by=cast.lead, now=now)
    assert cast.advocate.email in readers(mailing)


def test_scheduled_message_goes_when_its_time_comes_and_not_before(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.schedule_message(mailing, send_at=now + HOUR, by=cast.lead, now=now)
    assert sum(due_work.collect(now + HOUR / 2)) == 0
    assert sum(due_work.collect(now + HOUR)) == 2
    assert sum(due_work.collect(now + HOUR)) == 0
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent_by) == ("sent", cast.lead)
    assert len(readers(mailing)) == 2


def test_scheduled_message_skips_who_has_left_or_declined_since(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now, roles=("advocate", "headteacher"))
    actions.schedule_message(mailing, send_at=now + HOUR, by=cast.lead, now=now)
    end_post(cast.advocate, now)
    choose_mail(cast.head, preference=EmailPreference.CHANGES_ONLY, by=cast.head, now=now)
    sum(due_work.collect(now + HOUR))
    assert readers(mailing) == [cast.advocate_two.email]
    assert reasons(mailing) == {cast.advocate.email: GONE, cast.head.email: DECLINED}


def test_scheduled_message_does_not_go_to_who_joined_since(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.schedule_message(mailing, send_at=now + HOUR, by=cast.lead, now=now)
    enrol_another(cast, 910051, "Long Lane School", now)
    sum(due_work.collect(now + HOUR))
    assert len(readers(mailing)) == 2


def test_school_that_no_longer_matches_is_not_written_to(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now, filters={"plan": ["open"]})
    actions.schedule_message(mailing, send_at=now + HOUR, by=cast.lead, now=now)
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    sum(due_work.collect(now + HOUR))
    mailing.refresh_from_db()
    assert mailing.is_held
    assert mailing.hold_reason == "There is no one in the group to email any more."


def test_scheduled_message_that_cannot_go_is_held_and_those_after_it_go(cast, now):
    first, second = (write_message(cast.hub, by=cast.lead, now=now) for _ in range(2))
    for mailing in (first, second):
        actions.schedule_message(mailing, send_at=now + HOUR, by=cast.lead, now=now)
    Mailing.objects.filter(pk=first.pk).update(filters={"group": ["999999"]})
    assert sum(due_work.collect(now + HOUR)) == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_held, second.is_sent) == (True, True)
    assert first.hold_reason == "Its writer can no longer see this group of schools. Write another message."
    assert readers(first) == []


@pytest.mark.parametrize("writer", ["lead", "specialist"])
def test_writer_whose_post_or_support_has_ended_sees_and_sends_nothing(cast, now, client_of, writer):
    person = getattr(cast, writer)
    mailing = write_message(cast.hub, by=person, now=now)
    assert client_of(person).get(mailing.get_absolute_url()).status_code == 200
    Assignment.objects.filter(specialist=cast.specialist_record).update(ends_on=london_day(now) - DAY)
    cast.lead.hub_posts.update(ends_on=london_day(now) - DAY)
    assert client_of(person).get(mailing.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.send_message(mailing, by=person, now=now)
    assert readers(mailing) == []


def test_plan_under_revision_counts_as_agreed(cast, now):
    def is_written_to() -> bool:
        selected = Selected("schools", {"plan": ["open"]}, ("advocate",))
        return bool(find_people(selected, as_viewer(cast.lead), now).written_to)

    assert is_written_to()
    add_aim(cast.school.plan, cast.advocate, now)
    plan = plans.share_plan(cast.school.plan, by=cast.advocate, now=now)
    assert is_written_to()
    plans.agree_plan(plan, by=cast.specialist, now=now)
    assert not is_written_to()
    plan.refresh_from_db()
    plans.refine_plan(plan, by=cast.advocate, now=now)
    assert not is_written_to()


def test_email_written_is_not_sent_to_who_has_left_before_delivery(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.send_message(mailing, by=cast.lead, now=now)
    end_post(cast.advocate, now)
    emails = Email.objects.filter(kind="group_message")
    assert [email.to for email in emails if is_still_true(email, now)] == [cast.advocate_two.email]


def test_scheduled_message_of_a_specialist_who_supports_the_school_no_more_is_held(cast, now):
    mailing = write_message(cast.hub, by=cast.specialist, now=now)
    actions.schedule_message(mailing, send_at=now + HOUR, by=cast.specialist, now=now)
    Assignment.objects.filter(specialist=cast.specialist_record).update(ends_on=london_day(now) - DAY)
    assert sum(due_work.collect(now + HOUR)) == 0
    mailing.refresh_from_db()
    assert mailing.is_held
    assert "can no longer write to these schools" in mailing.hold_reason
    assert mailing.status.next == mailing.hold_reason


def test_cancelled_message_does_not_go_and_can_be_taken_up_again(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.schedule_message(mailing, send_at=now + HOUR, by=cast.lead, now=now)
    actions.cancel_message(mailing, by=cast.hubadmin, now=now)
    assert sum(due_work.collect(now + HOUR)) == 0
    reopened = actions.reopen_message(mailing, by=cast.hubadmin, now=now)
    assert (reopened.is_draft, reopened.written_by, reopened.recipients.count()) == (True, cast.hubadmin, 0)
    actions.send_message(reopened, by=cast.hubadmin, now=now)
    assert len(readers(reopened)) == 2


def test_message_on_hold_with_somebody_left_out_can_be_changed(cast, now):
    choose_mail(cast.advocate, preference=EmailPreference.CHANGES_ONLY, by=cast.advocate, now=now)
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.hold_message(mailing, by=cast.lead, now=now)
    assert reasons(mailing) == {cast.advocate.email: DECLINED}
    assert actions.reopen_message(mailing, by=cast.lead, now=now).recipients.count() == 0


def test_discarded_draft_stays_its_writers_and_a_cancelled_message_the_hubs(cast, now):
    draft = write_message(cast.hub, by=cast.lead, now=now)
    actions.cancel_message(draft, by=cast.lead, now=now)
    held = write_message(cast.hub, by=cast.lead, now=now)
    actions.hold_message(held, by=cast.lead, now=now)
    actions.cancel_message(held, by=cast.lead, now=now)
    assert set(Mailing.objects.visible_to(cast.hubadmin)) == {held}
    assert set(Mailing.objects.visible_to(cast.lead)) == {draft, held}


def test_schedule_in_the_past_and_message_to_nobody_are_refused(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    with pytest.raises(CannotSend, match="Enter a day and time in the future"):
        actions.schedule_message(mailing, send_at=now, by=cast.lead, now=now)
    nobody = write_message(cast.hub, by=cast.lead, now=now, roles=("head_of_department",))
    with pytest.raises(CannotSend, match="no one to email"):
        actions.send_message(nobody, by=cast.lead, now=now)
    unwritten = write_message(cast.hub, by=cast.lead, now=now, body="")
    with pytest.raises(CannotSend, match="Enter a subject"):
        actions.hold_message(unwritten, by=cast.lead, now=now)


def test_unknown_placeholder_is_refused_at_its_field(cast, now):
    for field in ("subject", "body"):
        with pytest.raises(CannotSend, match=r"Did you mean \[first name\]") as refusal:
            write_message(cast.hub, by=cast.lead, now=now, **{field: "Hello {{ firstname }}"})
        assert refusal.value.field == field


def test_specialist_writes_to_the_advocates_of_their_schools_and_not_about_money(cast, now):
    enrol_another(cast, 910052, "Unsupported School", now, days=0)
    mailing = write_message(cast.hub, by=cast.specialist, now=now, roles=("advocate", "headteacher", "finance"))
    actions.send_message(mailing, by=cast.specialist, now=now)
    assert readers(mailing) == sorted([cast.advocate.email, cast.advocate_two.email])
    with pytest.raises(CannotSend, match=r"no placeholder \[money left\]"):
        write_message(cast.hub, by=cast.specialist, now=now, body="{{ money_left }}")


def test_people_of_another_hub_are_not_written_to(cast, now):
    everyone = ("advocate", "headteacher", "head_of_department", "finance", "specialist")
    mailing = write_message(cast.hub, by=cast.admin, now=now, roles=everyone)
    actions.send_message(mailing, by=cast.admin, now=now)
    others = {person.email for person in cast.other.people().values()}
    assert readers(mailing)
    assert not others & set(readers(mailing))
    with pytest.raises(PermissionDenied):
        write_message(cast.other.hub, by=cast.lead, now=now)


def test_draft_is_shown_to_its_writer_alone_and_a_sent_message_to_the_hub(cast, now):
    mailing = write_message(cast.hub, by=cast.specialist, now=now)
    seen = {name: Mailing.objects.visible_to(person).exists() for name, person in cast.people().items()}
    assert {name for name, sees in seen.items() if sees} == {"specialist"}
    actions.send_message(mailing, by=cast.specialist, now=now)
    seen = {name: Mailing.objects.visible_to(person).exists() for name, person in cast.people().items()}
    assert {name for name, sees in seen.items() if sees} == {"lead", "hubadmin", "specialist"}
    assert not Mailing.objects.visible_to(cast.other.lead).exists()
    emails = Email.objects.filter(kind="group_message")
    assert emails.visible_to(cast.lead).count() == emails.visible_to(cast.specialist).count() == 2
    assert not emails.visible_to(cast.auditor).exists()


def test_paused_school_is_still_written_to(cast, now):
    pause_participation(
        cast.participation, reason="A new head.", starts_on=london_day(now), review_on=london_day(now) + 30 * DAY,
        by=cast.lead, now=now,
    )  # fmt: skip
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.send_message(mailing, by=cast.lead, now=now)
    assert len(readers(mailing)) == 2


def test_database_keeps_what_was_sent(cast, now):
    mailing = write_message(cast.hub, by=cast.lead, now=now)
    actions.send_message(mailing, by=cast.lead, now=now)
    row = mailing.recipients.first()
    refused = (
        lambda: Mailing.objects.filter(pk=mailing.pk).update(body="Another text."),
        lambda: Mailing.objects.filter(pk=mailing.pk).update(state="draft"),
        lambda: Mailing.objects.filter(pk=mailing.pk).delete(),
        lambda: MailingRecipient.objects.filter(pk=row.pk).delete(),
        lambda: MailingRecipient.objects.filter(pk=row.pk).update(user=cast.lead),
    )
    for act in refused:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
