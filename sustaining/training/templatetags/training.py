"""The people that a visitor of a training site can act as, on the sign-in page."""

from __future__ import annotations

from django import template

from ..database import is_training_site
from ..selectors import Person, list_people

register = template.Library()


@register.simple_tag
def training_people() -> list[Person]:
    """Return the demo's people on a training site; none, without a query, on any other."""
    return list_people() if is_training_site() else []
