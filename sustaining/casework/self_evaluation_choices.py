"""Choices of a department's self-evaluation."""

from __future__ import annotations

from django.db import models


class Point(models.TextChoices):
    """When in the year a department evaluates itself."""

    START = "start", "Start of the year"
    END = "end", "End of the year"


class Level(models.IntegerChoices):
    """How far a department is with one heading, from 1 to 4."""

    ONE = 1, "1: Not yet"
    TWO = 2, "2: Beginning"
    THREE = 3, "3: Established"
    FOUR = 4, "4: Embedded"


class PlanNeed(models.TextChoices):
    """The evidence of need in a development plan to which a heading can be added."""

    STUDENTS = "student_need", "Evidence of students’ needs"
    TEACHERS = "teacher_need", "Evidence of teachers’ needs"
