"""Email kinds of the next year: a place to confirm, confirmed, declined, or no longer proposed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from schools import samples
from schools.choices import ParticipationState
from schools.email_parts import hub_staff, reader_sees
from schools.models import Participation, Project, School
from specialists.models import Specialist
from sustaining.common.templatetags.sustaining import days
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url, reader_is_active
from sustaining.workgroups.models import WorkGroup

from .links import answer_address
from .models import YearProposal


def is_still_asked(facts: Facts, now: datetime) -> bool:
    """Return whether the school has not answered, was not asked anew, and the reader still sees it."""
    proposal = YearProposal.objects.open().filter(pk=facts["proposal"], times_asked=facts["times_asked"]).first()
    return proposal is not None and _sees_school(proposal, facts)


def is_still_confirmed(facts: Facts, now: datetime) -> bool:
    """Return whether the school takes part in the year, and the reader still sees it."""
    proposal = YearProposal.objects.filter(pk=facts["proposal"]).first()
    is_active = proposal is not None and proposal.participation.state == ParticipationState.ACTIVE
    return is_active and _sees_school(proposal, facts)


def is_still_declined(facts: Facts, now: datetime) -> bool:
    """Return whether the year is declined, and the reader's account is active."""
    declined = YearProposal.objects.filter(pk=facts["proposal"], participation__state=ParticipationState.DECLINED)
    return declined.exists() and reader_is_active(facts["user"])


def _sees_school(proposal: YearProposal | None, facts: Facts) -> bool:
    return proposal is not None and reader_sees(School, proposal.participation.school_id, facts["user"])


def describe_specialist(context: Context) -> str:
    """Return a sentence about the Specialist; empty when there is none yet, or no support."""
    proposal, project = context["proposal"], context["proposal"].participation.project
    if not proposal.specialist or not project.support_days or proposal.shortfall:
        return ""
    return f"{proposal.specialist} supports you as Mastery Specialist, for {days(project.support_days)} days."


def describe_group(context: Context) -> str:
    """Return a sentence about the Work Group; empty when there is none yet."""
    proposal = context["proposal"]
    return f"Your Work Group is {proposal.group}." if proposal.group and not proposal.shortfall else ""


def sample_proposal() -> Context:
    """Return a context as the actions on proposed years give it."""
    project = Project(
        pk=2, code="NCP27-08", title=samples.PROJECT.title, academic_year=2027, release_grant=Decimal(1000),
        support_days=Decimal(3),
    )  # fmt: skip
    participation = Participation(
        pk=2, school=samples.SCHOOL, project=project, hub=samples.HUB, enrolled_by=samples.COLLEAGUE,
        state=ParticipationState.PROPOSED, end_reason="Both Advocates are moving to other schools.",
    )  # fmt: skip
    proposal = YearProposal(
        pk=1,
        participation=participation,
        specialist=Specialist(pk=1, user=samples.COLLEAGUE, home_school=samples.SCHOOL),
        group=WorkGroup(pk=1, name="Work Group B", project=project, hub=samples.HUB),
        proposed_by=samples.COLLEAGUE,
        answered_by=samples.COLLEAGUE,
    )
    return {"person": samples.READER, "proposal": proposal, "about": samples.SCHOOL}


PARTICIPATION: Context = {
    "area": "People",
    "category": Category.CHANGE,
    "sample": sample_proposal,
    "hub": lambda context: context["proposal"].participation.hub,
    "seen_by": (hub_staff,),
}
OF_YEAR = (
    *READER,
    Variable("school", "the school", lambda context: context["proposal"].participation.school),
    Variable("project", "the project", lambda context: context["proposal"].participation.project),
    Variable("year", "the academic year", lambda context: context["proposal"].participation.project.year),
    Variable("hub", "the hub", lambda context: context["proposal"].participation.hub),
)
SPECIALIST = Variable("specialist", "a sentence about the Specialist", describe_specialist)
GROUP = Variable("group", "a sentence about the Work Group", describe_group)
REASON = Variable("reason", "the reason given", lambda context: context["proposal"].participation.end_reason)
SEE_SCHOOL = Button("View the school", lambda context: page_url(context["proposal"].participation.school))

register(
    EmailKind(
        name="year_proposed",
        title="A place in the next year",
        goes_when="to a school’s Advocates and heads when its hub proposes the next year, and each time it asks again",
        variables=(*OF_YEAR, SPECIALIST, GROUP),
        buttons=(Button("Confirm or decline", lambda context: answer_address(context["proposal"])),),
        facts=("proposal", "times_asked"),
        still_true=is_still_asked,
        **PARTICIPATION,
    ),
    EmailKind(
        name="year_confirmed",
        title="A place in the next year is confirmed",
        goes_when="to a school’s Advocates and heads when the school has confirmed the next year",
        variables=(*OF_YEAR, SPECIALIST, GROUP),
        buttons=(SEE_SCHOOL,),
        facts=("proposal",),
        still_true=is_still_confirmed,
        **PARTICIPATION,
    ),
    EmailKind(
        name="year_withdrawn",
        title="A proposed place is withdrawn",
        goes_when="to a school’s Advocates and heads when its hub withdraws the proposal",
        variables=(*OF_YEAR, REASON),
        buttons=(SEE_SCHOOL,),
        facts=("proposal",),
        still_true=is_still_declined,
        **PARTICIPATION,
    ),
    EmailKind(
        name="year_declined",
        title="A school declines the next year",
        goes_when="to the hub’s leads when a school declines the next year, and to the school when its hub records that",
        variables=(*OF_YEAR, REASON),
        buttons=(SEE_SCHOOL,),
        facts=("proposal",),
        still_true=is_still_declined,
        **PARTICIPATION,
    ),
)
