"""Specialists, as search finds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from schools.search import ever_called
from sustaining.common.permissions import may
from sustaining.common.search import Hit, searches

from .models import Specialist


@searches(25, "Mastery Specialists")
def specialists(user: Any, words: str, most: int) -> Iterator[Hit]:
    """By name, previous names included; those whose own page one may not read lead to the school they come from."""
    called = ever_called(words)
    if called is None:
        return
    found = Specialist.objects.visible_to(user).filter(user__in=called).select_related("user", "home_school")
    for one in found.order_by("user__full_name", "pk")[:most]:
        if may(user, "specialists.read_specialist", one):
            yield Hit(str(one), f"{one.home_school}", reverse("specialists:specialist", args=[one.pk]))
