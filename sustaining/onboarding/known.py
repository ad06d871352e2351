"""What the site knows of the schools, people and groups that a list names, loaded in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schools.models import Advocate, Hub, Participation, Project, School, SchoolContact
from schools.querysets import current
from schools.sheet_people import SheetPeople
from specialists.days import count_ended_support
from specialists.models import Specialist
from sustaining.common.clock import london_day
from sustaining.common.typed_text import fold
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email
from sustaining.workgroups.choices import MeetingState
from sustaining.workgroups.models import Meeting, WorkGroup

from .enrolment_rows import EnrolmentRow, people_of_row
from .known_schools import KnownSchools

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class KnownFacts:
    """What the site knows of the things that the rows of a list name. A fixed number of queries, however many rows."""

    def __init__(self, hub: Hub, user: User, rows: Iterable[EnrolmentRow], now: datetime) -> None:
        rows, self.hub, self.day = list(rows), hub, london_day(now)
        self.projects = list(
            Project.objects.visible_to(user).joinable(self.day).for_choice(AcademicYear.of(self.day).start)
        )
        self._load_schools(hub, user, rows)
        self._load_people(rows, now)
        self._load_specialists(hub, user)
        self._load_groups(hub, user, now)

    def _load_schools(self, hub: Hub, user: User, rows: list[EnrolmentRow]) -> None:
        self.known_schools = KnownSchools(hub, user, rows)
        schools = list(self.known_schools.by_urn.values())
        years = Participation.objects.filter(school__in=schools, project__in=self.projects)
        self.participations: dict[tuple[int, int], list[Participation]] = defaultdict(list)
        for year in years.select_related("school__hub", "project", "hub").order_by("pk"):
            self.participations[year.school_id, year.project_id].append(year)

    def _load_people(self, rows: list[EnrolmentRow], now: datetime) -> None:
        schools = [school.pk for school in self.known_schools.by_urn.values()]
        posts = Advocate.objects.filter(current(self.day), school__in=schools).select_related("user")
        self.advocates: dict[int, list[Advocate]] = defaultdict(list)
        for post in posts.order_by("starts_on", "pk"):
            self.advocates[post.school_id].append(post)
        contacts = SchoolContact.objects.filter(school__in=schools, ends_on=None).values_list("school", "pk")
        self.contacts: dict[int, set[int]] = defaultdict(set)
        for school, key in contacts:
            self.contacts[school].add(key)
        known = {post.user.email for open_posts in self.advocates.values() for post in open_posts}
        self.people = SheetPeople({email for row in rows for _, email in people_of_row(row)} | known)
        accounts = [account.pk for account in self.people.accounts.values()]
        today = f":{self.day}"
        invited = Email.objects.filter(kind="invitation", user__in=accounts, occasion__endswith=today)
        self.invited_today = set(invited.values_list("user", flat=True))

    def _load_specialists(self, hub: Hub, user: User) -> None:
        """Load the hub's Specialists, once for each year with a project: their days are counted by year."""
        self.specialists: dict[int, list[Any]] = {}
        offered = Specialist.objects.visible_to(user).working(self.day).at_hub(hub.pk)
        for start in {project.academic_year for project in self.projects}:
            self.specialists[start] = count_ended_support(list(offered.with_assigned(start).order_by("pk")), start)

    def _load_groups(self, hub: Hub, user: User, now: datetime) -> None:
        groups = WorkGroup.objects.visible_to(user).filter(hub=hub.pk, project__in=self.projects)
        self.groups = {(group.project_id, fold(group.name)): group for group in groups.select_related("hub", "project")}
        ahead = Meeting.objects.filter(group__in=groups.order_by().values("pk"), state=MeetingState.SCHEDULED)
        self.meeting_days: dict[int, list[date]] = defaultdict(list)
        for group, starts_at in ahead.filter(starts_at__gt=now).values_list("group", "starts_at"):
            if starts_at:
                self.meeting_days[group].append(london_day(starts_at))

    def open_advocates(self, school: School) -> list[Advocate]:
        """Return the school's Advocates whose posts have no last day."""
        return [post for post in self.advocates[school.pk] if post.ends_on is None]

    def gets_invitation(self, email: str) -> bool:
        """Return whether adding this person emails them an invitation: they have no password, and had none today."""
        account = self.people.get_account(email)
        return account is None or not (account.has_usable_password() or account.pk in self.invited_today)
