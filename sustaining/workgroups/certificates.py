"""What certificates say: the attendance that they confirm, who can have one, their numbers, and their files."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.models import Participation
from sustaining.accounts.models import User
from sustaining.common.clock import london_day
from sustaining.common.counts import counted
from sustaining.common.pdf import render_pdf
from sustaining.common.templatetags.sustaining import long_day
from sustaining.common.years import AcademicYear

from .choices import CertificateKind, Mark
from .models import Attendance, Certificate, WorkGroup

if TYPE_CHECKING:
    from .querysets import AttendanceQuerySet

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which people mistake for one another."""
LENGTH, PART = 12, 4
HALF = 2


@dataclass(frozen=True)
class PersonAttendance:
    """A person's attendance at a group for a school: the meetings held for them, and how long they attended for."""

    user: User
    participation: Participation
    group_id: int
    meetings: tuple[int, ...]
    attended: int
    minutes: int

    @property
    def held(self) -> int:
        """Return the number of meetings held at which they have a mark."""
        return len(self.meetings)

    @property
    def key(self) -> str:
        """Return what names them in a form."""
        return f"{self.user.pk}-{self.participation.pk}"

    def can_have(self, kind: str) -> bool:
        """Return whether they came often enough: once for attendance, to half of the meetings for participation."""
        least = self.held / HALF if kind == CertificateKind.PARTICIPATION else 1
        return self.attended >= max(1, least)


def count_attendance(marks: AttendanceQuerySet) -> list[PersonAttendance]:
    """Return the attendance of each person, school and group among marks of closed registers, by name. One query.

    Guests without an account and people who came for no school have none.
    """
    counted = marks.counted().filter(user__isnull=False, participation__isnull=False)
    rows = counted.select_related("user", "participation__school", "participation__project", "meeting")
    by_person: dict[tuple[int, int, int], list[Attendance]] = defaultdict(list)
    for row in rows.order_by("user__sort_name", "user", "meeting__number"):
        by_person[row.user_id, row.participation_id, row.meeting.group_id].append(row)
    return [_add_up(own) for own in by_person.values()]


def _add_up(rows: Sequence[Any]) -> PersonAttendance:
    present = [row.meeting for row in rows if row.mark == Mark.PRESENT]
    seconds = sum((meeting.ends_at - meeting.starts_at).total_seconds() for meeting in present)
    meetings = tuple(sorted(row.meeting_id for row in rows))
    first = rows[0]
    return PersonAttendance(
        first.user, first.participation, first.meeting.group_id, meetings, len(present), round(seconds / 60)
    )


def group_attendance(group: WorkGroup) -> list[PersonAttendance]:
    """Return the attendance of each person at a group's meetings, by name. One query."""
    return count_attendance(Attendance.objects.filter(meeting__group=group))


def attendance_as_issued(certificate: Certificate) -> PersonAttendance | None:
    """Return what the registers say now of the meetings that a certificate counts; None when they say nothing."""
    own = Attendance.objects.filter(user=certificate.user_id, participation=certificate.participation_id)
    people = count_attendance(own.filter(meeting__in=certificate.meetings))
    return people[0] if people else None


def new_number() -> str:
    """Return an unguessable number such as K7QD-93MF-XW2P: 60 bits."""
    return split_number("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def split_number(text: str) -> str:
    """Return a typed number the way it is kept: capitals, in parts of four letters."""
    letters = "".join(letter for letter in text.upper()[:40] if letter in LETTERS)
    return "-".join(letters[place : place + PART] for place in range(0, len(letters), PART))


def format_hours(minutes: int) -> str:
    """Return a length in words: `6 hours`, `1 hour 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    parts += [counted(rest, "minute")] if rest or not hours else []
    return " ".join(parts)


def certificates_as_pdf(certificates: Iterable[Certificate], confirm_at: str, *, at: datetime) -> bytes:
    """Return certificates as one PDF, a page each. `confirm_at` is the address of the public page."""
    pages = [_as_data(certificate, confirm_at) for certificate in certificates]
    title = f"Certificate {pages[0]['number']}" if len(pages) == 1 else f"Certificates, {pages[0]['group']}"
    return render_pdf("certificate.typ", {"title": title, "certificates": pages}, at=at)


def _as_data(certificate: Certificate, confirm_at: str) -> dict[str, Any]:
    meetings = "meeting" if certificate.held == 1 else "meetings"
    return {
        "title": f"Certificate of {certificate.get_kind_display().lower()}",
        "number": certificate.number,
        "name": certificate.name,
        "school": certificate.school_name,
        "programme": certificate.programme,
        "year": str(AcademicYear(certificate.academic_year)),
        "group": str(certificate.group),
        "hub": certificate.hub_name,
        "focus": certificate.focus,
        "attended": f"{certificate.attended} of {certificate.held} {meetings}",
        "hours": format_hours(certificate.minutes),
        "issued": long_day(london_day(certificate.issued_at)),
        "confirm": confirm_at,
    }
