"""The kinds of support session, each declared once for the form, the pages and the database.

To add a kind: a member of `SessionKind`, its entry in `KIND_FORMS`, and `manage.py makemigrations` (the constraints
below name the kinds). `tests/devplans/test_session_kinds.py` tells what was forgotten.

A detail is a field of Session that only some kinds have. All other fields (day, length, people, aims, what happened)
belong to every kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import CheckConstraint, Q, TextChoices


class SessionKind(TextChoices):
    """The kinds of support session."""

    OBSERVATION = "observation", "Observation at the Specialist’s school"
    JOINT_PLANNING = "joint_planning", "Joint planning"
    LED_PD = "led_pd", "PD led by an Advocate"
    ALONGSIDE = "alongside", "Working alongside a colleague"
    SYSTEMS = "systems", "Schemes of work and systems"
    PLAN_REVIEW = "plan_review", "Plan review"


LABELS = {
    "planned_unit": "Planned together",
    "approach": "How you worked",
    "system": "What was worked on",
    "plan_outcome": "What follows for the plan",
    "watched": "What was watched",
    "topic": "Topic",
    "audience": "Who it was for",
    "preparation": "How it was prepared",
}
CHOSEN = ("planned_unit", "approach", "system", "plan_outcome")
"""Details with fixed choices; each belongs to one kind, which requires it. The others are optional text."""
WRITTEN = ("watched", "topic", "audience", "preparation")


@dataclass(frozen=True)
class KindForm:
    """One kind: its icon (of Bootstrap Icons), what its two texts should say, and its details with a hint each."""

    icon: str
    happened: str
    following: str
    details: dict[str, str] = field(default_factory=dict)


KIND_FORMS: dict[str, KindForm] = {
    SessionKind.OBSERVATION: KindForm(
        "eye",
        "What you noticed, and why it worked.",
        "What you will try in your own lessons.",
        {"watched": "The class and the lesson, such as: Year 8, ratio with bar models."},
    ),
    SessionKind.JOINT_PLANNING: KindForm(
        "layout-text-window-reverse",
        "The decisions you took, and why. The resources themselves can be attached.",
        "When it is taught, and how you will look back at it.",
        {"planned_unit": "", "topic": "Such as: multiplicative reasoning, Year 7."},
    ),
    SessionKind.LED_PD: KindForm(
        "people",
        "What colleagues did, and what they took away.",
        "What colleagues try before you meet again.",
        {
            "audience": "Such as: the whole department, six teachers.",
            "topic": "Such as: representing fractions.",
            "preparation": "What the Specialist and you prepared beforehand.",
        },
    ),
    SessionKind.ALONGSIDE: KindForm(
        "person-workspace",
        "What you did together, and what changes in the colleague’s teaching.",
        "What the colleague takes on next.",
        {"approach": "", "topic": "The class and the topic, such as: Year 9, linear graphs."},
    ),
    SessionKind.SYSTEMS: KindForm(
        "file-earmark-text",
        "What is different now, and for whom.",
        "Who finishes it, and when the department uses it.",
        {"system": "", "topic": "Which part, such as: the Year 8 scheme of work, autumn term."},
    ),
    SessionKind.PLAN_REVIEW: KindForm(
        "check2",
        "How far the aims are met, and what shows it.",
        "What you do before the next review.",
        {"plan_outcome": ""},
    ),
}


def kinds_with(detail: str) -> list[str]:
    """Return the kinds that have a detail."""
    return [str(kind) for kind, form in KIND_FORMS.items() if detail in form.details]


def needed_by(kind: str) -> list[str]:
    """Return the required details of a kind."""
    return [detail for detail in KIND_FORMS[kind].details if detail in CHOSEN]


def details_fit() -> list[CheckConstraint]:
    """Return the database constraints that keep a detail empty unless the kind has it."""
    return [
        CheckConstraint(condition=Q(kind__in=kinds_with(detail)) | Q(**{detail: ""}), name=f"{detail}_fits_the_kind")
        for detail in LABELS
    ]
