"""What a hub was called on a day, and which local authorities it served."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .lead_schools import NameSpan, join_spans
from .models import AuthorityPeriod, FormerHubName, Hub
from .models.hubs import TITLE


@dataclass(frozen=True)
class AuthoritySpan:
    """A local authority that a hub served, from a day (None: since before it was recorded) to a day (None: still)."""

    key: int
    name: str
    starts_on: date | None
    ends_on: date | None


def hub_name_on(path: str, day: date) -> Coalesce:
    """Return the name of the hub under `path` on a day, as an expression."""
    former = FormerHubName.objects.filter(hub=OuterRef(path), ends_on__gte=day).order_by("ends_on").values("name")[:1]
    return Coalesce(Subquery(former), F(f"{path}__name"), output_field=CharField())


def hub_names_on(day: date) -> dict[int, str]:
    """Return the names on a day of the hubs that have changed theirs since. One query."""
    rows = FormerHubName.objects.filter(ends_on__gte=day).order_by("-ends_on").values_list("hub", "name")
    return dict(rows)


def hub_title_on(hub: Hub, day: date) -> str:
    """Return a hub's name with *Maths Hub* as it was on a day; one that was merged since says into which. One query."""
    former = FormerHubName.objects.filter(hub=hub, ends_on__gte=day).order_by("ends_on").first()
    return f"{former.name}{TITLE}" if former else hub.full_title


def name_spans(hub: Hub) -> list[NameSpan]:
    """Return the names of the hub, the present one first. One query."""
    return join_spans(FormerHubName.objects.filter(hub=hub).order_by("ends_on"), hub.name)


def authority_spans(hub: Hub) -> list[AuthoritySpan]:
    """Return the local authorities that the hub serves or served, those of today first. One query."""
    rows: Any = AuthorityPeriod.objects.filter(hub=hub).select_related("authority")
    ordered = rows.order_by(F("ends_on").desc(nulls_first=True), "authority__sort_name")
    return [
        AuthoritySpan(row.authority_id, row.authority.local_authority, row.starts_on, row.ends_on) for row in ordered
    ]
