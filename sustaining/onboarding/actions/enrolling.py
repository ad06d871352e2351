"""Upload a list of schools, map its columns, choose its rows, and enrol them: all or none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schools.actions import add_contact, enrol_again, enrol_school
from schools.models import Advocate, Hub, Participation, Project, SchoolContact
from specialists.actions import assign_specialist
from sustaining.common.errors import DomainError
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.permissions import action
from sustaining.workgroups.actions import join_group

from ..enrolment_check import CheckedList, check_enrolments
from ..enrolment_rows import EnrolmentRow
from ..models import EnrolmentUpload
from .lists import leave_out, save_or_ask, save_rows, set_columns

if TYPE_CHECKING:
    from sustaining.accounts.models import User

SHEET_DECIDES = ("assignments", "memberships")
"""Ending rules whose things are not put back when a school is enrolled again: its row names the Specialist and the group."""


class CannotEnrolList(DomainError):
    """A school of the list can't be enrolled, so none is."""


@action("onboarding.enrol_schools")
def upload_enrolments(hub: Hub, *, file: CheckedUpload, by: User, now: datetime) -> EnrolmentUpload:
    """Keep an uploaded or pasted list for a worker to read."""
    return keep_file(EnrolmentUpload, file, by=by, now=now, hub=hub)


@action("onboarding.enrol_schools")
def map_columns(
    upload: EnrolmentUpload,
    *,
    columns: Mapping[str, int],
    project: Project | None,
    override_reason: str = "",
    by: User,
    now: datetime,
) -> EnrolmentUpload:
    """Say what each column of the list holds, and what counts for rows that do not say. Raise TooOld."""
    return set_columns(upload, columns, now, project=project, override_reason=override_reason)


@action("onboarding.enrol_schools")
def choose_rows(upload: EnrolmentUpload, *, left_out: Collection[int], by: User, now: datetime) -> bool:
    """Leave rows out of the list, and take the others in; return whether anything changed. Raise TooOld."""
    return leave_out(upload, left_out, now)


@action("onboarding.enrol_schools")
def enrol_list(upload: EnrolmentUpload, *, seen: str, by: User, now: datetime) -> int:
    """Enrol the schools of a list at once and return how many, or have a worker enrol a long list and return 0."""
    return save_or_ask(upload, save_enrolments, seen=seen, by=by, now=now)


@action("onboarding.enrol_schools")
def save_enrolments(upload: EnrolmentUpload, *, seen: str, by: User, now: datetime) -> int:
    """Enrol the schools of a list, all or none, each through the actions of its page; return how many.

    `seen` is the fingerprint of the list as it was shown. Raise ListChanged when it would do something else now, TooOld,
    or CannotEnrolList with the school's name.
    """
    return save_rows(
        upload,
        check_enrolments,
        lambda row, locked, checked: _enrol(row, checked, by=by, now=now),
        seen=seen,
        refusal=CannotEnrolList,
        nothing="None of the rows in this list can be enrolled. Nothing was saved.",
        by=by,
        now=now,
    )


def _enrol(row: EnrolmentRow, checked: CheckedList, *, by: User, now: datetime) -> dict[str, Any]:
    """Enrol the school of one row with its people, Specialist and group; return the keys of what was made."""
    participation = _enrol_school(row, by=by, now=now)
    for contact in row.contacts:
        add_contact(
            participation.school, full_name=contact.full_name, email=contact.email, role=contact.role, by=by, now=now
        )
    assignment = membership = None
    if row.specialist and row.days:
        assignment = assign_specialist(participation, specialist=row.specialist, days=row.days, by=by, now=now).pk
    if row.group:
        membership = join_group(row.group, participation=participation, by=by, now=now).pk
    school = participation.school_id
    known = {post.pk for post in checked.facts.advocates[school]}
    advocates = Advocate.objects.filter(school=school, ends_on=None).exclude(pk__in=known)
    contacts = SchoolContact.objects.filter(school=school, ends_on=None).exclude(pk__in=checked.facts.contacts[school])
    return {
        "participation": participation.pk,
        "advocates": list(advocates.values_list("pk", flat=True)),
        "contacts": list(contacts.values_list("pk", flat=True)),
        "assignment": assignment,
        "membership": membership,
    }


def _enrol_school(row: EnrolmentRow, *, by: User, now: datetime) -> Participation:
    choices: dict[str, Any] = {
        "advocates": row.advocates,
        "focus": row.cell("focus").lower()[:1],
        "override_reason": row.override_reason,
    }
    if row.again:
        return enrol_again(row.again, without=SHEET_DECIDES, by=by, now=now, **choices)
    choices["project"] = row.project
    assert row.school is not None  # noqa: S101  (the check has found it)
    return enrol_school(row.school, by=by, now=now, **choices)
