"""Who looks after a school's year: who chooses, who counts on a day, what carries on, and what the board shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from schools.actions import leave_hub, merge_hub, stay_at_hub
from schools.actions.proposing import propose
from schools.choices import HubRole
from schools.models import Advocate, HubStaff, Participation
from schools.viewer import Viewer, as_viewer
from sustaining.accounts.actions import merge_people
from sustaining.casework import actions
from sustaining.casework.actions.responsibility import NotOnTheStaff
from sustaining.casework.models import Responsibility
from sustaining.casework.responsibility import responsible_people
from sustaining.common.clock import today
from sustaining.common.todo import find_todos
from sustaining.desk.selectors import desk_context
from sustaining.desk.timeline import school_timeline
from sustaining.outbox.models import Email
from tests.cast import enrol_again, enrol_another
from tests.factories import UserFactory
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


def give(cast, now, person=None, participation=None, by=None):
    return actions.give_school(participation or cast.participation, person=person, by=by or cast.lead, now=now)


def responsible(cast, viewer=None, participation=None):
    year = participation or cast.participation
    return responsible_people(as_viewer(viewer or cast.lead), [year.pk]).get(year.pk)


def titles(person, now) -> str:
    viewer = Viewer(person, timezone.localdate(now))
    return " · ".join(item.title for item in find_todos(desk_context(viewer, now)))


def test_school_is_given_to_a_colleague_and_to_no_one(cast, now):
    first = give(cast, now, cast.hubadmin)
    assert responsible(cast) == cast.hubadmin
    assert give(cast, now, cast.hubadmin) == first
    give(cast, now, cast.lead)
    assert (responsible(cast), Responsibility.objects.filter(ended_at=None).count()) == (cast.lead, 1)
    give(cast, now)
    assert responsible(cast) is None


@pytest.mark.parametrize("role", ["specialist", "advocate", "finance", "auditor"])
def test_person_outside_the_staff_neither_chooses_nor_is_chosen(cast, now, role):
    person = getattr(cast, role)
    with pytest.raises(PermissionDenied):
        give(cast, now, cast.hubadmin, by=person)
    with pytest.raises(NotOnTheStaff, match="does not work for"):
        give(cast, now, person)


def test_other_hub_sees_and_chooses_nothing(cast, now):
    give(cast, now, cast.hubadmin)
    assert responsible(cast, cast.other.lead) is None
    with pytest.raises(PermissionDenied):
        give(cast, now, cast.other.lead, by=cast.other.lead)
    with pytest.raises(NotOnTheStaff):
        give(cast, now, cast.other.lead)


def test_database_refuses_people_outside_the_hub_and_other_schools(cast, now):
    row = give(cast, now, cast.hubadmin)
    year = cast.other.participation
    for user in (cast.hubadmin, cast.advocate):
        with pytest.raises(DatabaseError, match="leads and administrators"), transaction.atomic():
            Responsibility.objects.create(participation=year, user=user, given_by=cast.lead, given_at=now)
    for change in ({"user": cast.lead}, {"participation": year}):
        with pytest.raises(DatabaseError, match="stays with its school"), transaction.atomic():
            Responsibility.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_leaver_looks_after_nothing_and_the_lead_is_asked(cast, now):
    give(cast, now, cast.hubadmin)
    post = HubStaff.objects.get(user=cast.hubadmin)
    leave_hub(post, last_day=today(), by=cast.lead, now=now)
    tomorrow = today() + timedelta(days=1)
    assert not Responsibility.objects.in_force(tomorrow).exists()
    assert "1 school has no person responsible" in titles(cast.lead, now + timedelta(days=1))
    stay_at_hub(post, by=cast.lead, now=now)
    assert Responsibility.objects.in_force(tomorrow).exists()


def test_successor_of_a_leaver_looks_after_the_schools(cast, now):
    give(cast, now, cast.hubadmin)
    other = HubStaff.objects.create(user=UserFactory(), hub=cast.hub, role=HubRole.ADMINISTRATOR, starts_on=today())
    leave_hub(HubStaff.objects.get(user=cast.hubadmin), last_day=today(), successor=other, by=cast.lead, now=now)
    assert responsible(cast) == other.user


def test_hub_that_gives_no_school_to_anyone_has_no_task(cast, now, client_of):
    enrol_another(cast, 970_002, "Zeal School", now, days=0)
    assert "no person responsible" not in titles(cast.lead, now)
    give(cast, now, cast.hubadmin)
    assert "1 school has no person responsible" in client_of(cast.lead).get("/todo/").content.decode()


def test_person_goes_on_in_the_next_year_that_is_proposed_or_enrolled(cast, now):
    give(cast, now, cast.hubadmin)
    project = replace_key(cast.project, code="NCP27-77", academic_year=cast.project.academic_year + 1)
    posts = list(Advocate.objects.filter(school=cast.school, ends_on=None).select_related("user"))
    with transaction.atomic():
        year = propose(cast.school, project=project, advocates=posts, by=cast.lead, now=now)
    assert responsible(cast, participation=year) == cast.hubadmin
    assert responsible(cast, participation=enrol_again(cast, now, number=20)) == cast.hubadmin


def replace_key(project, **values):
    """Save a copy of a project with other values."""
    project.pk, project.rolled_from = None, None
    for name, value in values.items():
        setattr(project, name, value)
    project.save()
    return project


def test_accounts_and_hubs_that_merge_keep_the_person(cast, now):
    give(cast, now, cast.hubadmin)
    account = UserFactory()
    merge_people(account, other=cast.hubadmin, by=cast.admin, now=now)
    assert responsible(cast) == account
    merge_hub(cast.hub, successor=cast.other.hub, reason="One hub.", by=cast.admin, now=now)
    give(cast, now, cast.other.lead, by=cast.other.lead)
    assert responsible(cast, cast.other.lead) == cast.other.lead


def test_board_filters_sorts_and_exports_the_person(cast, now, client_of):
    other = enrol_another(cast, 970_001, "Zeal School", now, days=0)
    give(cast, now, cast.hubadmin)

    def schools(**query):
        page = client_of(cast.hubadmin).get(reverse("desk:board"), query)
        return [row.pk for row in page.context["rows"]]

    assert schools(responsible="mine") == [cast.participation.pk]
    assert schools(responsible="none") == [other.pk]
    assert [
        row.context["rows"][0].pk
        for row in [client_of(cast.lead).get(reverse("desk:board"), {"responsible": cast.hubadmin.pk})]
    ] == [cast.participation.pk]
    assert schools(sort="-responsible") == [cast.participation.pk, other.pk]
    csv = client_of(cast.lead).get(reverse("desk:board-csv"), {"show": "responsible"}).content.decode()
    assert "Person responsible" in csv
    assert cast.hubadmin.full_name in csv
    for person in (cast.specialist, cast.auditor, cast.advocate):
        assert "Person responsible" not in client_of(person).get(reverse("desk:board-csv")).content.decode()
        assert "Person responsible" not in client_of(person).get(f"/schools/{cast.school.urn}/").content.decode()


def test_pages_choose_for_one_school_and_for_several(cast, now, client_of):
    client, year = client_of(cast.lead), cast.participation
    other = enrol_another(cast, 970_002, "Zeal School", now, days=0)
    page = reverse("casework:give-school", args=[year.pk])
    assert cast.hubadmin.full_name in client.get(page).content.decode()
    assert client.post(page, {"person": cast.hubadmin.pk}).status_code == 302
    assert responsible(cast) == cast.hubadmin
    refused = client.post(page, {"person": cast.advocate.pk}).content.decode()
    assert "Choose someone who works for the hub now." in refused
    several = reverse("casework:give-schools")
    assert client.get(several).status_code == 302
    assert str(other.school) in client.get(several, {"chosen": [year.pk, other.pk]}).content.decode()
    client.post(several, {"chosen": [year.pk, other.pk], "person": cast.lead.pk})
    assert {responsible(cast), responsible(cast, participation=other)} == {cast.lead}
    client.post(several, {"chosen": [year.pk, other.pk], "person": ""})
    assert responsible(cast) is None


def test_queries_do_not_grow_with_schools(cast, now, client_of):
    client, counts = client_of(cast.lead), []
    for size in (2, 12):
        for number in range(size):
            give(
                cast,
                now,
                cast.hubadmin,
                enrol_another(cast, 970_000 + 100 * size + number, f"S {size} {number}", now, days=0),
            )
        client.get(reverse("desk:board"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("desk:board"), {"responsible": "none", "sort": "responsible"})
            client.get(reverse("desk:home"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert Participation.objects.count() > 12


def test_person_is_emailed_the_schools_that_a_colleague_gave_in_one_press(cast, now):
    other = enrol_another(cast, 970_001, "Zeal School", now, days=0)
    actions.give_schools([cast.participation, other], person=cast.hubadmin, by=cast.lead, now=now)
    (email,) = Email.objects.filter(kind="schools_given")
    assert (email.to, email.subject) == (cast.hubadmin.email, "You’re now responsible for 2 schools")
    assert f"{cast.school.name} and Zeal School" in email.text
    assert goes("schools_given", now)
    for year in (cast.participation, other):
        give(cast, now, cast.lead, year)
    assert not goes("schools_given", now), "none of them is theirs any more"
    assert not Email.objects.filter(to=cast.lead.email, kind="schools_given").exists(), "who gives is told nothing"


def test_school_given_again_to_the_same_person_emails_nobody(cast, now):
    for _ in range(2):
        give(cast, now, cast.hubadmin)
    (email,) = Email.objects.filter(kind="schools_given")
    assert email.subject == f"You’re now responsible for {cast.school.name}"


def test_activity_says_who_was_made_responsible_to_the_hub_alone(cast, now):
    give(cast, now, cast.hubadmin)
    give(cast, now + timedelta(minutes=1), cast.lead)
    give(cast, now + timedelta(minutes=2))
    year = "responsible for the school in 2026/27"
    sentences = [entry.sentence for entry in school_timeline(cast.school, cast.lead, "casework")]
    lead, other = cast.lead.full_name, cast.hubadmin.full_name
    assert sentences == [
        f"{lead} removed {lead} as {year}",
        f"{lead} made {lead} {year}",
        f"{lead} made {other} {year}",
    ]
    assert not school_timeline(cast.school, cast.specialist, "casework")
