"""`manage.py load_training_site`: replace all that a training site holds by the demo, as every night."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sustaining.training.loading import load_demo


class Command(BaseCommand):
    """Load the training site anew. Refuse on any database that is not marked."""

    help = "Delete everything on the training site and load the invented schools and people again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_demo(timezone.now())
        except PermissionDenied as refusal:
            advice = (
                "For a training site set TRAINING_SITE=true, create an empty database, then run mark_training_site."
            )
            raise CommandError(f"{refusal} {advice}") from refusal
        self.stdout.write("Loaded. Open the sign-in page to act as one of the invented people.")
