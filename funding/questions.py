"""Lines that are asked about: the same teacher and day twice, or a session or meeting that did not take place."""

from __future__ import annotations

from collections.abc import Sequence

from schools.occasions import occasions_of

from .choices import ClaimState
from .models import Claim, ClaimLine

GONE = (ClaimState.DRAFT, ClaimState.REJECTED, ClaimState.WITHDRAWN)


def questions_of(claim: Claim, lines: Sequence[ClaimLine]) -> dict[int, str]:
    """For each odd line, by its key, the question in a sentence. A constant number of queries."""
    took_place = {one.key: one for one in occasions_of(claim.grant.participation)} if _any_occasion(lines) else {}
    others = ClaimLine.objects.filter(claim__grant=claim.grant_id).exclude(claim=claim).exclude(claim__state__in=GONE)
    seen = {
        (line.teacher.casefold(), line.released_on): line.claim.reference for line in others.select_related("claim")
    }
    asked: dict[int, str] = {}
    for line in lines:
        key = (line.teacher.casefold(), line.released_on)
        occasion = took_place.get(line.occasion)
        if key in seen:
            where = f"in claim {seen[key]}" if seen[key] != claim.reference else "in this claim"
            asked[line.pk] = f"{line.teacher} on {line.released_on:%-d %B %Y} is {where} already. Why twice?"
        elif line.occasion and occasion is None:
            asked[line.pk] = f"“{line.occasion_words}” is not among what took place. What was the release for?"
        elif occasion and occasion.day != line.released_on:
            asked[line.pk] = f"“{occasion.words}” was on {occasion.day:%-d %B %Y}. Is the date right?"
        seen.setdefault(key, claim.reference)
    return asked


def _any_occasion(lines: Sequence[ClaimLine]) -> bool:
    return any(line.occasion for line in lines)
