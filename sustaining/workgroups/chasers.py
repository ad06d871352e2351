"""Chaser about meetings: nobody at the school has replied to an invitation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from schools.chasing import NAMED, ChaserKind, ChaserSearch, Missing, Recipients, register_chaser
from schools.models import Advocate, Participation, SchoolContact
from schools.querysets import current
from sustaining.common.clock import london_day, start_of_day
from sustaining.common.templatetags.sustaining import long_day

from .choices import MeetingState, Rsvp
from .links import rsvp_address
from .models import Invitation

AHEAD = timedelta(weeks=2)
REPLY_WITHIN = timedelta(days=3)


def nobody_replied(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools where no one has replied to an invitation to a meeting in the next two weeks. One query.

    Due from two weeks before the meeting, and three days after the invitation was emailed. With several such meetings
    the soonest counts.
    """
    horizon = start_of_day(search.day + AHEAD + timedelta(days=1))
    invitations = Invitation.objects.live().filter(
        participation__in=search.participations,
        meeting__state=MeetingState.SCHEDULED,
        meeting__starts_at__gt=search.now,
        meeting__starts_at__lt=horizon,
        substitute_for__isnull=True,
        told_at__isnull=False,
    )
    rows: dict[tuple[int, int], list[Invitation]] = {}
    posts = {"user": OuterRef("user"), "school": OuterRef("participation__school")}
    holds_post = Exists(Advocate.objects.filter(current(search.day), **posts)) | Exists(
        SchoolContact.objects.filter(current(search.day), **posts)
    )
    related = (
        invitations.annotate(holds_post=holds_post)
        .select_related("meeting__group")
        .order_by("meeting__starts_at", "meeting", "pk")
    )
    for invitation in related:
        rows.setdefault((invitation.participation_id, invitation.meeting_id), []).append(invitation)
    seen = set()
    for (participation, _), invited in rows.items():
        if participation in seen or any(row.rsvp != Rsvp.NONE for row in invited):
            continue
        meeting, emailed_at = invited[0].meeting, min(row.told_at for row in invited if row.told_at)
        starts_on = london_day(meeting.starts_at)  # type: ignore[arg-type]
        since = max(starts_on - AHEAD, london_day(emailed_at) + REPLY_WITHIN)
        if since <= search.day:
            seen.add(participation)
            by_person = {row.user_id: row for row in invited if row.holds_post}  # type: ignore[attr-defined]
            detail = f"{meeting} on {long_day(starts_on)}"
            yield Missing(participation, since, detail, tuple(by_person), about=by_person)


def _reply_page(row: Participation, person: Any, missing: Missing) -> Any:
    """Return the person's link to reply without signing in; the list of groups for a sample."""
    return rsvp_address(missing.about[person.pk]) if missing.about else reverse("workgroups:groups")


register_chaser(
    ChaserKind(
        name="no_reply",
        label="No reply for a meeting",
        sentence="No one at the school has replied to the invitation to a Work Group meeting.",
        due="Two weeks before the meeting",
        recipients=Recipients("The people who were invited", NAMED.by_school),
        find=nobody_replied,
        button="Reply to the invitation",
        page=_reply_page,
        of_school=False,
        sample_detail="Work Group B, meeting 2 on Wednesday 16 December 2026",
    )
)
