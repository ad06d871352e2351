"""The programme's words, as choices."""

from django.db import models


class HubRole(models.TextChoices):
    """What a person does at a hub."""

    LEAD = "lead", "Hub lead"
    ADMINISTRATOR = "administrator", "Hub administrator"
    AUDITOR = "auditor", "Auditor"


class ContactRole(models.TextChoices):
    """What a contact is at their school."""

    HEADTEACHER = "headteacher", "Headteacher"
    HEAD_OF_DEPARTMENT = "head_of_department", "Head of department"
    FINANCE = "finance", "Finance contact"


class Stage(models.TextChoices):
    """The mastery journey."""

    DEVELOPMENT = "development", "Development"
    EMBEDDING = "embedding", "Embedding"
    SUSTAINING = "sustaining", "Sustaining"
    OTHER = "other", "Beside the journey"


class ParticipationState(models.TextChoices):
    """Where a school stands in a project's year. Completion, not sign-up, is what counts nationally."""

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
"""What the forms of the board and of the reports offer to narrow by."""
