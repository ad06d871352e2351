"""Permissions for Specialists and assignments, and predicates that the apps above combine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rules

from schools.choices import HubRole
from schools.models import HubStaff
from schools.roles import HUB_READERS, Role
from schools.rules import leads_hub, works_for_hub
from schools.scope import can_see
from schools.viewer import get_known_roles, holds_any
from sustaining.common.clock import today
from sustaining.common.permissions import register_permission
from sustaining.common.predicates import asked_once, is_administrator

from .models import Assignment

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@rules.predicate
@asked_once
def is_specialist_there(user: User, obj: Any) -> bool:
    """Return whether the user is the Specialist who is assigned, today, to the school of `obj`."""
    held = get_known_roles(user)
    # The role is that of a Specialist who works today, as `current` asks of the one who is assigned.
    if obj is None or (held is not None and not any(post.role == Role.SPECIALIST for post in held)):
        return False
    assignments = Assignment.objects.current(today()).filter(specialist__user=user)
    return assignments.filter(participation__school=obj.school).exists()


@rules.predicate
def is_self(user: User, specialist: Any) -> bool:
    """Return whether the user is this Specialist."""
    return specialist is not None and specialist.user_id == user.pk


@rules.predicate
def is_working(user: User, specialist: Any) -> bool:
    """Return whether the Specialist's post has not ended."""
    return specialist is not None and (specialist.ends_on is None or specialist.ends_on >= today())


@rules.predicate
@asked_once
def works_for_their_hub(user: User, specialist: Any) -> bool:
    """Return whether the user is on the staff, or an auditor, of a hub that the Specialist works for."""
    return specialist is not None and specialist.hub_links.filter(hub__in=HubStaff.get_hubs(user)).exists()


@rules.predicate
@asked_once
def runs_their_hub(user: User, specialist: Any) -> bool:
    """Return whether the user leads or administers a hub that the Specialist works for."""
    run = HubStaff.get_hubs(user, HubRole.LEAD, HubRole.ADMINISTRATOR)
    return specialist is not None and specialist.hub_links.filter(hub__in=run).exists()


@rules.predicate
def is_that_specialist(user: User, specialist: Any) -> bool:
    """Return whether the record is the user's own, and has not ended."""
    return specialist is not None and specialist.user_id == user.pk and is_working(user, specialist)


@rules.predicate
@asked_once
def leads_their_hub(user: User, specialist: Any) -> bool:
    """Return whether the user leads a hub that the Specialist works for."""
    led = HubStaff.get_hubs(user, HubRole.LEAD)
    return specialist is not None and specialist.hub_links.filter(hub__in=led).exists()


register_permission(
    "specialists.read_specialist",
    is_self | works_for_their_hub | is_administrator,
    otherwise="Only the Specialist and their hubs can see a Specialist’s year.",
)
register_permission(
    "specialists.assign_specialist",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can assign a Specialist to it.",
)
register_permission(
    "specialists.list_specialists",
    holds_any(HUB_READERS),
    otherwise="Only hub staff can see the list of Specialists.",
)
register_permission(
    "specialists.read_placement",
    holds_any(HUB_READERS),
    otherwise="Only hub staff can place Specialists.",
)
register_permission(
    "specialists.take_back_assignment",
    can_see & (works_for_hub | is_administrator),
    otherwise="Only the school’s hub can remove a Specialist’s assignment.",
)
register_permission(
    "specialists.end_specialist",
    leads_their_hub | is_administrator,
    otherwise="Only a lead of one of the Specialist’s hubs can set their leaving date.",
)
register_permission(
    "specialists.add_specialist",
    leads_hub | is_administrator,
    otherwise="Only a hub lead can add Specialists to the hub.",
)
register_permission(
    "specialists.set_days",
    leads_their_hub | is_administrator,
    otherwise="Only a lead of one of the Specialist’s hubs can set their days.",
)
register_permission(
    "specialists.edit_specialist",
    leads_their_hub | is_administrator,
    otherwise="Only a lead of one of the Specialist’s hubs can change their details.",
)
register_permission(
    "specialists.set_dates",
    is_that_specialist | runs_their_hub | is_administrator,
    otherwise="Only the Specialist and the staff of their hubs can set their dates.",
)
