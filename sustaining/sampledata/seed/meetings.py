"""Work Groups: five meetings a year each, most people come, those of quiet schools do not."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from schools.choices import Stage
from sustaining.workgroups.choices import Mark, MeetingState, Mode, Rsvp
from sustaining.workgroups.models import Attendance, GroupLead, Invitation, Meeting, Membership, WorkGroup

from .rows import Rows
from .scale import Seed, SeedHub, SeedYear, at

MEETINGS = 5
TITLES = (
    "Setting out: our departments’ plans",
    "Multiplicative reasoning in Key Stage 3",
    "A lesson observed and discussed",
    "Sharing and critiquing our plans",
    "Looking back, looking on",
)


class Meetings:
    """Writes groups with members, meetings with invitations, and registers."""

    def __init__(self, seed: Seed) -> None:
        self.seed, self.draw = seed, seed.draw
        self.groups = Rows(WorkGroup, "hub", "project", "name", "focus")
        self.leads = Rows(GroupLead, "group", "specialist")
        self.members = Rows(Membership, "group", "participation", "starts_on")
        self.meetings = Rows(
            Meeting, "group", "number", "title", "state", "starts_at", "ends_at", "mode", "place", "agenda"
        )
        self.invited = Rows(Invitation, "meeting", "user", "participation", "rsvp", "answered_at")
        self.held: list[tuple[int, SeedYear, datetime, int]] = []
        self.marks = Rows(Attendance, "meeting", "user", "participation", "mark", "marked_by", "marked_at")

    def build(self) -> None:
        """Create the scale's meetings, in groups shared out over hubs and years by their schools."""
        by_hub: dict[tuple[int, int], list[SeedYear]] = defaultdict(list)
        for year in self.seed.years:
            if year.project.stage == Stage.SUSTAINING and not year.withdrawn:
                by_hub[year.school.hub.key, year.project.academic_year].append(year)
        hubs = {hub.key: hub for hub in self.seed.hubs}
        numbers = self.seed.shares(self.seed.scale.meetings // MEETINGS, [len(years) for years in by_hub.values()])
        for ((hub, _), years), number in zip(by_hub.items(), numbers, strict=True):
            number = max(1, number)
            for place in range(number):
                self._group(hubs[hub], place, years[place::number])
        self._guests()
        self.seed.write(self.groups, self.leads, self.members, self.meetings, self.invited, self.marks)

    def _group(self, hub: SeedHub, place: int, years: list[SeedYear]) -> None:
        if not years:
            return
        project, lead = years[0].project, self.draw.choice(hub.specialists)
        letter = chr(ord("A") + place % 26) + ("" if place < 26 else str(place // 26))
        group = self.groups.add(hub.key, project.pk, f"Work Group {letter}", self.draw.choice("abcd"))
        self.leads.add(group, lead[0])
        for year in years:
            self.members.add(group, year.key, project.year.starts + timedelta(days=14))
        for number in range(MEETINGS):
            self._meeting(hub, group, number, years, lead[1])

    def _meeting(self, hub: SeedHub, group: int, number: int, years: list[SeedYear], lead: int) -> None:
        start = years[0].project.year.starts
        day = start + timedelta(days=35 + number * 55 + self.draw.randint(0, 9))
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        held, soon = day < self.seed.today, day < self.seed.today + timedelta(days=60)
        state = MeetingState.HELD if held else MeetingState.SCHEDULED if soon else MeetingState.TO_BE_ANNOUNCED
        begins = at(day, 16) if held or soon else None
        mode = self.draw.choice((Mode.IN_PERSON, Mode.ONLINE))
        key = self.meetings.add(
            group,
            number + 1,
            TITLES[number],
            state,
            begins,
            begins and begins + timedelta(hours=2),
            mode,
            "",
            "Welcome",
        )
        if begins is None:
            return
        for year in years:
            for _, person in year.school.advocates:
                self._person(key, person, year, begins, held, hub.admin)
            if held:
                self.held.append((key, year, begins, hub.admin))
        self._person(key, lead, None, begins, held, hub.admin)

    def _guests(self) -> None:
        """Heads of department join some meetings: as many as the scale's attendances still want."""
        missing = max(0, self.seed.scale.attendances - len(self.marks.rows))
        for meeting, year, begins, admin in self.draw.sample(self.held, min(missing, len(self.held))):
            ends = begins + timedelta(hours=2)
            self.marks.add(meeting, year.school.department, year.key, Mark.PRESENT, admin, ends)

    def _person(
        self, meeting: int, person: int, year: SeedYear | None, begins: datetime, held: bool, admin: int
    ) -> None:
        quiet = year is not None and year.school.quiet and self.seed.is_now(year.project.academic_year)
        luck = self.draw.random()
        comes = luck < (0.15 if quiet else 0.87)
        answered = None if quiet or (not held and luck > 0.6) else min(begins - timedelta(days=6), self.seed.now)
        answer = Rsvp.NONE if answered is None else Rsvp.COMING if comes else Rsvp.APOLOGIES
        self.invited.add(meeting, person, year and year.key, answer, answered)
        if held:
            mark = Mark.PRESENT if comes else Mark.ABSENT if quiet or luck > 0.95 else Mark.APOLOGIES
            self.marks.add(meeting, person, year and year.key, mark, admin, begins + timedelta(hours=2))
