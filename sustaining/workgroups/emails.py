"""The emails about meetings: invitations, changes, reminders, thanks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.text import get_text_list

from schools import samples
from schools.choices import NOT_TAKING_PART
from schools.email_parts import hub_staff
from schools.roles import Role
from schools.viewer import as_viewer
from sustaining.accounts.models import User
from sustaining.common.clock import london_day, today
from sustaining.common.templatetags.sustaining import clock, how_soon, long_day, long_when
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.models import EmailQuerySet
from sustaining.outbox.parts import READER, page_url

from .choices import Mark, MeetingState, Mode, Rsvp
from .links import rsvp_address
from .models import Attendance, Invitation, Meeting, WorkGroup
from .panels import feedback_address
from .querysets import led_groups
from .reminders import meeting_reminders, thanks
from .schedules import NUDGE, REMINDER, THANKS

if TYPE_CHECKING:
    from .querysets import InvitationQuerySet

AREA = "Work Groups and meetings"


def group_leads(user: User, emails: EmailQuerySet) -> Q | None:
    """Let a Work Group Lead see mail about the groups that they lead, and their meetings."""
    if not as_viewer(user).has_role({Role.SPECIALIST}):
        return None
    led = led_groups(user, today())
    groups, meetings = (ContentType.objects.get_for_model(model) for model in (WorkGroup, Meeting))
    led_meetings = Meeting.objects.filter(group__in=led).values("pk")
    return Q(about_type=groups, about_id__in=led) | Q(about_type=meetings, about_id__in=led_meetings)


def meeting_place(meeting: Meeting) -> str:
    """Return the place on one line. Online it is the joining link, so show it to invited people only."""
    if meeting.mode == Mode.ONLINE:
        return f"Online: {meeting.joining_link or 'link to follow'}"
    return meeting.place or "Place to be announced"


def date_lines(meetings: Any) -> str:
    """Return a line for each meeting: number, title, when, where."""
    return "\n".join(
        f"{meeting.number}. {long_when(meeting.starts_at)} to {clock(meeting.ends_at)}"
        + (f", {meeting.title}" if meeting.title else "")
        for meeting in meetings
    )


def _lead_names(group: WorkGroup) -> str:
    """Return the names of the group's leads. A sample is in no database. One query."""
    if group._state.adding:
        return "Sana Whitlock"
    links = group.lead_links.order_by("pk").values_list("specialist__user__full_name", flat=True)
    return get_text_list(list(links), "and")


def _substituted_person(context: Context) -> str:
    invitation: Invitation | None = context.get("invitation")
    return str(invitation.substitute_for.user) if invitation and invitation.substitute_for else ""


MEETING = (
    *READER,
    Variable("group", "the Work Group", lambda context: context["meeting"].group.name),
    Variable("hub", "your hub", lambda context: context["meeting"].group.hub),
    Variable("meeting", "the group and the number of the meeting", lambda context: context["meeting"]),
    Variable("title", "the meeting’s title", lambda context: context["meeting"].title),
    Variable("when", "date and start time", lambda context: long_when(context["meeting"].starts_at)),
    Variable("day", "its date", lambda context: long_day(context["meeting"].starts_at)),
    Variable("until", "end time", lambda context: clock(context["meeting"].ends_at)),
    Variable("where", "the place, or the joining link", lambda context: meeting_place(context["meeting"])),
    Variable("leads", "who leads the Work Group", lambda context: _lead_names(context["meeting"].group)),
    Variable("map", "the link to the map", lambda context: context["meeting"].map_link),
    Variable("agenda", "the agenda", lambda context: context["meeting"].agenda),
    Variable("page", "the address of the meeting’s page", lambda context: page_url(context["meeting"])),
)
HOW_SOON = Variable(
    "how_soon",
    "Tomorrow, In a week, In 5 days…",
    lambda context: how_soon(context["meeting"].starts_at, context["as_of"]),
)
TASK_BEFORE = Variable("task_before", "the gap task from last time", lambda context: context.get("task_before", ""))
SUBSTITUTE = Variable("substitute", "the substitute the reader proposed", lambda context: context.get("substitute", ""))
REASON = Variable("reason", "the reason given", lambda context: context.get("reason", ""))
INSTEAD_OF = Variable("instead_of", "the person the substitute stands in for", _substituted_person)
DATES = Variable(
    "dates", "every date of the series, one per line", lambda context: date_lines(context.get("meetings", ()))
)
GAP_TASK = Variable("gap_task", "the gap task for next time", lambda context: context["meeting"].gap_task)


def _answer(answer: str) -> Any:
    def url(context: Context) -> str:
        invitation = context.get("invitation")
        return f"{rsvp_address(invitation)}?answer={answer}" if invitation is not None else ""

    return url


def _meeting_page(context: Context) -> str:
    """Return the address of the meeting's page, or nothing for a substitute.

    A substitute has no account; the page behind their reply link shows what they need.
    """
    invitation = context.get("invitation")
    return "" if invitation is not None and invitation.substitute_for_id else page_url(context["meeting"])


