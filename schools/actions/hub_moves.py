"""Moving a school from one hub to another by decision. Its years stay with the hub that enrolled it (decision 87)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sustaining.common.clock import london_day
from sustaining.common.errors import DomainError
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email

from ..models import Hub, Participation, School
from ..moving import people_to_email, proposed_years, split_years
from .endings import end_participation, put_back_participation
from .participation import enrol
from .proposing import decline

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class CannotMove(DomainError):
    """The school already belongs to that hub."""

    field = "hub"


@action("schools.move_to_hub")
def move_to_hub(school: School, *, hub: Hub, by: User, now: datetime) -> School:
    """Set the school's hub by hand, so that imports leave it alone, and email the leads of both hubs and the school.

    Years that have begun stay with the hub that pays them. A year to come on which nothing was claimed ends there and
    is enrolled with the new hub; one that the school has not confirmed is no longer proposed. Raise CannotMove when the
    hub has been set to this one by hand already.
    """
    school = School.objects.select_for_update(of=("self",)).select_related("hub").get(pk=school.pk)
    if school.hub_id == hub.pk and school.hub_is_by_hand:
        raise CannotMove(f"{school} is already in {hub}.")
    former, day = school.hub, london_day(now)
    readers, (staying, passing) = people_to_email(school, hub, day), split_years(school, hub, day)
    for participation in passing:
        reason = f"{school} moved to {hub} before {participation.project.year} began, and takes part with that hub."
        end_participation(participation, reason=reason, by=by, now=now)
    for participation in proposed_years(school, hub):
        decline(participation, reason=f"{school} moved to {hub}, which can propose the year.", now=now)
    School.objects.filter(pk=school.pk).update(hub=hub, hub_is_by_hand=True)
    school.refresh_from_db()
    for participation in passing:
        _enrol_again(participation, school, by=by, now=now)
    if former is None or former.pk != hub.pk:
        _notify(school, former, staying, readers, by=by, now=now)
    return school


def _enrol_again(ended: Participation, school: School, *, by: User, now: datetime) -> Participation:
    """Enrol the school on the same project at its new hub; its Advocates have their posts already.

    A school that moves back is reinstated there.
    """
    earlier = Participation.objects.filter(school=school, project=ended.project_id, hub=school.hub_id).first()
    if earlier is not None and earlier.is_withdrawn:
        put_back_participation(earlier, reason=f"{school} moved back.", by=by, now=now)
        return earlier
    return enrol(
        school,
        project=ended.project,
        advocates=[],
        focus=ended.focus,
        override_reason=ended.override_reason,
        overridden_by=ended.overridden_by,
        by=by,
        now=now,
    )


def _notify(
    school: School, former: Hub | None, staying: list[Participation], readers: list[User], *, by: User, now: datetime
) -> None:
    hub = school.hub
    for person in readers:
        queue_email(
            f"school_moved:{school.pk}:{now.timestamp():.0f}:user={person.pk}",
            to=person,
            kind="school_moved",
            now=now,
            about=school,
            facts={"school": school.pk, "hub": hub.pk if hub else None},
            reply_to=hub.contact_email if hub else "",
            school=school,
            former=former,
            staying=staying,
            who=by.full_name,
        )
