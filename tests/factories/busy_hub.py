"""A hub with a year of work in each of its schools, as large as asked: for query counts and for the bench."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from devplans.actions import impact, plans, reviews, sessions
from devplans.choices import Horizon, NeedOf
from devplans.review_terms import reviewed_now
from devplans.session_kinds import SessionKind
from funding import actions as funding
from schools.models import Participation
from specialists.models import Specialist
from sustaining.workgroups import actions as groups
from tests.cast import Cast, enrol_another


class BusyHub:
    """The cast's hub. Its first school is the cast's; `grow` adds others beside it."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        Specialist.objects.filter(pk=cast.specialist_record.pk).update(days_a_year=999)
        self.group = groups.set_up_group(
            cast.hub, project=cast.project, name="B", leads=[cast.specialist_record], by=cast.hubadmin, now=now
        )
        start = now + timedelta(hours=2)
        self.meeting = groups.add_meeting(
            self.group, starts_at=start, ends_at=start + timedelta(hours=1), by=cast.hubadmin, now=now
        )
        self.schools = [cast.participation]
        self.fill(cast.participation)

    def grow(self, number: int) -> dict[str, int]:
        """Have `number` schools at least; what stands in the addresses of the pages about the first."""
        while len(self.schools) < number:
            urn = 960_000 + len(self.schools)
            self.schools.append(enrol_another(self.cast, urn, f"School {len(self.schools):03}", self.now))
            self.fill(self.schools[-1])
        return {"urn": self.cast.school.urn, "group": self.group.pk, "meeting": self.meeting.pk}

    def fill(self, participation: Participation) -> None:
        """A plan with aims and steps, reviewed and evaluated, a session, a claim that waits, a place in the Work Group."""
        cast, now, school = self.cast, self.now, participation.school
        advocate = school.advocates.select_related("user").earliest("pk")
        for number in range(2):
            aim = plans.add_aim(
                school.plan, title=f"Aim {number}", need_of=NeedOf.STUDENTS, need="Seen.", big_ideas=[],
                horizon=Horizon.THIS_YEAR, success_criteria="Books.", by=advocate.user, now=now,
            )  # fmt: skip
            plans.add_step(aim, what="Step", by=advocate.user, now=now)
        plans.share_plan(school.plan, by=advocate.user, now=now)
        reviews.judge_aim(
            aim, term=reviewed_now(school.hub, now.date())[0], colour="amber", seen="Some.", by=advocate.user, now=now
        )
        impact.write_evaluation(
            school.plan, year=participation.project.academic_year, students=3, students_words="Talk.", teachers=4,
            teachers_words="Trust.", department=5, department_words="Time.", hand_in=True, by=advocate.user,
            now=now.replace(year=participation.project.academic_year + 1, month=7, day=1),
        )  # fmt: skip
        data = sessions.SessionData(
            kind=SessionKind.OBSERVATION,
            held_on=now.date(),
            length=Decimal("0.5"),
            what_happened="Seen.",
            specialist=cast.specialist_record,
            advocates=[advocate],
            aims=[aim],
        )
        sessions.log_session(participation, data=data, client_key=uuid4(), by=advocate.user, now=now)
        line = funding.NewLine(now.date(), "A. Teacher", Decimal(100))
        grant = participation.grant
        claim = funding.draft_claim(grant, lines=[line], client_key=uuid4(), by=advocate.user, now=now)
        funding.submit_claim(claim, accepts=True, by=advocate.user, now=now)
        groups.join_group(self.group, participation=participation, by=cast.hubadmin, now=now)
