"""Who is emailed because of what someone has just done, said after every action. It is read from what was written.

An action writes its emails with the time at which it was called, so that time finds them: no page says that someone was
emailed who was not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from .counts import counted, join_words
from .extensions import ExtensionPoint

if TYPE_CHECKING:
    from sustaining.common.people import Reader

NAMED = 2
"""So many people are named; more are counted."""


class Recipient(NamedTuple):
    """Someone to whom an email was written: the key of their account and their name; an address may have neither."""

    user: int | None
    name: str
    address: str


recipients_at: ExtensionPoint[Iterable[Recipient]] = ExtensionPoint(
    "common.recipients_at", "To whom emails were written at a moment: by the action that was called then."
)


def describe_emailed(user: Reader, now: datetime, *, says_none: bool = False) -> str:
    """Return `We’ve emailed Fay Ingram.` or `We’ve emailed 26 people.` about what `user` did at `now`.

    Without emails, return nothing, or that there were none if `says_none`: where the page before announced some.
    """
    people = (person for answer in recipients_at.collect(now) for person in answer)
    recipients = {person.address.lower(): person for person in people}
    if not recipients:
        return "No emails were sent." if says_none else ""
    names = ["you" if person.user == user.pk else person.name for person in recipients.values()]
    if len(names) > NAMED or not all(names):
        return f"We’ve emailed {counted(len(names), 'person', 'people')}."
    return f"We’ve emailed {join_words(sorted(names, key='you'.__ne__))}."
