"""Data for the hub's pages of applications, read through `visible_to`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from schools.models import Hub
from sustaining.accounts.actions import get_other_holder
from sustaining.common.permissions import may
from sustaining.outbox.links import withhold
from sustaining.outbox.messages import Rendered

from .. import form_sections
from ..actions import decisions
from ..choices import ApplicationState, Decision, HeadAnswer
from ..eligibility import why_not
from ..models import APPLICATION_MOVES, Application, Call, Note
from .school import related, with_related

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_COMPARED = 4


def hubs_to_open_for(user: User) -> list[Hub]:
    """Return the hubs in which the user may open a project."""
    return [hub for hub in Hub.objects.visible_to(user).at_work() if may(user, "applications.open_call", hub)]


def get_calls(user: User) -> Any:
    """Return the calls of the user's hubs, latest year first."""
    calls = Call.objects.visible_to(user).with_counts().select_related("hub", "project")
    return calls.order_by("-project__academic_year", "project__code", "hub__sort_name")


def queue_context(call: Call, user: User, state: str) -> dict[str, Any]:
    """Return a call's queue: tabs with counts and ages, and the applications of the open tab."""
    own = Application.objects.visible_to(user).filter(call=call)
    by_state = {row["state"]: row for row in own.sent().by_state()}
    states = [choice for choice in ApplicationState.values if choice != ApplicationState.DRAFT]
    state = (
        state
        if state in states
        else next((choice for choice in states if choice in by_state), ApplicationState.SUBMITTED)
    )
    tabs = [
        {
            "key": key,
            "label": ApplicationState(key).label,
            "count": by_state.get(key, {}).get("count", 0),
            "oldest": by_state.get(key, {}).get("oldest"),
            "current": key == state,
        }
        for key in states
    ]
    applications = with_related(own.sent().filter(state=state).in_order())
    taken = sum(by_state.get(key, {}).get("count", 0) for key in (ApplicationState.OFFERED, ApplicationState.ACCEPTED))
    return {
        "call": call,
        "tabs": tabs,
        "state": state,
        "rows": applications,
        "taken": taken,
        "left": max(call.places - taken, 0),
        "drafts": own.filter(state=ApplicationState.DRAFT).count(),
        "decisions": [choice for choice in Decision if _is_open(choice, state)],
    }


def _is_open(decision: str, state: str) -> bool:
    return state in APPLICATION_MOVES.moves[decision].sources


def application_row(application: Application) -> dict[str, Any]:
    """Return an application's row in the queue, with why it cannot be offered a place."""
    return {
        "application": application,
        "advocates": " and ".join(str(advocate) for advocate in application.advocates.all()),
        "why_not": "" if application.state == ApplicationState.ACCEPTED else why_not(application),
        "head": HeadAnswer(application.head_answer).label,
        "head_agreed": application.head_answer == HeadAnswer.AGREED,
    }


def application_context(application: Application, user: User) -> dict[str, Any]:
    """Return one application with its answers, notes and eligibility."""
    prefetch_related_objects([application], *related())
    notes = Note.objects.visible_to(user).filter(application=application).select_related("by").order_by("at")
    return {
        **application_row(application),
        "answers": form_sections.answers_by_section(application),
        "address_notes": list(address_notes(application)),
        "notes": notes,
        "decisions": [decision for decision in Decision if _is_open(decision, application.state)],
        "open_moves": APPLICATION_MOVES.open_to(application),
    }


def address_notes(application: Application) -> Iterator[str]:
    """Yield a sentence for each Advocate whose address is that of an account in another name.

    The hub asks before it offers a place: everything for the Advocate would go to the holder of the account.
    """
    if application.state in (ApplicationState.ACCEPTED, ApplicationState.WITHDRAWN):
        return
    for advocate in application.advocates.all():
        if holder := get_other_holder(advocate.email, str(advocate)):
            yield (
                f"{advocate.email} belongs to {holder}’s account. If {advocate} is someone else, ask for their own "
                "address before you offer a place."
            )


def comparison(call: Call, user: User, chosen: list[str]) -> dict[str, Any]:
    """Return up to four applications side by side: a row for each question, a column for each school."""
    keys = [int(key) for key in chosen if key.isdecimal() and len(key) < 10][:MOST_COMPARED]
    applications = list(
        with_related(Application.objects.visible_to(user).filter(call=call, pk__in=keys).sent().in_order())
    )
    texts_by_heading = [
        {
            (section.title, label): text
            for section, lines in form_sections.answers_by_section(item)
            for label, text in lines
        }
        for item in applications
    ]
    headings = dict.fromkeys(line for item in texts_by_heading for line in item)
    lines = [
        {"title": title, "label": label, "texts": [(item.school, text.get((title, label), "")) for item, text in pairs]}
        for title, label in headings
        if (pairs := list(zip(applications, texts_by_heading, strict=True)))
    ]
    return {"call": call, "columns": [application_row(item) for item in applications], "lines": lines}


def preview_letters(
    applications: list[Application], decision: str, *, message: str, answer_by: date | None
) -> list[dict[str, Any]]:
    """Return each letter as it would be sent, or why the school cannot be offered a place."""
    return [
        {
            "to": application.contact_email,
            "school": application.school,
            "letter": _without_link(
                decisions.render_letter(application, decision, message=message, answer_by=answer_by)
            ),
            "refusal": decisions.offer_refusal(application) if decision == Decision.OFFER else "",
        }
        for application in applications
    ]


def _without_link(letter: Rendered) -> Rendered:
    return letter._replace(text=withhold(letter.text))
