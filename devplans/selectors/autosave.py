"""Read a plan's autosaved texts, with conflicting edits and the last writer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from sustaining.accounts.models import User

from ..fields import AUTOSAVED, AutosavedText, autosaved_texts
from ..models import Aside, Plan
from ..text_merge import diff_words, merge_texts, plain


@dataclass
class TextBox:
    """An autosaved text in its form.

    `stored` is the row's text, `input_value` the text in the box, `own_aside` the user's own text that was set aside.
    """

    text: AutosavedText
    row: Any
    stored: str
    input_value: str
    own_aside: Aside | None = None
    others: list[Aside] = field(default_factory=list)
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
        return self.own_aside.base if self.own_aside else self.stored

    @property
    def last_writer(self) -> str:
        """Return who wrote the stored text, according to the history; empty when unknown."""
        wrote = self.row.events.filter(pgh_context__metadata__field=self.text.name).order_by("-pgh_id")
        key = wrote.values_list("pgh_context__metadata__by", flat=True).first()
        return str(User.objects.filter(pk=key).first() or "") if key else ""


def text_boxes(kind: str, row: Any, plan: Plan, user: User) -> list[TextBox]:
    """Return a row's texts for editing. One query."""
    asides_by_field: dict[str, list[Aside]] = defaultdict(list)
    for aside in plan.asides.filter(kind=kind, row=row.pk, settled_at=None).select_related("by"):
        asides_by_field[aside.field].append(aside)
    return [text_box(text, row, asides_by_field[text.name], user) for text in autosaved_texts(kind)]


def text_box(text: AutosavedText, row: Any, asides: list[Aside], user: User) -> TextBox:
    """Return a text for editing; a user with a text of their own set aside continues that one."""
    stored = plain(getattr(row, text.name))
    own_aside = next((aside for aside in asides if aside.by_id == user.pk), None)
    others = [aside for aside in asides if aside is not own_aside]
    return TextBox(text, row, stored, own_aside.text if own_aside else stored, own_aside, others)


def asides_at(text: AutosavedText, row: Any) -> list[Aside]:
    """Return the texts set aside at a field."""
    asides = text.get_plan(row).asides.filter(kind=text.kind, row=row.pk, field=text.name, settled_at=None)
    return list(asides.select_related("by"))


def edit_url(kind: str, row: Any) -> str:
    """Return the URL of the page where a row's texts are written."""
    if kind == "plan":
        return reverse("devplans:write", args=[row.school.urn])
    return row.get_absolute_url()


def aside_context(aside: Aside) -> dict[str, Any]:
    """Return both texts, each compared with their common base, and a merged text with every word of both."""
    text = AUTOSAVED[aside.kind, aside.field]
    row = text.model._default_manager.get(pk=aside.row)
    stored = plain(getattr(row, text.name))
    shown = text_box(text, row, [], aside.by)
    return {
        "aside": aside,
        "text": text,
        "stored": stored,
        "last_writer": shown.last_writer,
        "stored_diff": diff_words(aside.base, stored),
        "own_diff": diff_words(aside.base, aside.text),
        "merged": merge_texts(aside.base, stored, aside.text),
        "back": edit_url(aside.kind, row),
    }
