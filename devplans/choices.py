"""The words of plans and sessions, as choices."""

from django.db import models


class PlanState(models.TextChoices):
    """Where a development plan stands."""

    DRAFT = "draft", "Draft"
    SHARED = "shared", "Shared"
    AGREED = "agreed", "Agreed"
    REFINING = "refining", "Refining"


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
    """The four groups that the programme's intended outcomes come in (NCETM)."""

    STUDENTS = "students", "Student outcomes"
    PRACTICE = "practice", "Practice development"
    LEARNING = "learning", "Professional learning"
    POLICIES = "policies", "Policies and approaches"


class Colour(models.TextChoices):
    """How an aim stands at a review."""

    GREEN = "green", "Green"
    AMBER = "amber", "Amber"
    RED = "red", "Red"


class Aspect(models.TextChoices):
    """For whom a school says, in its evaluation of the year, how much has changed."""

    STUDENTS = "students", "Students"
    TEACHERS = "teachers", "Teachers"
    DEPARTMENT = "department", "Department"


class Horizon(models.TextChoices):
    """When an aim is to be met."""

    THIS_YEAR = "this_year", "This year"
    NEXT_YEAR = "next_year", "Next year"
    LATER = "later", "Later"


class Fate(models.TextChoices):
    """What becomes of an aim when a new year is opened."""

    THIS_YEAR = "this_year", "Go on with it this year"
    NEXT_YEAR = "next_year", "Next year"
    LATER = "later", "Later"
    MET = "met", "It is met"
    DROP = "drop", "Take it off the plan"


class StepState(models.TextChoices):
    """Where a step stands."""

    TO_DO = "to_do", "To do"
    DOING = "doing", "Under way"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class SessionKind(models.TextChoices):
    """What Advocates and their Specialist do together."""

    OBSERVATION = "observation", "Observation at the Specialist’s school"
    JOINT_PLANNING = "joint_planning", "Joint planning"
    LED_PD = "led_pd", "PD led by an Advocate"
    ALONGSIDE = "alongside", "Working alongside a colleague"
    SYSTEMS = "systems", "Schemes of work and systems"
    PLAN_REVIEW = "plan_review", "Plan review"


class PlannedUnit(models.TextChoices):
    """What was planned jointly."""

    LESSON = "lesson", "A lesson"
    SEQUENCE = "sequence", "A sequence"
    UNIT = "unit", "A unit"


class SessionState(models.TextChoices):
    """Where a session stands."""

    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    QUERIED = "queried", "To be changed"
    CONFIRMED = "confirmed", "Confirmed"
    CANCELLED = "cancelled", "Cancelled"


class Approach(models.TextChoices):
    """How one worked alongside a colleague."""

    TEAM_TEACHING = "team_teaching", "Team teaching"
    COACHING = "coaching", "Coaching"
    FEEDBACK = "feedback", "Lesson and feedback"


class DepartmentSystem(models.TextChoices):
    """Which of the department's systems and structures was worked on."""

    SCHEME = "scheme", "Scheme of work"
    ASSESSMENT = "assessment", "Assessment"
    POLICY = "policy", "Policy"
    TIME = "time", "Meeting time"


class PlanOutcome(models.TextChoices):
    """What follows for the plan from its review."""

    STAYS = "stays", "It stays as it is"
    REFINE = "refine", "It is to be refined"


class ProposalState(models.TextChoices):
    """Where proposed dates stand."""

    OPEN = "open", "To be answered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class VisitState(models.TextChoices):
    """Where a visit to a Specialist's school stands."""

    OFFERED = "offered", "Offered"
    CANCELLED = "cancelled", "Cancelled"
