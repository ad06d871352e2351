"""Questions about odd claims: a teacher and day or an invoice claimed twice, or a session that did not take place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q

from schools.occasions import list_release_occasions
from sustaining.common.typed_text import fold, may_be_one_person

from .choices import ENDED_CLAIMS, ClaimState
from .models import Claim, ClaimLine, Grant

GONE = (ClaimState.DRAFT, *ENDED_CLAIMS)


def line_questions(claim: Claim, lines: Sequence[ClaimLine]) -> dict[int, str]:
    """Return the question about each odd line, by the line's key. A constant number of queries."""
    return questions_of_each([(claim, lines)])


def questions_of_each(claims: Iterable[tuple[Claim, Sequence[ClaimLine]]]) -> dict[int, str]:
    """Return the questions about several claims' lines: two queries, and one more for each claim that names an occasion."""
    claims = [(claim, lines) for claim, lines in claims if claim.instalment_id is None]  # those release nobody
    grants = Grant.objects.filter(pk__in={claim.grant_id for claim, _ in claims}).select_related(
        "participation__school"
    )
    trusts = {grant.pk: grant.participation.school.trust_code for grant in grants}
    days = {line.released_on for _, lines in claims for line in lines}
    standing = ClaimLine.objects.exclude(claim__state__in=GONE).filter(
        Q(claim__grant__in=trusts) | Q(claim__grant__participation__school__trust_code__in=set(trusts.values()) - {""}),
        released_on__in=days,
    )
    by_day: dict[date, list[ClaimLine]] = defaultdict(list)
    for line in standing.select_related("claim__grant__participation__school"):
        by_day[line.released_on].append(line)
    questions: dict[int, str] = {}
    for claim, lines in claims:
        questions.update(_questions(claim, lines, by_day, trusts.get(claim.grant_id, "")))
    return questions


def _questions(
    claim: Claim, lines: Sequence[ClaimLine], by_day: Mapping[date, Sequence[ClaimLine]], trust: str
) -> Iterator[tuple[int, str]]:
    occasions = (
        {option.key: option for option in list_release_occasions(claim.grant.participation)}
        if _any_occasion(lines)
        else {}
    )
    for place, line in enumerate(lines):
        occasion = occasions.get(line.occasion)
        where = _claimed_before(claim, line, lines[:place], by_day[line.released_on], trust)
        if where:
            yield (
                line.pk,
                f"{line.teacher} on {line.released_on:%-d %B %Y} is already {where}. Why is it claimed twice?",
            )
        elif line.occasion and occasion is None:
            yield line.pk, f"“{line.occasion_words}” is not a recorded session or meeting. What was the release for?"
        elif occasion and occasion.day != line.released_on:
            yield line.pk, f"“{occasion.label}” was on {occasion.day:%-d %B %Y}. Is the date right?"


def _claimed_before(
    claim: Claim, line: ClaimLine, earlier: Sequence[ClaimLine], same_day: Iterable[ClaimLine], trust: str
) -> str:
    """Return where the same teacher's day is claimed too: `in claim SUS-26-AB12`; empty when nowhere.

    Another school's claim has no reference here: its reader may be of this school.
    """
    if any(
        line.released_on == other.released_on and may_be_one_person(line.teacher, other.teacher) for other in earlier
    ):
        return "in this claim"
    others = [
        other for other in same_day if other.claim_id != claim.pk and may_be_one_person(line.teacher, other.teacher)
    ]
    own = next((other for other in others if other.claim.grant_id == claim.grant_id), None)
    if own:
        return f"in claim {own.claim.reference}"
    is_in_trust = trust and any(other.claim.grant.participation.school.trust_code == trust for other in others)
    return "in a claim of another school of your trust" if is_in_trust else ""


def invoice_question(claim: Claim, payee: str, invoice_number: str) -> str:
    """Return the question about an invoice number that another claim of the same payee has; empty when there is none.

    Numbers are compared without case, spaces and dashes. One query.
    """
    number = fold(invoice_number).replace(" ", "")
    if not number:
        return ""
    others = Claim.objects.exclude(pk=claim.pk).exclude(state__in=ENDED_CLAIMS)
    others = others.exclude(invoice_number="").filter(
        Q(grant=claim.grant_id) | Q(payee__iexact=payee), grant__participation__hub=claim.grant.participation.hub_id
    )
    for other in others.only("reference", "payee", "invoice_number", "grant"):
        if fold(other.invoice_number).replace(" ", "") == number:
            where = f"claim {other.reference}" if other.grant_id == claim.grant_id else "another claim for this payee"
            return f"Invoice {invoice_number} is already on {where}. Is it the same invoice?"
    return ""


def _any_occasion(lines: Sequence[ClaimLine]) -> bool:
    return any(line.occasion for line in lines)
