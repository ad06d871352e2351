"""What the pages of Work Groups show, read through what is visible."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404
from django.utils import timezone

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.permissions import may
from sustaining.outbox.kinds import KINDS, Occasion
from sustaining.outbox.models import TROUBLE, Email, EmailState, Link

from .actions.invitations import is_short_notice
from .choices import Mark, MeetingState, Rsvp
from .scheduled_mail import Line, scheduled_emails
from .links import CALENDAR
from .models import (
    Attendance,
    CalendarFeed,
    Invitation,
    Meeting,
    MeetingFile,
    MeetingLink,
    Membership,
    WorkGroup,
)
from .schedules import THANKS, schedule_of


def hubs_to_configure(user: Any) -> list[Hub]:
    """Return the hubs whose reminders and words this person sets."""
    return [hub for hub in Hub.objects.visible_to(user).order_by("name") if may(user, "workgroups.set_schedule", hub)]


def group_context(group: WorkGroup, user: Any) -> dict[str, Any]:
    """Members with their schools, those that left, meetings with counts, the leads. Four queries."""
    live = Q(invitations__withdrawn_at__isnull=True)
    counts = {
        "coming": Count("invitations", filter=live & Q(invitations__rsvp=Rsvp.COMING), distinct=True),
        "apologies": Count("invitations", filter=live & Q(invitations__rsvp=Rsvp.APOLOGIES), distinct=True),
        "invited": Count("invitations", filter=live, distinct=True),
        "present": Count("attendances", filter=Q(attendances__mark=Mark.PRESENT), distinct=True),
    }
    memberships = list(
        group.memberships.select_related("participation__school").order_by("participation__school__name")
    )
    return {
        "members": [one for one in memberships if one.ends_on is None],
        "left": [one for one in memberships if one.ends_on is not None],
        "meetings": list(group.meetings.annotate(**counts).order_by("number")),
        "leads": [link.specialist for link in group.lead_links.select_related("specialist__user")],
    }


def meeting_context(meeting: Meeting, user: Any, now: datetime) -> dict[str, Any]:
    """Who comes, one's own answer, what to read, what went out. A constant number of queries."""
    invitations = _invitations(meeting)
    marks = dict(Attendance.objects.filter(meeting=meeting, user__isnull=False).values_list("user", "mark"))
    for one in invitations:
        one.mark_label = Mark(marks[one.user_id]).label if one.user_id in marks else ""
    keeps = may(user, "workgroups.mark_attendance", meeting)
    return {
        "invitations": invitations,
        "mine": next((one for one in invitations if one.user_id == user.pk), None),
        "coming": sum(1 for one in invitations if one.rsvp == Rsvp.COMING),
        "along": list(meeting.attendances.filter(user__isnull=True).select_related("participation__school")),
        "answers_by_school": answers_by_school(invitations) if keeps else [],
        "is_over": bool(meeting.starts_at and meeting.starts_at <= now),
        "opens_register": bool(meeting.starts_at and london_day(meeting.starts_at) <= london_day(now)),
        "links": list(MeetingLink.objects.visible_to(user).filter(meeting=meeting, removed_at__isnull=True)),
        "files": list(MeetingFile.objects.visible_to(user).filter(meeting=meeting, removed_at__isnull=True)),
        "keeps": keeps,
        "notice_days": schedule_of(meeting.group.hub).notice_days,
    }


def _invitations(meeting: Meeting) -> list[Any]:
    found = (
        Invitation.objects.live()
        .filter(meeting=meeting)
        .select_related("user", "participation__school", "substitute_for__user")
    )
    substitutes = Prefetch("substitutes", Invitation.objects.live().select_related("user"), to_attr="comes_instead")
    return list(found.prefetch_related(substitutes).order_by("participation__school__name", "user__full_name"))


