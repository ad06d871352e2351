"""What the hub keeps about some schools: notes of calls and visits with next actions, and three concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from schools.models import School
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.casework import actions

if TYPE_CHECKING:
    from .build import Builder


@dataclass(frozen=True)
class DemoNote:
    """A note of so many days ago. The next action, if any, is due in so many days (negative: overdue)."""

    urn: int
    kind: str
    days_ago: int
    contact: str
    text: str
    action: str = ""
    due_in: int = 0
    owner: str = ""
    by: str = "hubadmin"
    is_done: bool = False


NOTES = (
    DemoNote(
        910003, "call", 12, "Hilda Brookes, headteacher",
        "Cover is short on Thursdays until Christmas, so both Advocates can only be out of school together on a Tuesday. "
        "Hilda is happy with the plan and will come to the summer meeting.",
        "Move the December session to a Tuesday", 2, "specialist",
    ),
    DemoNote(
        910003, "visit", 26, "Nina Hartwell",
        "Saw two Year 8 lessons. Bar models are in every book. Nina would like to lead a session for the whole department.",
        "Send Nina the workshop slides", -18, "hubadmin", is_done=True,
    ),
    DemoNote(
        910005, "call", 5, "the school office",
        "Rang about the claim: the finance officer has left. A new one starts after half term.",
        "Ask for the new finance contact’s name", -1, "hubadmin",
    ),
    DemoNote(
        910006, "email", 9, "Head of department",
        "“We have lost two teachers and can’t release anyone before January. Please keep our place.”",
        "Ring about cover in January", 20, "lead",
    ),
    DemoNote(
        910006, "note", 3, "", "Agreed at the hub’s meeting to review this school each fortnight.", by="lead",
    ),
    DemoNote(
        910004, "visit", 16, "Head of department",
        "The Year 7 scheme of work now has small steps for ratio. The department meets fortnightly to plan together.",
        by="specialist",
    ),
)  # fmt: skip
CONCERNS = (
    (
        910006, "people", "Two of six teachers have left and neither Advocate can be released this term.",
        "The Specialist visits the school instead, once before Christmas. Lena speaks to the head in January.", 3, "", "",
    ),
    (
        910011, "progress", "No session has been held this year, the plan is still a draft, and emails are not answered.",
        "Hugo rings the head of department this week.", -1, "The NCETM’s regional lead", "",
    ),
    (
        910005, "leadership", "The new headteacher did not know about the programme.",
        "Lena meets the headteacher.", -6, "",
        "Met on site. The headteacher supports the plan and has agreed cover for four days.",
    ),
)  # fmt: skip
"""Schools with a concern: about what, the concern, what is agreed, the review in so many days, who knows, the outcome."""


def keep_notes(builder: Builder) -> None:
    """Write the notes, finish one next action, and raise the concerns, of which one is closed."""
    for number, note in enumerate(NOTES):
        moment = builder.moment(note.days_ago)
        school = School.objects.get(urn=note.urn)
        owner = _person(builder, note.owner, school) if note.owner else None
        written = actions.add_note(
            school, kind=note.kind, happened_on=builder.day(note.days_ago), contact=note.contact, text=note.text,
            next_action=actions.NextAction(note.action, builder.day(-note.due_in), owner) if owner else None,
            for_specialist=note.owner == "specialist", once=uuid5(NAMESPACE_URL, f"demo:note:{number}"),
            by=_person(builder, note.by, school), now=moment,
        )  # fmt: skip
        if note.is_done:
            actions.finish_action(written, by=builder.hubadmin, now=builder.moment(19))
    for number, (urn, kind, summary, agreed, review_in, escalated_to, outcome) in enumerate(CONCERNS):
        concern = actions.raise_concern(
            School.objects.get(urn=urn), kind=kind, summary=summary, agreed=agreed, review_on=builder.day(-review_in),
            escalated_to=escalated_to, for_specialist=False, once=uuid5(NAMESPACE_URL, f"demo:concern:{number}"),
            by=builder.lead, now=builder.moment(14),
        )  # fmt: skip
        if outcome:
            actions.close_concern(concern, outcome=outcome, by=builder.lead, now=builder.moment(5))


def _person(builder: Builder, role: str, school: School) -> User:
    """Return the hub's lead or administrator, or the Specialist who supports the school."""
    if role == "specialist":
        return Specialist.objects.get(assignments__participation__school=school, assignments__ends_on=None).user
    return {"lead": builder.lead, "hubadmin": builder.hubadmin}[role]
