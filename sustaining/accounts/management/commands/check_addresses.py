"""`manage.py check_addresses`: accounts whose addresses look the same, or hold a character that nobody sees."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sustaining.accounts.models import User
from sustaining.common.typed_text import clean_email


class Command(BaseCommand):
    """Print each group of accounts that are one mailbox, with their keys. Exit 1 when there are any."""

    help = "Find accounts whose addresses are one mailbox, so that an administrator can merge them."

    def handle(self, *args: Any, **options: Any) -> None:
        groups = find_doubles()
        for address, accounts in groups.items():
            keys = ", ".join(f"account {account.pk} ({account.email!a})" for account in accounts)
            self.stdout.write(f"{address}: {keys}")
        if groups:
            raise CommandError(f"{len(groups)} to look at. Merge or correct them in Django admin, under Accounts.")
        self.stdout.write("Every account has an address of its own.")


def find_doubles() -> dict[str, list[User]]:
    """Return the accounts that are not merged, by cleaned address, where there are two or where it differs."""
    groups: dict[str, list[User]] = defaultdict(list)
    for account in User.objects.filter(merged_into=None).only("email").order_by("pk").iterator(chunk_size=2_000):
        try:
            groups[clean_email(account.email)].append(account)
        except ValueError:
            groups[account.email].append(account)
    return {
        address: accounts
        for address, accounts in groups.items()
        if len(accounts) > 1 or not address.isascii() or accounts[0].email != address
    }
