"""The people of a Monday at the largest hub of a seeded database: signed in, with the addresses and forms that they use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from lxml import html

from funding.choices import ClaimState
from funding.models import Claim
from schools.choices import ContactRole
from schools.models import Participation, School, SchoolContact
from specialists.models import Assignment, Specialist
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear
from sustaining.workgroups.choices import MeetingState
from sustaining.workgroups.models import GroupLead, Invitation, Meeting

HOST = "localhost"
"""The host name that the proxy is visited by."""
MOST = 18
"""People of each kind, so that no two visitors are the same person."""
SCHOOLS = 40
"""Schools that a hub lead opens."""
Person = dict[str, Any]


def people() -> dict[str, list[Person]]:
    """Return people by kind, each with `cookies`, `csrf` and what the kind needs, as visitors.py reads them."""
    hub = User.objects.get(email="lead1@seed.example").hub_posts.get().hub
    year = AcademicYear.of(timezone.localdate())
    taking_part = Participation.objects.filter(hub=hub, project__academic_year=year.start, state="active")
    open_registers(hub.pk)
    return {
        "lead": list(leads(hub.pk, taking_part)),
        "specialist": list(specialists(taking_part)),
        "group_lead": list(group_leads(hub.pk)),
        "advocate": list(advocates(hub.pk)),
        "finance": list(finance_contacts(taking_part)),
    }


def open_registers(hub: int) -> None:
    """Let every second meeting ahead have begun an hour ago, so that registers are taken while others answer invitations."""
    ahead = Meeting.objects.filter(group__hub=hub, state=MeetingState.SCHEDULED).order_by("pk")
    start = timezone.now() - timedelta(hours=1)
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in ahead[::2]]).update(
        starts_at=start, ends_at=start + timedelta(hours=2)
    )


class Visit:
    """Somebody who has signed in."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"host": HOST})
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def form(self, address: str, action: str = "") -> dict[str, str]:
        """Return what the form of a page that goes to `action` (or to the page itself) holds; empty when there is none."""
        answer = self.client.get(address)
        if answer.status_code != 200:
            return {}
        actions = {action} if action else {None, address}
        for form in html.fromstring(answer.content).forms:
            if form.method == "POST" and form.get("action") in actions:
                return {name: value or "" for name, value in form.form_values()}
        return {}

    def person(self, **more: Any) -> Person:
        """Return what a visitor needs to be this person."""
        self.client.get("/accounts/details/")  # has forms, and so sets the CSRF cookie
        cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        return {"cookies": cookies, "csrf": cookies[settings.CSRF_COOKIE_NAME], **more}


def leads(hub: int, taking_part: QuerySet[Participation]) -> Iterator[Person]:
    """Yield hub lead and administrator over and over: a hub has few of them, with many windows."""
    urns = list(School.objects.filter(participations__in=taking_part[:SCHOOLS]).values_list("urn", flat=True))
    claims = Claim.objects.filter(grant__participation__school__hub=hub, state=ClaimState.SUBMITTED)
    references = list(claims.order_by("pk").values_list("reference", flat=True))
    staff = [User.objects.get(email="lead1@seed.example"), User.objects.get(email="hubadmin1@seed.example")]
    for place in range(MOST):
        yield Visit(staff[place % 2]).person(urns=urns, claims=references[place::MOST] if place % 2 == 0 else [])


def specialists(taking_part: QuerySet[Participation]) -> Iterator[Person]:
    """Yield Specialists with a form for a session at each of their first schools."""
    for specialist in Specialist.objects.filter(assignments__participation__in=taking_part).distinct()[:MOST]:
        visit = Visit(specialist.user)
        assigned = Assignment.objects.filter(specialist=specialist, ends_on=None, participation__in=taking_part)[:3]
        urns = [assignment.participation.school.urn for assignment in assigned]
        yield visit.person(urns=urns, forms=session_forms(visit, urns))


def session_forms(visit: Visit, urns: Iterable[int]) -> dict[str, dict[str, str]]:
    """Return the form of a session that was held, filled in, by its address."""
    addresses = {f"/sessions/new/?school={urn}": visit.form(f"/sessions/new/?school={urn}") for urn in urns}
    typed = {"kind": "joint_planning", "planned_unit": "sequence", "day": "today", "length": "0.125"}
    typed |= {"colleagues": "2", "what_happened": "Ratio tables in four lessons, planned together."}
    return {address: form | typed for address, form in addresses.items() if form}


def group_leads(hub: int) -> Iterator[Person]:
    """Yield leads of Work Groups with an open register."""
    today = timezone.now() + timedelta(hours=1)
    open_now = Meeting.objects.filter(group__hub=hub, state=MeetingState.SCHEDULED, starts_at__lt=today)
    for meeting in open_now.order_by("pk"):
        user = GroupLead.objects.filter(group=meeting.group).earliest("pk").specialist.user
        persons = list(Invitation.objects.filter(meeting=meeting).values_list("user_id", flat=True))
        yield Visit(user).person(meeting=meeting.pk, persons=persons)


def advocates(hub: int) -> Iterator[Person]:
    """Yield Advocates who are invited to a meeting ahead."""
    ahead = Invitation.objects.filter(
        meeting__group__hub=hub, meeting__starts_at__gt=timezone.now() + timedelta(days=1), participation__isnull=False
    )
    for invitation in ahead.order_by("pk")[: 2 * MOST : 2]:
        visit = Visit(invitation.user)
        urn = invitation.participation.school.urn  # type: ignore[union-attr]
        yield visit.person(meeting=invitation.meeting_id, urn=urn, forms=session_forms(visit, [urn]))


def finance_contacts(taking_part: QuerySet[Participation]) -> Iterator[Person]:
    """Yield finance contacts whose school can claim, with the form of a claim."""
    contacts = SchoolContact.objects.filter(role=ContactRole.FINANCE, ends_on=None)
    for contact in contacts.filter(school__participations__in=taking_part).order_by("pk")[:MOST]:
        visit = Visit(contact.user)
        address = f"/claims/new/{contact.school.urn}/"
        form = visit.form(address)
        yield visit.person(address=address, form=form if any(name.endswith("-offered") for name in form) else {})
