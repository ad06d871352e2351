"""Check a list of schools to enrol: what each row would do, and why a row can't be enrolled. Nothing is saved here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from schools.actions import NewAdvocate, why_not_eligible
from schools.actions.participation import fill_known_details, why_already_enrolled
from schools.choices import ParticipationState
from schools.models import Participation, Project, School
from specialists.placement import refusal_reason
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import counted_days
from sustaining.common.typed_text import fold, may_be_one_person
from sustaining.common.years import AcademicYear

from .enrolment_rows import (
    ENROL,
    EnrolmentRow,
    is_first_day_ahead,
    people_of_row,
    read_days,
    read_people,
    read_row,
)
from .known import KnownFacts
from .list_rows import KNOWN, PROBLEM, CheckedRows
from .models import EnrolmentUpload
from .projects import project_by_text

if TYPE_CHECKING:
    from sustaining.accounts.models import User

ADVOCATES = 2
"""A school enrols with two Advocates."""


@dataclass
class CheckedList(CheckedRows[EnrolmentRow]):
    """A list with what saving it would do. `facts` are what the site knows of what it names."""

    rows: list[EnrolmentRow]
    facts: KnownFacts

    @property
    def invitations(self) -> int:
        """Return how many people saving invites to the site."""
        return len(set[str]().union(*(row.invited for row in self.to_save)))

    @property
    def emails(self) -> int:
        """Return how many emails saving sends."""
        return self.invitations + sum(row.emails for row in self.to_save)


def check_enrolments(upload: EnrolmentUpload, user: User, now: datetime) -> CheckedList:
    """Return the rows of a list with their verdicts. A fixed number of queries. Raise TooOld when the rows are gone."""
    rows = [read_row(line, values) for line, values in upload.mapped_rows(now)]
    facts = KnownFacts(upload.hub, user, rows, now)
    EnrolmentCheck(upload, user, facts, now).check(rows)
    return CheckedList(rows, facts)


class EnrolmentCheck:
    """The check of one list: each row against what the site knows, and against the rows before it."""

    def __init__(self, upload: EnrolmentUpload, user: User, facts: KnownFacts, now: datetime) -> None:
        self.upload, self.facts, self.day = upload, facts, london_day(now)
        self.this_year = AcademicYear.of(self.day).start
        school = next(iter(facts.known_schools.by_urn.values()), None)
        self.can_override = school is not None and may(user, "schools.override_eligibility", school)
        self.default_project = upload.project or next(iter(facts.projects), None)
        self.seen: dict[tuple[int, int], int] = {}

    def check(self, rows: list[EnrolmentRow]) -> None:
        """Set each row's verdict, in the order of the list: a Specialist's days go to the rows that come first."""
        left_out = set(self.upload.left_out)
        for row in rows:
            row.is_left_out = row.line in left_out
            self.facts.known_schools.find(row)
            self._find_project(row)
            read_people(row, self.this_year)
            if row.school and row.project:
                self._check_year(row, row.school, row.project)
            if row.verdict == KNOWN:
                continue
            self._check_people(row)
            if row.school and row.project:
                self._check_support(row, row.school, row.project)
            row.verdict = PROBLEM if row.problems else ENROL
            if row.problems:
                row.why = row.problems
            elif not row.is_left_out and row.specialist and row.days:
                row.specialist.assigned += row.days  # type: ignore[attr-defined]

    def _find_project(self, row: EnrolmentRow) -> None:
        if row.cell("project"):
            row.project, refusal = project_by_text(
                row.cell("project"),
                self.facts.projects,
                what="a project that is open to schools",
                none="No projects are open to schools.",
            )
            row.problems += [refusal] if refusal else []
        else:
            row.project = self.default_project
            if row.project is None:
                row.problems.append("No project is open to schools. A programme administrator can add one.")

    def _check_year(self, row: EnrolmentRow, school: School, project: Project) -> None:
        """Say whether the school takes part already, was listed before, or can't come back this way."""
        other = self.seen.setdefault((school.pk, project.pk), row.line)
        if other != row.line:
            row.problems.append(f"Same school as row {other}.")
        for year in self.facts.participations[school.pk, project.pk]:
            if year.entered_by_mistake and year.hub_id == self.facts.hub.pk:
                row.again = year
            elif year.state in (ParticipationState.ACTIVE, ParticipationState.PAUSED, ParticipationState.COMPLETED):
                row.verdict, row.problems, row.invited, row.emails = KNOWN, [], set(), 0
                row.why = [self._taking_part(year)]
                return
            elif year.hub_id == self.facts.hub.pk:
                row.problems.append(why_already_enrolled(year))

    def _taking_part(self, year: Participation) -> str:
        with_hub = "" if year.hub_id == self.facts.hub.pk else f" with {year.hub}"
        state = "" if year.state == ParticipationState.ACTIVE else f" ({year.get_state_display().lower()})"
        return f"Already takes part in {year.project.code}{with_hub}{state}. Nothing will change."

    def _check_people(self, row: EnrolmentRow) -> None:
        for name, email in people_of_row(row):
            if name and email:
                row.problems += self.facts.people.problems(name, email, row.line)
        if row.school is None:
            return
        emails = {person.email for person in row.advocates}
        if len(emails) < len(row.advocates):
            row.problems.append("Both Advocates have the same email address. Enter one for each.")
        for post in self.facts.open_advocates(row.school):
            if len(row.advocates) < ADVOCATES and post.user.email not in emails:
                row.advocates.append(
                    NewAdvocate(
                        post.user.full_name, post.user.email, post.post, post.development_group, post.development_year
                    )
                )
        if len(row.advocates) < ADVOCATES and not row.problems:
            row.problems.append("Enter the name and email address of two Advocates.")
        if row.project:
            self._check_eligible(row, row.school, row.project)

    def _check_eligible(self, row: EnrolmentRow, school: School, project: Project) -> None:
        advocates = fill_known_details(self.facts.open_advocates(school), row.advocates)
        reason = why_not_eligible(school, project, advocates)
        if not reason:
            return
        # The reason for the whole list is about Advocates; that a school is of another kind, or closed, needs its own.
        shared = "" if why_not_eligible(school, project, []) else self.upload.override_reason
        override = row.cell("reason") or shared
        if override and self.can_override:
            row.override_reason = override[:2000]
            row.why.append(f"Will be enrolled as an exception (reason: {override}).")
        else:
            row.problems.append(f"{reason} {self._how_to_override(bool(shared or row.cell('reason')))}")

    def _how_to_override(self, has_reason: bool) -> str:
        if has_reason or not self.can_override:
            return "A hub lead can make an exception by giving a reason."
        return "To make an exception, give a reason under Columns and settings, or in a column of the list."

    def _check_support(self, row: EnrolmentRow, school: School, project: Project) -> None:
        self._check_focus(row, project)
        read_days(row, project.support_days)
        self._find_group(row, project)
        if row.cell("specialist"):
            self._find_specialist(row, school, project)
        if row.problems:
            return
        row.why += self._effects(row, project)
        emails = [person.email for person in row.advocates] + [person.email for person in row.contacts]
        row.invited = {email for email in emails if self.facts.gets_invitation(email)}
        row.emails = bool(row.specialist) + self._count_meeting_emails(row, school)

    def _check_focus(self, row: EnrolmentRow, project: Project) -> None:
        if row.cell("focus") and not project.focus_title(row.cell("focus").lower()[:1]):
            row.problems.append(f"{project.code} has no focus {row.cell('focus')}. Enter a letter, or leave it empty.")

    def _find_group(self, row: EnrolmentRow, project: Project) -> None:
        if not row.cell("group"):
            return
        row.group = self.facts.groups.get((project.pk, fold(row.cell("group"))))
        if row.group is None:
            names = ", ".join(group.name for (key, _), group in self.facts.groups.items() if key == project.pk)
            known = f"It has {names}." if names else "It has none yet: set one up under Work Groups first."
            row.problems.append(f"No Work Group in {project.code} is called {row.cell('group')}. {known}")

    def _find_specialist(self, row: EnrolmentRow, school: School, project: Project) -> None:
        text, offered = row.cell("specialist"), self.facts.specialists.get(project.academic_year, [])
        if "@" in text:
            matches = [person for person in offered if person.user.email == text.lower()]
        else:
            exact = [person for person in offered if fold(str(person)) == fold(text)]
            matches = exact or [person for person in offered if may_be_one_person(str(person), text)]
        if len(matches) != 1:
            several = f"Several Specialists are called {text}. Enter the email address instead."
            none = f"{text} is not one of {self.facts.hub}’s Specialists. Check the spelling, or add them first."
            row.problems.append(several if matches else none)
            return
        row.specialist = matches[0]
        if not row.days:
            if row.cell("days"):
                return  # what is wrong with the number has been said
            row.problems.append(f"Enter how many days {row.specialist} will support the school.")
        elif refusal := refusal_reason(
            row.specialist, school, Decimal(row.days), is_first_day_ahead(project, self.day)
        ):
            row.problems.append(refusal)

    def _effects(self, row: EnrolmentRow, project: Project) -> list[str]:
        support = (
            f"{row.specialist} for {counted_days(row.days)}." if row.specialist and row.days else "No Specialist yet."
        )
        group = f"Joins {row.group}." if row.group else "No Work Group yet." if project.has_work_groups else ""
        people = [person.full_name for person in row.advocates]
        contacts = [f"{person.role.label}: {person.full_name}." for person in row.contacts]
        return [f"Advocates: {' and '.join(people)}.", *contacts, support, *([group] if group else [])]

    def _count_meeting_emails(self, row: EnrolmentRow, school: School) -> int:
        """Return how many dates of the group are emailed: to the Advocates of the school on the day."""
        if row.group is None:
            return 0
        emails = {person.email for person in row.advocates}
        total = 0
        for day in self.facts.meeting_days[row.group.pk]:
            posts = self.facts.advocates[school.pk]
            there = {post.user.email for post in posts if post.ends_on is None or post.ends_on >= day}
            total += len(there | emails)
        return total


def describe_emails(checked: CheckedList) -> str:
    """Return a sentence that says which emails go when the list is saved."""
    if not checked.emails:
        return "No emails will be sent."
    to_specialists = sum(1 for row in checked.to_save if row.specialist)
    about_meetings = checked.emails - checked.invitations - to_specialists
    parts = [
        counted(checked.invitations, "invitation to the site", "invitations to the site"),
        f"{to_specialists} to Specialists",
        f"{about_meetings} about Work Group meetings",
    ]
    numbers = (checked.invitations, to_specialists, about_meetings)
    shown = ", ".join(part for part, number in zip(parts, numbers, strict=True) if number)
    return f"{counted(checked.emails, 'email')} will be sent: {shown}."
