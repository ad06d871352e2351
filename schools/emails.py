"""Email kinds of schools: an Advocate takes over, a school moves hub, withdraws, pauses or comes back."""

from __future__ import annotations

from datetime import datetime

from sustaining.common.clock import london_day
from sustaining.common.templatetags.sustaining import long_day as format_day
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, Variable, register
from sustaining.outbox.parts import READER, page_url, reader_is_active

from . import samples
from .choices import ParticipationState
from .email_parts import hub_staff, reader_sees
from .models import Advocate, Hub, Participation, Pause, School, Withdrawal


def is_still_advocate(facts: Facts, now: datetime) -> bool:
    """Return whether the successor's post has not ended, and their account is active."""
    return Advocate.objects.current(london_day(now)).filter(pk=facts["successor"], user__is_active=True).exists()


def sample_handover() -> Context:
    """Return a context as `hand_over` gives it."""
    return {
        "person": samples.READER,
        "school": samples.SCHOOL,
        "leaving": samples.COLLEAGUE,
        "passed": ["2 actions", "1 meeting invitation"],
        "about": samples.SCHOOL,
    }


register(
    EmailKind(
        name="handover",
        area="People",
        title="Taking over as Mastery Advocate",
        goes_when="to a new Advocate who takes over from another",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["school"]),
            Variable("leaving", "the person who held the post before", lambda context: context["leaving"]),
            Variable("open_work", "open work that is now theirs", lambda context: ", ".join(context["passed"])),
        ),
        buttons=(Button("View the school", lambda context: page_url(context["school"])),),
        sample=sample_handover,
        facts=("successor",),
        still_true=is_still_advocate,
        hub=lambda context: context["school"].hub,
        seen_by=(hub_staff,),
    )
)


def is_still_moved(facts: Facts, now: datetime) -> bool:
    """Return whether the school still belongs to that hub, and the reader's account is open."""
    return School.objects.filter(pk=facts["school"], hub=facts["hub"]).exists() and reader_is_active(facts["user"])


def sample_move() -> Context:
    """Return a context as `move_to_hub` gives it."""
    former = Hub(pk=2, name="Larkfield", region="North West")
    return {
        "person": samples.READER,
        "school": samples.SCHOOL,
        "former": former,
        "staying": [
            Participation(
                pk=1, school=samples.SCHOOL, project=samples.PROJECT, hub=former, enrolled_by=samples.COLLEAGUE
            )
        ],
        "who": "Priya Anand",
        "about": samples.SCHOOL,
    }


def describe_staying(context: Context) -> str:
    """Return a sentence that says which years the school finishes elsewhere."""
    years = [f"{row.project.year} with {row.hub}" for row in context["staying"]]
    if not years:
        return ""
    return f"The school finishes {' and '.join(years)}, which pays its claims and arranges its support until the end of the year."


register(
    EmailKind(
        name="school_moved",
        area="People",
        title="A school has moved to another hub",
        goes_when="to the leads of both hubs and to the school’s people when a school moves to another hub",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("school", "the school", lambda context: context["school"]),
            Variable("former_hub", "the previous hub", lambda context: context["former"] or "no hub"),
            Variable("hub", "the new hub", lambda context: context["school"].hub),
            Variable("what_stays", "the years it finishes with the previous hub", describe_staying),
            Variable("who", "the person who moved it", lambda context: context["who"]),
        ),
        buttons=(Button("View the school", lambda context: page_url(context["school"])),),
        sample=sample_move,
        facts=("school", "hub"),
        still_true=is_still_moved,
        hub=lambda context: context["school"].hub,
        seen_by=(hub_staff,),
    )
)


def is_still_withdrawn(facts: Facts, now: datetime) -> bool:
    """Return whether the withdrawal is in force, and the reader may still hear of the school."""
    in_force = Withdrawal.objects.filter(pk=facts["withdrawal"], reinstated_at__isnull=True)
    return in_force.exists() and _is_still_reader(facts)


def is_still_reinstated(facts: Facts, now: datetime) -> bool:
    """Return whether the school has not withdrawn again, and the reader may still hear of it."""
    active = Participation.objects.filter(pk=facts["participation"]).exclude(state=ParticipationState.WITHDRAWN)
    return active.exists() and _is_still_reader(facts)


def _is_still_reader(facts: Facts) -> bool:
    """Return whether the account is open, and someone who saw the school still does. A group's lead need not see it."""
    if not facts["sees_school"]:
        return reader_is_active(facts["user"])
    school = School.objects.filter(participations=facts["participation"]).values_list("pk", flat=True).first()
    return reader_sees(School, school, facts["user"])


