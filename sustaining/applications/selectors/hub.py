"""What the hub's pages of applications show, read through what is visible."""

from __future__ import annotations

from datetime import date
from typing import Any

from schools.models import Hub
from sustaining.common.permissions import may
from sustaining.outbox.links import withhold
from sustaining.outbox.messages import Rendered

from .. import parts
from ..actions import decisions
from ..choices import ApplicationState, Decision, HeadAnswer
from ..eligibility import why_not
from ..models import APPLICATION_MOVES, Application, Call, Note
from .school import with_all

TONES = {
    ApplicationState.SUBMITTED: "wait",
    ApplicationState.OFFERED: "teal",
    ApplicationState.WAITLISTED: "",
    ApplicationState.DECLINED: "stop",
    ApplicationState.ACCEPTED: "go",
    ApplicationState.WITHDRAWN: "",
}
MOST_COMPARED = 4


def hubs_to_open_for(user: Any) -> list[Hub]:
    """The hubs for whose schools one may open a project."""
    return [hub for hub in Hub.objects.visible_to(user) if may(user, "applications.open_call", hub)]


def calls_of(user: Any) -> Any:
    """The calls of one's hubs, this year's and next year's first."""
    found = Call.objects.visible_to(user).with_counts().select_related("hub", "project")
    return found.order_by("-project__academic_year", "project__code", "hub__name")


def queue(call: Call, user: Any, state: str) -> dict[str, Any]:
    """The queue of a call: tabs with counts and ages, and the applications of the tab that is open."""
    mine = Application.objects.visible_to(user).filter(call=call)
    by_state = {row["state"]: row for row in mine.sent().by_state()}
    asked = [one for one in ApplicationState.values if one != ApplicationState.DRAFT]
    state = state if state in asked else next((one for one in asked if one in by_state), ApplicationState.SUBMITTED)
    tabs = [
        {
            "key": key,
            "words": ApplicationState(key).label,
            "count": by_state.get(key, {}).get("count", 0),
            "oldest": by_state.get(key, {}).get("oldest"),
            "current": key == state,
        }
        for key in asked
    ]
    found = with_all(mine.sent().filter(state=state).in_order())
    taken = sum(by_state.get(key, {}).get("count", 0) for key in (ApplicationState.OFFERED, ApplicationState.ACCEPTED))
    return {
        "call": call,
        "tabs": tabs,
        "state": state,
        "rows": found,
        "taken": taken,
        "left": max(call.places - taken, 0),
        "drafts": mine.filter(state=ApplicationState.DRAFT).count(),
        "decisions": [one for one in Decision if _is_open(one, state)],
    }


def _is_open(decision: str, state: str) -> bool:
    return state in APPLICATION_MOVES.moves[decision].sources


def row(application: Application) -> dict[str, Any]:
    """One application in the queue: who, since when, what stands in the way."""
    return {
        "it": application,
        "advocates": " and ".join(str(named) for named in application.advocates.all()),
        "why_not": "" if application.state == ApplicationState.ACCEPTED else why_not(application),
        "head": HeadAnswer(application.head_answer).label,
        "head_agreed": application.head_answer == HeadAnswer.AGREED,
    }


def reading(application: Application, user: Any) -> dict[str, Any]:
    """One application whole: what is said, the notes, who can take part."""
    notes = Note.objects.visible_to(user).filter(application=application).select_related("by").order_by("at")
    return {
        **row(application),
        "said": parts.read(application),
        "notes": notes,
        "tone": TONES.get(ApplicationState(application.state), ""),
        "decisions": [one for one in Decision if _is_open(one, application.state)],
        "open_moves": APPLICATION_MOVES.open_to(application),
    }


def compared(call: Call, user: Any, chosen: list[str]) -> dict[str, Any]:
    """Up to four applications side by side: the lines are what was asked, part by part, the columns the schools."""
    keys = [int(key) for key in chosen if key.isdecimal() and len(key) < 10][:MOST_COMPARED]
    found = list(with_all(Application.objects.visible_to(user).filter(call=call, pk__in=keys).sent().in_order()))
    said = [{(part.title, label): text for part, lines in parts.read(one) for label, text in lines} for one in found]
    asked = dict.fromkeys(line for one in said for line in one)
    lines = [
        {"title": title, "label": label, "texts": [(one.school, text.get((title, label), "")) for one, text in pairs]}
        for title, label in asked
        if (pairs := list(zip(found, said, strict=True)))
    ]
    return {"call": call, "columns": [row(one) for one in found], "lines": lines}


def letters(
    applications: list[Application], decision: str, *, words: str, answer_by: date | None
) -> list[dict[str, Any]]:
    """Each letter as it would go, and why it cannot where it cannot."""
    return [
        {
            "to": one.contact_email,
            "school": one.school,
            "letter": _to_read(decisions.letter(one, decision, words=words, answer_by=answer_by)),
            "refusal": decisions.why_no_offer(one) if decision == Decision.OFFER else "",
        }
        for one in applications
    ]


def _to_read(letter: Rendered) -> Rendered:
    return letter._replace(text=withhold(letter.text))
