"""Permissions on accounts."""

from __future__ import annotations

import rules
from allauth.usersessions.models import UserSession

from sustaining.common.permissions import register_permission
from sustaining.common.predicates import is_administrator, is_self, is_system

from .models import User


@rules.predicate
def is_own_session(user: User, session: UserSession | None) -> bool:
    """Return whether somebody was signed in by this session."""
    return isinstance(session, UserSession) and session.user_id == user.pk


@rules.predicate
def has_no_password(user: User, person: User | None) -> bool:
    return person is not None and not person.has_usable_password()


register_permission(
    "accounts.accept_invitation",
    is_system & has_no_password,
    otherwise="This invitation has already been used. Sign in with your password, or ask for a new invitation.",
)
register_permission(
    "accounts.merge_people",
    is_administrator,
    otherwise="Only a programme administrator can merge accounts.",
)
register_permission(
    "accounts.edit_details",
    is_self,
    otherwise="You can only change your own details.",
)
register_permission(
    "accounts.end_session",
    is_own_session,
    otherwise="You can only sign out your own devices.",
)
register_permission(
    "accounts.read_security_events",
    is_administrator,
    otherwise="Only a programme administrator can see security events.",
)
register_permission(
    "accounts.apply_retention",
    is_administrator | is_system,
    otherwise="Only a programme administrator can delete personal data after its retention period.",
)
