"""Provide held sessions as occasions for release claims."""

from __future__ import annotations

from collections.abc import Iterator

from schools.models import Participation
from schools.occasions import ReleaseOccasion, release_occasions

from .models import Session


@release_occasions.provide
def sessions_that_happened(participation: Participation) -> Iterator[ReleaseOccasion]:
    """Yield each held session, with its Advocates. Three queries."""
    held = Session.objects.filter(participation=participation).happened()
    for session in held.prefetch_related("advocates__user"):
        people = tuple(advocate.user.full_name for advocate in session.advocates.all())
        yield ReleaseOccasion(
            f"session:{session.pk}", session.held_on, session.get_kind_display(), people,
            length=session.length_in_words, days=session.length,
        )  # fmt: skip
