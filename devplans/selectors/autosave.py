"""Read a plan's autosaved texts, with conflicting edits and the last writer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from sustaining.accounts.models import User

from ..fields import AUTOSAVED, AutosavedText, autosaved_texts
from ..models import ConflictingEdit, Plan
from ..text_merge import diff_words, merge_texts, plain


@dataclass
class TextBox:
    """An autosaved text in its form.

    `stored` is the row's text, `input_value` the text in the box, `own_conflict` the user's own conflicting edit.
    """

    text: AutosavedText
    row: Any
    stored: str
    input_value: str
    own_conflict: ConflictingEdit | None = None
    others: list[ConflictingEdit] = field(default_factory=list)
    error: str = ""
    saved_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return the suffix of the element's ids."""
        return f"{self.text.kind}-{self.row.pk}-{self.text.name}"

    @property
    def url(self) -> str:
        """Return the URL that saves the text."""
        return reverse("devplans:field", args=[self.text.kind, self.row.pk, self.text.name])

    @property
    def base(self) -> str:
        """Return the text that the writer began from."""
        return self.own_conflict.base if self.own_conflict else self.stored

    @property
    def last_writer(self) -> str:
        """Return who wrote the stored text, according to the history; empty when unknown."""
        wrote = self.row.events.filter(pgh_context__metadata__field=self.text.name).order_by("-pgh_id")
        key = wrote.values_list("pgh_context__metadata__by", flat=True).first()
        return str(User.objects.filter(pk=key).first() or "") if key else ""


def text_boxes(kind: str, row: Any, plan: Plan, user: User) -> list[TextBox]:
    """Return a row's texts for editing. One query."""
    conflicts_by_field: dict[str, list[ConflictingEdit]] = defaultdict(list)
    for conflict in plan.conflicting_edits.filter(kind=kind, row=row.pk, settled_at=None).select_related("by"):
        conflicts_by_field[conflict.field].append(conflict)
    return [text_box(text, row, conflicts_by_field[text.name], user) for text in autosaved_texts(kind)]


def text_box(text: AutosavedText, row: Any, conflicts: list[ConflictingEdit], user: User) -> TextBox:
    """Return a text for editing; a user with a conflicting edit of their own continues that."""
    stored = plain(getattr(row, text.name))
    own_conflict = next((conflict for conflict in conflicts if conflict.by_id == user.pk), None)
    others = [conflict for conflict in conflicts if conflict is not own_conflict]
    return TextBox(text, row, stored, own_conflict.text if own_conflict else stored, own_conflict, others)


def conflicts_at(text: AutosavedText, row: Any) -> list[ConflictingEdit]:
    """Return the unsettled conflicting edits of a field."""
    conflicts = text.get_plan(row).conflicting_edits.filter(
        kind=text.kind, row=row.pk, field=text.name, settled_at=None
    )
    return list(conflicts.select_related("by"))


def edit_url(kind: str, row: Any) -> str:
    """Return the URL of the page where a row's texts are written."""
    if kind == "plan":
        return reverse("devplans:write", args=[row.school.urn])
    return row.get_absolute_url()


def conflict_context(conflict: ConflictingEdit) -> dict[str, Any]:
    """Return both texts, each compared with their common base, and a merged text with every word of both."""
    text = AUTOSAVED[conflict.kind, conflict.field]
    row = text.model._default_manager.get(pk=conflict.row)
    stored = plain(getattr(row, text.name))
    shown = text_box(text, row, [], conflict.by)
    return {
        "conflict": conflict,
        "text": text,
        "stored": stored,
        "last_writer": shown.last_writer,
        "stored_diff": diff_words(conflict.base, stored),
        "own_diff": diff_words(conflict.base, conflict.text),
        "merged": merge_texts(conflict.base, stored, conflict.text),
        "back": edit_url(conflict.kind, row),
    }
