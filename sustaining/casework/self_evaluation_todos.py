"""What the desk asks about self-evaluations, and their place in the navigation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from schools.choices import ParticipationState
from schools.models import Participation
from schools.roles import PROGRAMME_STAFF, Role
from schools.viewer import Viewer, shown_to
from sustaining.common.clock import start_of_day
from sustaining.common.navigation import nav_item
from sustaining.common.todo import DeskContext, Importance, Todo, todo
from sustaining.common.waiting import only
from sustaining.common.years import AcademicYear

from .models import SelfEvaluation, SelfEvaluationHeading
from .self_evaluation_choices import Point

nav_item(73, "Self-evaluations", "casework:self-evaluations", shown_to(PROGRAMME_STAFF), parent="reports:report")

ASKED_IN = {Point.START: (9, 10, 11), Point.END: (6, 7, 8)}
"""The months in which the desk asks; the page is open for longer."""


def _point_asked(day: date) -> Point | None:
    return next((point for point, months in ASKED_IN.items() if day.month in months), None)


def _years_to_evaluate(viewer: Viewer) -> QuerySet[Participation]:
    """Return the active years of the viewer's schools without a submitted self-evaluation for the point that is asked for."""
    year, point = AcademicYear.of(viewer.day), _point_asked(viewer.day)
    if point is None:
        return Participation.objects.none()
    written = SelfEvaluation.objects.filter(participation=OuterRef("pk"), point=point, submitted_at__isnull=False)
    headings = SelfEvaluationHeading.objects.in_use(year.start).order_by()
    years = Participation.objects.visible_to(viewer).filter(
        ~Exists(written), Exists(headings), project__academic_year=year.start, state=ParticipationState.ACTIVE
    )
    return years.select_related("school").order_by("school__sort_name")


@todo(
    "self-evaluations to write",
    frozenset({Role.ADVOCATE, Role.HEAD}),
    Importance.LAST,
    rows=only(_years_to_evaluate),
)
def self_evaluations(desk: DeskContext, participations: list[Participation]) -> Iterator[Todo]:
    """Yield the self-evaluation of this year's start, or of its end, that a school has not submitted."""
    day = desk.viewer.day
    point = _point_asked(day)
    if point is None:
        return
    for participation in participations:
        yield Todo(
            title="Evaluate your department",
            detail=f"{participation.school} · self-evaluation for the {point.label.lower()}",
            act="Start self-evaluation",
            url=reverse("casework:write-self-evaluation", args=[participation.pk, point]),
            since=participation.enrolled_at if point == Point.START else start_of_day(day.replace(month=6, day=1)),
            schools=(participation.school_id,),
        )
