"""What the board's form offers, and what the board must know before its rows are read: one statement for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schools.models import Hub, Participation, Project, TermDates
from schools.viewer import Viewer
from specialists.models import Specialist
from sustaining.casework.checklists import known_facts
from sustaining.casework.models import Checklist, ChecklistStep
from sustaining.casework.responsibility import Person, reads_responsible, responsibilities_of_year
from sustaining.common.gathering import gather
from sustaining.common.years import AcademicYear

from .board_statement import OwnTerms, group_own_terms
from .rules import reads_plans


@dataclass(frozen=True)
class BoardChoices:
    """What `fetch_choices` read of a year.

    `projects` are years and foci; `people` who is responsible, by the key of the participation; `specialists` and
    `hubs` what the filters offer. `has_checklists` says that the hub of some school uses one, and `facts` which facts
    the steps of these ask for. `terms` are those of hubs with terms of their own.
    """

    projects: list[tuple[int, list[str]]]
    specialists: list[tuple[int, str]]
    hubs: list[Hub]
    people: Mapping[int, Person]
    has_checklists: bool
    facts: tuple[str, ...]
    terms: OwnTerms


def fetch_choices(viewer: Viewer, year: int) -> BoardChoices:
    """Return what the board of a year offers the viewer. One query."""
    rows = gather(_compose, viewer, {}, year)
    return BoardChoices(
        projects=rows["projects"],
        specialists=rows.get("specialists", []),
        hubs=rows.get("hubs", []),
        people={key: Person(*person) for key, *person in rows.get("people", [])},
        has_checklists=bool(rows.get("checklists")),
        facts=known_facts(fact for (fact,) in rows.get("facts", [])),
        terms=group_own_terms(AcademicYear(year), rows.get("terms", [])),
    )


def _compose(viewer: Any, year: int) -> dict[str, Any]:
    """Return the querysets for a scope and a year."""
    querysets: dict[str, Any] = {
        "projects": Project.objects.visible_to(viewer).order_by("stage", "code").values_list("academic_year", "foci"),
        "specialists": Specialist.objects.visible_to(viewer)
        .order_by("user__sort_name")
        .values_list("pk", "user__full_name"),
        "terms": TermDates.objects.filter(academic_year=year),
    }
    if viewer.is_superuser:
        querysets["hubs"] = Hub.objects.visible_to(viewer).select_related("merged_into").at_work_first()
    if reads_responsible(viewer):
        people = responsibilities_of_year(viewer, year)
        querysets["people"] = people.values_list("participation", "user", "user__sort_name", "user__full_name")
    if reads_plans(viewer):
        hubs = Participation.objects.visible_to(viewer).listed_in_year(year).order_by().values("hub")
        steps = ChecklistStep.objects.asked_in(year, hubs).exclude(fact="")
        querysets["checklists"] = Checklist.objects.in_use(year).filter(hub__in=hubs).order_by().values_list("pk")[:1]
        querysets["facts"] = steps.order_by().values_list("fact").distinct()
    return querysets
