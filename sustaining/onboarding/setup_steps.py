"""The steps by which a hub sets up a year, each with its state from what the site knows. Nobody ticks them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.text import get_text_list

from funding.models import Budget, ClaimWindow, MoneySetup
from schools.choices import IN_PROGRESS, ContactRole, HubRole, TermName
from schools.models import Advocate, Hub, HubStaff, Participation, SchoolContact, TermDates
from schools.notices import PrivacyNotice
from schools.querysets import current
from specialists.models import Assignment, Specialist
from sustaining.common.counts import counted
from sustaining.common.money import format_pounds
from sustaining.common.permissions import may
from sustaining.common.status import Status
from sustaining.common.templatetags.sustaining import counted_days
from sustaining.common.templatetags.sustaining import days as format_days
from sustaining.common.years import AcademicYear
from sustaining.workgroups.models import Membership, ReminderSchedule, Wording, WorkGroup

from .choices import OpeningKind
from .enrolment_check import ADVOCATES
from .selectors import count_brought_in, sum_openings

if TYPE_CHECKING:
    from sustaining.accounts.models import User

READY = Status("Ready", "go")
USUAL = Status("Standard settings")
OPTIONAL = Status("Optional")
MISSING = Status("Incomplete", "wait")
NOT_STARTED = Status("Not started", "wait")
MOST_NAMED = 6


@dataclass
class SetupStep:
    """A step: what is there, what is missing, and the page that does it; `who` does it where the reader can't."""

    title: str
    facts: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    url: str = ""
    act: str = ""
    who: str = ""
    is_usual: bool = False
    usual: Status = USUAL
    is_begun: bool = True

    @property
    def status(self) -> Status:
        """Return where the step is."""
        if self.missing:
            return MISSING if self.is_begun else NOT_STARTED
        return self.usual if self.is_usual else READY


