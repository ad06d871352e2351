"""Enrolling a school: who may take part, what begins with it, who is invited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from schools.actions import (
    AlreadyEnrolled,
    AlreadyJoined,
    NewAdvocate,
    NotEligible,
    add_contact,
    end_post,
    enrol_school,
    invite_again,
    withdraw_participation,
)  # fmt: skip
from schools.choices import ContactRole, ParticipationState
from schools.models import Advocate, Participation
from specialists.actions import CannotAssign, assign_specialist
from specialists.models import Assignment, Specialist
from sustaining.common.errors import WrongState
from sustaining.outbox.models import Email
from tests.factories import SchoolFactory, SpecialistFactory, UserFactory
from tests.links import as_sent

pytestmark = pytest.mark.django_db


def advocate(number: int, **fields: object) -> NewAdvocate:
    """Somebody with a Development Work Group behind them."""
    given = NewAdvocate(f"Person {number}", f"p{number}@new.example", "", "NCP23-12 Rivermead", 2023)
    return replace(given, **fields)


@pytest.fixture
def school(cast):
    return SchoolFactory(name="Temple Lane School", hub=cast.hub)


def enrol(cast, school, now, advocates=None, **fields):
    people = advocates or [advocate(1), advocate(2)]
    given = {"project": cast.project, "advocates": people, "by": cast.lead, "now": now}
    return enrol_school(school, **{**given, **fields})


def test_enrolment_creates_plan_grant_and_invitations(cast, school, now):
    participation = enrol(cast, school, now)
    assert participation.grant.amount == Decimal("1000.00")
    assert school.plan.state == "draft"
    assert school.advocates.count() == 2
    letters = Email.objects.filter(kind="invitation", to__endswith="@new.example")
    assert {letter.to for letter in letters} == {"p1@new.example", "p2@new.example"}
    assert all("/accounts/invitation/" in as_sent(letter) for letter in letters)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"development_group": "", "development_year": None}, "No group has been entered"),
        ({"development_year": 2026}, "’s group is from 2026/27. It must be from before 2026/27"),
    ],
)
def test_enrolment_without_a_development_work_group_is_refused_with_the_rule(cast, school, now, fields, sentence):
    people = [advocate(1), advocate(2, **fields)]
    with pytest.raises(NotEligible, match=sentence):
        enrol(cast, school, now, people)
    assert not Participation.objects.filter(school=school).exists()
    assert not Email.objects.filter(to="p1@new.example").exists()


@pytest.mark.parametrize("fields", [{"phase": "Primary"}, {"type_group": "Independent schools"}, {"status": "Closed"}])
def test_enrolment_of_other_kinds_of_school_is_refused(cast, now, fields):
    school = SchoolFactory(hub=cast.hub, **fields)
    with pytest.raises(NotEligible):
        enrol(cast, school, now)


def test_eligibility_override_by_a_hub_lead_keeps_the_reason(cast, school, now):
    people = [advocate(1, development_group="", development_year=None), advocate(2)]
    with pytest.raises(PermissionDenied):
        enrol(cast, school, now, people, override_reason="Known to us.", by=cast.hubadmin)
    participation = enrol(cast, school, now, people, override_reason="Known to us.")
    assert (participation.override_reason, participation.overridden_by) == ("Known to us.", cast.lead)


def test_eligibility_override_that_is_not_needed_is_not_kept(cast, school, now):
    participation = enrol(cast, school, now, override_reason="Just in case.")
    assert (participation.override_reason, participation.overridden_by) == ("", None)


def test_enrolment_twice_in_one_project_is_refused(cast, school, now):
    enrol(cast, school, now)
    with pytest.raises(AlreadyEnrolled):
        enrol(cast, school, now)
    assert Participation.objects.filter(school=school).count() == 1


def test_enrolment_of_a_known_person_makes_no_second_account(cast, school, now):
    enrol(cast, school, now, [advocate(1, email=cast.head.email.upper()), advocate(2)])
    assert Advocate.objects.get(school=school, user=cast.head)
    assert not Email.objects.filter(kind="invitation", to=cast.head.email).exists()


def form(cast, **fields):
    data = {"project": cast.project.pk, "focus": "", "override_reason": "", "once": uuid4()}
    for number in (0, 1):
        stem = f"advocate{number + 1}-"
        data |= {
            f"{stem}full_name": f"Person {number}", f"{stem}email": f"p{number}@new.example", f"{stem}post": "",
            f"{stem}development_group": "NCP23-12", f"{stem}development_year": "2023",
        }  # fmt: skip
    return {**data, **fields}


def test_exception_is_offered_to_leads_only_and_a_filled_form_is_kept(cast, school, client_of):
    """A hub administrator’s filled enrolment once ended in a page that said no, with everything typed lost."""
    url = reverse("schools:enrol", args=[school.urn])
    none = {"advocate1-development_group": "", "advocate1-development_year": "", "override_reason": "Known to us."}
    assert "Reason for the exception" in client_of(cast.lead).get(url).content.decode()
    response = client_of(cast.hubadmin).post(url, form(cast, **none))
    page = response.content.decode()
    assert response.status_code == 200
    assert "A hub lead can make an exception" in page
    assert 'value="p1@new.example"' in page
    assert "Reason for the exception" not in page
    assert not Participation.objects.filter(school=school).exists()


def test_enrolment_form_refused_keeps_input_and_shows_the_reason(cast, school, client_of):
    sent = form(cast, **{"advocate1-development_group": "", "advocate1-development_year": ""})
    page = client_of(cast.lead).post(reverse("schools:enrol", args=[school.urn]), sent).content.decode()
    assert "Development Work Group" in page
    assert "There is a problem" in page
    assert 'value="p1@new.example"' in page
    assert not Participation.objects.filter(school=school).exists()


def test_enrolment_form_same_address_twice_is_a_validation_error(cast, school, client_of):
    sent = form(cast, **{"advocate2-email": "P0@new.example"})
    page = client_of(cast.lead).post(reverse("schools:enrol", args=[school.urn]), sent).content.decode()
    assert "Both Advocates have this email address" in page


def test_enrolment_form_names_an_advocate_whose_account_is_closed_and_keeps_input(cast, school, client_of):
    UserFactory(email="p1@new.example", full_name="Tess Vaughan", is_active=False)
    page = client_of(cast.lead).post(reverse("schools:enrol", args=[school.urn]), form(cast)).content.decode()
    assert "The account of Tess Vaughan is closed" in page
    assert 'value="p1@new.example"' in page
    assert not Participation.objects.filter(school=school).exists()


def test_enrolment_form_double_click_enrols_once(cast, school, client_of):
    client, sent = client_of(cast.lead), form(cast)
    answers = [client.post(reverse("schools:enrol", args=[school.urn]), sent).status_code for _ in range(2)]
    assert answers[0] == 302
    assert Participation.objects.filter(school=school).count() == 1
    assert Advocate.objects.filter(school=school).count() == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"project": "9" * 40}, {"project": "x"}, {"project": ""}, {"focus": "z"}, {"advocate1-email": "no address"},
        {"advocate1-full_name": ""}, {"advocate1-full_name": "\x00"}, {"advocate1-full_name": "x" * 10_000},
        {"advocate1-development_year": "9999"}, {"advocate1-email": "a@" + "b" * 300 + ".example"},
    ],
)  # fmt: skip
def test_enrolment_form_invalid_fields_give_validation_errors(cast, school, client_of, fields):
    page = client_of(cast.lead).post(reverse("schools:enrol", args=[school.urn]), form(cast, **fields))
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not Participation.objects.filter(school=school).exists()


def test_assignment_to_the_home_school_is_refused(cast, now):
    """By the action, by the form, and by the database itself."""
    home = enrol_school(
        cast.home_school, project=cast.project, advocates=[advocate(1), advocate(2)], by=cast.lead, now=now
    )
    with pytest.raises(CannotAssign, match="be assigned to their own school"):
        assign_specialist(home, specialist=cast.specialist_record, days=Decimal(3), by=cast.lead, now=now)
    with (
        pytest.raises(DatabaseError, match="be assigned to their own school"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO specialists_assignment (specialist_id, participation_id, days, starts_on) VALUES (%s, %s, 3, now())",
            [cast.specialist_record.pk, home.pk],
        )
    with pytest.raises(DatabaseError, match="End the assignment first"), transaction.atomic():
        Specialist.objects.filter(pk=cast.specialist_record.pk).update(home_school=cast.school)


def test_assignment_of_another_hubs_or_former_specialist_is_refused(cast, now):
    with pytest.raises(CannotAssign, match="does not work for"):
        assign_specialist(
            cast.participation, specialist=cast.other.specialist_record, days=Decimal(3), by=cast.lead, now=now
        )
    cast.specialist_record.ends_on = now.date() - timedelta(days=1)
    cast.specialist_record.save()
    with pytest.raises(CannotAssign, match="no longer a Specialist"):
        assign_specialist(cast.participation, specialist=cast.specialist_record, days=Decimal(3), by=cast.lead, now=now)


def test_assignment_of_a_new_specialist_ends_the_earlier_one(cast, now):
    second = SpecialistFactory(hubs=[cast.hub])
    assign_specialist(cast.participation, specialist=second, days=Decimal("2.5"), by=cast.hubadmin, now=now)
    cast.assignment.refresh_from_db()
    assert cast.assignment.ends_on == now.date()
    assert Assignment.objects.filter(participation=cast.participation, ends_on__isnull=True).get().specialist == second
    assert Email.objects.filter(kind="assigned", to=second.user.email).count() == 1


@pytest.mark.parametrize("days", ["", "0", "-1", "31", "x", "NaN", "1e5", "0.125"])
def test_assignment_days_invalid_give_a_validation_error(cast, client_of, days):
    url = reverse("specialists:assign", args=[cast.participation.pk])
    page = client_of(cast.lead).post(url, {"specialist": cast.specialist_record.pk, "days": days})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


def test_withdrawal_keeps_its_reason_and_cannot_be_repeated(cast, now):
    withdraw_participation(cast.participation, reason="Head left.", by=cast.lead, now=now)
    cast.participation.refresh_from_db()
    assert cast.participation.state == ParticipationState.WITHDRAWN
    assert cast.participation.end_reason == "Head left."
    with pytest.raises(WrongState):
        withdraw_participation(cast.participation, reason="Again.", by=cast.lead, now=now)


def test_ended_post_is_kept(cast, now):
    end_post(cast.advocacy, by=cast.lead, now=now)
    assert Advocate.objects.get(user=cast.advocate).ends_on
    with pytest.raises(DatabaseError), transaction.atomic():
        cast.advocacy.delete()


def test_contact_added_twice_is_one_contact_and_resends_the_invitation_once_a_day(cast, now):
    given = {"full_name": "Gus Hale", "email": "gus@new.example", "role": ContactRole.FINANCE}
    first, second = (add_contact(cast.school, **given, by=cast.lead, now=now) for _ in range(2))
    assert first == second
    invite_again(cast.school, person=first.user, by=cast.lead, now=now)
    assert Email.objects.filter(to="gus@new.example").count() == 1
    invite_again(cast.school, person=first.user, by=cast.lead, now=now + timedelta(days=1))
    assert Email.objects.filter(to="gus@new.example").count() == 2
    with pytest.raises(AlreadyJoined):
        invite_again(cast.school, person=cast.finance, by=cast.lead, now=now)


def test_enrolment_for_the_next_year_keeps_posts_and_work_groups_left_empty(cast, now):
    post = cast.advocacy
    post.post, post.development_group, post.development_year = "Teacher of mathematics", "Rivermead A", 2020
    post.save()
    following = cast.project.rolled_forward()
    following.save()
    person = NewAdvocate(cast.advocate.full_name, cast.advocate.email)
    enrol_school(cast.school, project=following, advocates=[person], by=cast.hubadmin, now=now)
    post.refresh_from_db()
    assert (post.post, post.development_group, post.development_year) == ("Teacher of mathematics", "Rivermead A", 2020)
