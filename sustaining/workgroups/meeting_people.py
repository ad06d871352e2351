"""The people of a meeting, counted and grouped: by their replies before it, by the register after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .choices import Mark, Rsvp

REPLIES = {Rsvp.COMING: "Going", Rsvp.APOLOGIES: "Apologies", Rsvp.NONE: "No reply yet"}
MARKS = {Mark.PRESENT: "Present", Mark.APOLOGIES: "Apologies", Mark.ABSENT: "Absent", "": "Not marked"}


@dataclass(frozen=True)
class PeopleGroup:
    """People who replied, or were marked, alike."""

    label: str
    invitations: list[Any]


def group_invitations(invitations: Iterable[Any], marks: Mapping[int, str] | None) -> list[PeopleGroup]:
    """Return the invited people by their marks, or by their replies where `marks` is None.

    Every reply and mark has its group, also without people; *Not marked* only if somebody is not.
    """
    listed = list(invitations)
    if marks is None:
        return [PeopleGroup(label, [row for row in listed if row.rsvp == reply]) for reply, label in REPLIES.items()]
    groups = [
        PeopleGroup(label, [row for row in listed if marks.get(row.user_id, "") == mark])
        for mark, label in MARKS.items()
    ]
    return [group for group in groups if group.invitations or group.label != MARKS[""]]


def count_marks(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return how many rows of the register have each mark, and how many are still to mark."""
    counts = Counter(line["mark"] for line in lines)
    labels = {**MARKS, "": "To mark"}
    return [{"mark": str(mark), "label": label, "number": counts[mark]} for mark, label in labels.items()]
