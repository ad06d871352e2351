"""`manage.py doctor`: everything that is asked when the site does not do what it should, in one list."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from sustaining.common import diagnosis
from sustaining.common.counts import counted
from sustaining.outbox import diagnosis as outbox_diagnosis
from sustaining.outbox.sender_records import check_sender_records


class Command(BaseCommand):
    """Check the site and what it depends on; print a line for each check, and exit 1 when something is wrong."""

    help = (
        "Check settings, database, Redis, workers, beat, emails, files and DNS records. Exits 1 if anything is wrong."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--json` and the DKIM selector."""
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")
        parser.add_argument("--dkim-selector", default="", help="the selector that your mail server signs with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings."""
        sender = ("DNS", lambda clock: check_sender_records(selector=options["dkim_selector"]))
        checks = [*diagnosis.CHECKS, *outbox_diagnosis.CHECKS, sender]
        findings = []
        for finding in diagnosis.examine(checks, timezone.now):
            findings.append(finding)
            if not options["json"]:
                self.stdout.write(f"{'✓' if finding.is_healthy else '✗'} {finding.subject}: {finding.text}")
        problems = sum(not finding.is_healthy for finding in findings)
        if options["json"]:
            rows = [asdict(finding) for finding in findings]
            self.stdout.write(json.dumps({"problems": problems, "findings": rows}, ensure_ascii=False, indent=2))
        elif problems:
            self.stdout.write(f"{counted(problems, 'problem')} to look at.")
        else:
            self.stdout.write("Everything is as it should be.")
        if problems:
            raise SystemExit(1)
