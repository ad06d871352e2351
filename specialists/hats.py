"""The Specialist's hat, and the bar's entry for those who place them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from schools.hats import Hat, hat, wears
from schools.models import Participation
from schools.page_data import goes_on_with
from sustaining.common.navigation import nav_item

from .models import Specialist

nav_item(25, "Specialists", "specialists:list", wears("administrator", "lead", "hubadmin", "auditor"))


@hat
def specialist_hat(user: Any, on: date) -> Iterable[Hat]:
    for one in Specialist.objects.working(on).filter(user=user).select_related("home_school"):
        yield Hat("specialist", "Specialist", one.home_school.name)


@goes_on_with
def assign_next(participation: Participation) -> str:
    """After an enrolment a hub assigns a Specialist."""
    return reverse("specialists:assign", args=[participation.pk])
