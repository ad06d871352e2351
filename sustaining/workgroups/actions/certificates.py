"""Issue certificates, withdraw and restore them, and replace those whose register was corrected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.errors import DomainError, WrongState
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..certificates import PersonAttendance, attendance_as_issued, group_attendance, new_number
from ..choices import CertificateKind, MeetingState
from ..models import CERTIFICATE_MOVES, Certificate, Meeting, WorkGroup

if TYPE_CHECKING:
    from sustaining.accounts.models import User

CORRECTED = "The register was corrected."


class NobodyToIssueFor(DomainError):
    """None of the people chosen can have another certificate of this kind."""

    field = "people"


@action("workgroups.issue_certificates")
def issue_certificates(
    group: WorkGroup, *, kind: str, people: Iterable[str], by: User, now: datetime
) -> list[Certificate]:
    """Issue certificates for the people with these keys, and email each; those who have a valid one are left out.

    Raise NobodyToIssueFor when nobody is left who came often enough.
    """
    WorkGroup.objects.select_for_update().get(pk=group.pk)
    chosen = set(people)
    rows = [row for row in group_attendance(group) if row.key in chosen and row.can_have(kind)]
    issued = [_issue(group, kind, row, by=by, now=now) for row in _without_one(group, kind, rows)]
    if not issued:
        raise NobodyToIssueFor(
            "None of the people chosen can have another certificate of this kind. Choose people who attended, and who do "
            "not have one yet."
        )
    for certificate in issued:
        _notify(certificate, now)
    return issued


@action("workgroups.issue_own_certificate")
def issue_own_certificates(group: WorkGroup, *, by: User, now: datetime) -> list[Certificate]:
    """Issue a person's own certificate of attendance, one for each school for which they came.

    Raise NobodyToIssueFor when they have one that says the same already. An earlier one that counts fewer meetings is
    replaced.
    """
    WorkGroup.objects.select_for_update().get(pk=group.pk)
    kind, issued = CertificateKind.ATTENDANCE, []
    for row in group_attendance(group):
        if row.user.pk != by.pk or not row.can_have(kind):
            continue
        valid = Certificate.objects.valid().filter(group=group, user=by, participation=row.participation, kind=kind)
        earlier = valid.first()
        if earlier and tuple(earlier.meetings) == row.meetings:
            continue
        if earlier:
            issued.append(_replace(earlier, row, "A later certificate counts more meetings.", by=by, now=now))
        else:
            issued.append(_issue(group, kind, row, by=by, now=now))
    made = [certificate for certificate in issued if certificate]
    if not made:
        raise NobodyToIssueFor("Your certificate already counts every meeting whose register is closed.")
    return made


@action("workgroups.withdraw_certificate")
def withdraw_certificate(certificate: Certificate, *, reason: str, by: User, now: datetime) -> Certificate:
    """Withdraw a certificate, with a reason: the public page says so from now on. Raise WrongState unless it is valid."""
    CERTIFICATE_MOVES.make(certificate, "withdraw", closed_by=by, closed_at=now, close_reason=reason)
    return certificate


@action("workgroups.withdraw_certificate")
def restore_certificate(certificate: Certificate, *, by: User, now: datetime) -> Certificate:
    """Make a withdrawn certificate valid again.

    Raise WrongState when it is not withdrawn, when another took its place, or when the registers say something else now.
    """
    same = Certificate.objects.valid().filter(
        group=certificate.group_id, user=certificate.user_id, participation=certificate.participation_id,
        kind=certificate.kind,
    )  # fmt: skip
    if same.exists():
        raise WrongState("The person has another valid certificate of this kind. Withdraw that one first.")
    if not certificate.is_cleared and not _is_true(certificate, attendance_as_issued(certificate)):
        raise WrongState("A register has been corrected since this certificate was issued. Issue a new one.")
    CERTIFICATE_MOVES.make(certificate, "restore", closed_by=None, closed_at=None, close_reason="")
    return certificate


def replace_corrected(meeting: Meeting, *, by: User, now: datetime) -> None:
    """Replace the valid certificates that a correction of `meeting` made untrue; inside an action.

    One that counts a meeting whose register is open waits until that is closed.
    """
    valid = Certificate.objects.valid().filter(group=meeting.group_id, meetings__contains=[meeting.pk])
    for certificate in valid.select_related("group", "participation__school").order_by("pk"):
        counted = Meeting.objects.filter(pk__in=certificate.meetings, state=MeetingState.HELD).count()
        if counted < len(certificate.meetings):
            continue
        row = attendance_as_issued(certificate)
        if not _is_true(certificate, row):
            corrected = _replace(certificate, row, CORRECTED, by=by, now=now)
            if corrected:
                _notify(corrected, now)


def _is_true(certificate: Certificate, row: PersonAttendance | None) -> bool:
    """Return whether a certificate says what `row` does: what the registers of its meetings say now."""
    says = (certificate.held, certificate.attended, certificate.minutes)
    return row is not None and (row.held, row.attended, row.minutes) == says


def _replace(
    certificate: Certificate, row: PersonAttendance | None, reason: str, *, by: User, now: datetime
) -> Certificate | None:
    """Replace a certificate by one that says what `row` says, if the person can still have one.

    One whose name retention has cleared gets no successor: that would keep the name anew.
    """
    CERTIFICATE_MOVES.make(certificate, "replace", closed_by=by, closed_at=now, close_reason=reason)
    if row is None or certificate.is_cleared or not row.can_have(certificate.kind):
        return None
    successor = _issue(certificate.group, certificate.kind, row, by=by, now=now)
    Certificate.objects.filter(pk=certificate.pk).update(replaced_by=successor)
    return successor


def _without_one(group: WorkGroup, kind: str, rows: list[PersonAttendance]) -> list[PersonAttendance]:
    valid = Certificate.objects.valid().filter(group=group, kind=kind)
    have = set(valid.values_list("user", "participation"))
    return [row for row in rows if (row.user.pk, row.participation.pk) not in have]


def _issue(group: WorkGroup, kind: str, row: PersonAttendance, *, by: User, now: datetime) -> Certificate:
    project = row.participation.project
    return Certificate.objects.create(
        number=new_number(), group=group, user=row.user, participation=row.participation, kind=kind,
        name=str(row.user), school_name=row.participation.school.name, hub_name=str(group.hub),
        programme=project.title, academic_year=project.academic_year,
        focus=project.focus_title(group.focus or row.participation.focus)[:300],
        meetings=list(row.meetings), held=row.held, attended=row.attended, minutes=row.minutes,
        issued_by=by, issued_at=now,
    )  # fmt: skip


def _notify(certificate: Certificate, now: datetime) -> None:
    queue_email(
        f"certificate:{certificate.pk}",
        to=certificate.user,
        kind="certificate_issued",
        now=now,
        about=certificate.group,
        facts={"certificate": certificate.pk},
        reply_to=certificate.group.hub.contact_email,
        certificate=certificate,
    )