def sample_ending(reason: str = "Both Advocates have moved to other schools.") -> Context:
    """Return a context as `withdraw_participation` and `reinstate_participation` give it."""
    return {
        "person": samples.READER,
        "participation": samples.PARTICIPATION,
        "sees_school": True,
        "reason": reason,
        "who": "Lena Marsh",
        "day": london_day(samples.moment(11, 4)),
        "about": samples.SCHOOL,
    }


ENDING: Context = {
    "area": "People",
    "category": Category.CHANGE,
    "variables": (
        *READER,
        Variable("school", "the school", lambda context: context["participation"].school),
        Variable("project", "the project", lambda context: context["participation"].project),
        Variable("year", "the academic year", lambda context: context["participation"].project.year),
        Variable("day", "the day", lambda context: format_day(context["day"])),
        Variable("reason", "the reason given", lambda context: context["reason"]),
        Variable("who", "the person who did it", lambda context: context["who"]),
    ),
    "buttons": (
        Button(
            "View the school",
            lambda context: page_url(context["participation"].school) if context["sees_school"] else "",
        ),
    ),
    "sample": sample_ending,
    "facts": ("participation", "withdrawal", "sees_school"),
    "hub": lambda context: context["participation"].hub,
    "seen_by": (hub_staff,),
}

register(
    EmailKind(
        name="participation_withdrawn",
        title="A school has withdrawn",
        goes_when="to a school’s people, its Specialist and its Work Group’s leads when the school withdraws",
        still_true=is_still_withdrawn,
        **ENDING,
    ),
    EmailKind(
        name="participation_reinstated",
        title="A school has been reinstated",
        goes_when="to the same people when a school is reinstated",
        still_true=is_still_reinstated,
        **{**ENDING, "sample": lambda: sample_ending("A new Advocate has joined the school.")},
    ),
)


def is_still_paused(facts: Facts, now: datetime) -> bool:
    """Return whether the pause has not ended, and the reader may still hear of the school."""
    return Pause.objects.filter(pk=facts["pause"], ended_at__isnull=True).exists() and _is_still_reader(facts)


def is_still_resumed(facts: Facts, now: datetime) -> bool:
    """Return whether the school takes part, and the reader may still hear of it."""
    active = Participation.objects.filter(pk=facts["participation"], state=ParticipationState.ACTIVE)
    return active.exists() and _is_still_reader(facts)


PAUSE: Context = {**ENDING, "facts": ("participation", "pause", "sees_school")}

register(
    EmailKind(
        name="participation_paused",
        title="A school has been paused",
        goes_when="to a school’s people, its Specialist and its Work Group’s leads when the hub pauses the school",
        still_true=is_still_paused,
        **{
            **PAUSE,
            "sample": lambda: {
                **sample_ending("The school is being inspected."),
                "review_on": london_day(samples.moment(1, 11)),
            },
            "variables": (
                *ENDING["variables"],
                Variable("review_on", "the review date", lambda context: format_day(context["review_on"])),
            ),
        },
    ),
    EmailKind(
        name="participation_resumed",
        title="A school has resumed",
        goes_when="to the same people when the school resumes",
        still_true=is_still_resumed,
        **{**PAUSE, "sample": lambda: sample_ending("The inspection is over.")},
    ),
)


def describe_correction(context: Context) -> str:
    """Return a sentence that says which school takes part instead, or in which project this one does."""
    wrong, right = context["participation"], context["right"]
    if right.project == wrong.project:
        return f"{right.school} is taking part instead."
    return f"{right.school} is taking part in {right.project}."


def is_still_a_mistake(facts: Facts, now: datetime) -> bool:
    """Return whether the enrolment still counts as entered by mistake, and the account is open."""
    wrong = Withdrawal.objects.filter(pk=facts["withdrawal"], participation__entered_by_mistake=True)
    return wrong.exists() and reader_is_active(facts["user"])


register(
    EmailKind(
        name="enrolment_corrected",
        area="People",
        title="Enrolment corrected",
        goes_when="to the people of a school that was enrolled by mistake, its Specialist and its Work Group’s leads",
        category=Category.CHANGE,
        variables=(
            *READER,
            Variable("school", "the school enrolled by mistake", lambda context: context["participation"].school),
            Variable("project", "the project it was enrolled on", lambda context: context["participation"].project),
            Variable("correction", "what is right, as a sentence", describe_correction),
            Variable("right_school", "the right school", lambda context: context["right"].school),
            Variable("right_project", "the right project", lambda context: context["right"].project),
            Variable("reason", "the reason given", lambda context: context["reason"]),
            Variable("who", "the person who did it", lambda context: context["who"]),
        ),
        buttons=(),
        sample=lambda: {
            **sample_ending("The wrong school was chosen from the register."),
            "right": samples.OTHER_PARTICIPATION,
        },
        facts=("withdrawal",),
        still_true=is_still_a_mistake,
        hub=lambda context: context["participation"].hub,
        seen_by=(hub_staff,),
    )
)
