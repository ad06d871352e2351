"""Actions on a hub's own history: it has another name from a day, or another hub serves a local authority."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.common.templatetags.sustaining import day as format_day

from ..models import AuthorityPeriod, FormerHubName, Hub, HubAuthority

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotChangeHistory(DomainError):
    """A hub's history cannot change in that way, or on that day; `field` names the form's field."""

    def __init__(self, sentence: str, field: str = "starts_on") -> None:
        super().__init__(sentence)
        self.field = field


def check_has_begun(starts_on: date, today: date) -> None:
    """Raise CannotChangeHistory for a first day that is still to come."""
    if starts_on > today:
        raise CannotChangeHistory("First day must be today or earlier. Record the change once it has happened.")


@action("schools.change_hub_name")
def change_hub_name(hub: Hub, *, name: str, starts_on: date, by: User, now: datetime) -> Hub:
    """Let a hub have another name from a day; the one before is kept with its last day. Raise CannotChangeHistory."""
    hub = _with_name(hub, name)
    last = FormerHubName.objects.filter(hub=hub).order_by("-ends_on").first()
    check_has_begun(starts_on, london_day(now))
    if last and starts_on <= last.ends_on + timedelta(days=1):
        raise CannotChangeHistory(
            f"The hub was called {last.name} until {format_day(last.ends_on)}. Choose a later first day."
        )
    FormerHubName.objects.create(
        hub=hub, name=hub.name, ends_on=starts_on - timedelta(days=1), changed_by=by, changed_at=now
    )
    return _set_name(hub, name)


@action("schools.change_hub_name")
def correct_hub_name(hub: Hub, *, name: str, starts_on: date | None = None, by: User, now: datetime) -> Hub:
    """Correct the present name of a hub, which had it from the day that is recorded. Raise CannotChangeHistory."""
    return _set_name(_with_name(hub, name), name)


def _with_name(hub: Hub, name: str) -> Hub:
    hub = Hub.objects.select_for_update().get(pk=hub.pk)
    if name == hub.name:
        raise CannotChangeHistory(f"The hub is called {name} already.", "name")
    if Hub.objects.filter(name=name).exclude(pk=hub.pk).exists():
        raise CannotChangeHistory(f"Another hub is called {name}.", "name")
    return hub


def _set_name(hub: Hub, name: str) -> Hub:
    hub.name = name
    hub.save(update_fields=["name"])
    return hub


@action("schools.move_authority")
def move_authority(authority: HubAuthority, *, hub: Hub, starts_on: date, by: User, now: datetime) -> HubAuthority:
    """Let another hub serve a local authority from a day. Its schools follow with the next import. Raise CannotChangeHistory."""
    authority = HubAuthority.objects.select_for_update().get(pk=authority.pk)
    periods = AuthorityPeriod.objects.filter(authority=authority, ends_on__isnull=True)
    # Data that was loaded past the triggers has no period yet.
    before = periods.first() or AuthorityPeriod.objects.create(authority=authority, hub=authority.hub)
    if hub.pk == authority.hub_id:
        raise CannotChangeHistory(f"{hub} serves {authority} already.", "hub")
    check_has_begun(starts_on, london_day(now))
    if before.starts_on and starts_on <= before.starts_on:
        raise CannotChangeHistory(
            f"{before.hub} has had it since {format_day(before.starts_on)}. Choose a later first day."
        )
    # The trigger would begin today: the period before is closed here, on the day that is known.
    before.ends_on = starts_on - timedelta(days=1)
    before.save(update_fields=["ends_on"])
    authority.hub = hub
    authority.save(update_fields=["hub"])
    AuthorityPeriod.objects.filter(authority=authority, ends_on__isnull=True).update(starts_on=starts_on)
    return authority
