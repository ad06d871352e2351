"""The lists on the pages of certificates, limited to what the user may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .certificates import PersonAttendance, count_attendance, format_hours, group_attendance
from .choices import CertificateKind, Mark
from .models import Attendance, Certificate, WorkGroup

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class CertificateLine:
    """A person of a group with their attendance, and their certificates, the latest first."""

    attendance: PersonAttendance
    certificates: Sequence[Certificate]

    @property
    def can_participate(self) -> bool:
        """Return whether they came often enough for a certificate of participation."""
        return self.attendance.can_have(CertificateKind.PARTICIPATION)

    @property
    def can_attend(self) -> bool:
        """Return whether they came often enough for a certificate of attendance."""
        return self.attendance.can_have(CertificateKind.ATTENDANCE)

    @property
    def has_none(self) -> bool:
        """Return whether no certificate of theirs is valid."""
        return not any(certificate.is_valid for certificate in self.certificates)

    @property
    def has_file(self) -> bool:
        """Return whether a valid certificate of theirs can be downloaded: retention has not cleared its name."""
        return any(certificate.is_valid and not certificate.is_cleared for certificate in self.certificates)

    @property
    def hours(self) -> str:
        """Return the length of the meetings that they attended, in words."""
        return format_hours(self.attendance.minutes)


def certificate_lines(group: WorkGroup, user: User) -> list[CertificateLine]:
    """Return everybody who is in the group's closed registers, by name, with their certificates. Two queries."""
    by_person: dict[tuple[int, int], list[Certificate]] = defaultdict(list)
    for certificate in Certificate.objects.visible_to(user).filter(group=group).for_list():
        by_person[certificate.user_id, certificate.participation_id].append(certificate)
    return [CertificateLine(row, by_person[row.user.pk, row.participation.pk]) for row in group_attendance(group)]


def valid_certificates(group: WorkGroup, user: User) -> list[Certificate]:
    """Return the valid certificates of a group that `user` sees, by name. One query."""
    rows = Certificate.objects.visible_to(user).valid().filter(group=group).for_list()
    return [row for row in rows.order_by("user__sort_name", "pk") if not row.is_cleared]


def certificate_of_number(number: str) -> Certificate | None:
    """Return the certificate that has this number, for everyone: the page that reads it shows no name."""
    return Certificate.objects.filter(number=number).first()


def own_certificates_page(user: User) -> dict[str, Any]:
    """Return a person's own certificates, and the groups for which they can make one. Three queries."""
    certificates = list(Certificate.objects.visible_to(user).filter(user=user).for_list())
    valid = {
        (row.group_id, row.participation_id): tuple(row.meetings)
        for row in certificates
        if row.is_valid and row.kind == CertificateKind.ATTENDANCE
    }
    attended = Attendance.objects.filter(user=user, mark=Mark.PRESENT).counted()
    visible = WorkGroup.objects.visible_to(user).filter(pk__in=attended.values("meeting__group"))
    groups = {group.pk: group for group in visible}
    possible = []
    for row in count_attendance(Attendance.objects.filter(user=user)):
        group = groups.get(row.group_id)
        is_more = valid.get((row.group_id, row.participation.pk)) != row.meetings
        if group and is_more and row.can_have(CertificateKind.ATTENDANCE):
            possible.append((group, row))
    return {"certificates": certificates, "possible": possible}
