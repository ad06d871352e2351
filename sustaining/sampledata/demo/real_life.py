"""What happens in real years: a school that withdrew, one that moved hub, people who left, last year's loose ends."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from devplans.actions import sessions
from funding import actions as funding
from schools.actions import NewAdvocate, enrol_school, move_to_hub, withdraw_participation
from schools.actions.hub_history import change_hub_name, correct_hub_name, move_authority
from schools.actions.hub_staff import leave_hub
from schools.actions.lead_schools import change_lead_school
from schools.choices import ContactRole, HubRole, Stage
from schools.models import Advocate, FormerHubName, Hub, HubAuthority, HubStaff, Participation, Project, School
from specialists.actions import assign_specialist
from specialists.actions.leaving import leave_on
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.privacy.actions import read_notices
from sustaining.privacy.notices import notices_of_person
from sustaining.rolling import actions as rolling
from sustaining.rolling import matching
from sustaining.workgroups.actions import set_up_group
from sustaining.workgroups.models import WorkGroup

from . import cast, data

if TYPE_CHECKING:
    from .build import Builder

LONDON = timezone.get_default_timezone()


def withdraw_a_school(builder: Builder) -> None:
    """Enrol a school that withdraws in the autumn, after its first session."""
    participation = builder.enrol(data.WITHDRAWN, {})
    specialist = Specialist.objects.get(user__email=data.SPECIALISTS[data.WITHDRAWN.specialist][0])
    builder.support(participation, data.WITHDRAWN, specialist)
    reason = "Both Mastery Advocates are on long-term leave. The department hopes to take part next year."
    withdraw_participation(participation, reason=reason, by=builder.lead, now=builder.moment(18))


def move_a_school(builder: Builder, to: Hub, admin: User) -> None:
    """Enrol a school that belongs to another hub since a fortnight ago; its year stays with the hub that enrolled it."""
    participation = builder.enrol(data.MOVED, {})
    specialist = Specialist.objects.get(user__email=data.SPECIALISTS[data.MOVED.specialist][0])
    builder.support(participation, data.MOVED, specialist)
    move_to_hub(participation.school, hub=to, by=admin, now=builder.moment(14))


def let_a_specialist_leave(builder: Builder) -> None:
    """Enrol a school whose Specialist has left, so that it has none since last week."""
    email, name, urn, home = data.LEAVING
    specialist = cast.specialist(
        email, name, cast.school(urn, home, "Leeds", builder.hub), builder.hub, builder.moment(75)
    )
    participation = builder.enrol(data.WITHOUT_SPECIALIST, {})
    builder.support(participation, data.WITHOUT_SPECIALIST, specialist)
    leave_on(specialist, last_day=builder.day(6), successors={}, by=builder.lead, now=builder.moment(15))


def change_a_hub(builder: Builder) -> None:
    """Let a hub administrator leave, with the present one as successor, and another school lead the hub since last month."""
    leaver = cast.person(data.FORMER_ADMINISTRATOR[0], data.FORMER_ADMINISTRATOR[1], builder.moment(75))
    post, _ = HubStaff.objects.get_or_create(
        user=leaver, hub=builder.hub, role=HubRole.ADMINISTRATOR, defaults={"starts_on": builder.day(400)}
    )
    if post.ends_on is None:
        successor = HubStaff.objects.get(user=builder.hubadmin, hub=builder.hub, role=HubRole.ADMINISTRATOR)
        leave_hub(post, last_day=builder.day(6), successor=successor, by=builder.lead, now=builder.moment(15))
    if builder.hub.lead_school != data.LEADS_NOW:
        now = builder.moment(30)
        change_lead_school(builder.hub, name=data.LEADS_NOW, starts_on=builder.day(31), by=builder.lead, now=now)


def give_a_hub_a_history(builder: Builder, other: Hub, admin: User) -> None:
    """Let the hub have had another name two years ago, and a local authority that the other hub serves since September."""
    year = builder.project.year
    name, now = builder.hub.name, builder.moment(40)
    if not FormerHubName.objects.filter(hub=builder.hub).exists():
        correct_hub_name(builder.hub, name=data.FORMER_HUB_NAME, by=admin, now=now)
        starts_on = date(year.start - 1, 9, 1)
        change_hub_name(builder.hub, name=name, starts_on=starts_on, by=admin, now=now)
    served, is_new = HubAuthority.objects.get_or_create(
        local_authority=data.PASSED_AUTHORITY, defaults={"hub": builder.hub}
    )
    if is_new:
        move_authority(served, hub=other, starts_on=year.starts, by=admin, now=now)


def propose_next_year(builder: Builder) -> None:
    """Set up next year's Work Groups and propose the year to some schools: one confirms, one declines, three are silent."""
    project = Project.objects.get(rolled_from=builder.project)
    for group in WorkGroup.objects.filter(hub=builder.hub, project=builder.project).order_by("pk"):
        leads = Specialist.objects.working(builder.day(0)).filter(group_links__group=group)
        set_up_group(
            builder.hub, project=project, name=group.name, focus=group.focus, leads=leads, by=builder.hubadmin,
            now=builder.moment(12),
        )  # fmt: skip
    last = Participation.objects.active().filter(project=builder.project, school__urn__in=data.PROPOSED_NEXT_YEAR)
    rows = last.select_related("school__hub", "project__rolled_to", "hub").order_by("school__urn")
    offers = matching.prepare_offers(list(rows), builder.hubadmin, project.year, builder.day(10))
    choices = [rolling.Choice(offer.last, offer.specialist, offer.group) for offer in offers if not offer.refusal]
    proposals = rolling.propose_years(builder.hub, choices=choices, by=builder.hubadmin, now=builder.moment(10))
    for proposal in proposals:
        head = proposal.school.contacts.get(role=ContactRole.HEADTEACHER).user
        if proposal.school.urn == data.CONFIRMS_NEXT_YEAR:
            rolling.confirm_year(proposal, by=head, now=builder.moment(8))
        elif proposal.school.urn == data.DECLINES_NEXT_YEAR:
            reason = "The department is taking a year to settle with three new teachers. We would like to come back after it."
            rolling.decline_year(proposal, reason=reason, by=head, now=builder.moment(8))


