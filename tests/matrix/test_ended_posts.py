"""A post that has ended opens nothing: every page and every action is a stranger's again, past support read-only excepted."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import rules
from django.utils import timezone

from schools.models import Advocate, HubStaff, SchoolContact
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.checks import local_models
from sustaining.common.permissions import NO_RULE, guarded_permissions, may
from sustaining.workgroups import feeds
from sustaining.workgroups.models import GroupLead, Invitation, Meeting
from tests.matrix.table import ANYBODY, ROWS
from tests.matrix.test_matrix import address, answer

ROLES = sorted(ANYBODY - {"stranger", "admin"})
SUPPORTED = {"specialist", "former"}
OWN_ACCOUNT = {"accounts:end-session"}
"""The person's own account, which has nothing to do with posts."""
OWN_RECORD = {
    "specialist": {"specialists:specialist"},
    "former": {"specialists:specialist"},
    "advocate": {"workgroups:certificate-file"},
}
"""What people did stays in their sight, without anything to press: a Specialist's record, an Advocate's certificate."""
RECORD_PAGES = {
    "specialists:dates",
    "specialists:days",
    "specialists:edit",
    "specialists:leave",
    "specialists:stay",
    "specialists:stop-for-hub",
}
ABOUT_OWN_RECORD = {
    "specialist": RECORD_PAGES,
    "former": RECORD_PAGES,
    "advocate": {"workgroups:withdraw-certificate", "workgroups:restore-certificate"},
}
"""Pages of the hub about a record that the person sees: refused, not hidden."""
ROOTS = ("accounts", "schools")


@pytest.fixture(autouse=True)
def _no_log_of_every_refusal(caplog) -> None:
    caplog.set_level(logging.CRITICAL, "django.request")


def end_posts(user: User, on: date) -> None:
    """End, the day before, every post that `user` holds, without asking the actions that usually do."""
    yesterday = on - timedelta(days=1)
    for model in (HubStaff, Advocate, SchoolContact):
        posts = model._base_manager.filter(user=user, ends_on=None)
        posts.filter(starts_on__gt=yesterday).update(starts_on=yesterday)
        posts.update(ends_on=yesterday)
    Specialist.objects.filter(user=user).update(ends_on=yesterday)


def allowed(user: User, objects: list[Any]) -> set[tuple[str, str]]:
    """Return every (permission, object) that `user` may: objects of the permission's own app, and those that others belong to.

    As `may` answers each, but all of an object in one test of the rules, so that what they share is asked once.
    """
    permitted: set[tuple[str, str]] = set()

    def ask_each(person: User, target: Any) -> bool:
        for permission in guarded_permissions():
            if target._meta.app_label in (permission.partition(".")[0], *ROOTS):
                with suppress(AttributeError, LookupError, TypeError, ValueError):  # a rule about another kind of thing
                    if (NO_RULE | rules.permissions.permissions[permission])(person, target):
                        permitted.add((permission, target._meta.label))
        return True

    for target in objects:
        rules.predicate(ask_each).test(user, target)
    return permitted


def one_of_everything() -> list[Any]:
    """Return the first row of each model, and every invitation."""
    rows = [model._base_manager.order_by("pk").first() for model in local_models()]
    return [row for row in rows if row is not None] + list(Invitation.objects.all())


@pytest.mark.parametrize("role", ROLES)
def test_pages_after_a_post_ended_answer_as_to_a_stranger(houses, client_of, role, now, statuses_only):
    own, _, people = houses
    end_posts(people[role], timezone.localdate(now))
    client = client_of(people[role])
    wrong = []
    for row in ROWS:
        if row.name in OWN_ACCOUNT:
            continue
        for method in ("GET", "POST"):
            expected = [row.expected("stranger", method, own=True)]
            if role in SUPPORTED:
                expected += [row.expected("former", "GET", own=True) if method == "GET" else 403]
            expected += [200] if row.name in OWN_RECORD.get(role, ()) and method == "GET" else []
            expected += [403] if row.name in ABOUT_OWN_RECORD.get(role, ()) else []
            statuses = [
                status for accepted in expected for status in (accepted if isinstance(accepted, tuple) else (accepted,))
            ]
            status = answer(client, method, address(row, own))
            if status not in statuses:
                wrong.append(f"{method} {row.name}: {status}, not {statuses}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_actions_after_a_post_ended_are_refused(houses, role, now):
    _, _, people = houses
    end_posts(people[role], timezone.localdate(now))
    objects = one_of_everything()  # as they are now: what was loaded before knows the post without its end
    after = allowed(User.objects.get(pk=people[role].pk), objects)
    assert not after or not after - allowed(people["stranger"], objects)


@pytest.mark.parametrize("role", ["lead", "advocate"])
def test_actions_of_a_post_in_office_are_found_by_the_same_search(houses, role):
    """Else the test above could pass because it finds nothing."""
    _, _, people = houses
    objects = one_of_everything()
    assert allowed(people[role], objects) - allowed(people["stranger"], objects)


@pytest.mark.parametrize("role", ROLES)
def test_actions_of_a_closed_account_are_refused(houses, role):
    _, _, people = houses
    User.objects.filter(pk=people[role].pk).update(is_active=False)
    user, objects = User.objects.get(pk=people[role].pk), one_of_everything()
    assert not [name for name in guarded_permissions() for target in objects if may(user, name, target)]


def test_a_group_lead_whose_post_ended_sees_no_meeting(houses, client_of, cast, now):
    """The Specialist's assignment may be open still: it is the Specialist's own end that counts."""
    _, _, people = houses
    lead, meeting = people["specialist"], Meeting.objects.filter(group__hub=cast.hub).first()
    GroupLead.objects.get_or_create(group=meeting.group, specialist=lead.specialist)
    feed = SimpleNamespace(user=lead)
    assert client_of(lead).get(f"/meetings/{meeting.pk}/").status_code == 200
    assert Assignment.objects.current(timezone.localdate(now)).filter(specialist__user=lead).exists()
    Specialist.objects.filter(user=lead).update(ends_on=timezone.localdate(now) - timedelta(days=1))
    client = client_of(lead)
    for page in ("", "register/", "move/"):
        assert client.get(f"/meetings/{meeting.pk}/{page}").status_code == 404
    assert not may(lead, "workgroups.mark_attendance", meeting)
    assert str(meeting)[:20] not in str(feeds.feed_calendar(feed, now))
    assert not Assignment.objects.current(timezone.localdate(now)).filter(specialist__user=lead).exists()
