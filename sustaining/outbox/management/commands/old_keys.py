"""Say what still hangs on a former SECRET_KEY."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from sustaining.common.counts import counted
from sustaining.outbox.keys import count_uses_of_former_keys


class Command(BaseCommand):
    """Count the emails that wait and the sessions that need a key of SECRET_KEY_FALLBACKS."""

    help = "Say what still needs a former SECRET_KEY, before it is removed from SECRET_KEY_FALLBACKS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts, and what follows from them."""
        uses = count_uses_of_former_keys(timezone.now())
        former = counted(len(settings.SECRET_KEY_FALLBACKS), "former key is set", "former keys are set")
        self.stdout.write(f"{former[:1].upper()}{former[1:]} in SECRET_KEY_FALLBACKS.")
        emails, sessions = counted(uses.emails, "email"), counted(uses.sessions, "session")
        self.stdout.write(f"{emails[:1].upper()}{emails[1:]} waiting to be sent and {sessions} need one.")
        if uses.lost_emails:
            self.stdout.write(
                f"{counted(uses.lost_emails, 'email')} waiting to be sent can’t be read: the key is gone. "
                "Put it back into SECRET_KEY_FALLBACKS."
            )
        if uses.lost_sessions:
            self.stdout.write(
                f"{counted(uses.lost_sessions, 'session')} ended when the key was removed: these people sign in again."
            )
        self.stdout.write("Links in emails need none.")
        if not settings.SECRET_KEY_FALLBACKS:
            return
        if uses.is_none:
            self.stdout.write(
                "You can remove the former keys. Browsers known for longer may cause an email about a new device."
            )
        else:
            self.stdout.write(
                "Keep the former keys until both are 0: emails go within hours, sessions end within a day."
            )
