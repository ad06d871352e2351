"""The Specialist's hat, and the bar's entry for those who place them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse

from schools.hats import NOWHERE, hat, wears
from schools.models import Participation
from schools.page_data import goes_on_with
from sustaining.common.navigation import nav_item

from .models import Specialist

nav_item(25, "Specialists", "specialists:list", wears("administrator", "lead", "hubadmin", "auditor"))


@hat(specialist=("specialist", "Specialist"))
def specialists(user: Any, on: date) -> QuerySet:
    found = Specialist.objects.working(on).filter(user=user)
    return found.values_list(Value("specialist"), "home_school__name", NOWHERE, NOWHERE, "pk")


@goes_on_with
def assign_next(participation: Participation) -> str:
    """After an enrolment a hub assigns a Specialist."""
    return reverse("specialists:assign", args=[participation.pk])
