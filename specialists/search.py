"""Search finder for Specialists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from schools.search import user_ids_by_name
from sustaining.common.permissions import may
from sustaining.common.search import Hit, register_search

from .models import Specialist

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sustaining.accounts.models import User


def _specialist_hits(user: User, specialists: list[Specialist]) -> Iterator[Hit]:
    for specialist in specialists:
        if may(user, "specialists.read_specialist", specialist):
            yield Hit(
                str(specialist), f"{specialist.home_school}", reverse("specialists:specialist", args=[specialist.pk])
            )


@register_search(25, "Mastery Specialists", _specialist_hits)
def specialists(user: User, text: str, most: int) -> tuple[QuerySet, ...]:
    """Return Specialists by name, including previous names, whose page the user may read."""
    user_ids = user_ids_by_name(text)
    if user_ids is None:
        return ()
    matches = Specialist.objects.visible_to(user).filter(user__in=user_ids).select_related("user", "home_school")
    return (matches.order_by("user__sort_name", "pk")[:most],)