class SetupSteps:
    """The steps of one hub and year, for one reader. A fixed number of queries."""

    def __init__(self, hub: Hub, user: User, year: AcademicYear, today: date) -> None:
        self.hub, self.user, self.year, self.today = hub, user, year, today
        self.leads = may(user, "schools.edit_hub_settings", hub)
        years = Participation.objects.visible_to(user).filter(hub=hub, project__academic_year=year.start)
        self.years = list(years.filter(state__in=IN_PROGRESS).select_related("project"))
        self.schools = {row.school_id for row in self.years}

    def steps(self) -> list[SetupStep]:
        """Return the steps in their order."""
        return [
            self.people(), self.term_dates(), self.specialists(), self.enrolled_schools(), self.work_groups(),
            self.money(), self.wording(), self.brought_in(), *self.training(),
        ]  # fmt: skip

    def people(self) -> SetupStep:
        """Return who works for the hub, and what its emails and letters need."""
        posts = HubStaff.objects.visible_to(self.user).current(self.today).filter(hub=self.hub)
        staff = list(posts.values_list("role", "user"))
        roles = Counter(role for role, _ in staff)
        labels = dict(HubRole.choices)
        step = SetupStep("People")
        step.facts = [counted(roles[role], labels[role].lower()) for role in HubRole.values if roles[role]]
        step.facts += [f"Lead school: {self.hub.lead_school}"] if self.hub.lead_school else []
        if not roles[HubRole.LEAD]:
            step.missing.append("No one leads the hub on the site.")
        if len({user for role, user in staff if role != HubRole.AUDITOR}) == 1:
            step.missing.append(
                "Only one person works for the hub here. Claims need a second person to approve or pay them."
            )
        if not self.hub.lead_school:
            step.missing.append("No lead school is recorded.")
        self._offer(
            step,
            "schools.edit_hub_settings",
            reverse("schools:hub-settings", args=[self.hub.pk]),
            "Change staff and lead school",
        )
        return step

    def term_dates(self) -> SetupStep:
        """Return whether the hub's own term dates are entered; without them the site uses a usual year."""
        entered = set(
            TermDates.objects.filter(hub=self.hub, academic_year=self.year.start).values_list("name", flat=True)
        )
        step = SetupStep("Term dates", is_begun=bool(entered))
        if len(entered) == len(TermName):
            step.facts.append(f"Term dates for {self.year}: entered")
        elif entered:
            step.missing = [
                f"{TermName(name).label} {self.year} has not been entered."
                for name in TermName.values
                if name not in entered
            ]
        else:
            step.is_usual = True
            step.facts.append(f"Typical term dates for {self.year}, which may be a few days out")
        url = f"{reverse('schools:term-dates', args=[self.hub.pk])}?year={self.year.start}"
        self._offer(step, "schools.set_term_dates", url, "Enter term dates")
        return step

    def specialists(self) -> SetupStep:
        """Return the hub's Specialists, and whether their days are enough for its schools."""
        working = Specialist.objects.visible_to(self.user).working(self.today).at_hub(self.hub.pk)
        offered = list(working.with_assigned(self.year.start))
        given = sum((person.days_in_year for person in offered), Decimal(0))
        needed = sum((row.project.support_days or Decimal(0) for row in self.years), Decimal(0))
        step = SetupStep("Specialists", is_begun=bool(offered))
        if offered:
            step.facts.append(f"{counted(len(offered), 'Specialist')} with {counted_days(given)} in {self.year}")
        else:
            step.missing.append("No Mastery Specialist works for the hub yet.")
        if offered and needed > given:
            step.missing.append(
                f"Schools need {counted_days(needed)} in all: {format_days(needed - given)} more than your Specialists have."
            )
        without = [str(person) for person in offered if not person.days_in_year]
        if without:
            more = [f"{len(without) - MOST_NAMED} more"] if len(without) > MOST_NAMED else []
            verb = "has" if len(without) == 1 else "have"
            names = get_text_list([*without[:MOST_NAMED], *more], "and")
            step.missing.append(f"{names} {verb} no days for {self.year}.")
        adds = may(self.user, "specialists.add_specialist", self.hub)
        act = "Add Specialists and set their days" if adds else "View Specialists"
        self._offer(step, "specialists.list_specialists", reverse("specialists:list"), act)
        step.who = "" if adds else "A hub lead can add Specialists and set their days."
        return step

    def enrolled_schools(self) -> SetupStep:
        """Return the schools of the year, and how many lack a Specialist, Advocates or a finance contact."""
        number = len(self.years)
        step = SetupStep("Schools", is_begun=bool(number))
        if not number:
            step.missing.append(f"No school takes part in {self.year} yet.")
            self._offer(
                step,
                "onboarding.enrol_schools",
                reverse("onboarding:upload", args=[self.hub.pk]),
                "Enrol schools from a list",
            )
            return step
        step.facts.append(f"{counted(number, 'school takes', 'schools take')} part")
        supported = [row for row in self.years if row.project.support_days]
        has_specialist = set(
            Assignment.objects.visible_to(self.user)
            .going_on(self.today)
            .filter(participation__in=supported)
            .values_list("participation", flat=True)
        )
        step.missing += self._lacking(len(supported) - len(has_specialist), len(supported), "Specialist")
        advocates = Advocate.objects.visible_to(self.user).filter(current(self.today), school__in=self.schools)
        enough = advocates.values("school").annotate(number=Count("user", distinct=True)).filter(number__gte=ADVOCATES)
        step.missing += self._lacking(len(self.schools) - enough.count(), len(self.schools), "second Advocate")
        contacts = SchoolContact.objects.visible_to(self.user).filter(current(self.today), school__in=self.schools)
        paid = contacts.filter(role=ContactRole.FINANCE).values("school").distinct().count()
        step.missing += self._lacking(len(self.schools) - paid, len(self.schools), "finance contact")
        if len(has_specialist) < len(supported):
            url = f"{reverse('specialists:placement')}?{urlencode({'year': self.year.start})}"
            self._offer(step, "specialists.read_placement", url, "Place Specialists")
        else:
            url = f"{reverse('desk:board')}?{urlencode({'year': self.year.start})}"
            self._offer(step, "onboarding.enrol_schools", url, "View schools")
        return step

    def work_groups(self) -> SetupStep:
        """Return the year's Work Groups, and what they lack: a lead, schools, dates."""
        groups = WorkGroup.objects.visible_to(self.user).filter(hub=self.hub, project__academic_year=self.year.start)
        counts = groups.annotate(
            lead_count=Count("lead_links", distinct=True), meeting_count=Count("meetings", distinct=True)
        )
        rows = list(counts.order_by("sort_name"))
        step = SetupStep("Work Groups", is_begun=bool(rows))
        in_groups = [row.pk for row in self.years if row.project.has_work_groups]
        if rows:
            step.facts.append(counted(len(rows), "Work Group"))
        elif in_groups:
            step.missing.append(f"No Work Group is set up for {self.year} yet.")
        else:
            step.is_usual = True
            step.facts.append("No school takes part in a project with Work Groups yet.")
        for group in rows:
            if not group.lead_count:
                step.missing.append(f"{group} has no lead.")
            if not group.meeting_count:
                step.missing.append(f"{group} has no meetings planned.")
        if rows and in_groups:
            memberships = Membership.objects.visible_to(self.user).filter(participation__in=in_groups, ends_on=None)
            joined = memberships.values("participation").distinct().count()
            step.missing += self._lacking(len(in_groups) - joined, len(in_groups), "Work Group")
        if len(step.missing) > MOST_NAMED:
            step.missing[MOST_NAMED:] = [f"And {len(step.missing) - MOST_NAMED} more."]
        self._offer(step, "workgroups.set_up_group", reverse("workgroups:groups"), "Set up Work Groups", obj=self.hub)
        return step

    def money(self) -> SetupStep:
        """Return the budget of the year, the claim windows and the hub's own grant settings."""
        budget = Budget.objects.visible_to(self.user).filter(hub=self.hub, academic_year=self.year.start).first()
        windows = ClaimWindow.objects.visible_to(self.user).filter(hub=self.hub, project__academic_year=self.year.start)
        has_own = MoneySetup.objects.visible_to(self.user).filter(hub=self.hub).exists()
        step = SetupStep("Money", is_begun=bool(budget or has_own))
        promised = sum((row.project.release_grant or Decimal(0) for row in self.years), Decimal(0))
        if budget:
            step.facts.append(f"Budget for {self.year}: {format_pounds(budget.amount)}")
            if promised > budget.amount:
                over = format_pounds(promised - budget.amount)
                step.missing.append(
                    f"Grants for {self.year} come to {format_pounds(promised)}, which is {over} over the budget."
                )
        else:
            step.missing.append(f"No budget is set for {self.year}.")
        opened = [
            f"{row.project.code}: claims until {row.closes_on:%-d %B %Y}" for row in windows.select_related("project")
        ]
        step.facts += opened or ["Claims are accepted all year"]
        step.facts.append(
            "Your own grant conditions and payment file columns"
            if has_own
            else "The programme’s grant conditions and payment file columns"
        )
        self._offer(step, "funding.set_up_money", reverse("funding:setup", args=[self.hub.pk]), "Change grant settings")
        return step

    def wording(self) -> SetupStep:
        """Return the hub's privacy notice, its own email templates and its reminder settings."""
        step = SetupStep("Wording")
        notice = PrivacyNotice.objects.filter(hub=self.hub).first()
        own = Wording.objects.visible_to(self.user).filter(hub=self.hub).count()
        schedule = ReminderSchedule.objects.visible_to(self.user).filter(hub=self.hub).exists()
        step.facts = [
            f"Privacy notice: your version {notice.number}" if notice else "Privacy notice: the programme’s",
            f"{counted(own, 'email template')} of your own" if own else "Emails in the programme’s wording",
            "Your own reminder settings" if schedule else "Standard reminder settings",
        ]
        step.is_usual = not (notice or own or schedule)
        if not self.hub.contact_email:
            step.missing.append("The hub has no reply address for its emails. A programme administrator can add it.")
        url = reverse("workgroups:rules", args=[self.hub.pk])
        if not notice:
            self._offer(
                step,
                "schools.publish_notice",
                reverse("schools:edit-notice", args=[self.hub.pk]),
                "Publish a privacy notice",
            )
        else:
            self._offer(step, "workgroups.set_wording", url, "Change emails and reminders")
        return step

    def brought_in(self) -> SetupStep:
        """Return what the hub has brought in of what it did before it used the site, whatever the year."""
        step = SetupStep("Before you used this site", is_usual=True, usual=OPTIONAL)
        sums, numbers = sum_openings(self.hub, self.user), count_brought_in(self.hub, self.user)
        years = numbers.get(OpeningKind.YEARS, 0)
        step.facts = [f"{counted(years, 'past year')} of schools brought in"] if years else []
        if sums["number"]:
            step.facts += [f"{counted(sums['number'], 'payment')} brought in, {format_pounds(sums['total'])} in total"]
        sessions = numbers.get(OpeningKind.SESSIONS, 0)
        step.facts += [f"{counted(sessions, 'session')} brought in"] if sessions else []
        marks = numbers.get(OpeningKind.ATTENDANCE, 0)
        step.facts += [f"{counted(marks, 'attendance mark')} brought in"] if marks else []
        step.is_usual = not step.facts
        if step.is_usual:
            step.facts = ["Nothing has been brought in. Leave it like this if the programme is new to your hub."]
        brings_in = may(self.user, "onboarding.bring_in", self.hub)
        act = "Bring in earlier records" if brings_in else "View what was brought in"
        self._offer(step, "onboarding.read_openings", reverse("onboarding:openings", args=[self.hub.pk]), act)
        step.who = "" if brings_in else "A hub lead can bring it in."
        return step

    def training(self) -> list[SetupStep]:
        """Return the step that leads to the training site, in a list; nothing where there is none."""
        if not settings.TRAINING_SITE_URL:
            return []
        step = SetupStep("Training", is_usual=True, usual=OPTIONAL)
        step.facts = ["A copy of this site with invented schools and people, where new colleagues can try everything."]
        step.url, step.act = settings.TRAINING_SITE_URL, "Practise on the training site"
        return [step]

    def _lacking(self, number: int, of: int, what: str) -> list[str]:
        """Return `2 of 14 schools have no Specialist.`, in a list; nothing when none lacks it."""
        if number <= 0:
            return []
        verb = "has" if number == 1 else "have"
        schools = "school" if of == 1 else "schools"
        return [f"{number} of {of} {schools} {verb} no {what}."]

    def _offer(self, step: SetupStep, permission: str, url: str, act: str, *, obj: Hub | None = None) -> None:
        """Give a step its link, for those who may; to others say who can."""
        if may(self.user, permission, obj or self.hub):
            step.url, step.act = url, act
        else:
            step.who = "A hub lead can change this."


def year_of_setup(text: str, today: date) -> AcademicYear:
    """Return the year that is asked for: this one, the next or the one before; this one for anything else."""
    this_year = AcademicYear.of(today)
    offered = {str(start): AcademicYear(start) for start in range(this_year.start - 1, this_year.start + 2)}
    return offered.get(text, this_year)


def has_gaps(steps: list[SetupStep]) -> int:
    """Return how many steps lack something."""
    return sum(1 for step in steps if step.missing)
