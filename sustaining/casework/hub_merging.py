"""Hub merge rules: what a hub wrote stays with it; the successor's people read and change it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schools.endings import Consequence
from schools.hub_merging import HubMergeRule, WorkStays, register_hub_merge_rule
from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.years import AcademicYear

from .message_choices import MailingState
from .models import ChaseSchedule, Checklist, Concern, Mailing, Note, Responsibility


class NextActionsStay(WorkStays):
    """Next actions that are still to be done, on their owners' desks as before."""

    name = "next actions"
    singular, plural = "next action of a note", "next actions of notes"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's notes with an open next action, by its day."""
        return list(Note.objects.with_open_action().filter(hub=hub).order_by("action_on", "pk"))


class ConcernsStay(WorkStays):
    """Open concerns, which the successor reviews from now on."""

    name = "concerns"
    singular, plural = "open concern", "open concerns"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's open concerns, by their review day."""
        return list(Concern.objects.open().filter(hub=hub).select_related("school").order_by("review_on", "pk"))


class MessagesStay(WorkStays):
    """Messages that are scheduled or on hold; the scheduled ones go at their time."""

    name = "messages"
    singular, plural = "message that is scheduled or on hold", "messages that are scheduled or on hold"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's messages that wait, by when they were written."""
        waiting = Mailing.objects.filter(hub=hub, state__in=(MailingState.SCHEDULED, MailingState.HELD))
        return list(waiting.order_by("written_at", "pk"))


register_hub_merge_rule(NextActionsStay())
register_hub_merge_rule(ConcernsStay())


class SchedulesRest(HubMergeRule):
    """Schedules of chasers, which rest while the hub is part of another: the successor's own cover its schools."""

    name = "schedules of chasers"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the schedules that nobody has stopped."""
        return list(ChaseSchedule.objects.filter(hub=hub, stopped_at__isnull=True).order_by("kind"))

    def describe(self, rows: list[Any], hub: Hub, successor: Hub) -> list[Consequence]:
        """Return which kinds the site no longer chases by itself."""
        sentence = (
            f"The site no longer chases the schools of {hub} automatically; {successor} can set up its own schedules"
        )
        return [Consequence(sentence, tuple(map(str, rows)))] if rows else []

    def pass_on(self, rows: list[Any], hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Do nothing: a schedule of a hub that was merged sends nothing."""
        return []

    def put_back(self, passed_on: list[Any], hub: Hub, successor: Hub, now: datetime) -> None:
        """Do nothing: the schedules go on."""


register_hub_merge_rule(SchedulesRest())
register_hub_merge_rule(MessagesStay())


class ChecklistsStay(WorkStays):
    """Checklists of this year and the next: the schools that the hub enrolled go on with them, kept by the successor."""

    name = "checklists"
    singular, plural = "checklist of this year or the next", "checklists of this year and the next"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the hub's checklists of years that are not over, by year."""
        this_year = AcademicYear.of(london_day(now)).start
        return list(Checklist.objects.filter(hub=hub, academic_year__gte=this_year).order_by("academic_year"))


register_hub_merge_rule(ChecklistsStay())


class ResponsibilitiesStay(WorkStays):
    """Who looks after which school: the people of both hubs go on with theirs."""

    name = "responsibilities"
    singular, plural = "school with a person responsible", "schools with a person responsible"

    def find(self, hub: Hub, successor: Hub, now: datetime) -> list[Any]:
        """Return the responsibilities for years of the hub that have not ended."""
        rows = Responsibility.objects.under_way().filter(participation__hub=hub)
        return list(rows.select_related("user", "participation__school").order_by("participation__school", "pk"))


register_hub_merge_rule(ResponsibilitiesStay())
