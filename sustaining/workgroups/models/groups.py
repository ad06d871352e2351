"""Work Groups, who leads them, and their member schools."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from schools.models import Hub, Participation, Project, School
from schools.roles import EVERYONE
from schools.scope import scoped_by_participation
from schools.triggers import takes_nothing_new
from specialists.models import Specialist
from sustaining.common.clock import today
from sustaining.common.folded import sort_key_column
from sustaining.common.moves import protect_from_delete, protect_identity, raise_trigger

from ..querysets import LeadQuerySet, MembershipQuerySet, WorkGroupQuerySet


@pghistory.track(exclude=["sort_name"])
class WorkGroup(models.Model):
    """A professional learning community of a hub's schools in one project's year."""

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="work_groups")
    project = models.ForeignKey(Project, models.PROTECT, related_name="work_groups")
    name = models.CharField(max_length=100)
    sort_name = sort_key_column("name")
    focus = models.CharField(max_length=1, blank=True)
    leads = models.ManyToManyField(Specialist, related_name="led_groups", through="GroupLead")

    objects = WorkGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "Work Group"
        ordering = ["-project__academic_year", "sort_name"]
        constraints = [models.UniqueConstraint(fields=["hub", "project", "name"], name="one_group_a_name")]
        triggers = [
            protect_from_delete("groups_stay"),
            protect_identity(
                "groups_stay_at_their_hub",
                "hub_id",
                "project_id",
                sentence="A Work Group cannot move to another hub or project. Set up another group.",
            ),
            takes_nothing_new("merged_hubs_get_no_groups"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workgroups:group", args=[self.pk])

    @property
    def focus_title(self) -> str:
        """Return the text of the group's focus; empty when it has none."""
        return self.project.focus_title(self.focus)


@pghistory.track()
class GroupLead(models.Model):
    """A Specialist who leads a Work Group."""

    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="lead_links")
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="group_links")

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "Work Group Lead"
        constraints = [models.UniqueConstraint(fields=["group", "specialist"], name="one_lead_link")]
        triggers = [
            protect_identity(
                "lead_links_stay",
                "group_id",
                "specialist_id",
                sentence="A lead’s place cannot move to another group or Specialist. Add another lead.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.specialist} leads {self.group}"


@pghistory.track()
class Membership(models.Model):
    """A school's membership of a Work Group: from a day to the day before it leaves (`ends_on` is exclusive)."""

    group = models.ForeignKey(WorkGroup, models.PROTECT, related_name="memberships")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="memberships")
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True)

    objects = scoped_by_participation("participation", EVERYONE, queryset=MembershipQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message="The last day must be the same as or after the first day.",
            ),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(ends_on__isnull=True),
                name="one_open_membership_a_participation",
                violation_error_message="This school is already in a Work Group of this project.",
            ),
            # A participation is of one project, and so of one year. The ranges need no extension, unlike numbers.
            ExclusionConstraint(
                name="one_group_at_a_time",
                expressions=[
                    (
                        Func("participation", "participation", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (Func("starts_on", "ends_on", Value("[)"), function="daterange"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This school is in another Work Group of this project in those days.",
            ),
        ]
        triggers = [
            protect_from_delete("memberships_stay"),
            protect_identity(
                "memberships_stay_in_their_group",
                "group_id",
                "participation_id",
                sentence="A membership cannot move to another group or school. End it, and let the school join the other group.",
            ),
            raise_trigger(
                "members_take_part_with_the_groups_hub",
                when_sql="""NOT EXISTS (
                    SELECT 1 FROM workgroups_workgroup g, schools_participation p
                    WHERE g.id = NEW.group_id AND p.id = NEW.participation_id
                    AND p.project_id = g.project_id AND p.hub_id = g.hub_id
                )""",
                sentence="Members of a Work Group must take part in its project with the same hub.",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation.school} in {self.group}"

    @property
    def school(self) -> School:
        """Return the member school."""
        return self.participation.school

    @property
    def hub(self) -> Hub:
        """Return the hub that the school's year belongs to."""
        return self.participation.hub

    @property
    def hub_id(self) -> int:
        """Return the group's hub."""
        return self.group.hub_id
