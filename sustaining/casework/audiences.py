"""Groups of schools whose people one may write to: each is declared once, by the app that lists the schools.

An audience reads its filters from a query string, so that a page above can lead to the form of a message by a link:
`/messages/new/?audience=board&plan=draft&roles=advocate`. The board provides its own (`sustaining/desk/addresses.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from funding.selectors.claims import TABS, claims_in
from schools.models import Participation
from sustaining.common.clock import today
from sustaining.common.extensions import ExtensionPoint
from sustaining.common.pages import get_visible_or_404
from sustaining.workgroups.models import Membership, WorkGroup

if TYPE_CHECKING:
    from schools.viewer import Viewer

NOT_FILTERS = frozenset({"audience", "roles", "as", "page", "to", "csrfmiddlewaretoken"})
"""Names in a query string that are no filter of an audience."""


@dataclass(frozen=True)
class Audience:
    """A group of schools. Both functions take the filters and the viewer in whose reach they are evaluated.

    `participations` returns years that match, also such as the viewer may not write to: these are left out afterwards.
    `describe` says in words what the filters select.
    """

    name: str
    participations: Callable[[QueryDict, Viewer], QuerySet[Participation]]
    describe: Callable[[QueryDict, Viewer], str]


audiences: ExtensionPoint[Audience] = ExtensionPoint(
    "casework.audiences", "Groups of schools whose people one may write to, by the filters of a list."
)


def get_audience(name: str) -> Audience:
    """Return the audience of a name. Raise Http404 where there is none."""
    for audience in audiences.collect():
        if audience.name == name:
            return audience
    raise Http404("There is no such group of schools.")


@dataclass(frozen=True)
class Selected:
    """An audience with its filters, and the roles of the people in it."""

    audience: str
    filters: Mapping[str, list[str]]
    roles: tuple[str, ...]

    @classmethod
    def from_query(cls, query: QueryDict, default: str = "schools") -> Selected:
        """Return what a query string selects. Raise Http404 for an audience that there is not."""
        audience = get_audience(query.get("audience", default)).name
        filters = {name: values for name, values in query.lists() if name not in NOT_FILTERS and any(values)}
        return cls(audience, filters, tuple(query.getlist("roles")))

    @classmethod
    def of(cls, row: Any) -> Selected:
        """Return what a message or a saved group selects."""
        return cls(row.audience, row.filters, tuple(row.roles))

    @property
    def query(self) -> QueryDict:
        """Return the filters as a query string."""
        query = QueryDict(mutable=True)
        for name, values in self.filters.items():
            query.setlist(name, values)
        return query

    def as_query_string(self) -> str:
        """Return the query string that selects this."""
        query = self.query
        query["audience"] = self.audience
        query.setlist("roles", list(self.roles))
        return query.urlencode()

    def participations(self, viewer: Viewer) -> QuerySet[Participation]:
        """Return the years that match, in the reach of `viewer`."""
        return get_audience(self.audience).participations(self.query, viewer)

    def describe(self, viewer: Viewer) -> str:
        """Return in words what the filters select."""
        return get_audience(self.audience).describe(self.query, viewer)[:300]


def _group(query: QueryDict, viewer: Viewer) -> WorkGroup:
    return get_visible_or_404(WorkGroup, viewer, pk=query.get("group", ""))


def group_participations(query: QueryDict, viewer: Viewer) -> QuerySet[Participation]:
    """Return the years that are members of a Work Group today."""
    members = Membership.objects.on(today()).filter(group=_group(query, viewer))
    return Participation._base_manager.filter(pk__in=members.order_by().values("participation"))


def describe_group(query: QueryDict, viewer: Viewer) -> str:
    """Return the name of the group and its hub."""
    return f"Members of {_group(query, viewer)}"


def _claims_tab(query: QueryDict) -> str:
    tab = query.get("tab", "")
    return tab if tab in TABS else "decide"


def claim_participations(query: QueryDict, viewer: Viewer) -> QuerySet[Participation]:
    """Return the years with a claim in a tab of the list of claims."""
    claims = claims_in(viewer, _claims_tab(query)).order_by().values("grant__participation")
    return Participation._base_manager.filter(pk__in=claims)


def describe_claims(query: QueryDict, viewer: Viewer) -> str:
    """Return the name of the tab."""
    return f"Schools with a claim under “{TABS[_claims_tab(query)][0]}”"


@audiences.provide
def group_audience() -> Audience:
    """Return the members of a Work Group."""
    return Audience("group", group_participations, describe_group)


@audiences.provide
def claims_audience() -> Audience:
    """Return the schools of a tab of the list of claims."""
    return Audience("claims", claim_participations, describe_claims)
