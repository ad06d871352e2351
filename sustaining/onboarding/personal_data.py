"""What lists that hubs upload hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import LONG, holds

from .models import EnrolmentUpload, OpeningUpload

holds(
    EnrolmentUpload,
    "Lists of schools to enrol",
    why="To check a list before it is saved, and to undo it.",
    stays=f"The rows a day; which schools were enrolled, {LONG}.",
    mentions=("rows", "headings", "columns", "left_out", "made"),
)
holds(
    OpeningUpload,
    "Lists of what hubs did before they used the site",
    why="To check a list before it is saved, and to undo it.",
    stays=f"The rows a day; what was brought in, {LONG}.",
    mentions=("rows", "headings", "columns", "left_out", "made"),
)
