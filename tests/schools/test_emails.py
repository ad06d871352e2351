"""Emails about who is who: a post or an assignment that has ended meanwhile is not written about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schools.actions import NewAdvocate
from schools.actions.handover import hand_over
from schools.models import Advocate
from specialists.models import Assignment
from tests.outbox.still_true import goes

pytestmark = pytest.mark.django_db


def test_handover_email_to_a_successor_who_left_is_not_sent(cast, now):
    new = NewAdvocate(full_name="Grace Holloway", email="grace@demo.example")
    post = hand_over(cast.advocacy, to=new, last_day=now.date(), by=cast.lead, now=now)
    assert goes("handover", now)
    Advocate.objects.filter(pk=post.pk).update(starts_on=now.date() - timedelta(days=9))
    Advocate.objects.filter(pk=post.pk).update(ends_on=now.date() - timedelta(days=1))
    assert not goes("handover", now)


def test_assignment_email_of_an_ended_assignment_is_not_sent(cast, now):
    assert goes("assigned", now, user=cast.specialist)
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=now.date() - timedelta(days=1))
    assert not goes("assigned", now, user=cast.specialist)
