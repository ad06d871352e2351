"""Hide other people in what is given to a person: their names, addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from schools.models import Hub, School
from sustaining.accounts.models import User
from sustaining.common.personal_data import HOLDINGS
from sustaining.common.retention import CLEARED, event_models

SOMEONE = "[someone else]"
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
TELEPHONE = re.compile(r"(?<![\w-])(?:\+44\s?|0)\d(?:[\s-]?\d){8,10}(?!\w)")
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame)\.?\s+(?:[A-Z]\.?\s+)*(?P<last>[A-Z][\w’'-]+)")
LIKE_A_PERSON = re.compile(r"[\w’'.-]+(?: [\w’'.-]+){1,4}")
"""Two to five words; the first has a capital."""
WORD = re.compile(r"[\w’'-]+")


def fold(text: str) -> str:
    """Return a name or an address as it is compared: without case, doubled spaces and curly apostrophes."""
    return " ".join(text.replace("’", "'").split()).casefold()


@dataclass
class Identity:
    """What identifies the person: keys of their accounts, their addresses and names, also former ones."""

    keys: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)

    @property
    def full_names(self) -> set[str]:
        """Return the names of at least two words: a single word would be found everywhere."""
        return {name for name in self.names if " " in name.strip()}

    def is_named(self, text: str) -> bool:
        """Return whether a text names the person by name or address."""
        return self.is_addressed(text) or any(fold(name) in fold(text) for name in self.full_names)

    def is_addressed(self, text: str) -> bool:
        """Return whether a text holds one of the person's addresses."""
        return any(match.casefold() in self.addresses for match in ADDRESS.findall(text))


def find_identity(person: User | None, address: str) -> Identity:
    """Return what identifies a person with an account, or the holder of an address without one."""
    identity = Identity(addresses={address.casefold()})
    if person is None:
        return identity
    accounts = User.objects.filter(models.Q(pk=person.pk) | models.Q(merged_into=person.pk))
    identity.keys = set(accounts.values_list("pk", flat=True))
    rows: list[Any] = [
        accounts,
        *(events._base_manager.filter(pgh_obj__in=identity.keys) for events in event_models(User)),
    ]
    for queryset in rows:
        for name, email in queryset.values_list("full_name", "email"):
            identity.names.add(name)
            identity.addresses.add(email.casefold())
    identity.names.discard("")
    # An address that has since become somebody else's account leads to them.
    taken = User.objects.filter(email__in=identity.addresses).exclude(pk__in=identity.keys)
    identity.addresses -= {email.casefold() for email in taken.values_list("email", flat=True)}
    return identity


class Mask:
    """Replaces other people in texts. The names that the site knows are read once, when it is made."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self._own = {fold(name) for name in identity.names}
        self._own_last = {name.split()[-1] for name in self._own if name}
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for name in known_people():
            tokens = tuple(fold(name).split())
            if len(tokens) > 1 and " ".join(tokens) not in self._own:
                self._by_first.setdefault(tokens[0], []).append(tokens)
        for entries in self._by_first.values():
            entries.sort(key=len, reverse=True)

    def address(self, address: str) -> str:
        """Return an address, if it is the person's."""
        return address if not address or address.casefold() in self.identity.addresses else SOMEONE

    def name(self, name: str) -> str:
        """Return what stands in a field for a name, if it is the person's."""
        is_own = not name or name == CLEARED or fold(name) in self._own
        return name if is_own else SOMEONE

    def text(self, text: str) -> str:
        """Return a text without other people's names, addresses and telephone numbers."""
        masked = ADDRESS.sub(lambda match: self.address(match[0]), text)
        masked = TELEPHONE.sub("[a telephone number]", masked)
        masked = "".join(self._without_names(masked))
        return TITLED.sub(lambda match: match[0] if fold(match["last"]) in self._own_last else SOMEONE, masked)

    def _without_names(self, text: str) -> Iterator[str]:
        tokens = list(WORD.finditer(text))
        folded = [fold(word[0]) for word in tokens]
        start = number = 0
        while number < len(tokens):
            length = self._name_length(folded, number)
            if length:
                yield text[start : tokens[number].start()]
                yield SOMEONE
                start = tokens[number + length - 1].end()
            number += length or 1
        yield text[start:]

    def _name_length(self, folded: list[str], number: int) -> int:
        """Return of how many tokens the name is that begins here; 0 where none does. A genitive counts as the name."""
        for name in self._by_first.get(folded[number], ()):
            part = folded[number : number + len(name)]
            if (*part[:-1], part[-1].removesuffix("'s")) == name or tuple(part) == name:
                return len(name)
        return 0


def known_people() -> set[str]:
    """Return the names that look like those of people, and are no school's or hub's: a payee may be either."""
    names = {" ".join(name.split()) for name in known_names()}
    names = {name for name in names if name[:1].isupper() and LIKE_A_PERSON.fullmatch(name)}
    for model in (School, Hub):
        names -= set(model._base_manager.filter(name__in=names).values_list("name", flat=True))
    return names


def known_names() -> Iterable[str]:
    """Return every name of a person that the site knows: of accounts, also former ones, and in fields for names."""
    for holding in HOLDINGS.values():
        for name in holding.names:
            values = holding.model._base_manager.values_list(name, flat=True).order_by().distinct()
            for value in values.iterator():
                yield from value if isinstance(value, list) else [value]
    for events in event_models(User):
        yield from events._base_manager.values_list("full_name", flat=True).order_by().distinct().iterator()