def _feedback(context: Context) -> Any:
    """Return the address at which the reader gives feedback, or nothing for a reader who is not in the register."""
    attendance = context.get("attendance")
    return next(filter(None, feedback_address.collect(attendance)), "") if attendance is not None else ""


SEE = Button("View the meeting", _meeting_page, is_main=False, is_link=True)
FEEDBACK = Button("Give feedback", _feedback)
ANSWER = (Button("I’m going", _answer("coming")), Button("Send apologies", _answer("apologies"), is_main=False), SEE)


def sample_meeting(**fields: Any) -> Context:
    """Return the context of a notice or reminder, with unsaved rows, for previews and tests."""
    group = WorkGroup(pk=1, hub=samples.HUB, project=samples.PROJECT, name="Work Group B")
    meeting = Meeting(
        pk=1,
        group=group,
        number=2,
        title="Ratio",
        state=MeetingState.SCHEDULED,
        starts_at=samples.moment(12, 16),
        ends_at=samples.moment(12, 16, 18),
        place="Castle Hill Academy",
        map_link="https://maps.example/castle-hill",
        agenda="Ratio tables in Year 8",
        gap_task="Try one task on ratio with Year 8 and bring what they wrote.",
    )
    return {
        "meeting": meeting,
        "meetings": [meeting],
        "invitation": Invitation(pk=1, meeting=meeting, user=samples.READER, participation=samples.PARTICIPATION),
        "as_of": samples.moment(12, 15, 9),
        "reason": "The hall is needed for an examination.",
        "substitute": "Sam Okoro",
        "task_before": "Try one task on ratio with Year 8 and bring what they wrote.",
        "person": samples.READER,
        "about": meeting,
        **fields,
    }


def sample_substitute() -> Context:
    """Return the context of the invitation of a substitute, with unsaved rows."""
    context = sample_meeting(person=samples.COLLEAGUE)
    invited = context["invitation"]
    context["invitation"] = Invitation(pk=2, meeting=context["meeting"], user=samples.COLLEAGUE, substitute_for=invited)
    return context


def sample_thanks() -> Context:
    """Return the context of the thanks to somebody who attended, with unsaved rows."""
    context = sample_meeting(invitation=None)
    marks = {"meeting": context["meeting"], "user": samples.READER, "mark": Mark.PRESENT}
    return {**context, "attendance": Attendance(pk=1, **marks)}


def _coming(facts: Facts, now: datetime) -> InvitationQuerySet:
    """Return the reader's live invitation to a future meeting, as a queryset."""
    live = _held(facts, now).live()
    return live.filter(meeting=facts["meeting"], meeting__state=MeetingState.SCHEDULED, meeting__starts_at__gt=now)


def _held(facts: Facts, now: datetime) -> InvitationQuerySet:
    """Return the invitations that an active reader still has a post for, at schools that have not withdrawn."""
    reader = User.objects.filter(pk=facts["user"], is_active=True).first()
    if reader is None:
        return Invitation.objects.none()
    held = Invitation.objects.held_by(reader, london_day(now))
    return held.exclude(participation__state__in=NOT_TAKING_PART)


def is_still_at_this_time(facts: Facts, now: datetime) -> bool:
    """Return whether the meeting is in the future, has not moved since, and the reader is invited as they were."""
    return _is_as_sent(_coming(facts, now), facts)


def is_still_expected(facts: Facts, now: datetime) -> bool:
    """Return whether the meeting is still when the reminder says, and the reader has not sent apologies."""
    return _is_as_sent(_coming(facts, now).exclude(rsvp=Rsvp.APOLOGIES), facts)


def is_still_invited(facts: Facts, now: datetime) -> bool:
    """Return whether the reader is still invited to the meeting, and it is still to come."""
    return _coming(facts, now).exists()


def is_still_unanswered(facts: Facts, now: datetime) -> bool:
    """Return whether the meeting is still when the reminder says, and the reader has not answered."""
    return _is_as_sent(_coming(facts, now).filter(rsvp=Rsvp.NONE), facts)


def _is_as_sent(invitations: InvitationQuerySet, facts: Facts) -> bool:
    """Return whether the reader's calendar entry is still the version that the email describes."""
    invitation = invitations.select_related("meeting").first()
    return invitation is not None and invitation.sequence == facts["sequence"]


def is_still_invited_to_series(facts: Facts, now: datetime) -> bool:
    """Return whether the reader is still invited to a future meeting of the series."""
    live = _held(facts, now).live().filter(meeting__in=facts["meetings"])
    return live.filter(meeting__state=MeetingState.SCHEDULED, meeting__starts_at__gt=now).exists()


