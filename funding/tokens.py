"""Links that let people in without an account: a school's to answer a query, the finance team's to a run's file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from sustaining.accounts.models import User

from .models import Claim, RunFile

ANSWER, FILE = "funding.answer", "funding.run-file"
ANSWER_DAYS, FILE_HOURS = 30, 24


def answer_link(claim: Claim, person: Any, now: datetime) -> str:
    """The absolute address at which `person` answers the query that was asked at `now`; another query makes it a dead one."""
    token = signing.dumps([claim.pk, person.pk, _asked(now)], salt=ANSWER)
    return settings.SITE_URL + reverse("funding:answer-by-link", args=[token])


def opened_answer(token: str) -> tuple[Claim, User] | None:
    """The claim and the person that an answer link is for; None when it is forged, old, or the query is settled."""
    try:
        pk, person, asked = signing.loads(token, salt=ANSWER, max_age=ANSWER_DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Claim.objects.filter(pk=pk).select_related("grant__participation__school__hub").first()
    last = found.messages.filter(from_hub=True).last() if found else None
    who = User.objects.filter(pk=person, is_active=True).first()
    if found is None or who is None or last is None or _asked(last.at) != asked:
        return None
    return found, who


def _asked(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def file_token(stored: RunFile) -> str:
    """What stands in the address of a run's file; good for a day."""
    return signing.dumps([stored.pk, stored.sha256], salt=FILE)


def opened_file(token: str) -> RunFile | None:
    """The file that a token opens, or None when it is forged or older than a day."""
    try:
        pk, sha256 = signing.loads(token, salt=FILE, max_age=FILE_HOURS * 3_600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return RunFile.objects.filter(pk=pk, sha256=sha256).first()
