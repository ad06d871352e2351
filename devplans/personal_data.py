"""What plans, reviews and sessions hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import LONG, holds

from .models import (
    Aim,
    ChangeRequest,
    Comment,
    ConflictingEdit,
    Evaluation,
    ImportedSession,
    Judgement,
    NextStep,
    Plan,
    PlanFile,
    PlanImport,
    PlanVersion,
    PlanYear,
    Proposal,
    Reflection,
    Review,
    Session,
    SessionAdvocate,
    SessionCorrection,
    SessionFile,
    Step,
    StepOwner,
    Visit,
)

PLAN = "To write, agree and review the school’s development plan."
PLAN_STAYS = "The school’s plan stays; the name goes with the account."
SESSION = "The record of the support that the school received."
FOR_SESSIONS = ("sessions",)

holds(Plan, "Development plans", why=PLAN, stays=PLAN_STAYS)
holds(Aim, "Aims of plans", why=PLAN, stays=PLAN_STAYS)
holds(Step, "Actions of plans", why=PLAN, clears=("steps",), names=("who",))
holds(StepOwner, "Actions of plans that are yours", why=PLAN, stays=PLAN_STAYS, whole_for=("user",))
holds(
    PlanVersion,
    "Agreed versions of plans",
    why=PLAN,
    clears=("plan versions",),
    stays=PLAN_STAYS,
    mentions=("content",),
)
holds(
    PlanYear,
    "Closed years of plans",
    why=PLAN,
    clears=("plan years",),
    stays=PLAN_STAYS,
    mentions=("content",),
)
holds(Comment, "Comments on plans", why=PLAN, clears=("comments",), whole_for=("by",))
holds(ConflictingEdit, "Texts that were set aside", why=PLAN, clears=("asides",), whole_for=("by",))
holds(PlanFile, "Files of plans", why=PLAN, clears=("plan_files",), whole_for=("added_by",), gives_files=True)
holds(
    PlanImport,
    "Plans that were brought in",
    why=PLAN,
    stays=f"The text a day; that it was brought in, {LONG}.",
    whole_for=("added_by",),
    mentions=("rows", "text_lengths"),
)
holds(Review, "Reviews", why=PLAN, stays=PLAN_STAYS)
holds(Judgement, "What reviews say about aims", why=PLAN, stays=PLAN_STAYS, whole_for=("judged_by",))
holds(Reflection, "Reflections", why=PLAN, stays=PLAN_STAYS, whole_for=("written_by",))
holds(Evaluation, "Evaluations of a year", why=PLAN, stays=PLAN_STAYS, whole_for=("written_by",))
holds(
    Session,
    "Sessions",
    why=SESSION,
    clears=FOR_SESSIONS,
    whole_for=("specialist__user", "logged_by"),
    names=("colleague_names",),
)
holds(
    SessionAdvocate,
    "Sessions that Advocates took part in",
    why=SESSION,
    stays="That a session took place stays; the name goes with the account.",
    whole_for=("advocate__user",),
)
holds(SessionCorrection, "Corrections of sessions", why=SESSION, clears=FOR_SESSIONS, whole_for=("by",))
holds(
    ImportedSession,
    "Sessions that a hub brought in",
    why=SESSION,
    stays="Which list it came from stays; the name goes with the account.",
    whole_for=("recorded_by",),
)
holds(ChangeRequest, "Requests to change a session", why=SESSION, clears=FOR_SESSIONS, whole_for=("asked_by",))
holds(NextStep, "Next steps of sessions", why=SESSION, clears=("next_steps",), whole_for=("owner", "added_by"))
holds(
    SessionFile,
    "Files of sessions",
    why=SESSION,
    clears=("session_files",),
    whole_for=("added_by",),
    gives_files=True,
)
holds(
    Proposal,
    "Proposed dates",
    why="To agree on dates.",
    clears=("proposals", "sessions"),
    whole_for=("specialist__user", "proposed_by"),
)
holds(
    Visit,
    "Visits to a Specialist’s school",
    why=SESSION,
    clears=("visits",),
    stays="That a visit took place stays; the name goes with the account.",
    whole_for=("specialist__user", "offered_by"),
)
