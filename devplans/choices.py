"""Choices of plans and sessions."""

from django.db import models

from sustaining.common.status import Status


class PlanState(models.TextChoices):
    """The states of a development plan."""

    DRAFT = "draft", "Draft"
    SHARED = "shared", "Shared"
    AGREED = "agreed", "Agreed"
    REFINING = "refining", "Under revision"


AGREED_STATES = (PlanState.AGREED, PlanState.REFINING)
"""States of a plan that has been agreed, for queries. One under revision is the agreed one until the next is."""


def is_agreed(state: str | None) -> bool:
    """Return whether a plan in this state counts as agreed, in every figure, filter and chaser; None is no plan."""
    return state in AGREED_STATES


PLAN_STATUSES = {
    PlanState.DRAFT: Status("Draft", "", "Waiting for the school to share it."),
    PlanState.SHARED: Status("Shared", "wait", "Waiting for the Specialist."),
    PlanState.AGREED: Status("Agreed", "go"),
    PlanState.REFINING: Status("Under revision", "wait", "The school is changing it."),
}
"""Plan states as pages show them."""


class NeedOf(models.TextChoices):
    """Whose need an aim answers."""

    STUDENTS = "students", "Students"
    TEACHERS = "teachers", "Teachers"


class BigIdea(models.TextChoices):
    """The Five Big Ideas of teaching for mastery (NCETM)."""

    COHERENCE = "coherence", "Coherence"
    REPRESENTATION = "representation", "Representation and Structure"
    THINKING = "thinking", "Mathematical Thinking"
    FLUENCY = "fluency", "Fluency"
    VARIATION = "variation", "Variation"


class OutcomeGroup(models.TextChoices):
    """The four groups of the programme's intended outcomes (NCETM)."""

    STUDENTS = "students", "Student outcomes"
    PRACTICE = "practice", "Practice development"
    LEARNING = "learning", "Professional learning"
    POLICIES = "policies", "Policies and approaches"


class Colour(models.TextChoices):
    """The RAG rating of an aim at a review."""

    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class Aspect(models.TextChoices):
    """The aspects of a year's evaluation: for whom something has changed."""

    STUDENTS = "students", "Students"
    TEACHERS = "teachers", "Teachers"
    DEPARTMENT = "department", "Department"


class Horizon(models.TextChoices):
    """The time by which an aim is to be met."""

    THIS_YEAR = "this_year", "This year"
    NEXT_YEAR = "next_year", "Next year"
    LATER = "later", "Later"


class Fate(models.TextChoices):
    """What happens to an aim when a new year is opened."""

    THIS_YEAR = "this_year", "Continue this year"
    NEXT_YEAR = "next_year", "Next year"
    LATER = "later", "Later"
    MET = "met", "It has been met"
    DROP = "drop", "Remove it from the plan"


class StepState(models.TextChoices):
    """The progress of a step."""

    TO_DO = "to_do", "Not started"
    DOING = "doing", "In progress"
    DONE = "done", "Completed"
    DROPPED = "dropped", "Cancelled"


STEP_STATUSES = {
    StepState.TO_DO: Status("Not started"),
    StepState.DOING: Status("In progress", "teal"),
    StepState.DONE: Status("Completed", "go"),
    StepState.DROPPED: Status("Cancelled"),
}
"""Step states as pages show them."""


class PartKind(models.TextChoices):
    """What a part of a plan that is brought in becomes. All but the first three belong to the aim above."""

    VISION = "vision", "Vision"
    STUDENT_NEED = "student_need", "Evidence of students’ needs"
    TEACHER_NEED = "teacher_need", "Evidence of teachers’ needs"
    AIM = "aim", "Aim"
    NEED = "need", "Need of the aim above"
    SUCCESS_CRITERIA = "success_criteria", "Success criteria of the aim above"
    ACTION = "action", "Action of the aim above"
    LEAVE_OUT = "leave_out", "Leave out"


PLAN_PARTS = (PartKind.VISION, PartKind.STUDENT_NEED, PartKind.TEACHER_NEED)
"""Parts that become texts of the plan itself, by the name of their column."""


class PlannedUnit(models.TextChoices):
    """The kinds of unit planned jointly."""

    LESSON = "lesson", "A lesson"
    SEQUENCE = "sequence", "A sequence"
    UNIT = "unit", "A unit"


class SessionState(models.TextChoices):
    """The states of a session."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    QUERIED = "queried", "Changes requested"
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"


SESSION_STATUSES = {
    SessionState.PLANNED: Status("Planned", "teal"),
    SessionState.HELD: Status("Held"),
    SessionState.QUERIED: Status("Changes requested", "wait", "Waiting for the school."),
    SessionState.CONFIRMED: Status("Confirmed", "go"),
    SessionState.CANCELLED: Status("Cancelled", "stop"),
}
"""Session states as pages show them."""


SESSION_TO_CONFIRM = Status("To confirm", "wait", "Waiting for the Specialist.")
"""A session that took place with a Specialist, who has not confirmed it."""


class SessionCorrectionKind(models.TextChoices):
    """What was put right about a session."""

    REOPENED = "reopened", "Reopened after it was confirmed"
    RESTORED = "restored", "Planned again after it was cancelled"
    REMOVED = "removed", "Removed as logged by mistake"
    UNDONE = "undone", "Undone with the list that it was brought in from"


class NextStepState(models.TextChoices):
    """The states of a next step of a session."""

    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "No longer needed"


NEXT_STEP_STATUSES = {
    NextStepState.OPEN: Status("Open", "teal"),
    NextStepState.DONE: Status("Done", "go"),
    NextStepState.DROPPED: Status("No longer needed"),
}
"""States of next steps as pages show them."""


class Approach(models.TextChoices):
    """The ways of working alongside a colleague."""

    TEAM_TEACHING = "team_teaching", "Team teaching"
    COACHING = "coaching", "Coaching"
    FEEDBACK = "feedback", "Lesson and feedback"


class DepartmentSystem(models.TextChoices):
    """The department's systems and structures that a session can work on."""

    SCHEME = "scheme", "Scheme of work"
    ASSESSMENT = "assessment", "Assessment"
    POLICY = "policy", "Policy"
    TIME = "time", "Meeting time"


class PlanOutcome(models.TextChoices):
    """The outcomes of reviewing a plan in a session."""

    STAYS = "stays", "It stays as it is"
    REFINE = "refine", "It needs revising"


class ProposalState(models.TextChoices):
    """The states of a proposal of dates."""

    OPEN = "open", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


PROPOSAL_STATUSES = {
    ProposalState.OPEN: Status("Proposed", "wait"),
    ProposalState.ACCEPTED: Status("Accepted", "go"),
    ProposalState.DECLINED: Status("Declined", "stop"),
    ProposalState.WITHDRAWN: Status("Withdrawn"),
}
"""Proposal states as pages show them."""


class VisitState(models.TextChoices):
    """The states of a visit to a Specialist's school."""

    OFFERED = "offered", "Offered"
    CANCELLED = "cancelled", "Cancelled"
