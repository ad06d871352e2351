"""Questions about odd claim lines: a teacher and day claimed twice, or a session or meeting that did not take place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from schools.occasions import list_release_occasions

from .choices import ClaimState
from .models import Claim, ClaimLine

GONE = (ClaimState.DRAFT, ClaimState.REJECTED, ClaimState.WITHDRAWN)


def line_questions(claim: Claim, lines: Sequence[ClaimLine]) -> dict[int, str]:
    """Return the question about each odd line, by the line's key. A constant number of queries."""
    return questions_of_each([(claim, lines)])


def questions_of_each(claims: Iterable[tuple[Claim, Sequence[ClaimLine]]]) -> dict[int, str]:
    """Return the questions about several claims' lines: one query, and one more for each claim that names an occasion."""
    claims = list(claims)
    by_grant: dict[int, list[ClaimLine]] = defaultdict(list)
    standing = ClaimLine.objects.filter(claim__grant__in={claim.grant_id for claim, _ in claims})
    for line in standing.exclude(claim__state__in=GONE).select_related("claim"):
        by_grant[line.claim.grant_id].append(line)
    questions: dict[int, str] = {}
    for claim, lines in claims:
        others = [line for line in by_grant[claim.grant_id] if line.claim_id != claim.pk]
        questions.update(_questions(claim, lines, others))
    return questions


def _questions(claim: Claim, lines: Sequence[ClaimLine], others: Sequence[ClaimLine]) -> Iterator[tuple[int, str]]:
    occasions = (
        {option.key: option for option in list_release_occasions(claim.grant.participation)}
        if _any_occasion(lines)
        else {}
    )
    seen = {(line.teacher.casefold(), line.released_on): line.claim.reference for line in others}
    for line in lines:
        key = (line.teacher.casefold(), line.released_on)
        occasion = occasions.get(line.occasion)
        if key in seen:
            where = f"in claim {seen[key]}" if seen[key] != claim.reference else "in this claim"
            yield line.pk, f"{line.teacher} on {line.released_on:%-d %B %Y} is {where} already. Why twice?"
        elif line.occasion and occasion is None:
            yield line.pk, f"“{line.occasion_words}” is not among what took place. What was the release for?"
        elif occasion and occasion.day != line.released_on:
            yield line.pk, f"“{occasion.label}” was on {occasion.day:%-d %B %Y}. Is the date right?"
        seen.setdefault(key, claim.reference)


def _any_occasion(lines: Sequence[ClaimLine]) -> bool:
    return any(line.occasion for line in lines)
