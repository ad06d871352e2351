"""Which accounts are one person: a merged account is the person of the account that took over.

Rules about two people (maker and approver, preparer and releaser) compare persons, never accounts. The database keeps
`merged_into` one step long (the trigger `merges_are_one_step`), so that a person is found without following a chain.
"""

from __future__ import annotations

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from .models import User


def is_same_person(user: User, *account_ids: int | None) -> bool:
    """Return whether any of the accounts is `user`, or was merged into them or into the account that took theirs over."""
    # No loop: the trigger `merges_are_one_step` refuses a merge into an account that was itself merged.
    person = user.merged_into_id or user.pk
    ids = {pk for pk in account_ids if pk is not None}
    if not ids.isdisjoint({user.pk, person}):
        return True
    return bool(ids) and User.objects.filter(pk__in=ids, merged_into=person).exists()


def by_person(field: str, user: User | int) -> Q:
    """Return a condition: the account in `field` is `user` (or has this key), or was merged into them."""
    return Q(**{field: user}) | Q(**{f"{field}__merged_into": user})


def person_key(field: str) -> Coalesce:
    """Return an expression: the key of the person whose account stands in `field`."""
    return Coalesce(F(f"{field}__merged_into"), F(f"{field}_id"))


def person_sql(account: str) -> str:
    """Return SQL for the person's key; `account` is an SQL expression for an account's key, for use in a trigger."""
    return f"(SELECT COALESCE(u.merged_into_id, u.id) FROM accounts_user u WHERE u.id = {account})"