def leave_loose_ends(builder: Builder) -> None:
    """Leave of last year a session to confirm, a claim to pay and a year to complete, at one school."""
    last_year = Project.objects.get(stage=Stage.SUSTAINING, academic_year=builder.project.academic_year - 1)
    began, july = (
        datetime.combine(day, time(10), LONDON)
        for day in (last_year.year.starts, last_year.year.ends.replace(month=7, day=6))
    )
    school = School.objects.get(urn=data.LOOSE_ENDS)
    advocate, colleague = Advocate.objects.filter(school=school).select_related("user").order_by("pk")
    participation = enrol_school(
        school,
        project=last_year,
        advocates=[_again(advocate), _again(colleague)],
        focus="b",
        by=builder.lead,
        now=began,
    )
    specialist = Specialist.objects.get(assignments__participation__school=school, assignments__ends_on=None)
    assign_specialist(participation, specialist=specialist, days=Decimal(3), by=builder.lead, now=began)
    _session_and_claim(builder, participation, specialist, advocate, july)


def _again(advocate: Advocate) -> NewAdvocate:
    return NewAdvocate(
        advocate.user.full_name,
        advocate.user.email,
        advocate.post,
        advocate.development_group,
        (advocate.development_year or 2020) - 1,
    )


def _session_and_claim(
    builder: Builder, participation: Participation, specialist: Specialist, advocate: Advocate, july: datetime
) -> None:
    kind, unit, story = data.STORIES[0]
    session_data = sessions.SessionData(
        kind=kind,
        planned_unit=unit,
        **data.DETAILS[kind],
        held_on=london_day(july).replace(day=3),
        length=Decimal("0.5"),
        what_happened=story,
        specialist=specialist,
        advocates=[advocate],
    )
    key = uuid5(NAMESPACE_URL, "demo:last-year")
    sessions.log_session(participation, data=session_data, client_key=key, by=advocate.user, now=july)
    finance = participation.school.contacts.filter(role=ContactRole.FINANCE).earliest("pk").user
    line = funding.NewLine(london_day(july).replace(day=2), advocate.user.full_name, Decimal("195.00"))
    claim = funding.draft_claim(participation.grant, lines=[line], client_key=key, by=finance, now=july)
    funding.submit_claim(claim, accepts=True, by=finance, now=july)
    claim.refresh_from_db()
    funding.approve_claim(claim, by=builder.lead, now=july)


def read_the_notice(builder: Builder) -> None:
    """Have the people who can sign in to the demo read the privacy notice; the others see it when they sign in."""
    for person in User.objects.filter(email__in=[email for email, _, _ in data.SIGN_INS]).order_by("pk"):
        notices = notices_of_person(person, london_day(builder.now))
        read_notices(person, notices=notices, by=person, now=builder.now)
