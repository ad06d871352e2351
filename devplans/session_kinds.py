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
    "plan_outcome": "Effect on the plan",
    "watched": "What you observed",
    "topic": "Topic",
    "audience": "Audience",
    "preparation": "Preparation",
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
        {"watched": "The class and the lesson, for example Year 8, ratio with bar models."},
    ),
    SessionKind.JOINT_PLANNING: KindForm(
        "layout-text-window-reverse",
        "The decisions you made, and why. You can attach resources.",
        "When you will teach it, and how you will review it.",
        {"planned_unit": "", "topic": "For example, multiplicative reasoning, Year 7."},
    ),
    SessionKind.LED_PD: KindForm(
        "people",
        "What colleagues did, and what they learned.",
        "What colleagues will try before you meet again.",
        {
            "audience": "For example, the whole department, six teachers.",
            "topic": "For example, representing fractions.",
            "preparation": "What you and the Specialist prepared beforehand.",
        },
    ),
    SessionKind.ALONGSIDE: KindForm(
        "person-workspace",
        "What you did together, and what is changing in your colleague’s teaching.",
        "What your colleague will do next.",
        {"approach": "", "topic": "The class and the topic, for example Year 9, linear graphs."},
    ),
    SessionKind.SYSTEMS: KindForm(
        "file-earmark-text",
        "What is different now, and for whom.",
        "Who will finish it, and when the department will use it.",
        {"system": "", "topic": "Which part, for example the Year 8 scheme of work, autumn term."},
    ),
    SessionKind.PLAN_REVIEW: KindForm(
        "check2",
        "Progress towards the aims, with evidence.",
        "What you will do before the next review.",
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
