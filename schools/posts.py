"""Who sees a school: posts at hubs and in schools, the roles that they give, and the schools that each reaches.

Specialists and whom they support are in `specialists/roles.py`; programme administrators see every school (`scope.py`).
What each role reads of a school it reaches is declared at the model: `scoped(path, readers)`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet, Value

from .choices import ContactRole, HubRole
from .models import Advocate, HubStaff, SchoolContact
from .querysets import current
from .roles import NOWHERE, Role, RoleSource, register_role_source


def hub_posts(user: int, on: date) -> QuerySet:
    """Return the user's posts at hubs."""
    return HubStaff.of(user, on=on).values_list("role", "hub__name", "hub", NOWHERE, "pk")


def hub_staff_reach(user: int, on: date) -> Q:
    """Return the reach of hub leads and administrators: their hub's schools."""
    return Q(hub__in=HubStaff.of(user, HubRole.LEAD, HubRole.ADMINISTRATOR, on=on).values("hub"))


def auditor_reach(user: int, on: date) -> Q:
    """Return the reach of auditors: their hub's schools, read-only."""
    return Q(hub__in=HubStaff.of(user, HubRole.AUDITOR, on=on).values("hub"))


register_role_source(
    "hub staff",
    RoleSource(
        posts=hub_posts,
        roles={
            HubRole.LEAD: Role.LEAD,
            HubRole.ADMINISTRATOR: Role.HUB_ADMINISTRATOR,
            HubRole.AUDITOR: Role.AUDITOR,
        },
        reach={Role.LEAD: hub_staff_reach, Role.HUB_ADMINISTRATOR: hub_staff_reach, Role.AUDITOR: auditor_reach},
    ),
)


def advocacies(user: int, on: date) -> QuerySet:
    """Return the user's posts as an Advocate."""
    posts = Advocate._base_manager.filter(current(on), user=user)
    return posts.values_list(Value(Role.ADVOCATE.value), "school__name", NOWHERE, "school", "pk")


def advocate_reach(user: int, on: date) -> Q:
    """Return the reach of Advocates: their own school."""
    return Q(pk__in=Advocate._base_manager.filter(current(on), user=user).values("school"))


register_role_source(
    "advocates",
    RoleSource(posts=advocacies, roles={Role.ADVOCATE: Role.ADVOCATE}, reach={Role.ADVOCATE: advocate_reach}),
)


def contact_posts(user: int, on: date) -> QuerySet:
    """Return the user's posts as a contact of a school."""
    posts = SchoolContact._base_manager.filter(current(on), user=user)
    return posts.values_list("role", "school__name", NOWHERE, "school", "pk")


def head_reach(user: int, on: date) -> Q:
    """Return the reach of headteachers and heads of department: their own school."""
    roles = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    return Q(pk__in=SchoolContact._base_manager.filter(current(on), user=user, role__in=roles).values("school"))


def finance_reach(user: int, on: date) -> Q:
    """Return the reach of finance contacts: their own schools, for participation and money."""
    posts = SchoolContact._base_manager.filter(current(on), user=user, role=ContactRole.FINANCE)
    return Q(pk__in=posts.values("school"))


register_role_source(
    "school contacts",
    RoleSource(
        posts=contact_posts,
        roles={
            ContactRole.HEADTEACHER: Role.HEAD,
            ContactRole.HEAD_OF_DEPARTMENT: Role.HEAD,
            ContactRole.FINANCE: Role.FINANCE,
        },
        reach={Role.HEAD: head_reach, Role.FINANCE: finance_reach},
        labels=dict(ContactRole.choices),
    ),
)
