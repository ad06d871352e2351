"""Choices of the programme: roles, stages, states and terms."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models


class HubRole(models.TextChoices):
    """A person's role at a hub."""

    LEAD = "lead", "Hub lead"
    ADMINISTRATOR = "administrator", "Hub administrator"
    AUDITOR = "auditor", "Auditor"


class ContactRole(models.TextChoices):
    """A contact's role at their school."""

    HEADTEACHER = "headteacher", "Headteacher"
    HEAD_OF_DEPARTMENT = "head_of_department", "Head of department"
    FINANCE = "finance", "Finance contact"


class Stage(models.TextChoices):
    """Stages of the mastery journey."""

    DEVELOPMENT = "development", "Development"
    EMBEDDING = "embedding", "Embedding"
    SUSTAINING = "sustaining", "Sustaining"
    OTHER = "other", "Other projects"


class ParticipationState(models.TextChoices):
    """State of a school's year in a project. Completion, not sign-up, is what counts nationally."""

    PROPOSED = "proposed", "Proposed"
    ACTIVE = "active", "Taking part"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Declined"


IN_PROGRESS = (ParticipationState.ACTIVE, ParticipationState.PAUSED)
"""States of a year that goes on: its hub looks after the school, and claims and support can still follow."""
NEVER_TOOK_PART = (ParticipationState.PROPOSED, ParticipationState.DECLINED)
"""States of a year that its school has not confirmed: no figure counts it as taking part."""
NOT_TAKING_PART = (*NEVER_TOOK_PART, ParticipationState.WITHDRAWN)
"""States in which nothing new begins, and nothing that was planned goes on."""
NOT_REMINDED = (*NOT_TAKING_PART, ParticipationState.PAUSED)
"""States in which reminders rest."""


class TermName(models.TextChoices):
    """The three terms of a school year, each of two half terms."""

    AUTUMN = "autumn", "Autumn term"
    SPRING = "spring", "Spring term"
    SUMMER = "summer", "Summer term"


STAGE_FILTER = [("", "Any stage"), *Stage.choices]
"""Filter choices in the forms of the board and of the reports."""


def focus_choices(foci: Sequence[str]) -> list[tuple[str, str]]:
    """Return the foci of a project as choices. Their letters, `a` to `d`, are kept with a school and never shown."""
    return [(chr(ord("a") + place), focus) for place, focus in enumerate(foci)]
