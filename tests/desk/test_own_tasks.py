"""Whose task is whose on a hub's desk: the schools' people first, tasks that someone takes, gives and hands back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from schools.actions import merge_hub
from schools.models import HubStaff
from schools.viewer import as_viewer
from sustaining.accounts.actions import merge_people
from sustaining.casework import actions
from sustaining.casework.desk_people import fetch_desk_people
from sustaining.casework.models import DeskChoice, TakenTask
from sustaining.common.retention import CLEARED, RETENTION_RULES, replace
from sustaining.common.todo import find_todos
from sustaining.desk.own_tasks import list_tasks
from sustaining.desk.selectors import desk_context
from sustaining.desk.tasks import end_done_tasks
from sustaining.outbox.models import Email
from tests.casework.writing import raise_concern, write_note
from tests.cast import enrol_another
from tests.factories import UserFactory
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db
CONCERN = "Review the concern about"


@pytest.fixture
def two_concerns(cast, now):
    """Two schools of the hub, each with a concern to review: the first is the administrator's."""
    other = enrol_another(cast, 970_001, "Zeal School", now, days=0)
    for school in (cast.school, other.school):
        raise_concern(school, by=cast.lead, now=now, days=0)
    actions.give_school(cast.participation, person=cast.hubadmin, by=cast.lead, now=now)
    return other


def tasks(person, now):
    desk = desk_context(as_viewer(person), now)
    return list_tasks(find_todos(desk), desk)


def reviews(person, now):
    """Return the concerns on the person's desk: the school, whose it is, and whether it is theirs."""
    return [
        (task.item.title.removeprefix(f"{CONCERN} "), task.owner or "", task.is_mine)
        for task in tasks(person, now).shown
        if task.item.title.startswith(CONCERN)
    ]


def get_task(person, school, now):
    return next(task for task in tasks(person, now).shown if task.item.title == f"{CONCERN} {school}")


def test_own_schools_come_first_and_a_colleagues_are_left_out(cast, now, two_concerns):
    own, other, name = str(cast.school), "Zeal School", cast.hubadmin.full_name
    assert reviews(cast.hubadmin, now) == [(own, name, True), (other, "", False)]
    order = [task.is_mine for task in tasks(cast.hubadmin, now).shown]
    assert order == sorted(order, reverse=True)
    assert tasks(cast.hubadmin, now).first_of_anyone == next(
        task for task in tasks(cast.hubadmin, now).shown if not task.is_mine
    )
    assert reviews(cast.lead, now) == [(other, "", False)]
    actions.choose_tasks(cast.lead, whole_hub=True, by=cast.lead, now=now)
    assert set(reviews(cast.lead, now)) == {(own, name, False), (other, "", False)}


def test_hub_without_people_responsible_has_one_list_as_before(cast, now, client_of):
    raise_concern(cast.school, by=cast.lead, now=now, days=0)
    listed = tasks(cast.lead, now)
    assert (listed.chooses, listed.own) == (False, listed.all)
    assert "Whole hub" not in client_of(cast.lead).get("/").content.decode()


def test_choice_is_remembered_and_ones_own(cast, now, two_concerns, client_of):
    client = client_of(cast.lead)
    assert "Mine (" in client.get("/").content.decode()
    client.post(reverse("desk:choose-tasks"), {"show": "hub", "page": "todo"})
    assert f"{CONCERN} {cast.school}" in client_of(cast.lead).get("/todo/").content.decode()
    client.post(reverse("desk:choose-tasks"), {"show": "mine"})
    assert not DeskChoice.objects.get(user=cast.lead).whole_hub
    with pytest.raises(PermissionDenied):
        actions.choose_tasks(cast.hubadmin, whole_hub=True, by=cast.lead, now=now)


def test_task_is_taken_from_a_colleague_and_handed_back(cast, now, two_concerns, client_of):
    actions.choose_tasks(cast.lead, whole_hub=True, by=cast.lead, now=now)
    client, key = client_of(cast.lead), get_task(cast.lead, cast.school, now).item.key
    client.post(reverse("desk:take-task", args=[key]))
    assert get_task(cast.lead, cast.school, now).is_mine
    assert str(cast.school) not in [school for school, *_ in reviews(cast.hubadmin, now)]
    taken = TakenTask.objects.get()
    assert (taken.user, taken.given_by, taken.ended_at) == (cast.lead, cast.lead, None)
    client_of(cast.hubadmin).post(reverse("desk:hand-back-task", args=[taken.pk]))
    assert reviews(cast.hubadmin, now)[0] == (str(cast.school), cast.hubadmin.full_name, True)


def test_colleague_is_emailed_a_task_while_it_is_theirs(cast, now, two_concerns):
    task = get_task(cast.lead, "Zeal School", now)
    values = {"key": task.item.key, "title": task.item.title, "by": cast.lead, "now": now}
    actions.give_task(cast.hub, person=cast.lead, **values)
    assert not Email.objects.filter(kind="task_given").exists(), "taken by oneself"
    taken = actions.give_task(cast.hub, person=cast.hubadmin, **values)
    (email,) = Email.objects.filter(kind="task_given")
    assert (email.to, email.subject) == (cast.hubadmin.email, f"A task for you: {CONCERN} Zeal School")
    assert goes("task_given", now)
    actions.hand_back_task(taken, by=cast.hubadmin, now=now)
    assert not goes("task_given", now)


