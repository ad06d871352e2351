"""Every kind of chaser: found from its day on, for its own hub, until the thing is done, the year rests or the post ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from devplans.actions import plans
from devplans.choices import Horizon, NeedOf
from devplans.models import Evaluation, Reflection
from funding.models import Grant
from schools.actions import withdraw_participation
from schools.actions.pausing import pause_participation
from schools.chasing import CHASERS, ChaserSearch, find_missing, find_people, is_still_missing
from schools.choices import ContactRole
from schools.models import CompletionCriteria, Participation, SchoolContact
from sustaining.accounts.models import User
from sustaining.casework.chase_lists import hub_years
from sustaining.common.clock import london_day
from sustaining.workgroups import actions as groups
from sustaining.workgroups.models import Invitation
from tests.cast import Cast, enrol_another
from tests.matrix.test_ended_posts import end_posts

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)
NOVEMBER, DECEMBER = datetime(2026, 11, 24, 10, tzinfo=LONDON), datetime(2026, 12, 10, 10, tzinfo=LONDON)
FEBRUARY, JUNE = datetime(2027, 2, 3, 10, tzinfo=LONDON), datetime(2027, 6, 30, 10, tzinfo=LONDON)


def leave_unsigned(cast: Cast, now: datetime) -> None:
    invited = {"joined_at": None, "password": "!never", "invited_at": now - 9 * DAY}
    User.objects.filter(pk=cast.advocate.pk).update(**invited)


def end_finance_contact(cast: Cast, now: datetime) -> None:
    posts = SchoolContact.objects.filter(school=cast.school, role=ContactRole.FINANCE)
    posts.update(ends_on=london_day(now) - DAY)


def invite(cast: Cast, now: datetime) -> None:
    group = groups.set_up_group(cast.hub, project=cast.project, name="B", by=cast.lead, now=now)
    groups.join_group(group, participation=cast.participation, by=cast.lead, now=now)
    begins = now + 5 * DAY
    groups.add_meeting(group, starts_at=begins, ends_at=begins + timedelta(hours=1), by=cast.lead, now=now)
    Invitation.objects.update(told_at=now - 4 * DAY)


def add_aim(cast: Cast, now: datetime) -> None:
    plans.add_aim(
        cast.school.plan, title="Ratio", need_of=NeedOf.STUDENTS, need="Seen.", big_ideas=[], success_criteria="Books.",
        horizon=Horizon.THIS_YEAR, by=cast.advocate, now=now,
    )  # fmt: skip


def reflect(cast: Cast, now: datetime) -> None:
    Reflection.objects.create(
        plan=cast.school.plan,
        academic_year=2026,
        term="autumn",
        changed="Talk.",
        written_by=cast.advocate,
        written_at=now,
    )


def agree(cast: Cast, now: datetime) -> None:
    add_aim(cast, now)
    plans.share_plan(cast.school.plan, by=cast.advocate, now=now)
    plans.agree_plan(cast.school.plan, by=cast.specialist, now=now)


def evaluate(cast: Cast, now: datetime) -> None:
    Evaluation.objects.create(
        plan=cast.school.plan, academic_year=2026, written_by=cast.advocate, written_at=now, handed_in_at=now,
        students=3, students_words="Talk.", teachers=3, teachers_words="Talk.", department=3, department_words="Talk.",
    )  # fmt: skip


def ask_for_nothing(cast: Cast, now: datetime) -> None:
    nothing = {"meetings_missed": None, "sessions": None, "reviews": None, "agreed_plan": False, "evaluation": False}
    CompletionCriteria.objects.create(project=cast.project, **nothing)


def claim(cast: Cast, now: datetime) -> None:
    Grant.objects.filter(participation=cast.participation).update(closed_at=now)


def nothing(cast: Cast, now: datetime) -> None:
    """Do nothing: the cast's school lacks it anyway."""


@dataclass(frozen=True)
class KindCase:
    """What makes a kind due at the cast's school, when, who is asked, and what settles it."""

    moment: datetime
    lacks: Callable[[Cast, datetime], None]
    reader: str
    settles: Callable[[Cast, datetime], Any]


