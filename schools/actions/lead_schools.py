"""Actions on the school that leads a hub: another one leads it from a day, or what was recorded is corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import day as format_day

from ..models import FormerLeadSchool, Hub
from .hub_history import CannotChangeHistory, check_has_begun

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@action("schools.edit_hub_settings")
def change_lead_school(hub: Hub, *, name: str, starts_on: date, by: User, now: datetime) -> Hub:
    """Let another school lead the hub from a day; the one before is kept with its last day. Raise CannotChangeHistory."""
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    if name == hub.lead_school:
        raise CannotChangeHistory(f"{name} already leads the hub.", "name")
    last = FormerLeadSchool.objects.filter(hub=hub).order_by("-ends_on").first()
    _check_day(starts_on, last, london_day(now))
    if hub.lead_school:
        FormerLeadSchool.objects.create(
            hub=hub, name=hub.lead_school, ends_on=starts_on - timedelta(days=1), changed_by=by, changed_at=now
        )
    return _set_name(hub, name)


@action("schools.edit_hub_settings")
def correct_lead_school(hub: Hub, *, name: str, starts_on: date | None = None, by: User, now: datetime) -> Hub:
    """Correct the name of the present lead school, and the day from which it leads the hub. Raise CannotChangeHistory."""
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    former = list(FormerLeadSchool.objects.filter(hub=hub).order_by("-ends_on")[:2])
    if starts_on and not former:
        raise CannotChangeHistory("There is no earlier lead school on record, so there is no first day to correct.")
    if starts_on:
        _check_day(starts_on, former[1] if len(former) > 1 else None, london_day(now))
        former[0].ends_on = starts_on - timedelta(days=1)
        former[0].save(update_fields=["ends_on"])
    return _set_name(hub, name)


def _check_day(starts_on: date, before: FormerLeadSchool | None, today: date) -> None:
    check_has_begun(starts_on, today)
    if before and starts_on <= before.ends_on + timedelta(days=1):
        raise CannotChangeHistory(
            f"The previous lead school led the hub until {format_day(before.ends_on)}. Choose a later first day."
        )


def _set_name(hub: Hub, name: str) -> Hub:
    hub.lead_school = name
    hub.save(update_fields=["lead_school"])
    return hub
