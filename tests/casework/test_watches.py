"""Which schools a person watches: who may, what ends it, who sees it, and the presses on the school page and the board."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from schools.actions import leave_hub, merge_hub, stay_at_hub
from schools.models import HubStaff
from schools.viewer import as_viewer
from specialists.models import Assignment
from sustaining.accounts.actions import merge_people
from sustaining.casework import actions
from sustaining.casework.models import Watch
from sustaining.casework.retention import old_watches
from sustaining.casework.watching import watched_among, watches_in_force
from sustaining.common.clock import today
from sustaining.common.events import emit
from sustaining.common.retention import RETENTION_RULES
from tests.cast import enrol_another
from tests.factories import SchoolFactory, UserFactory

pytestmark = pytest.mark.django_db


def watch(cast, now, person=None, school=None, **values):
    return actions.watch_school(school or cast.school, by=person or cast.lead, now=now, **values)


def watched(person, day=None) -> list[int]:
    return sorted(Watch.objects.in_force(person, day or today()).values_list("school", flat=True))


@pytest.mark.parametrize("role", ["lead", "hubadmin", "specialist", "admin"])
def test_person_of_the_hub_or_its_specialist_watches_a_school(cast, now, role):
    person = getattr(cast, role)
    watch(cast, now, person)
    assert watched(person) == [cast.school.pk]


@pytest.mark.parametrize("role", ["advocate", "head", "finance", "auditor"])
def test_person_of_the_school_or_auditor_watches_nothing(cast, now, role):
    with pytest.raises(PermissionDenied):
        watch(cast, now, getattr(cast, role))


def test_person_of_another_hub_watches_nothing_here(cast, now):
    for person in (cast.other.lead, cast.other.specialist):
        with pytest.raises(PermissionDenied):
            watch(cast, now, person)


def test_school_watched_twice_is_on_the_list_once_with_its_reason(cast, now):
    first = watch(cast, now, reason="New head.")
    assert watch(cast, now, reason="Another.") == first
    assert Watch.objects.get().reason == "New head."


def test_watch_is_seen_by_its_owner_alone(cast, now, client_of):
    row = watch(cast, now, reason="Quiet since Easter.")
    page = reverse("casework:edit-watch", args=[row.pk])
    assert client_of(cast.lead).get(page).status_code == 200
    for person in (cast.hubadmin, cast.admin, cast.specialist, cast.advocate):
        assert client_of(person).get(page).status_code == 404
        assert not Watch.objects.visible_to(person).exists()
        with pytest.raises(PermissionDenied):
            actions.stop_watching(row, by=person, now=now)
    admin_page = client_of(cast.admin).get(f"/admin/casework/watch/{row.pk}/change/")
    assert "Quiet since Easter." not in admin_page.content.decode()


def test_watch_ends_on_its_last_day_and_can_begin_again(cast, now):
    watch(cast, now, until=today())
    tomorrow = today() + timedelta(days=1)
    assert watched(cast.lead) == [cast.school.pk]
    assert watched(cast.lead, tomorrow) == []
    again = watch(cast, now + timedelta(days=1), reason="Once more.")
    assert again.reason == "Once more."
    assert watched(cast.lead, tomorrow) == [cast.school.pk]
    assert Watch.objects.count() == 2
    with pytest.raises(actions.DayHasPassed, match="today or later"):
        actions.edit_watch(again, reason="", note="", until=today() - timedelta(days=1), by=cast.lead, now=now)


def test_stopped_watch_keeps_no_note(cast, now):
    row = watch(cast, now)
    actions.stop_watching(row, by=cast.lead, now=now)
    assert watched(cast.lead) == []
    with pytest.raises(actions.watches.WrongState, match="no longer watch"):
        actions.edit_watch(row, reason="", note="A note.", until=None, by=cast.lead, now=now)


def test_watch_ends_with_the_post_and_comes_back_with_it(cast, now):
    watch(cast, now, cast.hubadmin)
    post = HubStaff.objects.get(user=cast.hubadmin)
    leave_hub(post, last_day=today(), by=cast.lead, now=now)
    tomorrow = today() + timedelta(days=1)
    assert watched(cast.hubadmin, tomorrow) == []
    stay_at_hub(post, by=cast.lead, now=now)
    assert watched(cast.hubadmin, tomorrow) == [cast.school.pk]


def test_watch_of_a_specialist_ends_with_the_assignment(cast, now):
    watch(cast, now, cast.specialist)
    Assignment.objects.filter(participation=cast.participation).update(ends_on=today() - timedelta(days=1))
    assert watched(cast.specialist) == []
    with pytest.raises(PermissionDenied):
        watch(cast, now, cast.specialist)


def test_watch_stays_with_the_successors_people_when_hubs_merge(cast, now):
    watch(cast, now, cast.other.lead, cast.other.school)
    watch(cast, now, cast.lead)
    merge_hub(cast.hub, successor=cast.other.hub, reason="One hub.", by=cast.admin, now=now)
    assert watched(cast.other.lead) == [cast.other.school.pk]
    assert watch(cast, now, cast.other.lead).school == cast.school
    assert watched(cast.other.lead) == sorted([cast.school.pk, cast.other.school.pk])


def test_accounts_that_merge_keep_one_watch_of_a_school(cast, now):
    other = enrol_another(cast, 970_001, "Zeal School", now, days=0).school
    for person, school in ((cast.hubadmin, cast.school), (cast.lead, cast.school), (cast.lead, other)):
        watch(cast, now, person, school)
    merge_people(cast.hubadmin, other=cast.lead, by=cast.admin, now=now)
    open_rows = Watch.objects.filter(ended_at__isnull=True)
    assert sorted(open_rows.values_list("user", "school")) == sorted(
        [(cast.hubadmin.pk, cast.school.pk), (cast.hubadmin.pk, other.pk)]
    )


def test_watch_follows_a_school_that_is_succeeded(cast, now):
    successor = SchoolFactory(hub=cast.hub)
    watch(cast, now)
    watch(cast, now, cast.hubadmin)
    watch(cast, now, cast.hubadmin, successor)
    type(cast.school).objects.filter(pk=cast.school.pk).update(successor=successor)
    emit("schools.succeeded", cast.school, successor=successor, by=cast.admin, now=now)
    assert sorted(Watch.objects.filter(ended_at__isnull=True).values_list("user", "school")) == sorted(
        [(cast.lead.pk, successor.pk), (cast.hubadmin.pk, successor.pk)]
    )


def test_database_refuses_a_second_watch_another_person_and_deletion(cast, now):
    row = watch(cast, now)
    values = {"user": cast.lead, "started_on": today(), "started_at": now}
    with pytest.raises(DatabaseError, match="a_person_watches_a_school_once"), transaction.atomic():
        Watch.objects.create(school=cast.school, **values)
    with pytest.raises(DatabaseError, match="a_watch_ends_after_it_begins"), transaction.atomic():
        Watch.objects.create(school=cast.other.school, until=today() - timedelta(days=1), **values)
    for change in ({"user": cast.hubadmin}, {"school": cast.other.school}):
        with pytest.raises(DatabaseError, match="stays with its person"), transaction.atomic():
            Watch.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_retention_clears_reasons_and_notes_in_rows_and_history(cast, now):
    row = watch(cast, now, reason="Una Bright has left.")
    actions.edit_watch(row, reason=row.reason, note="Ring Una.", until=None, by=cast.lead, now=now)
    actions.visit_watchlist(cast.lead, by=cast.lead, now=now)
    assert not old_watches(today()).exists()
    actions.stop_watching(row, by=cast.lead, now=now)
    later = now + timedelta(days=365 * 12)
    rule = RETENTION_RULES["watchlists"]
    assert [watch.pk for watch in rule.find(rule.before(later))] == [row.pk]


def test_list_on_which_nobody_looks_any_more_is_cleared(cast, now):
    row = watch(cast, now, reason="Una Bright has left.")
    assert row in old_watches(today() + timedelta(days=1))
    actions.visit_watchlist(cast.lead, by=cast.lead, now=now + timedelta(days=1))
    assert row not in old_watches(today() + timedelta(days=1))


def test_button_on_the_school_page_watches_and_stops_without_javascript(cast, now, client_of):
    client, urn = client_of(cast.lead), cast.school.urn
    page = reverse("desk:school", args=[urn])
    assert "Watch school" in client.get(page).content.decode()
    assert client.post(reverse("casework:watch", args=[urn])).url == page
    assert "Stop watching" in client.get(page).content.decode()
    client.post(reverse("casework:stop-watching", args=[urn]))
    assert watched(cast.lead) == []
    assert "Watch school" not in client_of(cast.advocate).get(page).content.decode()


def test_button_pressed_by_htmx_answers_with_the_other_button(cast, now, client_of):
    client, urn = client_of(cast.lead), cast.school.urn
    answer = client.post(reverse("casework:watch", args=[urn]), headers={"HX-Request": "true"})
    assert (answer.status_code, "Stop watching" in answer.content.decode()) == (200, True)
    assert "<html" not in answer.content.decode()
    answer = client.post(reverse("casework:stop-watching", args=[urn]), headers={"HX-Request": "true"})
    assert "Watch school" in answer.content.decode()
    assert watched(cast.lead) == []


def test_board_watches_several_filters_and_marks_them(cast, now, client_of):
    client, year = client_of(cast.lead), cast.participation
    other = enrol_another(cast, 970_002, "Zeal School", now, days=0)
    page, board = reverse("casework:watch-schools"), reverse("desk:board")
    assert client.get(page).url == board
    assert "Zeal School" in client.get(page, {"chosen": [year.pk, other.pk]}).content.decode()
    refused = client.post(page, {"chosen": [other.pk], "until": "1 January 2020"}).content.decode()
    assert "The last day must be today or later." in refused
    client.post(page, {"chosen": [other.pk], "reason": "Small department."})
    assert [row.pk for row in client.get(board, {"watched": "on"}).context["rows"]] == [other.pk]
    html = client.get(board).content.decode()
    assert html.count(" Watched</span>") == 1
    assert "Schools I watch" in html
    assert watched_among(as_viewer(cast.hubadmin), [other.school_id]) == set()
    client.post(page, {"chosen": [year.pk, other.pk], "act": "stop"})
    assert watched(cast.lead) == []
    assert "Schools I watch" not in client_of(cast.advocate).get(board).content.decode()


def test_reason_note_and_last_day_are_kept_by_their_page(cast, now, client_of):
    row = watch(cast, now)
    page = reverse("casework:edit-watch", args=[row.pk])
    until = today() + timedelta(days=30)
    values = {"reason": "New head.", "note": "Ring in May.", "until": f"{until.day} {until:%B %Y}"}
    assert client_of(cast.lead).post(page, values).status_code == 302
    row.refresh_from_db()
    assert (row.reason, row.note, row.until) == ("New head.", "Ring in May.", until)


def test_person_who_loses_every_role_watches_nothing(cast, now):
    watch(cast, now)
    HubStaff.objects.filter(user=cast.lead).update(ends_on=today() - timedelta(days=1))
    assert not watches_in_force(as_viewer(cast.lead)).exists()
    with pytest.raises(PermissionDenied):
        actions.edit_watch(Watch.objects.get(), reason="", note="Still here.", until=None, by=cast.lead, now=now)
    assert not Watch.objects.in_force(UserFactory(is_active=False), today()).exists()
