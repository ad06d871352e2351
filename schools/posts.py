"""Who sees a school: posts at hubs and in schools, the roles that they give, and the schools that each reaches.

Specialists and whom they support are in `specialists/roles.py`; programme administrators see every school (`scope.py`).
What each role reads of a school it reaches is declared at the model: `scoped(path, readers)`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from .choices import ContactRole, HubRole
from .models import Advocate, HubStaff, Participation, School, SchoolContact
from .models.hubs import TITLE
from .querysets import current, is_open_year
from .roles import NOWHERE, Reach, Role, RoleSource, reach_by_school, register_role_source


def hub_posts(user: int, on: date) -> QuerySet:
    """Return the user's posts at hubs."""
    return HubStaff.of(user, on=on).values_list(
        "role", Concat("hub__name", Value(TITLE)), "hub", NOWHERE, NOWHERE, "pk"
    )


def hub_reaches(*roles: str) -> tuple[Reach, Reach]:
    """Return the reaches of posts at hubs: the hub's schools, and schools that moved away but have years of the hub.

    Two, and not one OR, so that PostgreSQL uses its indexes; the second is left out for a hub that no school has left.
    """

    def in_own_hub(user: int, on: date) -> Q:
        return Q(hub__in=HubStaff.get_hubs(user, *roles, on=on))

    def in_own_hub_or_school(user: int, on: date) -> Q:
        hubs = HubStaff.get_hubs(user, *roles, on=on)
        return Q(hub__in=hubs) | Q(school__in=School._base_manager.filter(hub__in=hubs).values("pk"))

    def moved_away(user: int, on: date) -> Q:
        return Q(pk__in=_left_behind(user, on).values("school"))

    def open_after_move(user: int, on: date) -> Q:
        return Q(pk__in=_left_behind(user, on).filter(is_open_year(on)).values("school"))

    def _left_behind(user: int, on: date) -> QuerySet:
        years = Participation._base_manager.filter(in_own_hub(user, on))
        return years.filter(~Q(school__hub=F("hub")) | Q(school__hub=None))

    return (
        Reach(schools=in_own_hub, school_data=in_own_hub, participations=in_own_hub, readable=in_own_hub_or_school),
        Reach(
            schools=moved_away, school_data=open_after_move, participations=in_own_hub, readable=in_own_hub_or_school
        ),
    )


ROLES_OF_HUBS: dict[str, Role] = {
    HubRole.LEAD: Role.LEAD,
    HubRole.ADMINISTRATOR: Role.HUB_ADMINISTRATOR,
    HubRole.AUDITOR: Role.AUDITOR,
}
"""The role that each post at a hub gives."""
HUB_STAFF_REACH = hub_reaches(HubRole.LEAD, HubRole.ADMINISTRATOR)
AUDITOR_REACH = hub_reaches(HubRole.AUDITOR)

register_role_source(
    "hub staff",
    RoleSource(
        posts=hub_posts,
        roles=ROLES_OF_HUBS,
        reach={Role.LEAD: HUB_STAFF_REACH, Role.HUB_ADMINISTRATOR: HUB_STAFF_REACH, Role.AUDITOR: AUDITOR_REACH},
    ),
)


def advocacies(user: int, on: date) -> QuerySet:
    """Return the user's posts as an Advocate."""
    posts = Advocate._base_manager.filter(current(on), user=user)
    return posts.values_list(Value(Role.ADVOCATE.value), "school__name", NOWHERE, "school", "school__urn", "pk")


def advocates_schools(user: int, on: date) -> QuerySet:
    """Return the keys of the schools of an Advocate."""
    return Advocate._base_manager.filter(current(on), user=user).values("school")


register_role_source(
    "advocates",
    RoleSource(
        posts=advocacies,
        roles={Role.ADVOCATE: Role.ADVOCATE},
        reach={Role.ADVOCATE: (reach_by_school(advocates_schools),)},
        labels={Role.ADVOCATE: "Mastery Advocate"},
    ),
)


def contact_posts(user: int, on: date) -> QuerySet:
    """Return the user's posts as a contact of a school."""
    posts = SchoolContact._base_manager.filter(current(on), user=user)
    return posts.values_list("role", "school__name", NOWHERE, "school", "school__urn", "pk")


def heads_schools(user: int, on: date) -> QuerySet:
    """Return the keys of the schools of a headteacher or head of department."""
    roles = (ContactRole.HEADTEACHER, ContactRole.HEAD_OF_DEPARTMENT)
    return SchoolContact._base_manager.filter(current(on), user=user, role__in=roles).values("school")


def finance_schools(user: int, on: date) -> QuerySet:
    """Return the keys of the schools of a finance contact, who reads participation and money."""
    return SchoolContact._base_manager.filter(current(on), user=user, role=ContactRole.FINANCE).values("school")


register_role_source(
    "school contacts",
    RoleSource(
        posts=contact_posts,
        roles={
            ContactRole.HEADTEACHER: Role.HEAD,
            ContactRole.HEAD_OF_DEPARTMENT: Role.HEAD,
            ContactRole.FINANCE: Role.FINANCE,
        },
        reach={
            Role.HEAD: (reach_by_school(heads_schools),),
            Role.FINANCE: (reach_by_school(finance_schools),),
        },
        labels=dict(ContactRole.choices),
    ),
)
