"""People named in an uploaded list, by name and address: whose account an address is, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from sustaining.accounts.models import User
from sustaining.common.typed_text import clean_email, may_be_one_person


def clean_address(text: str) -> str:
    """Return an address as accounts keep it; what is no address stays as it is."""
    try:
        return clean_email(text)
    except ValueError:
        return text


def address_problems(email: str) -> Iterator[str]:
    """Yield what is wrong with an email address."""
    try:
        validate_email(clean_email(email))
    except ValidationError:
        yield "Enter an email address, like name@school.sch.uk."
    except ValueError as odd:
        yield str(odd)


class SheetPeople:
    """The accounts of the addresses in a list, and the names that its rows give to each address. One query."""

    def __init__(self, emails: Iterable[str]) -> None:
        accounts = User.objects.filter(email__in=set(emails)).select_related("merged_into")
        self.accounts: dict[str, Any] = {account.email: account.merged_into or account for account in accounts}
        self._named: dict[str, tuple[str, int]] = {}

    def get_account(self, email: str) -> User | None:
        """Return the account of an address, or the one that it was merged into."""
        return self.accounts.get(email)

    def problems(self, name: str, email: str, line: int) -> Iterator[str]:
        """Yield why a person of a row can't be added under this address: it is somebody else's, or the account is closed."""
        person = self.get_account(email)
        if person is not None and not person.is_active:
            yield f"The account of {person} is closed. Ask a programme administrator to reopen it."
        elif person is not None and person.is_restricted:
            yield f"{person} asked us not to use their data. Ask a programme administrator."
        elif person is not None and name and not may_be_one_person(person.full_name, name):
            yield other_holder(email, str(person), name)
        else:
            other, other_line = self._named.setdefault(email, (name, line))
            if not may_be_one_person(other, name):
                yield other_holder(email, f"{other} (row {other_line})", name)


def other_holder(email: str, holder: str, name: str) -> str:
    """Return the sentence for an address that is somebody else's."""
    return (
        f"{email} is the address of {holder}. Each person needs their own email address. If {name} is the same "
        f"person, use the name on the account, or add them on the school’s page."
    )
