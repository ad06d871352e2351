"""Which of some people a cell names: by email address, or by a name that only one of them has. Reads no database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

from schools.sheet_people import clean_address
from sustaining.accounts.models import User
from sustaining.common.typed_text import fold

T = TypeVar("T")


class PeopleIndex(Generic[T]):
    """Posts or records of people, to be found by the email address or full name of each."""

    def __init__(self, people: Iterable[tuple[User, T]]) -> None:
        self._by_email: dict[str, T] = {}
        self._by_name: dict[str, dict[int, T]] = defaultdict(dict)
        for user, record in people:
            self._by_email.setdefault(user.email, record)
            self._by_name[fold(user.full_name)].setdefault(user.pk, record)

    def find(self, text: str) -> list[T]:
        """Return whom a cell names: nobody, one, or all of this name."""
        if "@" in text:
            record = self._by_email.get(clean_address(text))
            return [] if record is None else [record]
        return list(self._by_name.get(fold(text), {}).values())


def split_people(text: str) -> list[str]:
    """Return the names and addresses in a cell, each once: they are parted by semicolons, commas, lines or *and*."""
    parts = re.split(r"[;,\n&/]|\band\b", text)
    return list(dict.fromkeys(name for part in parts if (name := " ".join(part.split()))))
