"""Tasks of a hub's desk that one of its staff does, and which tasks a person's desk shows."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.models import Hub
from schools.triggers import MERGED
from sustaining.common.moves import done_by_somebody, protect_from_delete, protect_identity, raise_trigger

from ..task_querysets import DeskChoiceQuerySet, TakenTaskQuerySet
from ..triggers import works_there_sql

PERSON = settings.AUTH_USER_MODEL
WORKS_THERE = works_there_sql("schools_hub h", "h.id = NEW.hub_id")


@pghistory.track()
class TakenTask(models.Model):
    """A task of a hub's desk that one person does, who took it or was given it. It ends with the task.

    `key` names the task as the desk does; `title` says what it was when it was taken.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="taken_tasks")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=250)
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="taken_tasks")
    given_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    checked_at = models.DateTimeField(help_text="When the site last looked whether there is still something to do.")
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TakenTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "task given to someone"
        verbose_name_plural = "tasks given to someone"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "key"], condition=Q(ended_at__isnull=True), name="one_person_does_a_task"
            ),
            done_by_somebody("ended", name="a_taken_task_is_ended_by_somebody"),
        ]
        triggers = [
            protect_from_delete("taken_tasks_stay"),
            protect_identity(
                "taken_tasks_stay_with_their_person",
                "hub_id",
                "key",
                "user_id",
                unless="OLD.hub_id = NEW.hub_id AND OLD.key = NEW.key AND " + MERGED,
                sentence="A taken task stays with its person. Hand it back, and give it to someone else.",
            ),
            raise_trigger(
                "staff_of_the_hub_do_its_tasks",
                when_sql=f"NOT {WORKS_THERE}",
                sentence="Only the hub’s leads and administrators can do its tasks.",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class DeskChoice(models.Model):
    """Whether a person's desk shows the tasks of the whole hub, or their own and those of no one."""

    user = models.OneToOneField(PERSON, models.PROTECT, related_name="desk_choice")
    whole_hub = models.BooleanField()

    objects = DeskChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "desk setting"

    def __str__(self) -> str:
        return f"{self.user}: {'whole hub' if self.whole_hub else 'mine'}"