CASES = {
    "not_signed_in": KindCase(
        NOVEMBER, leave_unsigned, "advocate", lambda cast, now: User.objects.update(joined_at=now)
    ),
    "no_finance_contact": KindCase(
        NOVEMBER, end_finance_contact, "advocate", lambda cast, now: SchoolContact.objects.update(ends_on=None)
    ),
    "no_reply": KindCase(NOVEMBER, invite, "advocate", lambda cast, now: Invitation.objects.update(rsvp="coming")),
    "plan_not_agreed": KindCase(NOVEMBER, nothing, "advocate", agree),
    "review_missing": KindCase(
        DECEMBER, add_aim, "advocate", lambda cast, now: cast.school.plan.aims.update(dropped_at=now)
    ),
    "reflection_missing": KindCase(DECEMBER, nothing, "advocate", reflect),
    "nothing_claimed": KindCase(FEBRUARY, nothing, "finance", claim),
    "evaluation_missing": KindCase(JUNE, nothing, "advocate", evaluate),
    "completion_missing": KindCase(JUNE, nothing, "advocate", ask_for_nothing),
}


@pytest.fixture(params=sorted(CASES))
def due(request, cast):
    """A kind that is due at the cast's school: its name, its case and the moment, at which the clock stands."""
    case = CASES[request.param]
    with time_machine.travel(case.moment, tick=False):
        case.lacks(cast, case.moment)
        yield request.param, case, case.moment


def find(kind: str, cast: Cast, moment: datetime) -> list[int]:
    search = ChaserSearch(hub_years(Participation.objects.visible_to(cast.lead), cast.hub.pk), moment)
    return [missing.participation for missing in find_missing(CHASERS[kind], search)]


def still(kind: str, case: KindCase, cast: Cast, moment: datetime) -> bool:
    facts = {"participation": cast.participation.pk, "by": None, "user": getattr(cast, case.reader).pk}
    return is_still_missing(CHASERS[kind], facts, moment)


def test_every_kind_has_a_case():
    assert set(CASES) == set(CHASERS)


def test_kind_finds_its_school_and_its_people_until_it_is_settled(due, cast):
    kind, case, moment = due
    assert find(kind, cast, moment) == [cast.participation.pk]
    search = ChaserSearch(Participation.objects.filter(pk=cast.participation.pk), moment)
    people = find_people(CHASERS[kind], find_missing(CHASERS[kind], search), search)
    assert getattr(cast, case.reader) in people[cast.participation.pk]
    assert still(kind, case, cast, moment)
    case.settles(cast, moment)
    assert find(kind, cast, moment) == []
    assert not still(kind, case, cast, moment)


def test_kind_is_not_due_the_day_before(due, cast):
    kind, _, moment = due
    search = ChaserSearch(Participation.objects.filter(pk=cast.participation.pk), moment)
    (missing,) = find_missing(CHASERS[kind], search)
    eve = datetime.combine(missing.since - DAY, moment.timetz())
    with time_machine.travel(eve, tick=False):
        assert find(kind, cast, eve) == []


def test_kind_rests_while_the_year_is_paused_and_after_it_was_withdrawn(due, cast):
    kind, case, moment = due
    review = london_day(moment) + DAY
    pause_participation(
        cast.participation, reason="Inspection.", starts_on=london_day(moment), review_on=review, by=cast.lead,
        now=moment,
    )  # fmt: skip
    assert find(kind, cast, moment) == []
    assert not still(kind, case, cast, moment)
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=moment)
    assert find(kind, cast, moment) == []


def test_kind_does_not_email_somebody_whose_post_has_ended(due, cast):
    kind, case, moment = due
    end_posts(getattr(cast, case.reader), london_day(moment))
    assert not still(kind, case, cast, moment)


def test_kind_is_not_found_by_another_hub(due, cast):
    kind, _, moment = due
    search = ChaserSearch(hub_years(Participation.objects.visible_to(cast.other.lead), cast.other.hub.pk), moment)
    assert cast.participation.pk not in [missing.participation for missing in find_missing(CHASERS[kind], search)]


