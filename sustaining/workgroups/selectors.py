"""What the pages of Work Groups show."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.utils import timezone

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.permissions import may
from sustaining.outbox.kinds import KINDS, Occasion
from sustaining.outbox.models import TROUBLE, Email, EmailState, Link

from .actions.invitations import expected_people, is_short_notice
from .actions.register import MARKABLE
from .choices import Mark, MeetingState, Rsvp
from .corrections import list_corrections
from .links import CALENDAR
from .meeting_people import group_invitations
from .meeting_resources import fetch_resources
from .models import (
    Attendance,
    CalendarFeed,
    Invitation,
    Meeting,
    Membership,
    SubstituteProposal,
    WorkGroup,
)
from .page_actions import meeting_buttons
from .panels import collect_panels
from .scheduled_mail import ScheduledEmail, scheduled_emails
from .schedules import THANKS, get_schedule

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader


def hubs_to_configure(user: User) -> list[Hub]:
    """Return the hubs whose reminders and wording this person may set."""
    return [
        hub for hub in Hub.objects.visible_to(user).order_by("sort_name") if may(user, "workgroups.set_schedule", hub)
    ]


def group_context(group: WorkGroup, user: User, now: datetime) -> dict[str, Any]:
    """Return the group's members, former members, meetings with counts, and leads. Four queries.

    A meeting `is_over` from its start on: who is coming is no question any more.
    """
    live = Q(invitations__withdrawn_at__isnull=True)
    counts = {
        "coming": Count("invitations", filter=live & Q(invitations__rsvp=Rsvp.COMING), distinct=True),
        "apologies": Count("invitations", filter=live & Q(invitations__rsvp=Rsvp.APOLOGIES), distinct=True),
        "invited": Count("invitations", filter=live, distinct=True),
        "present": Count("attendances", filter=Q(attendances__mark=Mark.PRESENT), distinct=True),
    }
    memberships = list(
        group.memberships.select_related("participation__school").order_by("participation__school__sort_name")
    )
    meetings = list(group.meetings.annotate(**counts).order_by("number"))
    for meeting in meetings:
        meeting.is_over = meeting.has_begun(now)  # type: ignore[attr-defined]
    return {
        "members": [membership for membership in memberships if membership.ends_on is None],
        "left": [membership for membership in memberships if membership.ends_on is not None],
        "meetings": meetings,
        "leads": [link.specialist for link in group.lead_links.select_related("specialist__user")],
    }


def meeting_context(meeting: Meeting, user: Reader, now: datetime) -> dict[str, Any]:
    """Return who comes, the user's own invitation, links and files, and answers by school. A constant number of queries."""
    invitations = _invitations(meeting)
    marks = dict(Attendance.objects.filter(meeting=meeting, user__isnull=False).values_list("user", "mark"))
    colleagues = list(meeting.attendances.filter(user__isnull=True).select_related("participation__school"))
    can_keep_register = may(user, "workgroups.mark_attendance", meeting)
    own = next((invitation for invitation in invitations if invitation.user_id == user.pk), None)
    opens_register = bool(meeting.starts_at and london_day(meeting.starts_at) <= london_day(now))
    return {
        "invitations": invitations,
        "people": group_invitations(invitations, marks if meeting.took_place else None),
        "own_invitation": own,
        "sees_link": own is not None or can_keep_register,
        "coming": sum(1 for invitation in invitations if invitation.rsvp == Rsvp.COMING),
        "present": [*marks.values(), *(colleague.mark for colleague in colleagues)].count(Mark.PRESENT),
        "colleagues": colleagues,
        "answers_by_school": answers_by_school(invitations) if can_keep_register else [],
        "is_over": meeting.has_begun(now),
        **meeting_buttons(meeting, user, can_keep_register=can_keep_register, opens_register=opens_register),
        **fetch_resources(meeting, user),
        "can_keep_register": can_keep_register,
        "corrections": list_corrections(meeting) if can_keep_register else [],
        **_reply_times(meeting, now),
        "panels": list(collect_panels(meeting, user, now)),
    }


