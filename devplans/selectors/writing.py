"""The texts of a plan as its pages show them: with what was set aside, who wrote last, and what went wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from sustaining.accounts.models import User

from ..fields import AUTOSAVED, AutosavedText, autosaved_texts
from ..models import Aside, Plan
from ..texts import compared, joined, plain


@dataclass
class Writing:
    """One text in its form. `stands` is what the row says, `value` what the box shows, `mine` one's own text set aside."""

    text: AutosavedText
    row: Any
    stands: str
    value: str
    mine: Aside | None = None
    others: list[Aside] = field(default_factory=list)
    error: str = ""
    saved_at: datetime | None = None

    @property
    def key(self) -> str:
        """What its ids end in."""
        return f"{self.text.kind}-{self.row.pk}-{self.text.name}"

    @property
    def url(self) -> str:
        """Where it is saved."""
        return reverse("devplans:field", args=[self.text.kind, self.row.pk, self.text.name])

    @property
    def base(self) -> str:
        """What the writer has begun from."""
        return self.mine.base if self.mine else self.stands

    @property
    def last_writer(self) -> str:
        """Who wrote what stands, by the history; empty when it is not known."""
        wrote = self.row.events.filter(pgh_context__metadata__field=self.text.name).order_by("-pgh_id")
        key = wrote.values_list("pgh_context__metadata__by", flat=True).first()
        return str(User.objects.filter(pk=key).first() or "") if key else ""


def writings(kind: str, row: Any, plan: Plan, user: Any) -> list[Writing]:
    """The texts of a row, ready to be written in. One query."""
    aside: dict[str, list[Aside]] = defaultdict(list)
    for one in plan.asides.filter(kind=kind, row=row.pk, settled_at=None).select_related("by"):
        aside[one.field].append(one)
    return [writing(text, row, aside[text.name], user) for text in autosaved_texts(kind)]


def writing(text: AutosavedText, row: Any, asides: list[Aside], user: Any) -> Writing:
    """One text. Somebody with a text of their own set aside goes on in that."""
    stands = plain(getattr(row, text.name))
    mine = next((one for one in asides if one.by_id == user.pk), None)
    others = [one for one in asides if one is not mine]
    return Writing(text, row, stands, mine.text if mine else stands, mine, others)


def asides_at(text: AutosavedText, row: Any) -> list[Aside]:
    """What is set aside at one text."""
    found = text.plan_of(row).asides.filter(kind=text.kind, row=row.pk, field=text.name, settled_at=None)
    return list(found.select_related("by"))


def page_of(kind: str, row: Any) -> str:
    """The page where a row's texts are written."""
    if kind == "plan":
        return reverse("devplans:write", args=[row.school.urn])
    return row.get_absolute_url()


def of_aside(aside: Aside) -> dict[str, Any]:
    """Both texts, each against what they began from, and a proposal that holds every word of both."""
    text = AUTOSAVED[aside.kind, aside.field]
    row = text.model._default_manager.get(pk=aside.row)
    stands = plain(getattr(row, text.name))
    shown = writing(text, row, [], aside.by)
    return {
        "aside": aside,
        "text": text,
        "standing": stands,
        "last_writer": shown.last_writer,
        "theirs": compared(aside.base, stands),
        "mine": compared(aside.base, aside.text),
        "both": joined(aside.base, stands, aside.text),
        "back": page_of(aside.kind, row),
    }