def test_shared_plan_chases_its_specialist_after_a_week(cast, now):
    add_aim(cast, now)
    plans.share_plan(cast.school.plan, by=cast.advocate, now=now)
    assert find("plan_not_agreed", cast, now + 6 * DAY) == []
    search = ChaserSearch(Participation.objects.filter(pk=cast.participation.pk), now + 7 * DAY)
    people = find_people(CHASERS["plan_not_agreed"], find_missing(CHASERS["plan_not_agreed"], search), search)
    assert people == {cast.participation.pk: [cast.specialist]}


def test_meeting_with_one_reply_is_not_chased(cast, now):
    invite(cast, now)
    Invitation.objects.filter(user=cast.advocate_two).update(rsvp="apologies")
    assert find("no_reply", cast, now) == []


YEARS = """
    FROM schools_participation p JOIN schools_project j ON j.id = p.project_id
    LEFT JOIN devplans_plan d ON d.school_id = p.school_id
    WHERE p.hub_id = %(hub)s AND p.state = 'active' AND j.academic_year = 2026 AND p.enrolled_at::date <= %(day)s::date - 14
"""
SQL = {
    "plan_not_agreed": (DECEMBER, "AND coalesce(d.state, '') NOT IN ('agreed', 'refining')", 4),
    "no_finance_contact": (
        DECEMBER,
        """AND j.release_grant > 0
        AND NOT EXISTS (SELECT FROM schools_schoolcontact c WHERE c.school_id = p.school_id AND c.role = 'finance'
          AND c.starts_on <= %(day)s::date AND (c.ends_on IS NULL OR c.ends_on >= %(day)s::date))""",
        4,
    ),
    "not_signed_in": (
        DECEMBER,
        """AND EXISTS (SELECT FROM schools_advocate a JOIN accounts_user u ON u.id = a.user_id
          WHERE a.school_id = p.school_id AND u.joined_at IS NULL AND u.password LIKE '!%%' AND a.ends_on IS NULL
          AND u.invited_at::date <= %(day)s::date - 7)""",
        1,
    ),
    "reflection_missing": (
        DECEMBER,
        """AND NOT EXISTS (SELECT FROM devplans_reflection r WHERE r.plan_id = d.id AND r.term = 'autumn'
          AND r.academic_year = 2026)""",
        4,
    ),
    "nothing_claimed": (
        FEBRUARY,
        """AND EXISTS (SELECT FROM funding_grant g WHERE g.participation_id = p.id AND g.closed_at IS NULL
          AND g.amount > 0 AND g.committed = 0)
        AND NOT EXISTS (SELECT FROM funding_claim c JOIN funding_grant g ON g.id = c.grant_id
          WHERE g.participation_id = p.id AND c.state IN ('submitted', 'queried'))""",
        6,
    ),
    "evaluation_missing": (
        JUNE,
        """AND NOT EXISTS (SELECT FROM devplans_evaluation e WHERE e.plan_id = d.id AND e.academic_year = 2026
          AND e.handed_in_at IS NOT NULL)""",
        5,
    ),
}
"""For each kind the moment, what is asked of an active year at least two weeks old, and the number that the test expects."""


@pytest.mark.parametrize("kind", SQL)
def test_number_of_schools_is_what_independent_sql_counts(cast, now, kind):
    since = now - 40 * DAY
    others = [enrol_another(cast, 970_000 + number, f"School {number}", since, days=Decimal(0)) for number in range(5)]
    enrol_another(cast, 979_999, "Just begun", DECEMBER - 3 * DAY, days=Decimal(0))
    withdraw_participation(others[0], reason="No cover.", by=cast.lead, now=now)
    reflect(cast, now)
    evaluate(cast, now)
    agree(cast, now)
    leave_unsigned(cast, now)
    moment, condition, expected = SQL[kind]
    with connection.cursor() as cursor:
        sql = f"SELECT count(DISTINCT p.id) {YEARS} {condition}"
        cursor.execute(sql, {"hub": cast.hub.pk, "day": london_day(moment)})
        (number,) = cursor.fetchone()
    with time_machine.travel(moment, tick=False):
        assert len(find(kind, cast, moment)) == number == expected