def _reply_times(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return the hub's notice period in days, the day by which to reply (None: passed), and whether apologies would be late."""
    notice_days = get_schedule(meeting.group.hub).notice_days
    late = is_short_notice(meeting, now)
    last_day = london_day(meeting.starts_at - timedelta(days=notice_days)) if meeting.starts_at and not late else None
    return {"notice_days": notice_days, "reply_by": last_day, "would_be_late": late}


def _invitations(meeting: Meeting) -> list[Any]:
    invitations = (
        Invitation.objects.live()
        .filter(meeting=meeting)
        .select_related("user", "participation__school", "substitute_for__user")
    )
    substitutes = Prefetch(
        "substitutes", Invitation.objects.live().select_related("user"), to_attr="substitutes_coming"
    )
    proposals = Prefetch("proposals", SubstituteProposal.objects.undecided(), to_attr="open_proposals")
    return list(
        invitations.prefetch_related(substitutes, proposals).order_by(
            "participation__school__sort_name", "user__sort_name"
        )
    )


def _get_school(invitation: Invitation) -> Any:
    return invitation.participation.school if invitation.participation else None


def answers_by_school(invitations: list[Any]) -> list[dict[str, Any]]:
    """Return the number of answers of each kind by school, for the lead; schools with the most unanswered first."""
    rows = []
    for school, people in groupby(invitations, key=_get_school):
        count = Counter(invitation.rsvp for invitation in people)
        rows.append({
            "school": school,
            "coming": count[Rsvp.COMING],
            "apologies": count[Rsvp.APOLOGIES],
            "unanswered": count[Rsvp.NONE],
        })  # fmt: skip
    return sorted((row for row in rows if row["school"]), key=lambda row: (-row["unanswered"], row["coming"]))


def mail_context(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return the scheduled emails about a meeting, round by round, and those that were sent."""
    rounds = []
    for step, emails in groupby(scheduled_emails(meeting, now), key=lambda email: email.step):
        scheduled = list(emails)
        rounds.append({
            "step": step,
            "kind": KINDS[step.kind],
            "is_after": step.kind == THANKS,
            "emails": scheduled,
            "open": sum(1 for email in scheduled if email.can_be_steered),
            "held": sum(1 for email in scheduled if email.can_be_steered and email.hold),
        })  # fmt: skip
    return {
        "rounds": [round_ for round_ in rounds if round_["open"] or round_["step"].due_at > now],
        "over": [round_ for round_ in rounds if not round_["open"] and round_["step"].due_at <= now],
        "sent": _sent_rounds(meeting),
        "schedule": get_schedule(meeting.group.hub),
    }


SENT_LABELS = {
    EmailState.SENT: "sent",
    EmailState.QUEUED: "waiting",
    EmailState.FAILED: "not delivered",
    EmailState.BOUNCED: "bounced",
    EmailState.MISSED: "not sent",
}


def _sent_rounds(meeting: Meeting) -> list[dict[str, Any]]:
    """Return emails about the meeting or its series, grouped by subject and day, newest first, at most 200.

    Certificates are about the group as well, and have nothing to do with one meeting.
    """
    series = Email.objects.about_thing(meeting.group).filter(kind="meetings_planned")
    emails = Email.objects.about_thing(meeting) | series
    rounds = []
    newest = emails.select_related("user").order_by("-queued_at", "-pk")[:200]
    for (subject, _), group in groupby(newest, key=lambda email: (email.subject, london_day(email.queued_at))):
        batch = list(group)
        states = Counter(email.state for email in batch)
        rounds.append({
            "subject": subject,
            "on": batch[0].queued_at,
            "emails": batch,
            "counts": [f"{states[state]} {label}" for state, label in SENT_LABELS.items() if states[state]],
            "in_trouble": any(states[state] for state in TROUBLE),
        })  # fmt: skip
    return rounds


def email_to_preview(meeting: Meeting, key: str, now: datetime) -> tuple[ScheduledEmail, Occasion]:
    """Return the scheduled email with this key, and its occasion as of the moment it is due. Raise Http404."""
    scheduled = next((email for email in scheduled_emails(meeting, now) if email.key == key), None)
    if scheduled is None:
        raise Http404("There is no such scheduled email.")
    return scheduled, scheduled.occasion_at(max(scheduled.step.due_at, now))


def time_initial(meeting: Meeting) -> dict[str, Any]:
    """Return the initial values of a form for the meeting's time."""
    names = ("mode", "place", "map_link", "joining_link")
    known = {name: getattr(meeting, name) for name in names}
    if meeting.starts_at is None or meeting.ends_at is None:
        return known
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {**known, "date": london_day(start), "start": start.time(), "end": end.time()}


def unmarked_invitations(meeting: Meeting) -> list[Invitation]:
    """Return the invitations of people without a mark, with the rows that the closing page shows."""
    unmarked = meeting.invitations.unmarked().select_related("user", "participation__school")
    return list(unmarked.order_by("participation__school__sort_name", "user__sort_name"))


def informed_count(meeting: Meeting, now: datetime) -> int:
    """Return how many people would be emailed if the meeting were cancelled now."""
    if meeting.starts_at is None or meeting.has_begun(now):
        return 0
    return meeting.invitations.live().filter(told_at__isnull=False).count()


def expected_count(meeting: Meeting, now: datetime) -> int:
    """Return how many people would be emailed if a cancelled meeting were restored now; substitutes come on top."""
    if meeting.starts_at is None or meeting.has_begun(now):
        return 0
    return len({user.pk for user, _ in expected_people(meeting, now)})


def held_sentence(meeting: Meeting, now: datetime) -> str:
    """Return how many emails to come are still paused or taken out; empty if none is."""
    number = sum(email.is_stopped for email in scheduled_emails(meeting, now))
    if not number:
        return ""
    return f" {number} {'email is' if number == 1 else 'emails are'} still paused or marked not to send."


def has_taken_place(meeting: Meeting, now: datetime) -> bool:
    """Return whether the meeting's day has come and it was not cancelled."""
    on = meeting.starts_at is not None and london_day(meeting.starts_at) <= london_day(now)
    return on and meeting.state in (*MARKABLE, MeetingState.HELD)


def register_lines(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the rows of the register: invited people and substitutes, then colleagues who came along. Two queries."""
    attendances = list(
        Attendance.objects.filter(meeting=meeting).select_related("participation__school").order_by("pk")
    )
    marks = {row.user_id: row.mark for row in attendances if row.user_id}
    invited = [
        {
            "id": f"person-{row.user_id}",
            "name": "person",
            "value": row.user_id,
            "who": row.user.full_name,
            "about": _about(row),
            "group": GROUPS[row.rsvp],
            "mark": marks.get(row.user_id, ""),
        }
        for row in sorted(_invitations(meeting), key=lambda row: list(GROUPS).index(row.rsvp))
    ]
    return invited + [
        {
            "id": f"line-{row.pk}",
            "name": "line",
            "value": row.pk,
            "who": row.name,
            "about": str(row.participation.school) if row.participation else "",
            "group": "Guests",
            "mark": row.mark,
        }
        for row in attendances
        if not row.user_id
    ]


GROUPS = {Rsvp.COMING: "Said they’re going", Rsvp.APOLOGIES: "Sent apologies", Rsvp.NONE: "Didn’t reply"}
"""How the register groups people, by their reply: a row stays in its place when it is marked."""


def _about(invitation: Invitation) -> str:
    """Return what stands beside a person: their school, for whom they came, and that their apologies were late."""
    notes = [str(invitation.participation.school) if invitation.participation else "Leads the group"]
    if invitation.substitute_for:
        notes.append(f"for {invitation.substitute_for.user}")
    if invitation.is_late:
        notes.append("late apologies")
    return " · ".join(notes)


def register_line(meeting: Meeting, name: str) -> dict[str, Any]:
    """Return the register row with this id. Raise Http404 when there is none."""
    line = next((line for line in register_lines(meeting) if line["id"] == name), None)
    if line is None:
        raise Http404("No one with that name was invited.")
    return line


def participations_for_colleagues(meeting: Meeting) -> Any:
    """Return the participations whose colleagues may be added to the register."""
    members = Membership.objects.filter(group=meeting.group_id).on(london_day(meeting.starts_at))  # type: ignore[arg-type]
    participations = meeting.group.project.participations.filter(pk__in=members.values("participation"))
    return participations.select_related("school").order_by("school__sort_name")


def calendar_feed_for(user: User) -> CalendarFeed | None:
    """Return the user's private calendar, or None until they create it."""
    return CalendarFeed.objects.visible_to(user).first()


def is_register_open(meeting: Meeting, now: datetime) -> bool:
    """Return whether the register accepts marks now."""
    on = meeting.starts_at is not None and london_day(meeting.starts_at) <= london_day(now)
    return on and meeting.state in MARKABLE


def series_check_context(group: WorkGroup, form: Any, proposed: list[Any], rows: Any) -> dict[str, Any]:
    """Return the check page's rows, one per half term, with the proposed dates; rows without a date are not ticked."""
    same = {name: form.cleaned_data[name] for name in ("start", "end", "mode", "place", "joining_link")}
    initial = [
        {
            **same,
            "is_held": proposal.day is not None,
            "date": proposal.day,
            "title": str(proposal.half_term).capitalize(),
        }
        for proposal in proposed
    ]
    return {"group": group, "rows": rows(initial=initial)}


def can_see_joining_link(meeting: Meeting, user: Reader) -> bool:
    """Return whether the user is shown the joining link: when invited, or when they keep the register."""
    invited = meeting.invitations.live().filter(user=user.pk).exists()
    return invited or may(user, "workgroups.mark_attendance", meeting)


def answer_initial(invitation: Invitation | None) -> dict[str, Any]:
    """Return the initial values of the reply form, with the substitute who comes or who waits for the hub."""
    if invitation is None:
        return {}
    if proposal := invitation.proposals.undecided().first():
        proposed = {"substitute_name": proposal.name, "substitute_email": proposal.email}
        return {"reason": invitation.reason, **proposed}
    substitute = next(iter(getattr(invitation, "substitutes_coming", [])), None)
    return {
        "reason": invitation.reason,
        "substitute_name": substitute.user.full_name if substitute else "",
        "substitute_email": substitute.user.email if substitute else "",
    }


def answer_confirmation(invitation: Invitation) -> str:
    """Return the confirmation message after a reply."""
    if invitation.rsvp == Rsvp.APOLOGIES:
        if proposal := invitation.proposals.undecided().first():
            return f"Apologies sent. We’ll invite {proposal.name} once your hub has confirmed them."
        if substitute := invitation.substitutes.live().select_related("user").first():
            return f"Apologies sent. We’ve invited {substitute.user} in your place."
        return f"Apologies sent for {invitation.meeting}. You can name a colleague to go instead."
    return "Reply saved."


def answer_context(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """Return whether the invitation can be answered, and whether apologies would be late."""
    meeting = invitation.meeting
    return {
        "is_open": meeting.is_ahead(now),
        "proposal": invitation.proposals.first(),
        "would_be_late": is_short_notice(meeting, now),
        "notice_days": get_schedule(meeting.group.hub).notice_days,
    }


def calendar_context(user: User, address: str | None) -> dict[str, Any]:
    """Return the user's private calendar, when it was last read, and its `address` in the response that makes it."""
    feed = calendar_feed_for(user)
    if feed is None:
        return {"feed": None}
    link = Link.objects.about_thing(feed).filter(purpose=CALENDAR, revoked_at=None).first()
    webcal = "webcal" + address.removeprefix("https").removeprefix("http") if address else ""
    return {"feed": feed, "address": address, "webcal": webcal, "last_read_at": link.last_opened_at if link else None}


def invitation_by(link: Link) -> Invitation:
    """Return the invitation that a link opens, with the rows that its page shows."""
    related = ("user", "meeting__group__hub", "meeting__group__project", "substitute_for__user")
    return Invitation.objects.select_related(*related).get(pk=link.subject_id)
