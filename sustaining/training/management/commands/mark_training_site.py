"""`manage.py mark_training_site`: mark an empty database as a training site's, before the first load."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sustaining.accounts.models import User
from sustaining.common.errors import DomainError
from sustaining.training.actions import mark_site


class Command(BaseCommand):
    """Mark the database. A second run changes nothing."""

    help = "Mark the empty database of a new training site, so that load_training_site may fill it each night."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mark_site(None, by=User.objects.system(), now=timezone.now())
        except (DomainError, PermissionDenied) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("This database is a training site’s. Next: manage.py load_training_site")
