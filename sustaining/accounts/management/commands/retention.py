"""List personal data whose retention period has ended; with --apply, clear it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from sustaining.accounts.actions import clear_in_batches
from sustaining.accounts.models import SecurityEvent, User
from sustaining.common.retention import preview_retention


class Command(BaseCommand):
    """`manage.py retention [--apply]`. Without --apply it changes nothing. Idempotent."""

    help = "Says which personal data has been kept for its time; with --apply replaces it, in rows and in history."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="replace it; without, it is only said")

    def handle(self, *args: Any, **options: Any) -> None:
        now, cleared = timezone.now(), 0
        for rule, count in preview_retention(now):
            before = rule.before(now)
            self.stdout.write(f"{count:6} {rule.title} (ended before {before.day} {before:%B %Y})")
            if options["apply"] and count:
                cleared += clear_in_batches(rule, by=User.objects.system(), now=now)
        oldest = now - timedelta(days=settings.SECURITY_EVENT_DAYS)
        self.stdout.write(f"{SecurityEvent.objects.filter(at__lt=oldest).count():6} security events")
        if options["apply"]:
            cleared += SecurityEvent.objects.clear(before=oldest)
            # Signing in keeps rows of sessions that have expired: nobody can use them, and they name their account.
            cleared += Session.objects.filter(expire_date__lt=now).delete()[0]
            self.stdout.write(f"{cleared} cleared." if cleared else "Nothing had to go.")
        else:
            self.stdout.write("Nothing was changed. Say --apply to let it go.")
