"""Actions on a hub's reminder schedule and wording, and on private calendars."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from schools.models import Hub
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.kinds import get_kind
from sustaining.outbox.links import Address, end_links, mint_shown
from sustaining.outbox.wording import wording_problem

from ..links import CALENDAR
from ..models import CalendarFeed, ReminderSchedule, Wording

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class WordingNotPossible(DomainError):
    """The wording contains a name that this kind of email does not have."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@action("workgroups.set_schedule")
def set_schedule(
    hub: Hub,
    *,
    remind_days: list[int],
    nudge_days: list[int],
    thanks_days: int | None,
    sends_from: time,
    sends_until: time,
    notice_days: int,
    by: User,
    now: datetime,
) -> ReminderSchedule:
    """Change a hub's reminder schedule. Emails that are still to be sent follow it at once."""
    schedule, _ = ReminderSchedule.objects.update_or_create(
        hub=hub,
        defaults={
            "remind_days": sorted(set(remind_days), reverse=True),
            "nudge_days": sorted(set(nudge_days), reverse=True),
            "thanks_days": thanks_days,
            "sends_from": sends_from,
            "sends_until": sends_until,
            "notice_days": notice_days,
        },
    )
    return schedule


@action("workgroups.set_wording")
def set_wording(hub: Hub, *, template: str, subject: str, body: str, by: User, now: datetime) -> Wording:
    """Save the hub's own wording of one kind of email. Raise WordingNotPossible when it contains an unknown name."""
    kind = get_kind(template)
    if not kind.can_be_worded:
        raise WordingNotPossible("This email can’t be changed by a hub.", "body")
    for field, text in (("subject", subject), ("body", body)):
        if problem := wording_problem(kind, text, field):
            raise WordingNotPossible(problem, field)
    wording, _ = Wording.objects.update_or_create(
        hub=hub, template=template, defaults={"subject": subject, "body": body, "is_used": True}
    )
    return wording


@action("workgroups.set_wording")
def reset_wording(hub: Hub, *, template: str, by: User, now: datetime) -> None:
    """Go back to the default wording; the hub's own is kept but no longer used."""
    Wording.objects.filter(hub=hub, template=template).update(is_used=False)


@action("workgroups.renew_calendar")
def renew_calendar(person: Any, *, by: User, now: datetime) -> str:
    """Give a person a private calendar, or a new address for it; the old address stops working at once.

    Return the address. Only its hash is stored, so it can be shown this once.
    """
    feed, _ = CalendarFeed.objects.update_or_create(user=person, defaults={"renewed_at": now})
    end_links(feed, CALENDAR, now=now)
    return mint_shown(Address(CALENDAR, feed), to=person.email, user=person, now=now)