def answers_by_school(invitations: list[Any]) -> list[dict[str, Any]]:
    """For the lead: of each school how many come, sent apologies, and have not answered; those to hear from first."""
    rows = []
    for school, people in groupby(invitations, key=lambda one: one.participation.school if one.participation else None):
        count = Counter(one.rsvp for one in people)
        rows.append({
            "school": school,
            "coming": count[Rsvp.COMING],
            "apologies": count[Rsvp.APOLOGIES],
            "unanswered": count[Rsvp.NONE],
        })  # fmt: skip
    return sorted((row for row in rows if row["school"]), key=lambda row: (-row["unanswered"], row["coming"]))


def mail_context(meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return what will go out about a meeting, round by round; what went."""
    rounds = []
    for step, found in groupby(scheduled_emails(meeting, now), key=lambda line: line.step):
        lines = list(found)
        rounds.append({
            "step": step,
            "kind": KINDS[step.kind],
            "is_after": step.kind == THANKS,
            "lines": lines,
            "open": sum(1 for line in lines if line.can_be_steered),
            "held": sum(1 for line in lines if line.can_be_steered and line.hold),
        })  # fmt: skip
    return {
        "rounds": [one for one in rounds if one["open"] or one["step"].due_at > now],
        "over": [one for one in rounds if not one["open"] and one["step"].due_at <= now],
        "said": _sent_rounds(meeting),
        "schedule": schedule_of(meeting.group.hub),
    }


SENT_LABELS = {
    EmailState.SENT: "sent",
    EmailState.QUEUED: "waiting",
    EmailState.FAILED: "not delivered",
    EmailState.BOUNCED: "came back",
    EmailState.MISSED: "not sent",
}


def _sent_rounds(meeting: Meeting) -> list[dict[str, Any]]:
    """Mails about the meeting, and those about its whole series, that said the same at one time; newest first, at most 200."""
    said = Email.objects.about_thing(meeting) | Email.objects.about_thing(meeting.group)
    rounds = []
    newest = said.select_related("user").order_by("-queued_at", "-pk")[:200]
    for (subject, _), found in groupby(newest, key=lambda email: (email.subject, london_day(email.queued_at))):
        mails = list(found)
        count = Counter(email.state for email in mails)
        rounds.append({
            "subject": subject,
            "on": mails[0].queued_at,
            "mails": mails,
            "count": [f"{count[state]} {words}" for state, words in SENT_LABELS.items() if count[state]],
            "in_trouble": any(count[state] for state in TROUBLE),
        })  # fmt: skip
    return rounds


def email_to_preview(meeting: Meeting, key: str, now: datetime) -> tuple[Line, Occasion]:
    """Return the mail of an occasion's key as it would go, written as of the moment that it is due. Raises Http404."""
    line = next((one for one in scheduled_emails(meeting, now) if one.key == key), None)
    if line is None:
        raise Http404("There is no such e-mail to come.")
    return line, line.occasion_at(max(line.step.due_at, now))


def time_initial(meeting: Meeting) -> dict[str, Any]:
    """Return what a form about the meeting's time starts with."""
    names = ("mode", "place", "map_link", "joining_link")
    known = {name: getattr(meeting, name) for name in names}
    if meeting.starts_at is None or meeting.ends_at is None:
        return known
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return {**known, "date": start.date(), "start": start.time(), "end": end.time()}


def register_lines(meeting: Meeting) -> list[dict[str, Any]]:
    """Return a line a person: those invited, with substitutes, then colleagues who came along. Two queries."""
    attendances = list(
        Attendance.objects.filter(meeting=meeting).select_related("participation__school").order_by("pk")
    )
    marks = {one.user_id: one.mark for one in attendances if one.user_id}
    invited = [
        {
            "id": f"person-{one.user_id}",
            "name": "person",
            "value": one.user_id,
            "who": one.user.full_name,
            "school": one.participation.school if one.participation else None,
            "note": _note(one),
            "mark": marks.get(one.user_id, ""),
        }
        for one in _invitations(meeting)
    ]
    return invited + [
        {
            "id": f"line-{one.pk}",
            "name": "line",
            "value": one.pk,
            "who": one.name,
            "school": one.participation.school if one.participation else "",
            "note": "Came along",
            "mark": one.mark,
        }
        for one in attendances
        if not one.user_id
    ]


def _note(invitation: Invitation) -> str:
    if invitation.substitute_for:
        return f"For {invitation.substitute_for.user} · {invitation.get_rsvp_display()}"
    late = ", late" if invitation.is_late else ""
    return invitation.get_rsvp_display() + late


def register_line(meeting: Meeting, name: str) -> dict[str, Any]:
    """One line by its id. Raises Http404 when nobody stands there."""
    line = next((line for line in register_lines(meeting) if line["id"] == name), None)
    if line is None:
        raise Http404("Nobody of that name was invited.")
    return line


def participations_for_colleagues(meeting: Meeting) -> Any:
    """Participations whose colleagues may come along."""
    members = Membership.objects.filter(group=meeting.group_id).on(london_day(meeting.starts_at))  # type: ignore[arg-type]
    found = meeting.group.project.participations.filter(pk__in=members.values("participation"))
    return found.select_related("school").order_by("school__name")


def calendar_feed_for(user: Any) -> CalendarFeed | None:
    """One's private calendar, once one has asked for it."""
    return CalendarFeed.objects.visible_to(user).first()


def is_register_open(meeting: Meeting, now: datetime) -> bool:
    """Whether marks are taken today."""
    on = meeting.starts_at is not None and london_day(meeting.starts_at) <= london_day(now)
    return on and meeting.state == MeetingState.SCHEDULED


def series_check_context(group: WorkGroup, form: Any, proposed: list[Any], rows: Any) -> dict[str, Any]:
    """Return the check page: a row each half term, filled with what is proposed; those that are over are left unticked."""
    same = {name: form.cleaned_data[name] for name in ("start", "end", "mode", "place", "joining_link")}
    initial = [
        {**same, "wanted": one.day is not None, "date": one.day, "title": str(one.half_term).capitalize()}
        for one in proposed
    ]
    return {"group": group, "rows": rows(initial=initial)}


def can_see_joining_link(meeting: Meeting, user: Any) -> bool:
    """Whether somebody is shown how to join online: who is invited, and who keeps the register."""
    invited = meeting.invitations.live().filter(user=user.pk).exists()
    return invited or may(user, "workgroups.mark_attendance", meeting)


def answer_initial(invitation: Invitation | None) -> dict[str, Any]:
    """Return what the form to answer starts with."""
    if invitation is None:
        return {}
    instead = next(iter(getattr(invitation, "comes_instead", [])), None)
    return {
        "reason": invitation.reason,
        "substitute_name": instead.user.full_name if instead else "",
        "substitute_email": instead.user.email if instead else "",
    }


def answer_confirmation(posted: Any) -> str:
    """Return what is said after an answer."""
    if posted.get("rsvp") == Rsvp.APOLOGIES and posted.get("substitute_email"):
        return f"Your apologies are in, and {posted.get('substitute_name')} is invited in your place."
    return "Your answer is in."


def answer_context(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """Whether the invitation can be answered, and whether apologies would be late."""
    meeting = invitation.meeting
    is_ahead = bool(meeting.starts_at and meeting.starts_at > now)
    return {
        "is_open": is_ahead and meeting.state == MeetingState.SCHEDULED,
        "would_be_late": is_short_notice(meeting, now),
        "notice_days": schedule_of(meeting.group.hub).notice_days,
    }


def calendar_context(user: Any, address: str | None) -> dict[str, Any]:
    """One's private calendar, and its `address` in the one answer that shows it; when a program last read it."""
    feed = calendar_feed_for(user)
    if feed is None:
        return {"feed": None}
    link = Link.objects.about_thing(feed).filter(purpose=CALENDAR, revoked_at=None).first()
    webcal = "webcal" + address.removeprefix("https").removeprefix("http") if address else ""
    return {"feed": feed, "address": address, "webcal": webcal, "last_read_at": link.last_opened_at if link else None}


def invitation_by(link: Link) -> Invitation:
    """Return the invitation that a link opens, with what its page shows."""
    related = ("user", "meeting__group__hub", "meeting__group__project", "substitute_for__user")
    return Invitation.objects.select_related(*related).get(pk=link.subject_id)