def test_task_of_a_merged_hub_stays_with_who_took_it(cast, now, two_concerns):
    task = get_task(cast.lead, "Zeal School", now)
    actions.give_task(cast.hub, key=task.item.key, title=task.item.title, person=cast.hubadmin, by=cast.lead, now=now)
    merge_hub(cast.hub, successor=cast.other.hub, reason="Two hubs became one.", by=cast.admin, now=now)
    assert fetch_desk_people(as_viewer(cast.other.lead), 2026).tasks.keys() == {(cast.other.hub.pk, task.item.key)}


def test_task_is_given_to_a_colleague_whose_desk_has_it(cast, now, two_concerns, client_of):
    client, task = client_of(cast.lead), get_task(cast.lead, "Zeal School", now)
    page = reverse("desk:give-task", args=[task.item.key])
    shown = client.get(page).content.decode()
    assert task.item.title in shown
    assert f'<option value="{cast.hubadmin.pk}"' in shown
    assert "Choose a colleague." in client.post(page, {"person": ""}).content.decode()
    client.post(page, {"person": cast.hubadmin.pk})
    assert ("Zeal School", cast.hubadmin.full_name, True) in reviews(cast.hubadmin, now)
    assert "Zeal School" not in [school for school, *_ in reviews(cast.lead, now)]
    assert f"given by {cast.lead}" in " ".join(client_of(cast.hubadmin).get("/todo/").content.decode().split())


def test_task_that_is_not_on_the_colleagues_desk_is_refused(cast, now, two_concerns, client_of):
    """The schools without a person are for leads alone."""
    items = [task.item for task in tasks(cast.lead, now).shown if "no person responsible" in task.item.title]
    page = reverse("desk:give-task", args=[items[0].key])
    answer = client_of(cast.lead).post(page, {"person": cast.hubadmin.pk}).content.decode()
    assert "it isn’t on their desk" in answer
    assert not TakenTask.objects.exists()


def test_own_tasks_cannot_be_taken_and_other_hubs_find_nothing(cast, now, two_concerns, client_of):
    write_note(cast.school, by=cast.lead, now=now, owner=cast.lead)
    note = next(task for task in tasks(cast.lead, now).shown if task.item.source == "next actions of notes")
    assert note.is_mine
    assert client_of(cast.lead).post(reverse("desk:take-task", args=[note.item.key])).status_code == 404
    key = get_task(cast.lead, "Zeal School", now).item.key
    for person in (cast.other.lead, cast.specialist, cast.auditor, cast.advocate):
        assert client_of(person).post(reverse("desk:take-task", args=[key])).status_code == 404
        with pytest.raises(PermissionDenied):
            actions.give_task(cast.hub, key=key, title="x", person=person, by=person, now=now)


def test_taken_task_ends_with_the_task_and_with_the_post(cast, now, two_concerns):
    item = get_task(cast.lead, "Zeal School", now).item
    give = {"key": item.key, "title": item.title, "by": cast.lead}
    task = actions.give_task(cast.hub, **give, person=cast.hubadmin, now=now)
    tomorrow = now + timedelta(days=1)
    end_done_tasks(tomorrow)
    task.refresh_from_db()
    assert (task.ended_at, task.checked_at) == (None, tomorrow)
    concern = two_concerns.school.concerns.get()
    actions.close_concern(concern, outcome="Settled.", by=cast.lead, now=tomorrow)
    end_done_tasks(tomorrow + timedelta(days=1))
    task.refresh_from_db()
    assert task.ended_at
    again = actions.give_task(cast.hub, **give, person=cast.hubadmin, now=now)
    day = timezone.localdate(now)
    HubStaff.objects.filter(user=cast.hubadmin).update(ends_on=day)
    assert not TakenTask.objects.in_force(day + timedelta(days=1)).exists()
    assert again in TakenTask.objects.in_force(day)


def test_database_refuses_people_outside_the_hub_and_a_second_person(cast, now):
    values = {"hub": cast.hub, "key": "k", "title": "A task", "given_by": cast.lead, "given_at": now, "checked_at": now}
    with pytest.raises(DatabaseError, match="leads and administrators"), transaction.atomic():
        TakenTask.objects.create(**values, user=cast.specialist)
    task = TakenTask.objects.create(**values, user=cast.lead)
    with pytest.raises(DatabaseError, match="one_person_does_a_task"), transaction.atomic():
        TakenTask.objects.create(**values, user=cast.hubadmin)
    with pytest.raises(DatabaseError, match="stays with its person"), transaction.atomic():
        TakenTask.objects.filter(pk=task.pk).update(user=cast.hubadmin)


def test_accounts_merge_and_retention_clears_titles(cast, now):
    task = actions.give_task(cast.hub, key="k", title="An email to Una", person=cast.hubadmin, by=cast.lead, now=now)
    account = UserFactory()
    merge_people(account, other=cast.hubadmin, by=cast.admin, now=now)
    task.refresh_from_db()
    assert task.user == account
    actions.hand_back_task(task, by=cast.lead, now=now)
    rule = RETENTION_RULES["taken tasks"]
    later = now + timedelta(days=366 * 8)
    replace(TakenTask, list(rule.find(rule.before(later)).values_list("pk", flat=True)), rule.values)
    task.refresh_from_db()
    assert task.title == CLEARED
