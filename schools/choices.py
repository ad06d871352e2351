"""Choices of the programme: roles, stages, states and terms."""

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
    OTHER = "other", "Beside the journey"


class ParticipationState(models.TextChoices):
    """State of a school's year in a project. Completion, not sign-up, is what counts nationally."""

    ACTIVE = "active", "Taking part"
    COMPLETED = "completed", "Completed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class TermName(models.TextChoices):
    """The three terms of a school year, each of two half terms."""

    AUTUMN = "autumn", "Autumn term"
    SPRING = "spring", "Spring term"
    SUMMER = "summer", "Summer term"


STAGE_FILTER = [("", "Any stage"), *Stage.choices]
FOCUS_FILTER = [("", "Any focus"), *((letter, f"Focus {letter}") for letter in "abcd")]
"""Filter choices in the forms of the board and of the reports."""
