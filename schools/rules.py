"""Permissions for schools and participations, and predicates that the apps above combine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules
from django.db.models import Exists, Q

from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, is_administrator, is_system
from sustaining.common.years import AcademicYear

from .choices import IN_PROGRESS, ContactRole, HubRole, ParticipationState
from .models import Advocate, Hub, HubStaff, Participation, School, SchoolContact
from .posts import ROLES_OF_HUBS
from .querysets import current
from .roles import HUB_READERS, HUB_STAFF, PLAN_TEXT_READERS, PROGRAMME_STAFF, Role
from .scope import can_see, get_participation, reaches_in
from .viewer import get_known_roles, holds_any

if TYPE_CHECKING:
    from sustaining.accounts.models import User


def hub_condition(obj: Any) -> Q:
    """Return a condition on the field `hub` of other rows: a hub that runs the work that `obj` is about.

    A hub that was merged into another one is run by that.

    A hub's own rows belong to it, and what hangs on a participation to the participation's hub. A school and its people
    are looked after by its present hub, and by those that run an open year of it. What it keeps from year to year (its
    plan) is run by the hub of the year in progress, or without one by its present hub.
    """
    return _hub_condition(obj, "hub") | _hub_condition(obj, "hub__former_hubs")


def _hub_condition(obj: Any, path: str) -> Q:
    if isinstance(obj, Hub):
        return _is_hub(path, obj.pk)
    if (participation := get_participation(obj)) is not None:
        return _is_hub(path, participation.hub_id)
    if not isinstance(obj, School) and (hasattr(obj, "hub_id") or hasattr(obj, "hub")):
        return _is_hub(path, obj.hub_id if hasattr(obj, "hub_id") else obj.hub)
    years, present = Participation.objects.filter(school=obj.school), _is_hub(path, obj.school.hub_id)
    if isinstance(obj, School | Advocate | SchoolContact):
        return present | Q(**{f"{path}__in": years.filter(state__in=IN_PROGRESS).values("hub")})
    this_year = years.in_year(AcademicYear.of(today()).start).exclude(state=ParticipationState.WITHDRAWN)
    return Q(**{f"{path}__in": this_year.values("hub")}) | (~Q(Exists(this_year)) & present)


def _is_hub(path: str, hub: Any) -> Q:
    # Without a hub there is no such post; NULL would match every hub that no other was merged into.
    return Q(pk__in=[]) if hub is None else Q(**{path: hub})


def _works_for(user: User, obj: Any, *roles: str) -> bool:
    if obj is None:
        return False
    if (held := get_known_roles(user)) is not None:
        hubs = {role.hub for role in held if role.role in {ROLES_OF_HUBS[name] for name in roles}}
        if not hubs:
            return False
        if _get_running_hub(obj) in hubs:
            return True
    return HubStaff.of(user, *roles).filter(hub_condition(obj)).exists()


def _get_running_hub(obj: Any) -> int | None:
    """Return a hub that certainly runs the work of `obj`, where that is known without a query; others may run it too."""
    if (participation := get_participation(obj)) is not None:
        return participation.hub_id
    return obj.hub_id if isinstance(obj, School) else obj.pk if isinstance(obj, Hub) else None


def _holds_there(user: User, role: Role, obj: Any) -> bool | None:
    """Return whether the viewer holds a role at the school of `obj`; None where no viewer is known."""
    if (held := get_known_roles(user)) is None:
        return None
    schools = {post.school for post in held if post.role == role}
    return bool(schools) and _get_school(obj).pk in schools


@rules.predicate
@asked_once
def leads_hub(user: User, obj: Any) -> bool:
    """Return whether the user leads a hub that runs the work of `obj`."""
    return _works_for(user, obj, HubRole.LEAD)


@rules.predicate
@asked_once
def works_for_hub(user: User, obj: Any) -> bool:
    """Return whether the user is a lead or an administrator of a hub that runs the work of `obj`."""
    return _works_for(user, obj, HubRole.LEAD, HubRole.ADMINISTRATOR)


@rules.predicate
@asked_once
def audits_hub(user: User, obj: Any) -> bool:
    """Return whether the user audits a hub that runs the work of `obj`."""
    return _works_for(user, obj, HubRole.AUDITOR)


@rules.predicate
@asked_once
def works_for_present_hub(user: User, school: School) -> bool:
    """Return whether the user is a lead or an administrator of the hub that the school belongs to now."""
    if school is None:
        return False
    if (held := get_known_roles(user)) is not None:
        return school.hub_id is not None and school.hub_id in {post.hub for post in held if post.role in HUB_STAFF}
    return HubStaff.of(user, HubRole.LEAD, HubRole.ADMINISTRATOR).filter(hub=school.hub_id).exists()


@rules.predicate
@asked_once
def reads_texts_there(user: User, row: Any) -> bool:
    """Return whether the user sees the school of `row` in a role that reads plans word for word."""
    return row is not None and reaches_in(user, PLAN_TEXT_READERS, row.school)


@rules.predicate
@asked_once
def is_advocate_there(user: User, obj: Any) -> bool:
    """Return whether the user is an Advocate, today, of the school that `obj` belongs to."""
    if obj is None:
        return False
    if (is_known := _holds_there(user, Role.ADVOCATE, obj)) is not None:
        return is_known
    return Advocate._base_manager.filter(current(today()), user=user, school=_get_school(obj)).exists()


@rules.predicate
@asked_once
def is_head_there(user: User, obj: Any) -> bool:
    """Return whether the user is headteacher or head of department, today, of the school of `obj`."""
    return _is_contact(user, obj, Role.HEAD, ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)


@rules.predicate
@asked_once
def is_finance_there(user: User, obj: Any) -> bool:
    """Return whether the user is finance contact, today, of the school of `obj`."""
    return _is_contact(user, obj, Role.FINANCE, ContactRole.FINANCE)


def _is_contact(user: User, obj: Any, role: Role, *roles: str) -> bool:
    if obj is None:
        return False
    if (is_known := _holds_there(user, role, obj)) is not None:
        return is_known
    posts = SchoolContact._base_manager.filter(current(today()), user=user, role__in=roles)
    return posts.filter(school=_get_school(obj)).exists()


def _get_school(obj: Any) -> School:
    return obj.school


register_permission(
    "schools.import_register",
    is_administrator | is_system,
    otherwise="Only a programme administrator can load the register of schools.",
)
register_permission(
    "schools.enrol_school",
    can_see & (works_for_present_hub | is_administrator),
    otherwise="Only the school’s own hub can enrol it.",
)
for _verb in ("record_past_years", "take_back_past_years"):
    register_permission(
        f"schools.{_verb}",
        leads_hub | is_administrator,
        otherwise="Only a hub lead can bring in years from before the hub used this site.",
    )
register_permission(
    "schools.override_eligibility",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can make an exception for a school that is not eligible.",
)
register_permission(
    "schools.edit_people",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can change the people at the school.",
)
register_permission(
    "schools.withdraw_participation",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can withdraw a school.",
)
register_permission(
    "schools.correct_enrolment",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can correct an enrolment for the wrong school or project.",
)
register_permission(
    "schools.reinstate_participation",
    can_see & (leads_hub | is_administrator),
    otherwise="Only a hub lead can reinstate a school that has withdrawn.",
)
register_permission(
    "schools.pause_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can pause its year.",
)
register_permission(
    "schools.resume_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can resume its year.",
)
register_permission(
    "schools.complete_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can mark its year as completed.",
)
register_permission(
    "schools.reopen_participation",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can reopen a completed year.",
)
register_permission(
    "schools.follow_successor",
    is_administrator | is_system,
    otherwise="Only a programme administrator can move a school’s records to another school.",
)
register_permission(
    "schools.move_to_hub",
    is_administrator,
    otherwise="Only a programme administrator can move schools between hubs.",
)
register_permission(
    "schools.merge_hub",
    is_administrator,
    otherwise="Only a programme administrator can merge a hub into another one.",
)
register_permission(
    "schools.undo_hub_merge",
    is_administrator,
    otherwise="Only a programme administrator can undo the merge of a hub.",
)
register_permission(
    "schools.end_hub_post",
    leads_hub | is_administrator,
    otherwise="Only a hub lead can set a colleague’s last day.",
)
register_permission(
    "schools.add_hub_staff",
    leads_hub | is_administrator,
    otherwise="Only a hub lead can add people to the hub.",
)
register_permission(
    "schools.set_term_dates",
    works_for_hub | is_administrator,
    otherwise="Only the hub lead or hub administrator can set the hub’s term dates.",
)
register_permission(
    "schools.roll_projects",
    is_administrator,
    otherwise="Only a programme administrator can roll projects forward to the next year.",
)
register_permission(
    "schools.publish_notice",
    works_for_hub | is_administrator,
    otherwise="Only the hub’s own staff can publish its privacy notice, and a programme administrator the programme’s.",
)
register_permission(
    "schools.edit_hub_settings",
    leads_hub | is_administrator,
    otherwise="Only a hub lead can change the hub’s settings.",
)
register_permission(
    "schools.read_hub_history",
    works_for_hub | audits_hub | is_administrator,
    otherwise="Only the hub’s staff and auditors, and programme administrators, can see its history.",
)
register_permission(
    "schools.change_hub_name",
    is_administrator,
    otherwise="Only a programme administrator can change the name of a hub.",
)
register_permission(
    "schools.move_authority",
    is_administrator,
    otherwise="Only a programme administrator can move a local authority to another hub.",
)
register_permission(
    "schools.find_schools",
    holds_any(HUB_READERS),
    otherwise="Only hub staff can find and enrol schools.",
)
register_permission(
    "schools.upload_people",
    holds_any(PROGRAMME_STAFF),
    otherwise="Only the hub lead or hub administrator can change the people at its schools.",
)
