"""Permissions for schools and participations, and predicates that the apps above combine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_system

from .choices import ContactRole, HubRole
from .models import Advocate, Hub, HubStaff, School, SchoolContact
from .querysets import current
from .roles import HUB_READERS, PROGRAMME_STAFF
from .scope import can_see
from .viewer import holds_any

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def get_hub_id(obj: Any) -> int | None:
    """Return the key of the hub that `obj` belongs to: its own, or its school's."""
    if obj is None:
        return None
    if isinstance(obj, Hub):
        return obj.pk
    if hasattr(obj, "hub_id"):
        return obj.hub_id
    hub = getattr(obj, "hub", None)
    return hub.pk if hub is not None else obj.school.hub_id


def _works_for(user: User, obj: Any, *roles: str) -> bool:
    hub_id = get_hub_id(obj)
    return hub_id is not None and HubStaff.of(user, *roles).filter(hub=hub_id).exists()


@rules.predicate
def leads_hub(user: User, obj: Any) -> bool:
    """Return whether the user leads the hub that `obj` belongs to."""
    return _works_for(user, obj, HubRole.LEAD)


@rules.predicate
def works_for_hub(user: User, obj: Any) -> bool:
    """Return whether the user is a lead or an administrator of the hub that `obj` belongs to."""
    return _works_for(user, obj, HubRole.LEAD, HubRole.ADMINISTRATOR)


@rules.predicate
def is_advocate_there(user: User, obj: Any) -> bool:
    """Return whether the user is an Advocate, today, of the school that `obj` belongs to."""
    return obj is not None and (
        Advocate._base_manager.filter(current(today()), user=user, school=_get_school(obj)).exists()
    )


@rules.predicate
def is_head_there(user: User, obj: Any) -> bool:
    """Return whether the user is headteacher or head of department, today, of the school of `obj`."""
    return _is_contact(user, obj, ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)


@rules.predicate
def is_finance_there(user: User, obj: Any) -> bool:
    """Return whether the user is finance contact, today, of the school of `obj`."""
    return _is_contact(user, obj, ContactRole.FINANCE)


def _is_contact(user: User, obj: Any, *roles: str) -> bool:
    if obj is None:
        return False
    posts = SchoolContact._base_manager.filter(current(today()), user=user, role__in=roles)
    return posts.filter(school=_get_school(obj)).exists()


def _get_school(obj: Any) -> School:
    return obj.school


register_permission(
    "schools.import_register",
    is_administrator | is_system,
    otherwise="Only a programme administrator may load the register of schools.",
)
register_permission(
    "schools.enrol_school",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's own hub may enrol it.",
)
register_permission(
    "schools.override_eligibility",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may let a school take part that otherwise could not.",
)
register_permission(
    "schools.edit_people",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's hub may change who is who at the school.",
)
register_permission(
    "schools.withdraw_participation",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may withdraw a school.",
)
register_permission(
    "schools.correct_enrolment",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may correct an enrolment for the wrong school or project.",
)
register_permission(
    "schools.reinstate_participation",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead may reinstate a school that has withdrawn.",
)
register_permission(
    "schools.pause_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's hub can pause its year.",
)
register_permission(
    "schools.resume_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's hub can resume its year.",
)
register_permission(
    "schools.complete_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's hub may mark its year as completed.",
)
register_permission(
    "schools.reopen_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school's hub may take back that its year was completed.",
)
register_permission(
    "schools.follow_successor",
    is_administrator | is_system,
    otherwise="Only a programme administrator may move what hangs on a school to another one.",
)
register_permission(
    "schools.move_to_hub",
    is_administrator,
    otherwise="Only a programme administrator may move schools between hubs.",
)
register_permission(
    "schools.publish_notice",
    works_for_hub | is_administrator,
    otherwise="Only the hub’s own people may write its privacy notice.",
)
register_permission(
    "schools.edit_hub_settings",
    leads_hub | is_administrator,
    otherwise="Only a hub lead can change the hub’s settings.",
)
register_permission(
    "schools.find_schools",
    holds_any(HUB_READERS),
    otherwise="Finding and enrolling schools is for the hub’s staff.",
)
register_permission(
    "schools.upload_people",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only the hub’s lead or administrator may change who is who at its schools.",
)
