"""Choices of feedback on meetings, and of the topics of resources."""

from __future__ import annotations

from django.db import models

from devplans.choices import BigIdea


class Usefulness(models.IntegerChoices):
    """How useful a meeting was, from 1 to 4."""

    VERY = 4, "Very useful"
    USEFUL = 3, "Useful"
    A_LITTLE = 2, "A little useful"
    NOT = 1, "Not useful"


class Confidence(models.IntegerChoices):
    """How confident somebody is to use what a meeting was about, from 1 to 4."""

    VERY = 4, "Very confident"
    CONFIDENT = 3, "Confident"
    A_LITTLE = 2, "A little confident"
    NOT = 1, "Not confident"


POSITIVE = 3
"""The lowest answer that counts as useful, or as confident."""

TOPICS = [*BigIdea.choices, ("planning", "Planning and curriculum"), ("leading", "Leading professional development")]
"""What a resource in the library can be about: a big idea, or the department's work."""