def is_still_cancelled(facts: Facts, now: datetime) -> bool:
    """Return whether the meeting is cancelled, and the reader had an invitation.

    Their calendar is put right even when their post, or their school's year, has ended since.
    """
    invitations = Invitation.objects.filter(meeting=facts["meeting"], user=facts["user"], user__is_active=True)
    return invitations.filter(meeting__state=MeetingState.CANCELLED).exists()


def is_still_withdrawn(facts: Facts, now: datetime) -> bool:
    """Return whether the reader has not been invited to the meeting again since."""
    invitations = Invitation.objects.filter(meeting=facts["meeting"], user=facts["user"], withdrawn_at__isnull=False)
    return invitations.filter(times_invited=facts["times_invited"]).exists()


def was_present(facts: Facts, now: datetime) -> bool:
    """Return whether the register still marks the reader as present, and their school takes part."""
    if not _held(facts, now).filter(meeting=facts["meeting"]).exists():
        return False
    present = Attendance.objects.filter(meeting=facts["meeting"], mark=Mark.PRESENT, user=facts["user"])
    return present.filter(meeting__state=MeetingState.HELD, user__is_active=True).exists()


def _kind(name: str, title: str, goes_when: str, category: Category, *more: Variable, **fields: Any) -> EmailKind:
    fields.setdefault("sample", sample_meeting)
    return EmailKind(
        name=name,
        area=AREA,
        title=title,
        goes_when=goes_when,
        category=category,
        variables=(*MEETING, *more),
        hub=lambda context: context["meeting"].group.hub,
        seen_by=(hub_staff, group_leads),
        **fields,
    )


register(
    _kind(
        "meeting_date",
        "Invitation",
        "when a date is set, or someone is invited later",
        Category.NEWS,
        INSTEAD_OF,
        buttons=ANSWER,
        facts=("meeting", "sequence"),
        still_true=is_still_at_this_time,
    ),
    _kind(
        "meeting_substitute",
        "Invitation of a substitute",
        "when a member asks a colleague to attend in their place",
        Category.NEWS,
        INSTEAD_OF,
        buttons=ANSWER,
        sample=sample_substitute,
        facts=("meeting", "sequence"),
        still_true=is_still_at_this_time,
    ),
    _kind(
        "meetings_planned",
        "Meeting dates for the year",
        "when a series of dates is set together",
        Category.NEWS,
        DATES,
        buttons=(SEE,),
        sample=lambda: sample_meeting(invitation=None),
        facts=("meetings",),
        still_true=is_still_invited_to_series,
    ),
    _kind(
        "meeting_moved",
        "Change of time or place",
        "when the time or the place changes; always sent",
        Category.CHANGE,
        buttons=ANSWER,
        facts=("meeting", "sequence"),
        still_true=is_still_at_this_time,
    ),
    _kind(
        "meeting_cancelled",
        "Cancellation",
        "when a meeting is cancelled; always sent",
        Category.CHANGE,
        REASON,
        buttons=(SEE,),
        facts=("meeting",),
        still_true=is_still_cancelled,
    ),
    _kind(
        "meeting_restored",
        "Cancellation reversed",
        "when a cancelled meeting will go ahead after all; always sent",
        Category.CHANGE,
        REASON,
        buttons=ANSWER,
        sample=lambda: sample_meeting(reason="The hall is free after all."),
        facts=("meeting", "sequence"),
        still_true=is_still_at_this_time,
    ),
    _kind(
        "meeting_withdrawn",
        "No longer invited",
        "when a school leaves the group; always sent",
        Category.CHANGE,
        REASON,
        buttons=(SEE,),
        sample=lambda: sample_meeting(reason="Castle Hill Academy has moved to Work Group A."),
        facts=("meeting", "times_invited"),
        still_true=is_still_withdrawn,
    ),
    _kind(
        "substitute_declined",
        "Substitute not confirmed",
        "when the hub declines a substitute whose email address is not the school’s; always sent",
        Category.CHANGE,
        SUBSTITUTE,
        buttons=(SEE,),
        facts=("meeting",),
        still_true=is_still_invited,
    ),
    _kind(
        NUDGE,
        "Reminder to reply",
        "to everyone who has not replied",
        Category.REMINDER,
        HOW_SOON,
        TASK_BEFORE,
        buttons=ANSWER,
        facts=("meeting", "day", "days", "sequence"),
        still_true=is_still_unanswered,
        occasions=meeting_reminders,
    ),
    _kind(
        REMINDER,
        "Reminder",
        "to everyone who has not sent apologies",
        Category.REMINDER,
        HOW_SOON,
        TASK_BEFORE,
        buttons=ANSWER,
        facts=("meeting", "day", "days", "sequence"),
        still_true=is_still_expected,
        occasions=meeting_reminders,
    ),
    _kind(
        THANKS,
        "Thanks",
        "afterwards, to everyone who attended",
        Category.REMINDER,
        GAP_TASK,
        buttons=(FEEDBACK, SEE),
        sample=sample_thanks,
        facts=("meeting",),
        still_true=was_present,
        occasions=thanks,
    ),
)
