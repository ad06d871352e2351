"""What a school does with its claim: draft, edit, submit, answer, withdraw.

Lock order everywhere: the claim, then its grant (see `triggers.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from schools.occasions import list_release_occasions
from schools.people import get_hub_leads
from sustaining.common.clock import london_day
from sustaining.common.errors import WrongState, constraint_name, domain_error_from_constraint
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.common.money import ZERO, format_pounds, pounds
from sustaining.common.permissions import action
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Link

from ..choices import ClaimState, Release
from ..errors import ChangedMeanwhile, ClaimIncomplete, LineNotPossible, NotEnoughGrant
from ..instalments import require_condition
from ..models import CLAIM_MOVES, Claim, ClaimFile, ClaimLine, Grant, Instalment, Message
from ..questions import line_questions
from ..references import new_reference
from ..windows import require_open_window
from .grants import accept_conditions, release_closed_remainder

if TYPE_CHECKING:
    from sustaining.accounts.models import User

OPEN_TO_EDITS = (ClaimState.DRAFT, ClaimState.QUERIED)
MOST_FILES = 20


@dataclass(frozen=True)
class NewLine:
    """One release of a teacher, as entered in a form. `cost` is GBP; `occasion` is the key of a session or meeting, or empty."""

    released_on: date
    teacher: str
    cost: Decimal
    length: str = Release.WHOLE
    hours: Decimal | None = None
    occasion: str = ""


@action("funding.draft_claim")
def draft_claim(grant: Grant, *, lines: Sequence[NewLine], client_key: UUID, by: User, now: datetime) -> Claim:
    """Create a draft claim. Idempotent on `client_key`.

    Raise LineNotPossible, WindowClosed, and ClaimIncomplete where the grant is paid in instalments.
    """
    known = Claim.objects.filter(client_key=client_key, grant=grant).first()
    if known:
        return known
    require_open_window(grant, london_day(now))
    _check_lines(grant, lines, now)
    with domain_error_from_constraint(ClaimIncomplete, constraint="claimed_by_instalment"):
        claim, is_new = create_claim(grant, client_key, by, now)
    if is_new:
        _write_lines(claim, lines)
    return claim


def create_claim(
    grant: Grant, client_key: UUID, by: User, now: datetime, *, instalment: Instalment | None = None
) -> tuple[Claim, bool]:
    """Create an empty draft with a new reference and return it, with False where the form was sent before.

    Call inside an action’s transaction.
    """
    # References are random, so two may meet; the database refuses the second, and another is tried.
    for _ in range(20):
        reference = new_reference(grant.participation.project.academic_year)
        try:
            # A savepoint: after a refused INSERT PostgreSQL accepts nothing more in the transaction without one.
            with transaction.atomic():
                claim = Claim.objects.create(
                    grant=grant,
                    instalment=instalment,
                    reference=reference,
                    client_key=client_key,
                    payee=grant.school.name[:120],
                    made_by=by,
                    made_at=now,
                )
                return claim, True
        except IntegrityError as error:
            broken = constraint_name(error) or ""
            if "client_key" in broken:
                return Claim.objects.get(client_key=client_key, grant=grant), False  # the form was sent twice at once
            if "reference" not in broken:
                raise
    raise RuntimeError("No free reference was found in twenty tries.")


def _check_lines(grant: Grant, lines: Sequence[NewLine], now: datetime) -> None:
    year = grant.participation.project.year
    for line in lines:
        if line.released_on not in year:
            raise LineNotPossible(
                f"{line.teacher}: date must be in {year}, the year of this grant "
                f"(1 September {year.start} to 31 August {year.start + 1})."
            )
        if line.released_on > london_day(now):
            raise LineNotPossible(
                f"{line.teacher}: date must be today or in the past. Claim after the teacher has been released."
            )


def _write_lines(claim: Claim, lines: Sequence[NewLine]) -> None:
    before = list(claim.lines.all())
    # Lines are replaced, not updated, so an explanation is carried over only to a line that still says the same.
    explained = {(line.released_on, line.teacher, line.occasion): line.explanation for line in before}
    known = {line.occasion: line.occasion_words for line in before}
    offered = {occasion.key: occasion.label[:200] for occasion in list_release_occasions(claim.grant.participation)}
    claim.lines.all().delete()
    ClaimLine.objects.bulk_create(
        ClaimLine(
            claim=claim,
            released_on=line.released_on,
            teacher=line.teacher,
            length=line.length,
            hours=line.hours,
            cost=pounds(line.cost),
            # A forged key is dropped; one that was offered before stays, though its session may have been cancelled
            # since.
            occasion=line.occasion if line.occasion in offered or line.occasion in known else "",
            occasion_words=offered.get(line.occasion, known.get(line.occasion, "")),
            explanation=explained.get((line.released_on, line.teacher, line.occasion), ""),
            position=position,
        )
        for position, line in enumerate(lines, start=1)
    )
    set_total(claim, sum((pounds(line.cost) for line in lines), ZERO))


def set_total(claim: Claim, total: Decimal) -> None:
    """Write what a claim's lines come to, GBP. Call inside an action's transaction. Raise NotEnoughGrant."""
    with domain_error_from_constraint(NotEnoughGrant, constraint="claim_within_grant"):
        Claim.objects.filter(pk=claim.pk).update(total=total)
    claim.refresh_from_db()


@action("funding.edit_claim")
def edit_claim(
    claim: Claim, *, lines: Sequence[NewLine], by: User, now: datetime, opened_with: str | None = None
) -> Claim:
    """Replace the lines of a draft or queried claim. Raise WrongState, LineNotPossible, NotEnoughGrant.

    With `opened_with`, the `lines_key` of the form that is sent, raise ChangedMeanwhile if somebody saved others since.
    """
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if locked.state not in OPEN_TO_EDITS:
        raise WrongState(
            "This claim has been submitted, so it can’t be changed. If it needs changing, ask the hub to query it."
        )
    if locked.instalment_id:
        raise WrongState("An instalment is claimed in full, so its item can’t be changed.")
    if opened_with is not None and opened_with != locked.lines_key:
        raise ChangedMeanwhile(
            f"Someone changed this claim after you opened it. It now comes to {format_pounds(locked.total)}. Your "
            "changes are below but not saved. To keep their changes, open the claim again. To replace them with "
            "yours, save again."
        )
    _check_lines(locked.grant, lines, now)
    _write_lines(locked, lines)
    return locked


@action("funding.edit_claim")
def edit_payee(claim: Claim, *, payee: str, invoice_number: str, by: User, now: datetime) -> Claim:
    """Set the payee and the invoice number. Raise WrongState once the claim is submitted."""
    locked = _open_to_edits(claim)
    locked.payee, locked.invoice_number = payee, invoice_number
    locked.save(update_fields=["payee", "invoice_number"])
    return locked


@action("funding.edit_claim")
def attach_files(claim: Claim, *, uploads: Sequence[CheckedUpload], by: User, now: datetime) -> Claim:
    """Attach files for the hub. Raise WrongState once the claim is submitted, ClaimIncomplete above twenty files."""
    locked = _open_to_edits(claim)
    _check_room(locked, len(uploads))
    for upload in uploads:
        keep_file(ClaimFile, upload, by=by, now=now, claim=locked)
    return locked


@action("funding.edit_claim")
def remove_file(stored: ClaimFile, *, by: User, now: datetime) -> ClaimFile:
    """Remove a file from a claim that is not submitted; its row is kept. Raise WrongState."""
    _open_to_edits(stored.claim)
    stored.removed_at = now
    stored.save(update_fields=["removed_at"])
    return stored


@action("funding.edit_claim")
def restore_file(stored: ClaimFile, *, by: User, now: datetime) -> ClaimFile:
    """Put a removed file back on a claim that is not submitted. Raise WrongState, or ClaimIncomplete when it is full."""
    locked = _open_to_edits(stored.claim)
    stored.check_can_return()
    _check_room(locked, 1)
    stored.removed_at = None
    stored.save(update_fields=["removed_at"])
    return stored


def _check_room(claim: Claim, number: int) -> None:
    if claim.files.filter(removed_at=None).count() + number > MOST_FILES:
        raise ClaimIncomplete(
            f"You can attach up to {MOST_FILES} files to a claim. Combine several pages into one file."
        )


def _open_to_edits(claim: Claim) -> Claim:
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if locked.state not in OPEN_TO_EDITS:
        raise WrongState(
            "This claim has been submitted, so it can’t be changed. If it needs changing, ask the hub to query it."
        )
    return locked


@action("funding.submit_claim")
def submit_claim(
    claim: Claim,
    *,
    accepts: bool = False,
    explanations: Mapping[int, str] | None = None,
    by: User,
    now: datetime,
) -> Claim:
    """Submit claim to the hub and freeze its total. `accepts` accepts the grant's conditions, once.

    `explanations` maps a line's key to the answer to its question. Raise ClaimIncomplete, NotEnoughGrant, LineNotPossible,
    WindowClosed, WrongState.
    """
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    lines = list(locked.lines.all())
    if not lines:
        raise ClaimIncomplete("This claim has no items. Add who was released, when, and what it cost.")
    require_condition(locked)
    # An answer to a query may come after the window has closed; a draft, also one that was withdrawn before, may not.
    if locked.state == ClaimState.DRAFT:
        require_open_window(locked.grant, london_day(now))
        accept_conditions(locked.grant, yes=accepts, by=by, now=now)
        _explain(locked, lines, explanations or {})
    elif locked.state == ClaimState.QUERIED:
        _explain(locked, lines, explanations or {})
    with domain_error_from_constraint(NotEnoughGrant, constraint="claim_within_grant"):
        CLAIM_MOVES.make(locked, "submit", submitted_by=by, submitted_at=now)
    _notify_hub(locked, by.full_name, now=now)
    return locked


def _explain(claim: Claim, lines: Sequence[ClaimLine], explanations: Mapping[int, str]) -> None:
    questions = line_questions(claim, lines)
    for line in lines:
        explanation = explanations.get(line.pk, "").strip()[:300]
        if explanation and line.pk in questions:
            line.explanation = explanation
            line.save(update_fields=["explanation"])
        if line.pk in questions and not line.explanation:
            raise LineNotPossible(f"{questions[line.pk]} Explain, or remove the item.")


@action("funding.answer_query")
def answer_query(claim: Claim, *, text: str, by: User, now: datetime, link: Link | None = None) -> Claim:
    """Answer the hub's query and resubmit the claim unchanged. Raise WrongState, NotEnoughGrant.

    With `link` the site acts for the link's holder: the claim keeps its submitter, and the answer names the link.
    """
    # With a link `by` is the site's own account. As the submitter it would hide who claimed, and the rule that nobody
    # decides on their own claim would no longer see that person.
    submitter = {} if link else {"submitted_by": by}
    with domain_error_from_constraint(NotEnoughGrant, constraint="claim_within_grant"):
        CLAIM_MOVES.make(claim, "answer", submitted_at=now, **submitter)
    answer = Message.objects.create(claim=claim, words=text, from_hub=False, by=by, link=link, at=now)
    _notify_hub(claim, answer.author, now=now)
    return claim


def _notify_hub(claim: Claim, submitter: str, *, now: datetime) -> None:
    for lead in get_hub_leads(claim.hub, london_day(now)):
        queue_email(
            # The time is part of the key, because a claim may be submitted again after each query.
            f"claim-submitted:{claim.pk}:{now:%Y-%m-%dT%H:%M:%S.%f}:user={lead.pk}",
            to=lead,
            kind="claim_submitted",
            now=now,
            about=claim.school,
            facts={"claim": claim.pk},
            claim=claim,
            who=submitter,
        )


@action("funding.withdraw_claim")
def withdraw_claim(claim: Claim, *, by: User, now: datetime) -> Claim:
    """Withdraw a claim that has not been decided. Raise WrongState."""
    CLAIM_MOVES.make(claim, "withdraw")
    # What the claim held is free again; if the school has left meanwhile, it goes back to the hub at once.
    release_closed_remainder(claim.grant, by=by, now=now)
    return claim
