"""The words of mails about meetings: a default each, which a hub may replace by its own.

The language is names in double braces, `{{ when }}`, and nothing else: no tags, no filters, nothing that could read more
than the list below. A line all of whose names are empty is left out, so that *To bring: {{ gap_task }}* needs no *if*.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from schools.models import Hub
from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import clock, day, when
from sustaining.outbox.messages import worded_by

from .choices import Mode, Rsvp
from .models import Invitation, Meeting, Wording
from .tokens import rsvp_link

NAME = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
DAYS_IN_WORDS = {0: "Today", 1: "Tomorrow", 7: "In a week", 14: "In two weeks"}


@dataclass(frozen=True)
class Mail:
    """One kind of mail: what it is for, and its default words."""

    title: str
    goes: str
    subject: str
    body: str
    names: tuple[str, ...] = ()


VARIABLES: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "name": ("the reader’s name", lambda said: said["person"].full_name),
    "first_name": ("the reader’s first name", lambda said: said["person"].get_short_name()),
    "group": ("the Work Group", lambda said: said["meeting"].group.name),
    "meeting": ("the group and the meeting’s number", lambda said: str(said["meeting"])),
    "title": ("the meeting’s title", lambda said: said["meeting"].title),
    "when": ("day and time it begins", lambda said: when(said["meeting"].starts_at)),
    "day": ("its day", lambda said: day(said["meeting"].starts_at)),
    "until": ("the time it ends", lambda said: clock(said["meeting"].ends_at)),
    "where": ("the place, or the joining link", lambda said: where_of(said["meeting"])),
    "map": ("the link to the map", lambda said: said["meeting"].map_link),
    "agenda": ("the agenda", lambda said: said["meeting"].agenda),
    "gap_task": ("the gap task for next time", lambda said: said["meeting"].gap_task),
    "hub": ("your hub", lambda said: str(said["meeting"].group.hub)),
    "page": ("the address of the meeting’s page", lambda said: settings.SITE_URL + said["meeting"].get_absolute_url()),
    "how_soon": ("Tomorrow, In a week, In 5 days…", lambda said: how_soon(said["meeting"], said["as_of"])),
    "reason": ("the reason that was given", lambda said: said.get("reason", "")),
    "instead_of": ("whose place a substitute takes", lambda said: _instead_of(said.get("invitation"))),
    "dates": ("every date of the series, a line each", lambda said: dates_of(said.get("meetings", ()))),
    "task_before": ("the gap task set last time", lambda said: said.get("task_before", "")),
}
ALWAYS = (
    "name",
    "first_name",
    "group",
    "hub",
    "meeting",
    "title",
    "when",
    "day",
    "until",
    "where",
    "map",
    "agenda",
    "page",
)

MAILS: dict[str, Mail] = {
    "meeting_date": Mail(
        "Invitation",
        "when a date is set, or somebody is invited later",
        "{{ meeting }}: {{ when }}",
        "Dear {{ name }},\n\n{{ meeting }} now has a date: {{ when }} to {{ until }}.\n{{ where }}\n{{ map }}\n\n"
        "You come in place of {{ instead_of }}.\n\nThe calendar file is attached. Please say whether you are coming.",
        ("instead_of",),
    ),
    "meetings_planned": Mail(
        "The year’s dates",
        "when a series of dates is set at once",
        "{{ group }}: the year’s dates",
        "Dear {{ name }},\n\nThese are the dates of {{ group }}:\n\n{{ dates }}\n\nThe calendar file has them all. "
        "You are asked before each meeting whether you are coming; on their pages you can say so now.",
        ("dates",),
    ),
    "meeting_moved": Mail(
        "Change",
        "when the time or the place changes; always goes",
        "Changed: {{ meeting }}: {{ when }}",
        "Dear {{ name }},\n\n{{ meeting }} has changed. It is now: {{ when }} to {{ until }}.\n{{ where }}\n{{ map }}\n\n"
        "The calendar file changes the entry in your calendar.",
    ),
    "meeting_cancelled": Mail(
        "Cancellation",
        "when a meeting is cancelled; always goes",
        "Cancelled: {{ meeting }} of {{ day }}",
        "Dear {{ name }},\n\n{{ meeting }} on {{ when }} is cancelled.\nThe reason given: {{ reason }}\n\n"
        "The calendar file takes it out of your calendar.",
        ("reason",),
    ),
    "meeting_withdrawn": Mail(
        "No longer invited",
        "when a school leaves the group; always goes",
        "No longer in your calendar: {{ meeting }} of {{ day }}",
        "Dear {{ name }},\n\nYou are no longer expected at {{ meeting }} on {{ when }}.\n{{ reason }}\n\n"
        "The calendar file takes it out of your calendar.",
        ("reason",),
    ),
    "meeting_nudge": Mail(
        "Nudge",
        "to those who have not answered",
        "Are you coming? {{ meeting }}, {{ when }}",
        "Dear {{ name }},\n\n{{ meeting }} is on {{ when }} to {{ until }}, and we have not heard from you yet.\n{{ where }}\n\n"
        "Please say whether you are coming.",
        ("how_soon", "task_before"),
    ),
    "meeting_reminder": Mail(
        "Reminder",
        "to everybody who has not sent apologies",
        "{{ how_soon }}: {{ meeting }}, {{ when }}",
        "Dear {{ name }},\n\n{{ meeting }} is on {{ when }} to {{ until }}.\n{{ where }}\n{{ map }}\n\nAgenda: {{ agenda }}\n\n"
        "From last time: {{ task_before }}",
        ("how_soon", "task_before"),
    ),
    "meeting_thanks": Mail(
        "Thanks",
        "afterwards, to those who were there",
        "Thank you for coming to {{ meeting }}",
        "Dear {{ name }},\n\nThank you for coming to {{ meeting }}.\n\nFor next time: {{ gap_task }}\n\n"
        "Everything about the meeting is on its page.",
        ("gap_task",),
    ),
}


def where_of(meeting: Meeting) -> str:
    """The place in a line; online the joining link, which only the invited are written to."""
    if meeting.mode == Mode.ONLINE:
        return f"Online: {meeting.joining_link or 'the link follows'}"
    return meeting.place or "Place to be announced"


def how_soon(meeting: Meeting, now: datetime) -> str:
    """`Tomorrow`, `In a week`, `In 5 days`: counted in London's days when it is written."""
    if meeting.starts_at is None:
        return ""
    left = (london_day(meeting.starts_at) - london_day(now)).days
    return DAYS_IN_WORDS.get(left, f"In {left} days")


