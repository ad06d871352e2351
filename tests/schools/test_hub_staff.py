"""Somebody leaves a hub on a day: a successor takes over, the last lead needs one, those concerned hear, and it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from schools.actions import CannotLeaveHub, leave_hub, stay_at_hub
from schools.actions.hub_staff import NewStaff
from schools.choices import HubRole
from schools.handover import HANDOVER_RULES, HandoverRule
from schools.models import HubStaff
from schools.people import get_hub_leads
from sustaining.common.errors import WrongState
from sustaining.outbox.delivery import is_still_true
from sustaining.outbox.models import Email
from tests.factories import HubStaffFactory

pytestmark = pytest.mark.django_db


def get_post(person, role=None) -> HubStaff:
    posts = HubStaff.objects.filter(user=person, ends_on=None)
    return posts.get(role=role) if role else posts.get()


@pytest.fixture
def today(now):
    return timezone.localdate(now)


def test_administrator_leaves_on_a_day_and_sees_nothing_after_it(cast, client_of, now, today):
    last_day = today + timedelta(days=5)
    leave_hub(get_post(cast.hubadmin), last_day=last_day, by=cast.lead, now=now)
    assert HubStaff.of(cast.hubadmin, on=last_day).exists()
    assert not HubStaff.of(cast.hubadmin, on=last_day + timedelta(days=1)).exists()
    recipients = set(Email.objects.filter(kind="hub_staff_leaves").values_list("to", flat=True))
    assert recipients == {cast.lead.email, cast.hubadmin.email, cast.auditor.email}


def test_last_lead_needs_a_successor(cast, now, today):
    with pytest.raises(CannotLeaveHub, match="the only lead of Rivermead"):
        leave_hub(get_post(cast.lead), last_day=today, by=cast.lead, now=now)
    assert get_post(cast.lead).ends_on is None


def test_lead_who_leaves_later_than_the_last_one_is_no_successor(cast, now, today):
    other = HubStaffFactory(hub=cast.hub, role=HubRole.LEAD, ends_on=today + timedelta(days=3))
    assert other.user in get_hub_leads(cast.hub, today)
    with pytest.raises(CannotLeaveHub, match="the only lead"):
        leave_hub(get_post(cast.lead), last_day=today + timedelta(days=3), by=cast.admin, now=now)
    leave_hub(get_post(cast.lead), last_day=today + timedelta(days=2), by=cast.admin, now=now)


def test_administrator_takes_over_as_lead_from_today(cast, now, today):
    leave_hub(
        get_post(cast.lead),
        last_day=today + timedelta(days=9),
        successor=get_post(cast.hubadmin),
        by=cast.lead,
        now=now,
    )
    post = get_post(cast.hubadmin, HubRole.LEAD)
    assert (post.starts_on, post.hub) == (today, cast.hub)
    assert set(get_hub_leads(cast.hub, today)) == {cast.lead, cast.hubadmin}
    email = Email.objects.get(kind="hub_staff_leaves", user=cast.hubadmin)
    assert "You take over as hub lead from today." in email.text
    assert "Hugo Rivermead takes over as hub lead" in Email.objects.get(kind="hub_staff_leaves", user=cast.lead).text


def test_somebody_new_takes_over_and_is_invited(cast, now, today):
    newcomer = NewStaff("Nell Newcomer", "nell@demo.example")
    leave_hub(get_post(cast.lead), last_day=today, successor=newcomer, by=cast.lead, now=now)
    assert HubStaff.objects.get(user__email="nell@demo.example").role == HubRole.LEAD
    kinds = set(Email.objects.filter(to="nell@demo.example").values_list("kind", flat=True))
    assert kinds == {"invitation", "hub_staff_leaves"}


@pytest.mark.parametrize("days", [-1, 400])
def test_last_day_is_today_or_later_within_a_year(cast, now, today, days):
    with pytest.raises(CannotLeaveHub, match="today or later"):
        leave_hub(get_post(cast.hubadmin), last_day=today + timedelta(days=days), by=cast.lead, now=now)


def test_successor_is_another_person_of_the_same_hub(cast, now, today):
    for successor, message in (
        (get_post(cast.lead), "is the person leaving"), (get_post(cast.other.hubadmin), "no longer works for")
    ):  # fmt: skip
        with pytest.raises(CannotLeaveHub, match=message):
            leave_hub(get_post(cast.lead), last_day=today, successor=successor, by=cast.admin, now=now)


def test_open_work_passes_to_the_successor_and_asks_for_one(cast, now, today, monkeypatch):
    passed = []
    rule = HandoverRule(
        "letter", "letters", lambda post, now: HubStaff.objects.filter(pk=post.pk),
        lambda leaving, successor, now: passed.append((leaving.user, successor.user)), post=HubStaff,
    )  # fmt: skip
    monkeypatch.setitem(HANDOVER_RULES._entries, (HubStaff, "letter"), rule)
    with pytest.raises(CannotLeaveHub, match="Choose who will take over: 1 letter"):
        leave_hub(get_post(cast.hubadmin), last_day=today, by=cast.lead, now=now)
    leave_hub(get_post(cast.hubadmin), last_day=today, successor=get_post(cast.lead), by=cast.lead, now=now)
    assert passed == [(cast.hubadmin, cast.lead)]


def test_leaving_is_undone_until_the_day(cast, now, today):
    post = leave_hub(get_post(cast.hubadmin), last_day=today + timedelta(days=2), by=cast.lead, now=now)
    stay_at_hub(post, by=cast.lead, now=now + timedelta(days=1))
    assert get_post(cast.hubadmin).pk == post.pk
    assert Email.objects.filter(kind="hub_staff_stays").count() == 3
    assert not is_still_true(Email.objects.filter(kind="hub_staff_leaves").first(), now)
    with pytest.raises(WrongState, match="is not leaving"):
        stay_at_hub(post, by=cast.lead, now=now)
    leave_hub(get_post(cast.hubadmin), last_day=today, by=cast.lead, now=now)
    with pytest.raises(WrongState, match="has already left"):
        stay_at_hub(post, by=cast.lead, now=now + timedelta(days=2))


def test_only_a_lead_says_when_somebody_leaves(cast, now, today):
    for person in (cast.hubadmin, cast.auditor, cast.other.lead, cast.advocate):
        with pytest.raises(PermissionDenied):
            leave_hub(get_post(cast.auditor), last_day=today, by=person, now=now)


def test_page_sets_the_last_day_and_settings_undo_it(cast, client_of, today):
    post, client = get_post(cast.hubadmin), client_of(cast.lead)
    page = client.get(reverse("schools:leave-hub", args=[post.pk])).content.decode()
    assert "Lena Rivermead, hub lead" in page
    data = {
        "last_day": f"{today:%d/%m/%Y}",
        "successor": "new",
        "new-full_name": "Nell New",
        "new-email": "n@demo.example",
    }
    wrong = client.post(reverse("schools:leave-hub", args=[post.pk]), {**data, "new-email": "nobody"}).content.decode()
    assert "There is a problem" in wrong
    response = client.post(reverse("schools:leave-hub", args=[post.pk]), data, follow=True)
    assert response.redirect_chain[0][1] == 302
    number = Email.objects.filter(kind="hub_staff_leaves").count()
    assert f"leaves. We’ve emailed {number} people." in response.content.decode()
    assert HubStaff.objects.get(user__email="n@demo.example").role == HubRole.ADMINISTRATOR
    client.post(reverse("schools:stay-at-hub", args=[post.pk]))
    assert get_post(cast.hubadmin) == post
    only_lead = client.get(reverse("schools:leave-hub", args=[get_post(cast.lead).pk])).content.decode()
    assert "is the only lead" in only_lead
    assert "No one: the hub" not in only_lead
