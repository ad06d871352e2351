"""Which of a hub's Work Groups can be set up again for the next year, and with whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from schools.models import Hub, Project
from specialists.models import Specialist
from sustaining.common.years import AcademicYear
from sustaining.workgroups.models import WorkGroup

if TYPE_CHECKING:
    from sustaining.common.people import Reader


@dataclass(frozen=True)
class GroupCopy:
    """A Work Group of last year as it would be set up in the project that goes on from its own.

    `leaving` are leads who will not be Specialists of the hub when the year begins: the new group is set up without them.
    """

    last: WorkGroup
    project: Project
    focus: str
    leads: list[Specialist]
    leaving: list[Specialist]

    @property
    def pk(self) -> int:
        """Return the key of last year's group."""
        return self.last.pk

    @property
    def focus_title(self) -> str:
        """Return the text of the focus; empty when the project has none of that letter."""
        return self.project.focus_title(self.focus)


def copy_groups(user: Reader, hub: Hub, year: AcademicYear) -> list[GroupCopy]:
    """Return last year's Work Groups of a hub that have none of their name in `year` yet, by name. Five queries at most."""
    last = WorkGroup.objects.visible_to(user).filter(
        Q(hub=hub) | Q(hub__merged_into=hub),
        project__academic_year=year.start - 1,
        project__rolled_to__has_work_groups=True,
    )
    rows = last.select_related("hub", "project__rolled_to").prefetch_related(
        "lead_links__specialist__user", "lead_links__specialist__hub_links"
    )
    there = set(
        WorkGroup.objects.visible_to(user)
        .filter(hub=hub, project__academic_year=year.start)
        .values_list("project", "name")
    )
    copies = []
    for group in rows.order_by("sort_name", "pk"):
        project = group.project.next_project
        if project is None or (project.pk, group.name) in there:
            continue
        there.add((project.pk, group.name))  # two groups of merged hubs may have one name
        leads = [link.specialist for link in group.lead_links.all()]
        staying = [lead for lead in leads if _leads_next_year(lead, hub, year)]
        focus = group.focus if project.focus_title(group.focus) else ""
        leaving = [lead for lead in leads if lead not in staying]
        copies.append(GroupCopy(last=group, project=project, focus=focus, leads=staying, leaving=leaving))
    return copies


def _leads_next_year(lead: Specialist, hub: Hub, year: AcademicYear) -> bool:
    is_of_hub = any(link.hub_id == hub.pk for link in lead.hub_links.all())
    return is_of_hub and (lead.ends_on is None or lead.ends_on >= year.starts)