def dates_of(meetings: Any) -> str:
    """A line a meeting: number, title, when, where."""
    return "\n".join(
        f"{one.number}. {when(one.starts_at)} to {clock(one.ends_at)}" + (f", {one.title}" if one.title else "")
        for one in meetings
    )


def _instead_of(invitation: Invitation | None) -> str:
    return str(invitation.substitute_for.user) if invitation and invitation.substitute_for else ""


def names_for(template: str) -> list[tuple[str, str]]:
    """The names that may stand in a mail's words, each with what it says."""
    return [(name, VARIABLES[name][0]) for name in (*ALWAYS, *MAILS[template].names)]


def problem_with(template: str, text: str) -> str:
    """What is wrong with words for a mail, as a sentence that says how to mend it; empty when nothing is."""
    allowed = [name for name, _ in names_for(template)]
    for name in NAME.findall(text):
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            hint = f"Did you mean {{{{ {near[0]} }}}}?" if near else "The list below has those there are."
            return f"There is no {{{{ {name} }}}} in this e-mail. {hint}"
    if stray := STRAY.search(NAME.sub("", text)):
        return (
            f"“{stray[0]}” is left over: write a name in double braces, like {{{{ when }}}}, and nothing else in them."
        )
    return ""


def fill(text: str, said: dict[str, Any]) -> str:
    """The words with their names said; lines whose every name is empty are left out, and no two empty lines follow."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        values = {name: VARIABLES[name][1](said) for name in NAME.findall(line)}
        if not values or any(values.values()):
            lines.append(NAME.sub(lambda found, values=values: values[found[1]], line))  # type: ignore[misc]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(hub: Hub) -> dict[str, Wording]:
    """The hub's own wordings that are in use; asked once for each hub object."""
    if not hasattr(hub, "_own_words"):
        hub._own_words = {one.template: one for one in Wording.objects.filter(hub=hub, is_used=True)}  # type: ignore[attr-defined]
    return hub._own_words  # type: ignore[attr-defined]


def words_for(template: str, said: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """For the outbox: the subject, the file `email/meeting`, and the paragraphs and buttons that it shows."""
    meeting: Meeting = said["meeting"]
    wording: Any = said.get("wording") or own_words(meeting.group.hub).get(template) or MAILS[template]
    invitation: Invitation | None = said.get("invitation")
    asks = invitation is not None and template not in ("meeting_cancelled", "meeting_withdrawn", "meeting_thanks")
    body = fill(wording.body, said)
    more = {
        "body": body,
        "paragraphs": [paragraph.split("\n") for paragraph in body.split("\n\n")],
        "answer_link": rsvp_link(invitation) if asks and invitation else "",
        "is_answered": bool(invitation and invitation.rsvp != Rsvp.NONE),
        "page": settings.SITE_URL + meeting.get_absolute_url() if not _is_guest(invitation) else "",
    }
    return fill(wording.subject, said), "meeting", more


def _is_guest(invitation: Invitation | None) -> bool:
    """A substitute has no account here; the link to answer by shows them all they need."""
    return bool(invitation and invitation.substitute_for_id)


worded_by(words_for, *MAILS)
