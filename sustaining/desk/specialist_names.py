"""The Specialist of a row of the board, as an expression."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, F, Func, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat

from specialists.models import Assignment


def specialist_label(day: date) -> Coalesce:
    """Return an expression for the Specialist's name on a day, with their last day if they leave; else of the one to come."""
    assignments = Assignment.objects.not_ended(day).filter(participation=OuterRef("pk"))
    name = F("specialist__user__full_name")
    last_day = Func(F("ends_on"), Value("FMDD Mon YYYY"), function="to_char", output_field=CharField())
    label = Case(When(ends_on__isnull=True, then=name), default=Concat(name, Value(" until "), last_day))
    labelled = assignments.annotate(label=label)
    begun = labelled.filter(starts_on__lte=day).latest_first().values("label")[:1]
    return Coalesce(Subquery(begun), Subquery(labelled.order_by("starts_on", "pk").values("label")[:1]))
