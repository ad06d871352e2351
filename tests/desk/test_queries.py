"""A page's number of queries does not grow with its rows: held at 5 and at 50 schools (design, rule 7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from devplans import actions as plans
from devplans.choices import Horizon, NeedOf, SessionKind
from funding import actions as funding
from sustaining.workgroups import actions as groups
from tests.cast import enrol_another

pytestmark = pytest.mark.django_db

PAGES = {
    "lead": ["/", "/schools/", "/schools/find/", "/schools/{urn}/", "/plans/", "/plans/{urn}/", "/sessions/", "/claims/",
             "/claims/?tab=paid", "/claims/runs/", "/claims/school/{urn}/", "/workgroups/", "/workgroups/{group}/",
             "/meetings/{meeting}/", "/meetings/{meeting}/register/", "/specialists/", "/schools/{urn}/people/",
             "/workgroups/{group}/schools/", "/sessions/new/"],
    "specialist": ["/", "/schools/", "/plans/", "/sessions/", "/sessions/new/", "/workgroups/{group}/"],
    "admin": ["/", "/schools/", "/claims/", "/plans/", "/admin/funding/claim/", "/admin/schools/participation/",
              "/admin/devplans/session/", "/admin/accounts/user/", "/admin/workgroups/invitation/"],
    "advocate": ["/", "/schools/{urn}/", "/sessions/", "/meetings/{meeting}/"],
}  # fmt: skip


def busy_school(cast, participation, group, meeting, now) -> None:
    """A plan with aims and steps, sessions, a claim, marks in the register."""
    school = participation.school
    advocate = school.advocates.select_related("user").first()
    plan = school.plan
    for number in range(2):
        aim = plans.add_aim(
            plan, title=f"Aim {number}", need_of=NeedOf.STUDENTS, need="Seen.", big_ideas=[], horizon=Horizon.THIS_YEAR,
            success_criteria="Books.", by=advocate.user, now=now,
        )  # fmt: skip
        plans.add_step(aim, what="Step", by=advocate.user, now=now)
    plans.share_plan(plan, by=advocate.user, now=now)
    plans.log_session(
        participation, kind=SessionKind.OBSERVATION, held_on=now.date(), length=Decimal("0.5"), what_happened="Seen.",
        specialist=cast.specialist_record, advocates=[advocate], aims=[aim], client_key=uuid4(), by=advocate.user, now=now,
    )  # fmt: skip
    line = funding.NewLine(now.date(), "A. Teacher", Decimal(100))
    claim = funding.draft_claim(participation.grant, lines=[line], client_key=uuid4(), by=advocate.user, now=now)
    funding.submit_claim(claim, by=advocate.user, now=now)
    groups.join_group(group, participation=participation, by=cast.hubadmin, now=now)


@pytest.fixture
def fill(cast, now):
    """A function that makes the hub as large as asked, everything in each school."""
    group = groups.set_up_group(
        cast.hub, project=cast.project, name="B", leads=[cast.specialist_record], by=cast.hubadmin, now=now
    )
    start = now + timedelta(hours=2)
    meeting = groups.add_meeting(group, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.hubadmin, now=now)
    busy_school(cast, cast.participation, group, meeting, now)
    made = [cast.participation]

    def to(number: int) -> dict[str, int]:
        while len(made) < number:
            made.append(enrol_another(cast, 960_000 + len(made), f"School {len(made):03}", now))
            busy_school(cast, made[-1], group, meeting, now)
        return {"urn": cast.school.urn, "group": group.pk, "meeting": meeting.pk}

    return to


def test_no_page_asks_more_of_50_schools_than_of_5(cast, fill, client_of):
    counts: dict[tuple[str, str], list[int]] = {}
    for number in (5, 50):
        names = fill(number)
        for role, pages in PAGES.items():
            client = client_of(getattr(cast, role))
            for page in pages:
                client.get(page.format(**names))  # what a process keeps (content types, the site) is asked for once
                with CaptureQueriesContext(
                    connection,
                ) as captured:
                    assert client.get(page.format(**names)).status_code == 200, page
                counts.setdefault((role, page), []).append(len(captured))
    grown = {where: pair for where, pair in counts.items() if pair[1] > pair[0]}
    assert not grown
    assert max(pair[1] for (role, page), pair in counts.items() if page in ("/", "/schools/")) <= 45
